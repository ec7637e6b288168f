# Takes and gives back small objects as it is told on standard input, then says on standard error what
# Python's allocator itself counts. +N takes N objects of many sizes, -N gives back N of them.
import os
import random
import sys

random.seed(7)
held = [None] * 200000
count = 0
print(os.getpid(), flush=True)
while True:
    command = sys.stdin.readline()
    if not command:
        break
    n = int(command)
    for _ in range(abs(n)):
        if n > 0:
            held[count] = bytes(random.randrange(450))
            count += 1
        else:
            at = random.randrange(count)
            count -= 1
            held[at] = held[count]
            held[count] = None
    sys._debugmallocstats()
    print("#", file=sys.stderr, flush=True)
    print("ok", flush=True)
