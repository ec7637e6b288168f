# One request: loses ?leak=KIB of memory, sleeps with ?slow=SECONDS, computes with ?spin=SECONDS,
# answers its pid. Streams events for ?stream=SECONDS, two a second; answers ?bytes=N bytes; reads a
# body whole and answers its length.
# Takes LOADS seconds to load, from the environment, and says so.
import os
import sys
import time
from urllib.parse import parse_qs

if "LOADS" in os.environ:
    time.sleep(float(os.environ["LOADS"]))
    print("loaded %d" % os.getpid(), file=sys.stderr, flush=True)

lost = []


def events(seconds):
    for number in range(int(2 * seconds)):
        yield b"event %d\n" % number
        time.sleep(0.5)
    yield b"end\n"


def application(env, start_response):
    query = parse_qs(env.get("QUERY_STRING", ""))
    if "stream" in query:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return events(float(query["stream"][0]))
    if "bytes" in query:
        body = b"b" * (int(query["bytes"][0]) - 4) + b"end\n"
        start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        )
        return [body]
    length = int(env.get("CONTENT_LENGTH") or 0)
    got = 0
    while got < length:
        part = env["wsgi.input"].read(min(8192, length - got))
        if not part:
            break
        got += len(part)
    lost.append(b"l" * (1024 * int(query.get("leak", ["0"])[0])))
    time.sleep(float(query.get("slow", ["0"])[0]))
    end = time.monotonic() + float(query.get("spin", ["0"])[0])
    while time.monotonic() < end:
        pass
    body = b"length=%d end\n" % got if length else b"pid=%d end\n" % os.getpid()
    start_response(
        "200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    )
    return [body]
