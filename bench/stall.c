/*
 * A manager with one worker that has MIB mebibytes of small pieces of heap. The worker asks the kernel for a page again
 * and again, as malloc does now and then. It prints every ten seconds how long the kernel made it wait, in microseconds:
 * "MEDIAN P99 LONGEST". Argument: MIB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE 1000
#define MOST 200000

static double waits[MOST];

static double micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void serve(void)
{
    for (;;) {
        int n = 0;
        for (double end = micros() + 10e6; micros() < end && n < MOST;) {
            double start = micros();
            void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            waits[n++] = micros() - start;
            munmap(page, 4096);
            usleep(200);
        }
        qsort(waits, n, sizeof *waits, by_size);
        printf("%.1f %.1f %.1f\n", waits[n / 2], waits[n * 99 / 100], waits[n - 1]);
        fflush(stdout);
    }
}

int main(int count, char **words)
{
    long pieces = (count > 1 ? atol(words[1]) : 400) * (1 << 20) / PIECE;
    pid_t worker = fork();
    if (worker == 0) {
        for (long i = 0; i < pieces; i++)
            memset(malloc(PIECE), 1, PIECE);
        serve();
    }
    return waitpid(worker, NULL, 0) != worker;
}
