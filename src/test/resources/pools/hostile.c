/*
 * A pool that looks like FCGI::ProcManager's, with one hostile worker: the one with the highest pid.
 * Its first line of output says that all workers are there.
 *
 *   hostile words N   a command line of N bytes, each word of it a letter
 *   hostile long N    a command line of N bytes
 *   hostile arena N   a mapping of N bytes that is made to look like a thread's heap
 *   hostile lock      it holds the right to recycle its siblings
 *   hostile stopped   it stops itself
 *   hostile stuck     amid a request it waits in the kernel, where no signal reaches it
 *   hostile stays     it has a handler for HUP and does not leave
 *   hostile blocks    it has a handler for HUP, and blocks it
 *   hostile deaf      none of its workers takes connections
 *   hostile files N   it has N open files
 *   hostile pages N   it has N mappings, each with a page table of its own
 *   hostile many N    the manager has N more children
 *   hostile churn N   the manager has N workers, each of which ends after a tenth of a second
 *   hostile heap N    the manager has N untouched heaps of a GiB each
 *
 * Start it with a title as that manager has: (exec -a 'perl-fcgi-pm app' hostile ...)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *kind;
static long n;
static int listening;
static int connection = -1;
static int ready[2]; /* a byte comes from each worker that is what it will be */

static void leave(int number)
{
    (void)number;
    _exit(0);
}

static void stay(int number)
{
    (void)number;
}

/* Sets its own command line, for which a process needs no right. */
static void command_line(int words)
{
    char text[4096], *line = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned long value[60] = {0};
    int field = 3, fd = open("/proc/self/stat", O_RDONLY);
    memset(line, 'a', n);
    for (long i = 1; words && i < n; i += 2)
        line[i] = 0;
    line[n - 1] = 0;
    text[read(fd, text, sizeof text - 1)] = 0;
    for (char *t = strtok(strrchr(text, ')') + 2, " "); t; t = strtok(0, " "))
        value[field++] = strtoul(t, 0, 10);
    struct prctl_mm_map map = {value[26],   value[27],    value[45],        value[46],
                               value[47],   (long)sbrk(0), value[28],       (long)line,
                               (long)line + n, value[50], value[51],        0, 0, -1};
    if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0))
        perror("PR_SET_MM_MAP");
}

static void arena(void)
{
    char *heap = mmap((void *)0x200000000000, n, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    for (long i = 0; i < n; i += 16)
        *(long *)(heap + i + 8) = 33;
    *(long *)heap = (long)heap + 32;
    *(long *)(heap + 16) = n;
    *(long *)(heap + n - 24) = *(long *)(heap + n - 8) = 7;
}

static void lock(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/syscall", getppid());
    flock(open(path, O_RDONLY), LOCK_EX);
}

static void files(void)
{
    struct rlimit most = {n + 100, n + 100};
    if (setrlimit(RLIMIT_NOFILE, &most))
        perror("RLIMIT_NOFILE");
    for (long i = 0; i < n; i++)
        if (open("/dev/null", O_RDONLY) < 0)
            _exit(1);
}

static void pages(void)
{
    char *at = (char *)0x200000000000;
    for (long i = 0; i < n; i++)
        *(char *)mmap(at + (i << 21), 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) = 1;
}

static int is(const char *word)
{
    return !strcmp(kind, word);
}

static void work(int hostile, char *title)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    memset(title, ' ', strlen(title));
    memcpy(title, "worker", 7);
    signal(SIGHUP, hostile && is("stays") ? stay : leave);
    if (hostile && is("blocks"))
        sighold(SIGHUP);
    if (!hostile)
        close(connection);
    if (hostile && (is("words") || is("long")))
        command_line(is("words"));
    if (hostile && is("arena"))
        arena();
    if (hostile && is("lock"))
        lock();
    if (hostile && is("files"))
        files();
    if (hostile && is("pages"))
        pages();
    if (ready[1] >= 0 && write(ready[1], "", 1) < 0)
        _exit(1);
    close(ready[0]);
    close(ready[1]);
    if (hostile && is("stopped")) {
        char *volatile large = malloc(1 << 20); /* The largest is asked first. */
        memset(large, 1, 1 << 20);
        raise(SIGSTOP);
    }
    if (hostile && is("stuck") && vfork() == 0) {
        pause();
        _exit(0);
    }
    if (is("churn")) {
        usleep(100000);
        _exit(0);
    }
    if (is("deaf"))
        close(listening);
    for (;;)
        is("deaf") ? pause() : close(accept(listening, 0, 0));
}

/* A connection from ourselves to the pool, which the hostile worker keeps. */
static void request(void)
{
    struct sockaddr_storage its;
    socklen_t length = sizeof its;
    getsockname(listening, (struct sockaddr *)&its, &length);
    if (connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&its, length))
        _exit(1);
    connection = accept(listening, 0, 0);
}

static void heaps(void)
{
    char *start = (char *)(((long)sbrk(0) + 4095) & -4096);
    for (long i = 0; i < n; i++) {
        sbrk(1L << 30);
        mprotect(start + (i << 30), 4096, PROT_READ);
    }
}

int main(int count, char **word)
{
    kind = strdup(word[1]);
    n = count > 2 ? atol(word[2]) : 0;
    int more = is("many") || is("churn") ? n : 0;
    struct sockaddr any = {.sa_family = AF_UNIX};
    listening = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(listening, &any, sizeof any.sa_family); /* at a name that the kernel chooses */
    listen(listening, 16);
    if (is("heap"))
        heaps();
    if (is("stuck"))
        request();
    if (pipe(ready))
        return 1;
    for (int i = 2 + more; i >= 0; i--)
        if (!fork())
            work(i == 0, word[0]);
    char one;
    for (int i = 0; i < 3 + more; i++)
        if (read(ready[0], &one, 1) != 1)
            return 1;
    close(ready[0]);
    close(ready[1]);
    ready[0] = ready[1] = -1;
    puts("there");
    fflush(stdout);
    for (;;)
        if (wait(0) > 0 && !fork())
            work(0, word[0]);
}
