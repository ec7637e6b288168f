/* Asks a web server at a rate of its own (Poisson arrivals), whatever the answers do: a request that is late
 * counts from when it was due. ./open-loop PORT PATH REQUESTS_A_SECOND SECONDS CONNECTIONS
 * → answers a second, p50, p99 and p99.9 in ms, how many failed or came too late to be asked.
 * Build: cc -O2 -o open-loop open-loop.c -lm */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1024, LARGEST = 65536 };

struct connection { int fd, busy, got; double due; char answer[LARGEST]; };

static struct connection all[MOST];
static struct sockaddr_in server;
static char request[2048];
static int epoll;
static long failed;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void connects(struct connection *c) {
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (void *)&server, sizeof server)) { perror("connect"); exit(1); }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
    c->busy = 0;
}

static void again(struct connection *c) {
    failed += c->busy;
    close(c->fd);
    connects(c);
}

static void asks(struct connection *c, double due) {
    c->busy = 1, c->got = 0, c->due = due;
    if (write(c->fd, request, strlen(request)) != (ssize_t)strlen(request)) again(c);
}

/* Whether the whole answer is there: its head says how long it is, or it comes in chunks. */
static int isWhole(struct connection *c) {
    c->answer[c->got] = 0;
    char *body = strstr(c->answer, "\r\n\r\n");
    if (!body) return 0;
    char *length = strcasestr(c->answer, "\ncontent-length:");
    if (length && length < body) return c->answer + c->got - body - 4 >= atol(length + 16);
    return c->got >= 5 && !memcmp(c->answer + c->got - 5, "0\r\n\r\n", 5);
}

static int byTime(const void *a, const void *b) {
    double x = *(double *)a, y = *(double *)b;
    return x < y ? -1 : x > y;
}

int main(int count, char **word) {
    if (count < 6) { fputs("PORT PATH RATE SECONDS CONNECTIONS\n", stderr); return 2; }
    double rate = atof(word[3]), seconds = atof(word[4]);
    int connections = atoi(word[5]) < MOST ? atoi(word[5]) : MOST;
    long most = rate * seconds * 2 + 1000, done = 0;
    double *times = malloc(most * sizeof *times);
    server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(word[1]))};
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", word[2]);
    epoll = epoll_create1(0);
    for (int i = 0; i < connections; i++) connects(all + i);
    srand48(42);
    double begin = now(), end = begin + seconds, due = begin;
    long asked = 0, late = 0;
    for (double t = begin; t < end + 2; t = now()) {
        for (int i = 0; due <= t && due < end; i++) {
            while (i < connections && all[i].busy) i++;
            if (i >= connections) break; /* All are busy: it stays due. */
            asks(all + i, due);
            asked++;
            due -= log(1 - drand48()) / rate;
        }
        if (due >= end && done + failed >= asked) break;
        struct epoll_event events[64];
        double wait = due < end ? due - now() : .01;
        int all_busy = due <= t;
        struct timespec longest = {0, wait > 0 && !all_busy ? (long)(fmin(wait, .01) * 1e9) : all_busy ? 1000000 : 0};
        int ready = epoll_pwait2(epoll, events, 64, &longest, 0);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            ssize_t more = read(c->fd, c->answer + c->got, LARGEST - 1 - c->got);
            if (more <= 0) {
                if (more == 0 || errno != EAGAIN) again(c);
                continue;
            }
            c->got += more;
            if (c->busy && isWhole(c)) {
                if (strncmp(c->answer + 9, "200", 3)) failed++;
                else if (done < most) times[done++] = now() - c->due;
                c->busy = 0;
            }
        }
    }
    for (; due < end; late++) due -= log(1 - drand48()) / rate;
    for (int i = 0; i < connections; i++) failed += all[i].busy;
    qsort(times, done, sizeof *times, byTime);
    if (!done) { fputs("no answers\n", stderr); return 1; }
    printf("%.0f %.3f %.3f %.3f %ld\n", done / seconds, times[done / 2] * 1e3, times[(long)(done * .99)] * 1e3,
           times[(long)(done * .999)] * 1e3, failed + late);
    return 0;
}
