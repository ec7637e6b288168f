# What our completion hands to zsh's own functions for a command line, one word a line. These are
# replaced here: they need a terminal.   zsh -f complete.zsh SHARE-FOLDER LINE
compdef() { registered=$1 }
_describe() { print -rl -- ${${(P)2}%%:*} }
_files() { ls }
_arguments() {
    local spec values
    for spec; do
        print -r -- ${spec%%\[*}
        values=${spec##*:}
        case $values in
            \(*\)) [[ ${spec%%\[*} == $words[CURRENT-1] ]] && print -rl -- ${=${values//[()]/}} ;;
            _files) [[ ${spec%%\[*} == $words[CURRENT-1] ]] && _files ;;
        esac
    done
}
source $1/zsh/vendor-completions/_kidreaper
[[ $registered == _kidreaper ]] || exit 1
words=(${=2})
CURRENT=$#words
_kidreaper
