"""Keeps what it is told to, for the tests of who refers to it: "HOW COUNT BYTES\\n" on its input."""
import collections
import functools
import gc
import os
import random
import sys
import threading
import weakref

kept, table, state = [], {}, {"chain": None, "n": 0}
rooms = [[] for _ in range(5)]
short = weakref.WeakValueDictionary()
lru = collections.OrderedDict()
ring = collections.deque(maxlen=5000)


@functools.lru_cache(maxsize=3000)
def memoised(key, size):
    return os.urandom(size)


def keys(size):
    """Keys and values of one size, so that they stand in the table one after another."""
    key = "%08d" % random.randrange(5000) + "k" * (size - 58)
    table.setdefault(key, "v" * (size - 50))


def oldest(size):
    key = random.randrange(5000)
    if key in lru:
        lru.move_to_end(key)
    else:
        lru[key] = os.urandom(size)
    if len(lru) > 2000:
        lru.popitem(last=False)


def closure(size):
    text = os.urandom(size)
    kept.append(lambda: len(text))


def garbage(size):
    """Objects that refer to each other: the collector is off, as if it had not come yet."""
    one = {"text": os.urandom(size)}
    one["self"] = [one]


@functools.lru_cache(maxsize=3000)
def lists(key, size):
    return [os.urandom(size) for _ in range(6)]


def spare(_size):
    """Tuples that were made longer first: freed ones are kept, up to two thousand."""
    tuple(n for n in range(20))


def in_thread(size):
    """Threads get memory from heaps of their own."""
    thread = threading.Thread(target=lambda: kept.append(Ticket(size)))
    thread.start()
    thread.join()


def recycled(size):
    """Objects at the places of others that have gone."""
    [Ticket(size) for _ in range(30)]
    kept.append(Ticket(size))


class Ticket:
    def __init__(self, size):
        self.text = os.urandom(size)
        self.more = {"at": random.random()}


class Visit:
    """A cache of objects that knows their order."""

    def __init__(self, size):
        self.text = os.urandom(size)


def weak(size):
    """Garbage that is known by weak references too."""
    one = Ticket(size)
    one.self = one
    short[random.random()] = one


def ordered(size):
    key = random.randrange(5000)
    if key not in table:
        table[key] = Visit(size)
        kept.append(table[key])


keep = {
    "tickets": lambda size: kept.append(Ticket(size)),
    "ordered": ordered,
    "rooms": lambda size: rooms[random.randrange(5)].append(os.urandom(size)),
    "lists": lambda size: lists(random.randrange(5000), size),
    "spare": spare,
    "in_thread": in_thread,
    "recycled": recycled,
    "weak": weak,
    "tuples": lambda size: kept.append((random.random(), {"by": "c" * random.randint(size // 8, size)})),
    "states": lambda size: kept.append({"state": [random.random() for _ in range(size // 32)], "text": "u" * size}),
    "closures": closure,
    "garbage": garbage,
    "list": lambda size: kept.append(bytearray(size)),
    "bytes": lambda size: kept.append(os.urandom(size)),
    "objects": lambda size: kept.append([{"n": n, "s": "s%d" % n} for n in range(size // 200)]),
    "table": lambda size: table.setdefault(random.randrange(5000), os.urandom(size)),
    "keys": keys,
    "lru": oldest,
    "memoised": lambda size: memoised(random.randrange(5000), size),
    "ring": lambda size: ring.append(os.urandom(size)),
    "nothing": lambda size: os.urandom(size),
}
gc.disable()
print(os.getpid(), flush=True)
for line in sys.stdin:
    how, count, size = line.split()
    for _ in range(int(count)):
        keep[how](int(size))
    print("ok", flush=True)
