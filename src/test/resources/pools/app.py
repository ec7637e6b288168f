# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory,
# answers its pid.
# Takes LOADS seconds to load, from the environment.
import os
import time
from urllib.parse import parse_qs

time.sleep(float(os.environ.get("LOADS", "0")))

lost = []


def application(env, start_response):
    query = parse_qs(env.get("QUERY_STRING", ""))
    time.sleep(float(query.get("slow", ["0"])[0]))
    end = time.monotonic() + float(query.get("spin", ["0"])[0])
    while time.monotonic() < end:
        pass
    lost.append(b"l" * (1024 * int(query.get("leak", ["0"])[0])))
    body = b"pid=%d end\n" % os.getpid()
    start_response(
        "200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    )
    return [body]
