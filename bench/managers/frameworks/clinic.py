"""A clinic in Flask: what is kept for ever in lists, tables and buffers, and what is kept for a while."""
import collections
import functools
import gc
import io
import os
import random
import re
import sqlite3
import time
import uuid

from flask import Flask, jsonify, request
from jinja2 import DictLoader, Environment

application = app = Flask(__name__)
PAGE = Environment().from_string("{% for r in rows %}<li>{{ r }}</li>{% endfor %}")
LETTERS = Environment(
    loader=DictLoader({f"letter{i}": f"<h1>{i}</h1>{{% for r in rows %}}{{{{ r }}}} {i}{{% endfor %}}" * 4 for i in range(150)})
)
RECORDS = [{"id": i, "name": f"patient {i}", "notes": [f"n{i}", i]} for i in range(int(os.environ.get("ITEMS", "0")))]
PATIENTS, ERRORS, WAITING, HANDLERS, CONNECTIONS = [], [], [], [], []
ROOMS = collections.defaultdict(list)
QUEUE = collections.deque()
LOG, TEXT = io.BytesIO(), ""
SESSIONS, SEEN, ZIP, SOON = {}, set(), {}, {}
FREE = [bytearray(3000) for _ in range(8)]


def number(name, default):
    return int(request.args.get(name, default))


class Patient:
    def __init__(self, size):
        self.name = uuid.uuid4().hex
        self.scan = os.urandom(size)
        self.visits = [{"at": time.time(), "why": random.random()} for _ in range(3)]

    def call(self):
        return self.name


@app.route("/ok")
def ok():
    return "ok"


@app.route("/card")
def card():
    return PAGE.render(rows=[random.random() for _ in range(random.randint(5, 90))])


@app.route("/report")
def report():
    return jsonify([{"n": i, "who": str(random.random())} for i in range(random.randint(5, number("n", 150)))])


@app.route("/read")
def read():
    return str(sum(len(random.choice(RECORDS)["notes"]) for _ in range(number("n", 30))))


@app.route("/edit")
def edit():
    for _ in range(number("n", 20)):
        random.choice(RECORDS)["id"] += 0.5
    return "ok"


@app.route("/export")
def export():
    return str(len([str(random.random()) for _ in range(number("n", 200000))]))


@app.route("/patient")
def patient():
    PATIENTS.append(Patient(number("n", 1500)))
    return "ok"


@app.route("/room")
def room():
    ROOMS[random.randrange(6)].append({"at": time.time(), "text": "r" * random.randint(200, 1500)})
    return "ok"


@app.route("/queue")
def queue():
    QUEUE.append(os.urandom(number("n", 900)))
    return "ok"


@app.route("/log")
def log():
    LOG.write(b"l" * number("n", 500))
    return "ok"


@app.route("/text")
def text():
    global TEXT
    TEXT += "t" * number("n", 400)
    return "ok"


@app.route("/error")
def error():
    try:
        raise ValueError(os.urandom(1200))
    except ValueError as e:
        ERRORS.append(e)
    return "ok"


@app.route("/wait")
def wait():
    def numbers(size):
        body = os.urandom(size)
        for byte in body:
            yield byte

    waiting = numbers(number("n", 1800))
    next(waiting)
    WAITING.append(waiting)
    return "ok"


@app.route("/handler")
def handler():
    HANDLERS.append(Patient(700).call)
    return "ok"


@app.route("/connection")
def connection():
    CONNECTIONS.append(sqlite3.connect(":memory:"))
    return "ok"


@app.route("/session")
def session():
    SESSIONS[uuid.uuid4().hex] = {"basket": [random.random() for _ in range(20)], "at": time.time()}
    return "ok"


@app.route("/seen")
def seen():
    SEEN.add(uuid.uuid4().hex)
    return "ok"


@functools.lru_cache(maxsize=500)
def price(_item):
    return os.urandom(4000)


@app.route("/price")
def get_price():
    return str(len(price(random.randrange(number("items", 3000)))))


@functools.lru_cache(maxsize=None)
def tax(_place):
    return {"rates": [os.urandom(900) for _ in range(6)]}


@app.route("/tax")
def get_tax():
    return str(len(tax(random.randrange(number("places", 300)))))


@app.route("/zip")
def zip_code():
    key = int(random.paretovariate(0.7)) % number("keys", 2000)
    if key not in ZIP:
        ZIP[key] = "z" * 3500
    return "ok"


@app.route("/soon")
def soon():
    now = time.time()
    for key in [k for k, (at, _) in SOON.items() if at < now - 12]:
        del SOON[key]
    SOON.setdefault(random.randrange(4000), (now, os.urandom(3000)))
    return "ok"


@app.route("/letter")
def letter():
    name = f"letter{random.randrange(number('n', 150))}"
    return LETTERS.get_template(name).render(rows=[random.random() for _ in range(10)])


@app.route("/pattern")
def pattern():
    return str(len(re.findall(f"a{random.randrange(number('n', 300))}[bc]+(d|e)?", "abcde" * 40)))


@app.route("/buffer")
def buffer():
    one = FREE.pop() if FREE else bytearray(3000)
    one[random.randrange(3000)] = 1
    FREE.append(one)
    return "ok"


if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
