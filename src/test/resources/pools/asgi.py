# One ASGI application: answers its pid. Streams events for ?stream=SECONDS, two a second; answers
# ?bytes=N bytes; reads a body whole and answers its length; waits with ?slow=SECONDS.
import asyncio
import os
from urllib.parse import parse_qs


async def answer(send, body, length=True):
    headers = [(b"content-type", b"text/plain")]
    if length:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": not length})


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    query = parse_qs(scope["query_string"].decode())
    if "stream" in query:
        await answer(send, b"event 0\n", length=False)
        for number in range(1, int(2 * float(query["stream"][0]))):
            await asyncio.sleep(0.5)
            body = b"event %d\n" % number
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"end\n"})
        return
    if "bytes" in query:
        await answer(send, b"b" * (int(query["bytes"][0]) - 4) + b"end\n")
        return
    got = 0
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        got += len(event.get("body", b""))
        more = event.get("more_body", False)
    await asyncio.sleep(float(query.get("slow", ["0"])[0]))
    await answer(send, b"length=%d end\n" % got if got else b"pid=%d end\n" % os.getpid())
