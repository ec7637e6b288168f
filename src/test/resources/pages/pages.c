/* A manager with memory, and a worker that does to it what it is told: so it is known of each page
 * where it came from. Commands on standard input, each a letter and a number of pages:
 *   a  write to so many inherited pages, from the first on
 *   o  get so many pages of its own
 *   f  give those back
 *   m  map a file of so many pages, and read it
 * Argument: a file to map. Says the worker's pid first, then "ok" after each command. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INHERITED = 1024 };
static long page;

static char *pages(long count)
{
    char *at = mmap(NULL, count * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(at, count * page, MADV_NOHUGEPAGE);
    return at;
}

static void touch(char *at, long count)
{
    for (long i = 0; i < count; i++)
        at[i * page]++;
}

int main(int argc, char **argv)
{
    (void)argc;
    page = sysconf(_SC_PAGESIZE);
    char *inherited = pages(INHERITED);
    touch(inherited, INHERITED);
    if (fork() != 0) {
        wait(NULL);
        return 0;
    }
    char line[32];
    int length = snprintf(line, sizeof line, "%d\n", getpid());
    char *own = NULL;
    long owned = 0;
    volatile char sum = 0;
    do {
        if (write(1, line, length) != length)
            return 1;
        ssize_t got = read(0, line, sizeof line - 1);
        if (got <= 0)
            return 0;
        line[got] = 0;
        long count = atol(line + 1);
        if (line[0] == 'a')
            touch(inherited, count);
        if (line[0] == 'o') {
            own = pages(owned = count);
            touch(own, count);
        }
        if (line[0] == 'f')
            munmap(own, owned * page);
        if (line[0] == 'm') {
            int fd = open(argv[1], O_RDONLY);
            char *file = mmap(NULL, count * page, PROT_READ, MAP_PRIVATE, fd, 0);
            for (long i = 0; i < count; i++)
                sum += file[i * page];
        }
        length = snprintf(line, sizeof line, "ok\n");
    } while (1);
}
