# Three workers that answer every connection, on 127.0.0.1:PORT. With `shared` they have the manager's
# socket; with `own` each has one of its own on the same port; with `more` each has a further one. A
# worker that was told to leave does so when it has served the connection that it waits for. With
# `lingers` it leaves at once, but is busy with tidying up for seconds, and says what happens to it.
# With `hangs` one more never begins to serve.
#   listeners.py PORT (shared|own|more|lingers|hangs)
import os, signal, socket, sys, time
port, how = int(sys.argv[1]), sys.argv[2]
def listen(port):
    s = socket.socket()
    if port > 0:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(('127.0.0.1', port))
    s.listen(50)
    return s
shared = None if how == 'own' else listen(port)
def say(what):
    if how == 'lingers':
        os.write(1, b'%s %d\n' % (what, os.getpid()))
def tell(told):
    told.append(1)
    say(b'told')
def work():
    its = shared or listen(port)
    further = listen(0) if how == 'more' else None
    told = []
    signal.signal(signal.SIGTERM, lambda *_: tell(told))
    if how == 'lingers':
        its.settimeout(0.2)
    say(b'serves')
    while not told:
        try:
            c, _ = its.accept()
        except TimeoutError:
            continue
        c.recv(1000)
        c.sendall(b'HTTP/1.0 200 OK\r\n\r\nend\n')
        c.close()
    end = time.monotonic() + (3 if how == 'lingers' else 0)
    while time.monotonic() < end:
        time.sleep(0.0005)
    say(b'leaves')
def born():
    if os.fork() == 0:
        work()
        os._exit(0)
for _ in range(3):
    born()
if how == 'hangs' and os.fork() == 0:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        time.sleep(1)
while True:
    os.wait()
    born()
