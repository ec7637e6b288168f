# An application whose workers start a helper, as others do a browser: ?helper=MIB of memory. It
# ends when its worker has gone. Answers the worker's pid.
import os
import subprocess
import sys
from urllib.parse import parse_qs

HELPER = """
import os, sys, time
parent = os.getppid()
held = bytearray(int(sys.argv[1]) << 20)
held[::4096] = b"x" * len(held[::4096])
print("ready", flush=True)
while os.getppid() == parent:
    time.sleep(0.1)
"""
helpers = []


def application(env, start_response):
    size = parse_qs(env.get("QUERY_STRING", "")).get("helper")
    if size:
        helper = subprocess.Popen(
            [sys.executable, "-c", HELPER, size[0]], stdout=subprocess.PIPE
        )
        helper.stdout.readline()
        helpers.append(helper)
    body = b"pid=%d end\n" % os.getpid()
    start_response(
        "200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    )
    return [body]
