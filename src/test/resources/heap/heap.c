/*
 * A worker that takes memory from glibc's malloc and gives it back as it is told on standard input,
 * and says what malloc itself counts: "IN-USE SIZE". Forked with a heap of its manager's.
 *
 *   tN   takes N pieces of any size, most of them small, and uses them
 *   gN   gives N of them back, any of them
 *   lN   takes a piece of N KiB and does not touch it
 *   pN   takes N pieces in another thread
 *   rN   takes and gives back as many pieces of N bytes as a thread keeps for itself
 *   wN   the same in another thread, which stays
 *   sN   moves the end of the heap by N bytes itself
 *   bN   takes and gives back for N ms, without an answer before
 *   e    ends
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000

static char *piece[MOST];
static int pieces;

static void take(void)
{
    if (pieces == MOST)
        return;
    int large = random() % 200 == 0;
    size_t size = large ? 1 + random() % 300000 : 1 + random() % 900;
    piece[pieces] = malloc(size);
    memset(piece[pieces++], 1, size);
}

static void give(void)
{
    if (pieces == 0)
        return;
    int at = random() % pieces;
    free(piece[at]);
    piece[at] = piece[--pieces];
}

static void *take_all(void *count)
{
    for (long n = (long)count; n > 0; n--)
        take();
    return NULL;
}

static int in_thread(long n)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, take_all, (void *)n) || pthread_join(thread, NULL);
}

/* As many pieces of a size as glibc lets a thread keep. */
#define KEPT 7

static void return_all(long n)
{
    char *taken[KEPT];
    for (int i = 0; i < KEPT; i++)
        memset(taken[i] = malloc(n), 1, n);
    for (int i = 0; i < KEPT; i++)
        free(taken[i]);
}

static pthread_barrier_t returned;

static void *return_and_stay(void *n)
{
    return_all((long)n);
    pthread_barrier_wait(&returned);
    pause();
    return NULL;
}

static int in_staying_thread(long n)
{
    pthread_t thread;
    pthread_barrier_init(&returned, NULL, 2);
    if (pthread_create(&thread, NULL, return_and_stay, (void *)n))
        return 1;
    pthread_barrier_wait(&returned);
    return 0;
}

static long millis(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void busy(long ms)
{
    for (long end = millis() + ms; millis() < end;)
        if (pieces > 6000 || (pieces > 4000 && random() % 2))
            give();
        else
            take();
}

static void say(void)
{
    struct mallinfo2 info = mallinfo2();
    /* What lies in fast bins is free, but its neighbours do not know. */
    printf("%zu %zu\n", info.uordblks + info.fsmblks + info.hblkhd, info.arena + info.hblkhd);
    fflush(stdout);
}

int main(void)
{
    /* Standard input and output have got their buffers before anything is counted. */
    static char in[4096], out[4096];
    setvbuf(stdin, in, _IOFBF, sizeof in);
    setvbuf(stdout, out, _IOFBF, sizeof out);
    srandom(7);
    for (int i = 0; i < 5000; i++)
        take();
    pid_t worker = fork();
    if (worker > 0)
        return waitpid(worker, NULL, 0) != worker;
    printf("%d\n", getpid());
    fflush(stdout);
    char what;
    long n;
    while (scanf(" %c", &what) == 1 && what != 'e') {
        if (scanf("%ld", &n) != 1)
            return 1;
        if (what == 'l' && malloc(n << 10) == NULL)
            return 1;
        if (what == 'p' && in_thread(n) != 0)
            return 1;
        if (what == 'r')
            return_all(n);
        if (what == 'w' && in_staying_thread(n) != 0)
            return 1;
        if (what == 's' && sbrk(n) == (void *)-1)
            return 1;
        if (what == 'b') {
            puts("0 0");
            fflush(stdout);
            busy(n);
        }
        for (; what == 't' && n > 0; n--)
            take();
        for (; what == 'g' && n > 0; n--)
            give();
        say();
    }
    return 0;
}
