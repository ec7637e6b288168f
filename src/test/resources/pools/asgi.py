# One ASGI application: answers its pid.
import os


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b"pid=%d end\n" % os.getpid()
    length = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})
