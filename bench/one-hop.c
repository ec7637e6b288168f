/* The least that stands between a web server and FastCGI workers: hands each request over a kept connection to an
 * idle worker, and its answer back. No limits, no counts, no care. It shows what a hop costs whatever it does.
 * ./one-hop LISTEN WORKERS N: two Unix sockets, and how many workers accept at the second.
 * Build: cc -O2 -o one-hop one-hop.c */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST = 4096, BYTES = 1 << 16, STDIN = 5, END = 3 };

/* One connection, of a web server or to a worker; peer: who is at work with it, 0: nobody. */
struct end {
    int peer, worker, whole;
    size_t have;
    unsigned char *bytes;
};

static struct end ends[MOST];
static int idle[MOST], idles, waiting[MOST], first, last, epoll;
static struct sockaddr_un back;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_un at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return address;
}

/* How many bytes whole records are, up to the first of that type (and, of STDIN, without content); 0: not all there. */
static size_t whole(const unsigned char *from, size_t have, int type) {
    for (size_t at = 0; at + 8 <= have;) {
        size_t content = from[at + 4] << 8 | from[at + 5], next = at + 8 + content + from[at + 6];
        if (next > have) return 0;
        if (from[at + 1] == type && (type != STDIN || content == 0)) return next;
        at = next;
    }
    return 0;
}

/* The client's bytes stay until the answer is there: should the worker just have closed, another one gets them. */
static void give(int client, int worker) {
    ends[client].peer = worker;
    ends[worker].peer = client;
    ssize_t sent = write(worker, ends[client].bytes, ends[client].have);
    if (sent != (ssize_t) ends[client].have && errno != EPIPE) die("write");
}

static void request(int fd) {
    if (!whole(ends[fd].bytes, ends[fd].have, STDIN)) return;
    if (idles) give(fd, idle[--idles]);
    else waiting[last++ % MOST] = fd;
}

static void answer(int fd) {
    int client = ends[fd].peer, over = whole(ends[fd].bytes, ends[fd].have, END) > 0;
    if (!over) return;
    if (client > 0) {
        ends[client].peer = 0;
        ends[client].have = 0;
        if (write(client, ends[fd].bytes, ends[fd].have) < 0 && errno != EPIPE) die("write");
    }
    ends[fd].have = 0;
    ends[fd].peer = 0;
    while (first < last) {
        int next = waiting[first++ % MOST];
        if (next) {
            give(next, fd);
            return;
        }
    }
    idle[idles++] = fd;
}

static void watch(int fd, int worker) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    unsigned char *bytes = ends[fd].bytes ? ends[fd].bytes : malloc(BYTES);
    ends[fd] = (struct end) {.worker = worker, .bytes = bytes};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
}

static void connects(void) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (void *) &back, sizeof back)) die("connect");
    watch(fd, 1);
    idle[idles++] = fd;
}

/* libfcgi closes a connection that was not used for two seconds. */
static void gone(int fd) {
    for (int i = first; i < last; i++)
        if (waiting[i % MOST] == fd) waiting[i % MOST] = 0;
    for (int i = 0; i < idles; i++)
        if (idle[i] == fd) idle[i] = idle[--idles];
    int worker = ends[fd].worker, peer = ends[fd].peer;
    if (!worker && peer > 0) ends[peer].peer = -1; /* Its answer is nobody's. */
    close(fd);
    if (!worker) return;
    connects();
    if (peer > 0) give(peer, idle[--idles]);
}

int main(int count, char **words) {
    if (count != 4) return fprintf(stderr, "one-hop LISTEN WORKERS N\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un front = at(words[1]);
    back = at(words[2]);
    epoll = epoll_create1(0);
    unlink(words[1]);
    if (bind(listening, (void *) &front, sizeof front) || listen(listening, 1024)) die(words[1]);
    watch(listening, 0);
    for (int i = 0; i < atoi(words[3]); i++) connects();
    for (struct epoll_event events[64];;) {
        int some = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < some; i++) {
            int fd = events[i].data.fd;
            if (fd == listening) {
                int client = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
                if (client >= 0) watch(client, 0);
                continue;
            }
            ssize_t got = recv(fd, ends[fd].bytes + ends[fd].have, BYTES - ends[fd].have, MSG_DONTWAIT);
            if (got < 0 && errno == EAGAIN) continue; /* The event was of one that had this number before. */
            if (got <= 0) {
                gone(fd);
                continue;
            }
            ends[fd].have += got;
            if (ends[fd].worker) answer(fd);
            else request(fd);
        }
    }
}
