"""A help desk in Flask: what sites are known to keep by mistake, and what they cache on purpose."""
import atexit
import collections
import ctypes
import functools
import gc
import hashlib
import logging
import logging.handlers
import os
import random
import re
import threading
import time
import weakref

import cachetools
from flask import Flask, jsonify, render_template_string, request
from prometheus_client import CollectorRegistry, Counter

application = app = Flask(__name__)
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
REGISTRY = CollectorRegistry()
VISITS = Counter("visits", "by path", ["path"], registry=REGISTRY)
HISTORY = logging.handlers.MemoryHandler(10**9, flushLevel=100)
JOURNAL = logging.getLogger("journal")
JOURNAL.addHandler(HISTORY)
JOURNAL.propagate = False
TICKETS = [{"id": i, "title": f"ticket {i}", "notes": [f"n{i}"]} for i in range(int(os.environ.get("ITEMS", "0")))]
LISTENERS, UNDO, LIMITS, DRAFTS = [], [], {}, {}
BOUNDED = cachetools.LRUCache(maxsize=400)
SOON = cachetools.TTLCache(maxsize=100000, ttl=20)
LEAST = cachetools.LFUCache(maxsize=600)
WEAK = weakref.WeakValueDictionary()


def number(name, default):
    return int(request.args.get(name, default))


@app.route("/ok")
def ok():
    return "ok"


@app.route("/list")
def tickets():
    text = "{% for r in rows %}<tr><td>{{ r }}</td></tr>{% endfor %}"
    return render_template_string(text, rows=[random.random() for _ in range(random.randint(5, 90))])


@app.route("/json")
def as_json():
    return jsonify([{"n": i, "who": str(random.random())} for i in range(random.randint(5, 150))])


@app.route("/search")
def search():
    return str(len(re.findall(r"(\d)(\d)\1", "".join(str(random.random()) for _ in range(60)))))


@app.route("/cycles")
def cycles():
    for _ in range(number("n", 20)):
        one = {"text": "t" * 300}
        one["self"] = one
    return "ok"


@app.route("/weak")
def weak():
    class Short:
        pass

    short = Short()
    short.self = short
    WEAK[random.random()] = short
    return "ok"


@app.route("/browse")
def browse():
    return str(sum(len(random.choice(TICKETS)["notes"]) for _ in range(number("n", 30))))


@app.route("/close")
def close():
    for _ in range(number("n", 20)):
        random.choice(TICKETS)["id"] += 0.5
    return "ok"


@app.route("/journal")
def journal():
    JOURNAL.warning("visit of %s to %s", request.headers.get("User-Agent"), random.random())
    return "ok"


@app.route("/visits")
def visits():
    VISITS.labels(path=f"/user/{random.randrange(10**9)}").inc()
    return "ok"


@app.route("/loggers")
def loggers():
    logging.getLogger(f"request.{random.random()}").debug("x")
    return "ok"


@app.route("/atexit")
def at_exit():
    atexit.register(lambda text: None, "t" * 400)
    return "ok"


@app.route("/lost")
def lost():
    ctypes.memset(libc.malloc(number("n", 3000)), 1, number("n", 3000))
    return "ok"


@app.route("/undo")
def undo():
    UNDO.append({"at": time.time(), "state": [random.random() for _ in range(40)], "text": "u" * 500})
    return "ok"


@app.route("/rare")
def rare():
    if random.random() < 0.05:
        UNDO.append(os.urandom(40000))
    return "ok"


@app.route("/listen")
def listen():
    body = os.urandom(number("n", 2500))

    def changed():
        return len(body)

    LISTENERS.append(changed)
    return "ok"


@app.route("/drafts")
def drafts():
    DRAFTS[hashlib.md5(os.urandom(8)).hexdigest()] = {"text": "d" * random.randint(300, 3000), "at": time.time()}
    return "ok"


@app.route("/waiting")
def waiting():
    timer = threading.Timer(3600, ok)
    timer.daemon = True
    timer.start()
    return "ok"


@app.route("/limit")
def limit():
    recent = LIMITS.setdefault(f"10.0.{random.randrange(3)}.{random.randrange(number('n', 200))}", collections.deque(maxlen=20))
    recent.append(time.time())
    return "ok"


@app.route("/bounded")
def bounded():
    key = random.randrange(number("keys", 5000))
    if key not in BOUNDED:
        BOUNDED[key] = os.urandom(random.randint(1000, 6000))
    return "ok"


@app.route("/least")
def least():
    key = int(random.paretovariate(0.6)) % 4000
    if key not in LEAST:
        LEAST[key] = os.urandom(4000)
    return "ok"


@app.route("/soon")
def soon():
    key = random.randrange(3000)
    if key not in SOON:
        SOON[key] = os.urandom(5000)
    return "ok"


@functools.lru_cache(maxsize=4096)
def avatar(_user):
    return os.urandom(12000)


@app.route("/avatar")
def picture():
    return str(len(avatar(random.randrange(number("users", 500)))))


@functools.cache
def translated(_key):
    return [os.urandom(700) for _ in range(6)]


@app.route("/translate")
def translate():
    return str(len(translated(int(random.paretovariate(0.8)) % number("words", 900))))


if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
