/* A preforking server: ./gated SOCKET WORKERS TRAIT...; a connection gets the worker's pid and its number of answers.
 * HUP: a worker leaves between two connections. Traits:
 *   restart   the handler has SA_RESTART
 *   nonblock  workers wait in poll(2), and accept does not block
 *   closeall  the manager closes all descriptors that it was given
 *   own       a worker accepts on a socket of its own too, at SOCKET.own
 *   stubborn  a worker notes HUP and stays
 *   daemon    the manager goes to the background
 *   spins     a worker asks all the time at a socket of its own, where accept does not block, and tells how often */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t leaves;
static const char *path;
static int traits;
enum { RESTART = 1, NONBLOCK = 2, CLOSEALL = 4, OWN = 8, STUBBORN = 16, DAEMON = 32, SPINS = 64 };

static void on_hup(int number) { leaves = number; }

static int bound(const char *suffix) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s%s", path, suffix);
    unlink(at.sun_path);
    int made = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(made, (void *)&at, sizeof at) || listen(made, 64)) { perror(at.sun_path); exit(1); }
    return made;
}

static long now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void spin(void) {
    int own = bound(".spins");
    fcntl(own, F_SETFL, O_NONBLOCK);
    for (;;) {
        long calls = 0;
        for (long end = now() + 1000; now() < end; calls++) accept(own, 0, 0);
        dprintf(2, "spins=%ld\n", calls);
    }
}

static void serve(int listening) {
    struct sigaction act = {.sa_handler = on_hup, .sa_flags = traits & RESTART ? SA_RESTART : 0};
    sigaction(SIGHUP, &act, 0);
    signal(SIGTERM, SIG_DFL);
    int own = traits & OWN ? bound(".own") : -1;
    for (int answers = 0;;) {
        if (leaves && !(traits & STUBBORN)) _exit(0);
        struct pollfd both[2] = {{listening, POLLIN, 0}, {own, POLLIN, 0}};
        int from = listening;
        if (traits & (NONBLOCK | OWN)) {
            if (poll(both, 2, -1) < 0) continue;
            from = both[1].revents ? own : listening;
        }
        int client = accept(from, 0, 0);
        if (client < 0) {
            dprintf(2, "%d accept: %s\n", getpid(), strerrorname_np(errno));
            continue;
        }
        char line[64], answer[64];
        if (read(client, line, sizeof line) > 0) {
            int length = sprintf(answer, "pid=%d answers=%d end\n", getpid(), ++answers);
            if (write(client, answer, length) < 0) perror("write");
        }
        close(client);
    }
}

static void stop(int number) { kill(0, SIGKILL + 0 * number); }

int main(int count, char **words) {
    const char *names[] = {"restart", "nonblock", "closeall", "own", "stubborn", "daemon", "spins"};
    for (int i = 3; i < count; i++)
        for (int t = 0; t < 7; t++) if (!strcmp(words[i], names[t])) traits |= 1 << t;
    path = words[1];
    if (traits & CLOSEALL) for (int fd = 3; fd < 1024; fd++) close(fd);
    if (traits & DAEMON) { if (fork()) _exit(0); setsid(); }
    int listening = bound("");
    if (traits & NONBLOCK) fcntl(listening, F_SETFL, O_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stop);
    for (int running = 0;;) {
        for (; running < atoi(words[2]); running++) if (!fork()) running || !(traits & SPINS) ? serve(listening) : spin();
        if (wait(0) > 0) running--;
    }
}
