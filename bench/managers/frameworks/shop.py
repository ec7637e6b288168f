"""A shop in Flask, some of whose routes leak, fill caches, touch what was loaded before the fork, or keep nothing."""
import collections
import csv
import functools
import gc
import hashlib
import io
import json
import logging
import os
import random
import sqlite3
import sys
import threading
import time
import zlib

from flask import Flask, jsonify, render_template, render_template_string, request

application = app = Flask(__name__)


class Item:
    def __init__(self, number):
        self.name = f"thing {number}"
        self.price = number * 1.5
        self.tags = [f"t{number % 97}", str(number)]


ITEMS = int(os.environ.get("ITEMS", "0"))
CATALOG = [Item(i) for i in range(ITEMS)]
PLAYERS = {f"p{i}": [i, i * 0.5, {"rank": i % 100, "tags": [f"a{i}", "b"]}] for i in range(ITEMS)}
KEYS = list(PLAYERS)
AUDIT, TRACES, SEEN, PAGES, SESSIONS = [], [], set(), {}, {}
INDEX = collections.defaultdict(list)
EVENTS = collections.deque(maxlen=400)


def number(name, default):
    return int(request.args.get(name, default))


def rows(most):
    count = random.randint(5, most)
    return [{"name": f"n{random.randrange(10**6)}", "price": random.random()} for _ in range(count)]


# Nothing is kept.


@app.route("/ok")
def ok():
    return "ok"


@app.route("/page")
def page():
    return render_template("page.html", title="t", rows=rows(120))


@app.route("/api")
def api():
    return jsonify(rows(200))


@app.route("/image")
def image():
    return str(len(zlib.compress(os.urandom(random.randint(1, 200) * 1000), 1)))


@app.route("/template")
def template():
    return render_template_string("<p>{% for i in range(n) %}{{ i }}{% endfor %}</p>", n=random.randint(1, 60))


@app.route("/thread")
def thread():
    brief = threading.Thread(target=lambda: sum(range(1000)))
    brief.start()
    brief.join()
    return "ok"


@app.route("/database")
def database():
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (a, b)")
        connection.executemany("insert into t values (?, ?)", [(i, f"v{i}") for i in range(200)])
        found = connection.execute("select count(*), max(b) from t").fetchone()
    connection.close()
    return str(found)


@app.route("/export")
def export():
    out = io.StringIO()
    csv.writer(out).writerows([i, random.random(), f"row {i}"] for i in range(number("n", 150000)))
    return str(len(out.getvalue()))


@app.route("/report")
def report():
    return str(len(json.dumps([{"i": i, "s": str(i)} for i in range(120000)])))


# What is kept has an end.


@functools.lru_cache(maxsize=256)
def quoted(key):
    return hashlib.sha512(str(key).encode()).hexdigest() * random.randint(2, 20)


@functools.lru_cache(maxsize=500)
def rendered(_key):
    return os.urandom(1500).hex()


@app.route("/quote")
def quote():
    return quoted(random.randrange(2000))


@app.route("/rendered")
def from_cache():
    return rendered(random.randrange(550))


@app.route("/catalog")
def catalog():
    key = random.randrange(number("keys", 300))
    if key not in PAGES:
        items = [{"name": f"x{i}", "price": i} for i in range(60 + key % 40)]
        PAGES[key] = render_template("page.html", title=str(key), rows=items)
    return PAGES[key]


@app.route("/session")
def session():
    now = time.time()
    SESSIONS[random.random()] = (now, "d" * random.randint(100, 700))
    for key in [key for key, (since, _) in SESSIONS.items() if since < now - 12]:
        del SESSIONS[key]
    return "ok"


@app.route("/events")
def events():
    EVENTS.append({"at": time.time(), "text": "e" * random.randint(500, 3000)})
    return str(len(EVENTS))


# It leaks.


@functools.lru_cache(maxsize=None)
def priced(key):
    return {"n": key, "hash": hashlib.sha256(str(key).encode()).hexdigest()}


@app.route("/price")
def price():
    return priced(random.randrange(10**9))["hash"]


@app.route("/audit")
def audit():
    agent = request.headers.get("User-Agent", "") + str(random.random())
    AUDIT.append({"at": time.time(), "agent": agent, "path": request.path + "?"})
    return "ok"


@app.route("/seen")
def seen():
    SEEN.add(str(random.random()))
    return "ok"


@app.route("/index")
def index():
    INDEX[random.randrange(50)].append((time.time(), random.random()))
    return "ok"


@app.route("/trace")
def trace():
    try:
        raise KeyError("x")
    except KeyError:
        TRACES.append(sys.exc_info())
    return "ok"


@app.route("/handler")
def handler():
    logging.getLogger("x").addHandler(logging.NullHandler())
    return "ok"


@app.route("/unclosed")
def unclosed():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    AUDIT.append(connection)
    return "ok"


@app.route("/forgotten")
def forgotten():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return "ok"


# What was loaded before the fork comes apart.


@app.route("/search")
def search():
    return str(sum(len(random.choice(CATALOG).name) for _ in range(number("n", 40))))


@app.route("/rank")
def rank():
    return str(sum(PLAYERS[random.choice(KEYS)][2]["rank"] for _ in range(number("n", 40))))


@app.route("/score")
def score():
    for _ in range(number("n", 20)):
        PLAYERS[random.choice(KEYS)][0] += 1.5
    return "ok"


if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
