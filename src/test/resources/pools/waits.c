/* A preforking server whose requests wait in one system call each, of which signal(7) says what a
   stop does to it: waits SOCKET WORKERS. A request is one line that names the call. The answer is
   "ok", or what the call failed with. HUP lets a worker leave after its request. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MILLIS 3000

static volatile sig_atomic_t leaving;

static void note(int signal) { leaving = 1; }

static const struct timespec whole = {MILLIS / 1000, 0};

/* A child of the request that ends the wait: it runs `end` when the time is over. */
#define AFTERWARDS(end)                 \
    if (fork() == 0) {                  \
        nanosleep(&whole, NULL);        \
        end;                            \
        _exit(0);                       \
    }

static int is(const char *name, const char *wanted) { return strcmp(name, wanted) == 0; }

static void timed(int descriptor) {
    struct timeval limit = {MILLIS / 1000, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

/* Writes now and then, and gets signals that mean nothing to it all the time: the error of a write;
   0: each was whole. Its pauses are long enough that somebody may begin to trace it in one. */
static int signalled(void) {
    static char block[256 * 1024], piece[16 * 1024];
    struct timespec often = {0, 300000}, pause = {0, 60000000};
    int ends[2], wrong = 0;
    pid_t self = getpid(), reader, noise;
    if (pipe(ends)) return errno;
    if ((reader = fork()) == 0) {
        close(ends[1]);
        while (read(ends[0], piece, sizeof piece) > 0) nanosleep(&often, NULL);
        _exit(0);
    }
    close(ends[0]);
    if ((noise = fork()) == 0) {
        while (kill(self, SIGWINCH) == 0) nanosleep(&often, NULL);
        _exit(0);
    }
    for (int i = 0; i < 30 && !leaving; i++) {
        wrong += write(ends[1], block, sizeof block) != sizeof block && !leaving;
        nanosleep(&pause, NULL);
    }
    close(ends[1]);
    kill(noise, SIGKILL);
    waitpid(noise, NULL, 0);
    waitpid(reader, NULL, 0);
    return wrong ? EMSGSIZE : 0;
}

/* The error of the wait; 0: it ended as it should. */
static int wait_in(const char *call) {
    int ends[2], result = -1, ok = 0;
    char byte;
    struct sembuf down = {0, -1, 0}, up = {0, 1, 0};
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    if (is(call, "semop")) {
        int id = semget(IPC_PRIVATE, 1, 0600);
        AFTERWARDS(semop(id, &up, 1));
        result = semop(id, &down, 1);
        int error = errno;
        semctl(id, 0, IPC_RMID);
        errno = error;
    } else if (is(call, "semtimedop")) {
        int id = semget(IPC_PRIVATE, 1, 0600);
        result = semtimedop(id, &down, 1, &whole);
        ok = EAGAIN;
        int error = errno;
        semctl(id, 0, IPC_RMID);
        errno = error;
    } else if (is(call, "often")) {
        int id = semget(IPC_PRIVATE, 1, 0600);
        struct timespec little = {0, 200000};
        for (int i = 0; i < 8000 && leaving == 0; i++) {
            if (semtimedop(id, &down, 1, &little) < 0 && errno != EAGAIN) {
                int error = errno;
                semctl(id, 0, IPC_RMID);
                return leaving ? 0 : error;
            }
        }
        semctl(id, 0, IPC_RMID);
        return 0;
    } else if (is(call, "signalled")) {
        return signalled();
    } else if (is(call, "msgrcv")) {
        struct { long type; char text[1]; } message = {1, "x"};
        int id = msgget(IPC_PRIVATE, 0600);
        AFTERWARDS(msgsnd(id, &message, 1, 0));
        result = msgrcv(id, &message, 1, 0, 0);
        int error = errno;
        msgctl(id, IPC_RMID, NULL);
        errno = error;
    } else if (is(call, "epoll_wait") || is(call, "epoll_pwait")) {
        struct epoll_event event;
        int epoll = epoll_create1(0);
        result = is(call, "epoll_wait") ? epoll_wait(epoll, &event, 1, MILLIS)
                                        : epoll_pwait(epoll, &event, 1, MILLIS, &usr1);
    } else if (is(call, "sigtimedwait") || is(call, "sigwaitinfo")) {
        pid_t self = getpid();
        sigprocmask(SIG_BLOCK, &usr1, NULL);
        AFTERWARDS(kill(self, SIGUSR1));
        struct timespec longer = {10, 0};
        result = is(call, "sigtimedwait") ? sigtimedwait(&usr1, NULL, &longer)
                                          : sigwaitinfo(&usr1, NULL);
    } else if (is(call, "io_getevents")) {
        aio_context_t context = 0;
        struct io_event event;
        struct timespec limit = whole;
        syscall(SYS_io_setup, 1, &context);
        result = syscall(SYS_io_getevents, context, 1, 1, &event, &limit);
    } else if (is(call, "inotify")) {
        char event[4096], name[] = "/tmp/waits-XXXXXX";
        int notify = inotify_init1(0), file = mkstemp(name);
        inotify_add_watch(notify, name, IN_MODIFY);
        AFTERWARDS(if (write(file, "x", 1) < 0) _exit(1));
        result = read(notify, event, sizeof event);
        int error = errno;
        unlink(name);
        errno = error;
    } else if (is(call, "recv")) {
        socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        timed(ends[0]);
        result = recv(ends[0], &byte, 1, 0);
        ok = EAGAIN;
    } else if (is(call, "waitall")) {
        char two[2];
        socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        if (send(ends[1], "x", 1, 0) < 0) return errno;
        AFTERWARDS(send(ends[1], "x", 1, 0));
        return recv(ends[0], two, sizeof two, MSG_WAITALL) == sizeof two ? 0 : EMSGSIZE;
    } else if (is(call, "send") || is(call, "write") || is(call, "writev")) {
        /* More than fits: it ends when all of it is sent. */
        static char much[4 << 20];
        struct iovec piece = {much, sizeof much};
        ssize_t sent;
        if (is(call, "write") ? pipe(ends) : socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
        int in = is(call, "write") ? 1 : 0;
        AFTERWARDS(close(ends[in]); while (read(ends[1 - in], much, sizeof much) > 0));
        close(ends[1 - in]);
        sent = is(call, "write")    ? write(ends[in], much, sizeof much)
               : is(call, "writev") ? writev(ends[in], &piece, 1)
                                    : send(ends[in], much, sizeof much, 0);
        close(ends[in]);
        return sent < 0 ? errno : sent == sizeof much ? 0 : EMSGSIZE;
    } else if (is(call, "sendfile")) {
        char name[] = "/tmp/waits-XXXXXX";
        int file = mkstemp(name);
        unlink(name);
        if (ftruncate(file, 4 << 20) || socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
        AFTERWARDS(close(ends[0]); char rest[4096]; while (read(ends[1], rest, sizeof rest) > 0));
        close(ends[1]);
        ssize_t sent = sendfile(ends[0], file, NULL, 4 << 20);
        close(ends[0]);
        return sent < 0 ? errno : sent == 4 << 20 ? 0 : EMSGSIZE;
    } else if (is(call, "connect")) {
        struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "?waits-XXXXXX"};
        int full = socket(AF_UNIX, SOCK_STREAM, 0), one = socket(AF_UNIX, SOCK_STREAM, 0);
        socklen_t length = sizeof(sa_family_t) + 1 + sizeof(pid_t);
        pid_t self = getpid();
        address.sun_path[0] = 0; /* no file */
        memcpy(address.sun_path + 1, &self, sizeof self);
        if (bind(full, (struct sockaddr *)&address, length) || listen(full, 0) ||
            connect(one, (struct sockaddr *)&address, length))
            return errno;
        int second = socket(AF_UNIX, SOCK_STREAM, 0);
        struct timeval limit = {MILLIS / 1000, 0};
        setsockopt(second, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        result = connect(second, (struct sockaddr *)&address, length);
        ok = EAGAIN;
    } else if (is(call, "recvmmsg")) {
        struct iovec piece = {&byte, 1};
        struct mmsghdr message = {.msg_hdr = {.msg_iov = &piece, .msg_iovlen = 1}};
        socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
        AFTERWARDS(send(ends[1], "x", 1, 0));
        result = recvmmsg(ends[0], &message, 1, 0, NULL);
    } else if (is(call, "msgsnd")) {
        struct { long type; char text[8192]; } message = {1, ""};
        int id = msgget(IPC_PRIVATE, 0600);
        while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0) {
        }
        AFTERWARDS(msgrcv(id, &message, sizeof message.text, 0, 0));
        result = msgsnd(id, &message, sizeof message.text, 0);
        int error = errno;
        msgctl(id, IPC_RMID, NULL);
        errno = error;
    } else if (is(call, "accept")) {
        int listening = socket(AF_INET, SOCK_STREAM, 0);
        listen(listening, 1);
        timed(listening);
        result = accept(listening, NULL, NULL);
        ok = EAGAIN;
    } else if (is(call, "poll")) {
        result = poll(NULL, 0, MILLIS);
    } else if (is(call, "select")) {
        struct timeval limit = {MILLIS / 1000, 0};
        if (pipe(ends) < 0) return errno;
        fd_set set;
        FD_ZERO(&set);
        FD_SET(ends[0], &set);
        result = select(ends[0] + 1, &set, NULL, NULL, &limit);
    } else if (is(call, "nanosleep")) {
        result = nanosleep(&whole, NULL);
    } else if (is(call, "futex")) {
        int word = 0;
        result = syscall(SYS_futex, &word, FUTEX_WAIT, 0, &whole, NULL, 0);
        ok = ETIMEDOUT;
    } else if (is(call, "flock")) {
        char name[] = "/tmp/waits-XXXXXX";
        int mine = mkstemp(name), other = open(name, O_RDWR);
        flock(other, LOCK_EX);
        AFTERWARDS((void)0); /* It holds the lock as long as it runs. */
        close(other);
        result = flock(mine, LOCK_EX);
        unlink(name);
    } else if (is(call, "waitpid")) {
        pid_t child = fork();
        if (child == 0) {
            nanosleep(&whole, NULL);
            _exit(0);
        }
        result = waitpid(child, NULL, 0);
    } else if (is(call, "read")) {
        if (pipe(ends) < 0) return errno;
        AFTERWARDS(if (write(ends[1], "x", 1) < 0) _exit(1));
        result = read(ends[0], &byte, 1);
    } else {
        return EINVAL;
    }
    return result < 0 && errno != ok ? errno : 0;
}

static void serve(int listening) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* None outlives its manager. */
    while (!leaving) {
        int client = accept(listening, NULL, NULL);
        if (client < 0) continue;
        char call[64];
        ssize_t length = read(client, call, sizeof call - 1);
        if (length > 0) {
            call[length - 1] = 0;
            int error = wait_in(call);
            dprintf(client, "%s\n", error ? strerror(error) : "ok");
        }
        close(client);
    }
    _exit(0);
}

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct sigaction action = {.sa_handler = note};
    int workers = count > 2 ? atoi(arguments[2]) : 0;
    if (workers < 1) return 2;
    strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
    int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&address, sizeof address) < 0) return 1;
    listen(listening, 100);
    sigaction(SIGHUP, &action, NULL);
    for (int i = 0;; i++) {
        if (fork() == 0) serve(listening);
        if (i >= workers - 1) wait(NULL);
    }
}
