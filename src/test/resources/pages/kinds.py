"""A manager and one worker that gets memory of each kind as it is told.

Arguments: a file to map and read, another one to map and write to.

Prints the worker's pid, then a line when it has obeyed each command of its input.
"""
import mmap
import os
import signal
import sys

PAGE = 4096
MIB = 1 << 20
inherited = mmap.mmap(-1, 32 * MIB, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
cache = mmap.mmap(-1, 16 * MIB, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)


def touch(memory, megabytes):
    for at in range(0, megabytes * MIB, PAGE):
        memory[at] = 1


def read(memory, megabytes):
    return sum(memory[at] for at in range(0, megabytes * MIB, PAGE))


touch(inherited, 32)
touch(cache, 4)
kept = []
commands, obey = os.pipe()
answers, done = os.pipe()
siblings = []
for number in range(3):
    pid = os.fork()
    if pid == 0:
        if number > 0:
            read(inherited, 32)
            read(cache, 4)
            signal.pause()
        for line in iter(lambda: os.read(commands, 1), b""):
            what = line.decode()
            if what == "n":  # nothing: it warms up
                pass
            elif what == "a":  # memory of its own
                own = mmap.mmap(-1, 8 * MIB, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
                touch(own, 8)
                kept.append(own)
            elif what == "c":  # copies of what it has inherited
                touch(inherited, 4)
            elif what in "rw":  # a file that only it maps, read or written
                fd = os.open(sys.argv["rw".index(what) + 1], os.O_RDWR)
                mapped = mmap.mmap(fd, 16 * MIB, mmap.MAP_SHARED)
                read(mapped, 16) if what == "r" else touch(mapped, 16)
                kept.append(mapped)
                os.close(fd)
            elif what == "s":  # its manager's shared memory, where nobody else has been
                for at in range(8 * MIB, 16 * MIB, PAGE):
                    cache[at] = 1
            os.write(done, b".")
        os._exit(0)
    siblings.append(pid)
print(siblings[0], flush=True)
for line in sys.stdin:
    os.write(obey, line[:1].encode())
    os.read(answers, 1)
    print("done", flush=True)
for pid in siblings:
    os.kill(pid, 9)
    os.waitpid(pid, 0)
