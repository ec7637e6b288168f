"""A site in Django: pages, a cache with an end, and receivers of a signal that nobody disconnects."""
import gc
import os
import random

import django
from django.conf import settings

TEMPLATES = {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}}
CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 300}}
settings.configure(
    DEBUG=os.environ.get("DJANGO_DEBUG") == "1",
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    TEMPLATES=[TEMPLATES],
    CACHES={"default": CACHE},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.dispatch import Signal  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402

ROWS = Template("<ul>{% for r in rows %}<li>{{ r.name }} {{ r.v|floatformat:2 }}</li>{% endfor %}</ul>")
CHANGED = Signal()


def page(_request):
    rows = [{"name": f"n{random.randrange(10**6)}", "v": random.random()} for _ in range(random.randint(5, 80))]
    return HttpResponse(ROWS.render(Context({"rows": rows})))


def cached(_request):
    key = f"k{random.randrange(2000)}"
    value = cache.get(key)
    if value is None:
        value = "v" * random.randint(500, 3000)
        cache.set(key, value, None)
    return HttpResponse(value)


def receiver(_request):
    def receive(sender, **_):
        return sender

    CHANGED.connect(receive, weak=False, dispatch_uid=str(random.random()))
    return HttpResponse("ok")


def database(_request):
    with connection.cursor() as cursor:
        for i in range(10):
            cursor.execute("select %s", [i])
    return HttpResponse("ok")


urlpatterns = [
    path("ok", lambda request: HttpResponse("ok")),
    path("page", page),
    path("cached", cached),
    path("receiver", receiver),
    path("database", database),
]
application = get_wsgi_application()
if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
