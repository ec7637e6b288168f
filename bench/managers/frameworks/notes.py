"""Notes in Bottle: one route keeps them for ever."""
import gc
import os
import random

import bottle

application = app = bottle.Bottle()
NOTES = []


@app.route("/ok")
def ok():
    return "ok"


@app.route("/page")
def page():
    return bottle.template("<b>{{x}}</b> {{n}}", x=random.random(), n=random.randrange(100))


@app.route("/note")
def note():
    NOTES.append((f"{random.randrange(10**9):030d}", random.random()))
    return "ok"


@app.route("/upload")
def upload():
    return str(len(bytearray(random.randint(1, 600) * 1000)))


if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
