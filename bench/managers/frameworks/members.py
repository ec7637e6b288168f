"""A site in Django with sessions, queries kept for debugging, and a cache of fragments."""
import gc
import os
import random

import django
from django.conf import settings

settings.configure(
    DEBUG=os.environ.get("DJANGO_DEBUG") == "1",
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": int(os.environ.get("ENTRIES", "100000"))},
        }
    },
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
)
django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402

ROWS = Template("{% for r in rows %}<li>{{ r }}</li>{% endfor %}")
HOOKS = []


def page(_request):
    return HttpResponse(ROWS.render(Context({"rows": [random.random() for _ in range(random.randint(5, 80))]})))


def fragment(request):
    key = f"f{random.randrange(int(request.GET.get('keys', '800')))}"
    value = cache.get(key)
    if value is None:
        value = "f" * random.randint(3000, 9000)
        cache.set(key, value, None)
    return HttpResponse(str(len(value)))


def visitor(request):
    """Each visitor without a cookie gets a session, for two weeks."""
    request.session["basket"] = [random.random() for _ in range(30)]
    return HttpResponse("ok")


def query(_request):
    with connection.cursor() as cursor:
        for i in range(5):
            cursor.execute("select %s, %s", [i, "q" * 200])
    return HttpResponse("ok")


def hook(request):
    HOOKS.append(request)
    return HttpResponse("ok")


urlpatterns = [
    path("ok", lambda request: HttpResponse("ok")),
    path("page", page),
    path("fragment", fragment),
    path("visitor", visitor),
    path("query", query),
    path("hook", hook),
]
application = get_wsgi_application()
if os.environ.get("FREEZE") == "1":
    gc.collect()
    gc.freeze()
