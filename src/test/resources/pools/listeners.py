# Three workers that answer every connection, on 127.0.0.1:PORT. With `shared` they have the manager's
# socket; with `own` each has one of its own on the same port; with `more` each has a further one. A
# worker that was told to leave does so when it has served the connection that it waits for.
#   listeners.py PORT (shared|own|more)
import os, signal, socket, sys
port, how = int(sys.argv[1]), sys.argv[2]
def listen(port):
    s = socket.socket()
    if port > 0:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(('127.0.0.1', port))
    s.listen(50)
    return s
shared = None if how == 'own' else listen(port)
def work():
    its = shared or listen(port)
    further = listen(0) if how == 'more' else None
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(1))
    while not told:
        c, _ = its.accept()
        c.recv(1000)
        c.sendall(b'HTTP/1.0 200 OK\r\n\r\nend\n')
        c.close()
def born():
    if os.fork() == 0:
        work()
        os._exit(0)
for _ in range(3):
    born()
while True:
    os.wait()
    born()
