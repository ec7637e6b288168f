# What the benchmarks of `kidreaper serve` have in common. Each reads this file, in the project's folder:
# the folders $out and $work, the worker in C, the end of what was started ($pids), the daemon's numbers.
out=$PWD/bench/out
work=$(mktemp -d)
mkdir -p "$out"
./kidreaper --version >/dev/null
gcc -O2 -o "$work/worker" src/test/resources/pools/worker.c -lfcgi

pids=
ends() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    sleep 1
    rm -rf "$work"
}
trap ends EXIT

number() { # FIELD of serve's status
    ./kidreaper status --json --socket "$work/control" | grep -o "\"$1\":[0-9]*" | head -1 | cut -d: -f2
}
