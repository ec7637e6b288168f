"""An application of many habits: what a path does to memory, its numbers in the query.

ITEMS are loaded before the fork; BIGFILE is mapped by /file.
"""
import collections
import json
import mmap
import os
import random
import re
import time
from urllib.parse import parse_qsl

ITEMS = [{"id": i, "name": f"item {i}", "tags": [str(i), str(i + 1)]} for i in range(int(os.environ.get("ITEMS", "60000")))]
kept, sessions, cache, recent = [], {}, {}, collections.OrderedDict()
at = {"request": 0, "item": 0}


# What keeps nothing.


def page(n=200):
    rows = ("".join(random.choice("abcdef") for _ in range(20)) for _ in range(random.randint(20, n)))
    return "".join(f"<li>{row}</li>" for row in rows)


def as_json(n=400):
    return json.dumps([{"a": i, "b": str(random.random())} for i in range(random.randint(10, n))])


def spike(n=2000):
    return str(len(b"x" * random.randint(1000, n * 1000)))


def regex(n=2000):
    return str(len(re.findall(r"(\w+) (\d+)", " ".join(item["name"] for item in ITEMS[:n]))))


def cycle(n=30):
    for _ in range(n):
        a = {}
        a["b"] = {"a": a, "more": [0] * 20}


def big(n=400000):
    return str(len(sorted(random.random() for _ in range(n))))


# What leaks.


def leak(n=2000):
    kept.append(os.urandom(n))


def leakobj(n=10):
    kept.append({"when": time.time(), "who": str(random.random()), "values": [random.random() for _ in range(n)]})


def leaknth(n=50000, every=10):
    if at["request"] % every == 0:
        kept.append(bytearray(n))


def session():
    sessions[str(random.random())] = {"user": random.random(), "basket": [random.random()] * 5}


# What has a plateau.


def filling(keys=2000, n=3000):
    key = random.randrange(keys)
    if key not in cache:
        cache[key] = os.urandom(n).hex()
    return cache[key]


def lru(keys=5000, n=4000, most=500):
    key = random.randrange(keys)
    if key not in recent:
        recent[key] = "x" * random.randint(500, n)
        if len(recent) > most:
            recent.popitem(last=False)
    return recent[key]


def bigkeep(n=200000):
    numbers = [str(i) for i in range(n)]
    kept.append(numbers[::5000])


# What makes inherited memory come apart: a look counts references.


def touch(n=100):
    for _ in range(n):
        ITEMS[at["item"] % len(ITEMS)]["name"].upper()
        at["item"] += 1


def rand(n=20):
    return str(sum(len(random.choice(ITEMS)["name"]) for _ in range(n)))


def write(n=50):
    for _ in range(n):
        random.choice(ITEMS)["id"] += 1


# What is nobody's own.


def file(n=100):
    if "map" not in at:
        with open(os.environ["BIGFILE"], "rb") as opened:
            at["map"] = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
    for _ in range(n):
        at["map"][random.randrange(len(at["map"]))]


PATHS = {
    "/page": page, "/json": as_json, "/spike": spike, "/regex": regex, "/cycle": cycle, "/big": big,
    "/leak": leak, "/leakobj": leakobj, "/leaknth": leaknth, "/session": session,
    "/cache": filling, "/lru": lru, "/bigkeep": bigkeep,
    "/touch": touch, "/rand": rand, "/write": write, "/file": file,
}  # fmt: skip


def application(env, start_response):
    at["request"] += 1
    numbers = {name: int(value) for name, value in parse_qsl(env.get("QUERY_STRING", ""))}
    body = (PATHS.get(env["PATH_INFO"], lambda: "")(**numbers) or "ok").encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
