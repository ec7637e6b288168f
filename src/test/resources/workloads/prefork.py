#!/usr/bin/python3
"""A preforking pool in Python that grows as it is told to, for the labelled collection.

    python3 prefork.py SOCKET WORKERS MEGABYTES [MAX-REQUESTS]

A request is one line, "route argument ...\\n"; the answer is "ok". MEGABYTES are loaded before the
fork. A file to be mapped is beside the socket: SOCKET.data.
"""
import gc
import mmap
import os
import random
import signal
import socket
import sys

path, workers, megabytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
most_requests = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9


class Item:
    __slots__ = ("name", "tags")

    def __init__(self, n):
        self.name = "%08d" % n + "x" * 700
        self.tags = [n]


shared = [Item(n) for n in range(megabytes * 1000)]
segment = mmap.mmap(-1, 64 << 20)
leaked, cache, state = [], {}, {"next": None, "mapped": None, "at": 0}


def step(count):
    if state["next"] is None:
        state["next"] = random.randrange(len(shared))
    for _ in range(count):
        state["next"] = (state["next"] + 1) % len(shared)
        yield state["next"]


def ok():
    return sum(len(str(n)) for n in range(300))


def leak(size):
    leaked.append(bytearray(size))


def objects(count):
    leaked.append([{"n": n, "s": "s%d" % n} for n in range(count)])


def touch(count):
    for n in step(count):
        shared[n].tags[0] = 1000000 + n


def refs(count):
    """Looks only; but whoever looks holds a reference, and that is a write."""
    state["held"] = [shared[n].name for n in step(count)]


def collect():
    gc.collect()


def fill(size, keys):
    key = random.randrange(keys)
    if key not in cache:
        cache[key] = os.urandom(size)


def big(mebibytes):
    small = [os.urandom(180) for _ in range(mebibytes * 4000)]
    leaked.append(small[-1])
    leaked.extend(small[::400])


def garbage(count):
    """Cycles, which only the collector frees: the memory goes up and down."""
    for n in range(count):
        a, b = {"x": "z" * 400}, {}
        a["b"], b["a"] = b, a


def mapped(kibibytes):
    if state["mapped"] is None:
        with open(path + ".data", "rb") as file:
            state["mapped"] = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    data = state["mapped"]
    for _ in range(kibibytes // 4):
        state["at"] = (state["at"] + 4096) % len(data)
        data[state["at"]]


def segments(kibibytes):
    for _ in range(kibibytes // 4):
        state["at"] = (state["at"] + 4096) % len(segment)
        segment[state["at"]] = 1


def spike(kibibytes):
    bytearray(os.urandom(1024) * kibibytes)


def lazy(mebibytes):
    """Something that is loaded at the first use, in pieces."""
    if len(cache) < 20:
        cache[len(cache)] = [os.urandom(500) for _ in range(mebibytes * 1900)]


routes = {
    f.__name__: f
    for f in (ok, leak, objects, touch, refs, collect, fill, big, garbage, mapped, segments, spike,
              lazy)
}


def work(listener, manager):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    random.seed(os.getpid())
    for _ in range(most_requests):
        if os.getppid() != manager:
            break
        client, _ = listener.accept()
        with client:
            words = client.makefile("r").readline().split()
            if words:
                routes[words[0]](*map(int, words[1:]))
                client.sendall(b"ok\n")
    os._exit(0)


def main():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(128)
    manager, alive = os.getpid(), set()

    def end(*_):
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        while len(alive) < workers:
            pid = os.fork()
            if pid == 0:
                work(listener, manager)
            alive.add(pid)
        gone, _ = os.wait()
        alive.discard(gone)


main()
