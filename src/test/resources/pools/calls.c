// Makes one kind of system call once for each byte of its standard input, and says at its end how
// often that did not end as it should.
//   calls epoll|semaphore|write|slow-write
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>
#include <unistd.h>

static char block[256 * 1024];

// A pipe whose reader is slow: a write of a block waits, amid its bytes, many times.
static int slowPipe(long nanoseconds) {
    int ends[2];
    if (pipe(ends) < 0) return -1;
    if (fork() == 0) {
        static char piece[16 * 1024];
        struct timespec pause = {0, nanoseconds};
        close(ends[1]);
        while (read(ends[0], piece, sizeof piece) > 0) nanosleep(&pause, NULL);
        _exit(0);
    }
    close(ends[0]);
    return ends[1];
}

int main(int count, char **words) {
    const char *kind = count > 1 ? words[1] : "";
    char go;
    struct sembuf down = {0, -1, 0};
    struct timespec little = {0, 2000000};
    struct epoll_event event;
    int epoll = epoll_create1(0);
    int semaphore = semget(IPC_PRIVATE, 1, 0600);
    int pipe = slowPipe(strcmp(kind, "write") == 0 ? 200000 : 20000000);
    int wrong = 0;
    while (read(0, &go, 1) == 1) {
        if (strcmp(kind, "epoll") == 0) {
            wrong += epoll_wait(epoll, &event, 1, 2) != 0;
        } else if (strcmp(kind, "semaphore") == 0) {
            wrong += semtimedop(semaphore, &down, 1, &little) == 0 || errno != EAGAIN;
        } else {
            wrong += write(pipe, block, sizeof block) != sizeof block;
        }
    }
    semctl(semaphore, 0, IPC_RMID);
    printf("%d wrong\n", wrong);
    return 0;
}
