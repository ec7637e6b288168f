#!/bin/sh
# Starts kidreaper from its package, which has its own Java: JAVA_HOME means nothing here.
# KIDREAPER_JAVA_OPTS adds options for the JVM.
set -u

say() { printf 'kidreaper: %s\n' "$1" >&2; }

#: where
case $home in
    */./* | */../* | *//* | */. | */..) home=$(cd "$home" && pwd -P) ;;
esac
home=${home%/bin}/lib/kidreaper
jdk=$home/runtime
run=$home
jar=$home/kidreaper.jar

#: flags
flags="$flags -Dorg.sqlite.lib.path=$home"

#: care
# Why this machine cannot run it, in one line. Asked once, before the first start.
refuse_machine() {
    machine=$(uname -m)
    [ "$machine" = @MACHINE@ ] ||
        { say "this package is for @MACHINE@, and this machine is $machine: get the other one"; exit 1; }
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) && libc=${libc#glibc } || libc=none
    case $libc in
        2.[0-9] | 2.[12][0-9] | 2.3[0-3] | none)
            say "needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04, RHEL 9): this machine has $libc"
            exit 1
            ;;
    esac
}

# Makes the start caches of this machine, in a folder that takes the old one's place when they are done.
make_caches() {
    umask 022
    exec 9<"$jar"
    flock -n 9 || return 0 # Somebody else is at it.
    rm -rf "$caches.new" && mkdir -p "$caches.new" || return 0
    rehearse_all "$caches.new"
    rm -rf "$caches.old"
    [ ! -e "$caches" ] || mv "$caches" "$caches.old"
    mv "$caches.new" "$caches" && rm -rf "$caches.old"
    exec 9<&-
}

[ -f "$jar" ] || { say "$jar is missing: install kidreaper again"; exit 1; }
case $home in
    /usr/lib/kidreaper | /lib/kidreaper) caches=/var/cache/kidreaper ;;
    *)
        caches=$home/cache
        refuse_strangers "$home" "$jar" "$home"/lib "$home"/lib/* "$jdk"/bin/java "$jdk"/lib/modules \
            "$jdk"/lib/server/libjvm.so "$home"/libsqlitejdbc.so "$caches"/*.aot
        if [ ! -e "$caches" ]; then
            refuse_machine
            if [ -w "$home" ] && [ "${1:-}" != --make-caches ]; then
                say "first start: preparing the next ones, which takes some ten seconds"
                make_caches
            fi
        fi
        ;;
esac
if [ "${1:-}" = --make-caches ]; then
    make_caches
    [ -f "$caches/kidreaper.aot" ] || { say "no start cache could be made: see $caches/*.log"; exit 1; }
    exit 0
fi

#: start
