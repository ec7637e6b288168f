"""A feed reader in Falcon."""
import collections
import gc
import os
import random
import time

import falcon

ARTICLES = collections.OrderedDict()
TAGS = collections.defaultdict(set)
CHANGES = []
RING = collections.deque(maxlen=int(os.environ.get("RING", "1000")))


class Page:
    def on_get(self, _request, response):
        response.text = "".join(f"<li>{random.random()}</li>" for _ in range(random.randint(5, 150)))


class Article:
    """The newest thousand of a hundred thousand."""

    def on_get(self, request, response):
        key = random.randrange(request.get_param_as_int("keys") or 100000)
        if key not in ARTICLES:
            ARTICLES[key] = os.urandom(random.randint(2000, 8000))
            if len(ARTICLES) > int(os.environ.get("MOST", "1000")):
                ARTICLES.popitem(last=False)
        response.text = str(len(ARTICLES[key]))


class Tag:
    def on_get(self, _request, response):
        TAGS[random.randrange(40)].add((random.random(), time.time()))
        response.text = "ok"


class Change:
    def on_get(self, _request, response):
        CHANGES.append((time.time(), random.random(), {"by": "c" * random.randint(100, 900)}))
        response.text = "ok"


class Recent:
    def on_get(self, _request, response):
        RING.append(os.urandom(6000))
        response.text = "ok"


application = falcon.App()
for name, resource in (("ok", Page), ("page", Page), ("article", Article), ("tag", Tag), ("change", Change), ("recent", Recent)):
    application.add_route("/" + name, resource())
if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
