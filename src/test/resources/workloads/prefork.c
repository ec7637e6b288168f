// A preforking pool in C that grows as it is told to, for the labelled collection.
//
//   prefork SOCKET WORKERS MEGABYTES [MAX-REQUESTS]
//
// A request is one line, "route argument ..."; the answer is "ok". MEGABYTES are loaded before the
// fork. A file to be mapped is beside the socket: SOCKET.data.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, MOST_WORKERS = 64, SEGMENT = 64 << 20 };

static char **shared;
static long pieces, next_piece;
static char *segment, *mapped, *huge;
static size_t mapped_size, at, huge_used;
static pid_t alive[MOST_WORKERS];
static char path[100];
static char *volatile last_leaked; // So that no compiler leaves the leak out.

static void touch(long count) {
    for (long i = 0; i < count; i++) {
        shared[next_piece][0]++;
        next_piece = (next_piece + 1) % pieces;
    }
}

// Memory that is never let go.
static void leak(long bytes) {
    last_leaked = memset(malloc(bytes), 'x', bytes);
}

// Many pieces of many sizes, of which one in fifty stays: none of the rest can be given back.
static void fragment(long mebibytes) {
    long count = mebibytes * 2000;
    char **piece = malloc(count * sizeof *piece);
    for (long i = 0; i < count; i++) {
        size_t size = 100 + random() % 900;
        piece[i] = memset(malloc(size), 'f', size);
    }
    for (long i = 0; i < count; i++) {
        if (i % 50 != 49) {
            free(piece[i]);
        }
    }
    free(piece);
}

static void spike(long kibibytes) {
    char *volatile large = memset(malloc(kibibytes << 10), 'l', kibibytes << 10);
    free(large);
}

static void cache(long bytes, long keys) {
    static char **slot;
    if (slot == NULL) {
        slot = calloc(keys, sizeof *slot);
    }
    long key = random() % keys;
    if (slot[key] == NULL) {
        slot[key] = memset(malloc(bytes), 'c', bytes);
    }
}

static void map_file(long kibibytes) {
    if (mapped == NULL) {
        char name[120];
        snprintf(name, sizeof name, "%s.data", path);
        int file = open(name, O_RDONLY);
        struct stat stat;
        fstat(file, &stat);
        mapped_size = stat.st_size;
        mapped = mmap(NULL, mapped_size, PROT_READ, MAP_SHARED, file, 0);
        madvise(mapped, mapped_size, MADV_RANDOM);
    }
    for (long i = 0; i < kibibytes / 4; i++) {
        (void)*(volatile char *)&mapped[at % mapped_size];
        at += PAGE;
    }
}

static void share(long kibibytes) {
    for (long i = 0; i < kibibytes / 4; i++) {
        segment[at % SEGMENT] = 1;
        at += PAGE;
    }
}

// A leak that grows in steps of 2 MiB, as huge pages do.
static void leak_huge(long bytes) {
    if (huge == NULL) {
        huge = mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        madvise(huge, 1 << 30, MADV_HUGEPAGE);
    }
    memset(huge + huge_used, 'h', bytes);
    huge_used += bytes;
}

static void answer(char *line) {
    char route[32] = "";
    long a = 0, b = 0;
    sscanf(line, "%31s %ld %ld", route, &a, &b);
    if (strcmp(route, "leak") == 0) leak(a);
    else if (strcmp(route, "touch") == 0) touch(a);
    else if (strcmp(route, "fragment") == 0) fragment(a);
    else if (strcmp(route, "spike") == 0) spike(a);
    else if (strcmp(route, "cache") == 0) cache(a, b);
    else if (strcmp(route, "mapped") == 0) map_file(a);
    else if (strcmp(route, "segments") == 0) share(a);
    else if (strcmp(route, "huge") == 0) leak_huge(a);
}

static void work(int listener, pid_t manager, long most_requests) {
    signal(SIGTERM, SIG_DFL);
    srandom(getpid());
    next_piece = random() % pieces;
    for (long n = 0; n < most_requests && getppid() == manager; n++) {
        int client = accept(listener, NULL, NULL);
        char line[256] = "";
        if (client >= 0 && read(client, line, sizeof line - 1) > 0) {
            answer(line);
            if (write(client, "ok\n", 3) < 0) _exit(1);
        }
        close(client);
    }
    _exit(0);
}

static void end(int signal) {
    (void)signal;
    for (int i = 0; i < MOST_WORKERS; i++) {
        if (alive[i] > 0) kill(alive[i], SIGKILL);
    }
    _exit(0);
}

int main(int count, char **word) {
    snprintf(path, sizeof path, "%s", word[1]);
    int workers = atoi(word[2]);
    pieces = atol(word[3]) * 1000;
    long most_requests = count > 4 ? atol(word[4]) : 1L << 60;
    shared = malloc(pieces * sizeof *shared);
    for (long i = 0; i < pieces; i++) {
        shared[i] = memset(malloc(1000), 'd', 1000);
    }
    segment = mmap(NULL, SEGMENT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
        perror(path);
        return 1;
    }
    pid_t manager = getpid();
    signal(SIGTERM, end);
    for (;;) {
        for (int i = 0; i < workers; i++) {
            if (alive[i] == 0) {
                alive[i] = fork();
                if (alive[i] == 0) work(listener, manager, most_requests);
            }
        }
        pid_t gone = wait(NULL);
        for (int i = 0; i < workers; i++) {
            if (alive[i] == gone) alive[i] = 0;
        }
    }
}
