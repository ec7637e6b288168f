/* A FastCGI worker on libfcgi: what it does is said by the path, how much by the number after `=`.
 *   /ok /slow=MILLIS /compute=MICROSECONDS /large=KIB /upload /unread /leak=KIB /pid
 *   /die /half (of an answer) /garbage /hang /count=N (an upload; exits by itself after N)
 *   /shut=N (as /count, having shut down its socket) /shutdie (amid its request)
 *   /tiny=N (an answer in N records of a byte, each written by itself, after 100 ms)
 *   /odd (the bytes of the variable ODD)
 *   /long (length of X_LONG) /role (and how much came on each stream) /fuzz=SEED (a broken answer)
 *   /after=MILLIS (works after its answer, and says so when it is done)
 *   /heavy (loses 40 MiB, then as /upload)
 * `worker threads N` accepts in N threads in turn; `worker hands` hands each request to a new thread.
 * `worker deaf` ignores TERM, `worker fail` ends at once.
 * `worker prefork SOCKET N` forks N that share a socket, as an application does that manages itself.
 * Build: cc -O2 -o worker worker.c -lfcgi -lpthread
 */
#include <fcgiapp.h>
#include <fastcgi.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char block[65536];

static int is(const char *uri, const char *path)
{
    size_t length = strlen(path);
    return strncmp(uri, path, length) == 0 && (uri[length] == 0 || strchr("=?", uri[length]));
}

static void answer(FCGX_Request *r, const char *words)
{
    char body[256];
    snprintf(body, sizeof body, "pid=%d %s\nend\n", (int)getpid(), words);
    FCGX_FPrintF(r->out, "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s",
                 (int)strlen(body), body);
}

static void compute(long micros)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    for (long end = now.tv_sec * 1000000 + now.tv_nsec / 1000 + micros;
         now.tv_sec * 1000000 + now.tv_nsec / 1000 < end;) {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    }
}

static void large(FCGX_Request *r, long kib)
{
    FCGX_FPrintF(r->out, "Content-Type: text/plain\r\nContent-Length: %ld\r\n\r\n", kib * 1024);
    for (long left = kib * 1024; left > 0; left -= sizeof block) {
        long part = left < (long)sizeof block ? left : (long)sizeof block;
        if (FCGX_PutStr(block, part, r->out) < 0) {
            return;
        }
    }
}

static void tiny(FCGX_Request *r, long records)
{
    static const char head[] = "Content-Type: text/plain\r\n\r\n";
    unsigned char record[9] = {1, 6, 0, r->requestId, 0, 1, 0, 0, 't'};
    usleep(100000);
    FCGX_PutStr(head, sizeof head - 1, r->out);
    FCGX_FFlush(r->out);
    while (records-- > 0 && write(r->ipcFd, record, sizeof record) == sizeof record) {
    }
}

static void upload(FCGX_Request *r)
{
    unsigned long length = 0, sum = 0;
    char words[128];
    int got;
    while ((got = FCGX_GetStr(block, sizeof block, r->in)) > 0) {
        for (int i = 0; i < got; i++) {
            sum = sum * 31 + (unsigned char)block[i];
        }
        length += got;
    }
    memset(block, 'x', sizeof block);
    snprintf(words, sizeof words, "length=%lu sum=%lu", length, sum);
    answer(r, words);
}

static void role(FCGX_Request *r)
{
    char words[128];
    long in = 0, data = 0;
    int got;
    while (r->role != FCGI_AUTHORIZER && (got = FCGX_GetStr(block, sizeof block, r->in)) > 0) {
        in += got;
    }
    if (r->role == FCGI_FILTER && FCGX_StartFilterData(r->in) == 0) {
        while ((got = FCGX_GetStr(block, sizeof block, r->in)) > 0) {
            data += got;
        }
    }
    memset(block, 'x', sizeof block);
    snprintf(words, sizeof words, "role=%d stdin=%ld data=%ld", r->role, in, data);
    answer(r, words);
}

/* A right answer with a few bytes changed, in a few pieces; then the connection stays or ends. */
static void fuzz(FCGX_Request *r, unsigned seed)
{
    static const char text[] = "Content-Type: text/plain\r\n\r\nend\n";
    unsigned char bytes[128] = {1, 6, 0, r->requestId, 0, sizeof text - 1, 0, 0};
    size_t length = 8 + sizeof text - 1, sent = 0;
    memcpy(bytes + 8, text, sizeof text - 1);
    memcpy(bytes + length, "\1\3\0\0\0\10\0\0\0\0\0\0\0\0\0\0", 16);
    bytes[length + 3] = r->requestId;
    length += 16;
    for (int i = rand_r(&seed) % 4; i > 0; i--) {
        bytes[rand_r(&seed) % length] = rand_r(&seed);
    }
    while (sent < length) {
        size_t piece = 1 + rand_r(&seed) % (length - sent);
        write(r->ipcFd, bytes + sent, piece);
        sent += piece;
        usleep(rand_r(&seed) % 2000);
    }
    if (rand_r(&seed) % 4 == 0) {
        _exit(0);
    }
}

/* Works after the answer. A signal would end a sleep. */
static void after(FCGX_Request *r, long millis)
{
    answer(r, "answered");
    FCGX_Finish_r(r);
    fprintf(stderr, "worker %d %s\n", (int)getpid(),
            usleep(millis * 1000) == 0 ? "has done its work" : "was interrupted");
}

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* fcgi2's examples/threaded.c. */
static void *accepts(void *unused)
{
    FCGX_Request r;
    FCGX_InitRequest(&r, 0, 0);
    for (;;) {
        pthread_mutex_lock(&turn);
        int got = FCGX_Accept_r(&r);
        pthread_mutex_unlock(&turn);
        if (got < 0) {
            return unused;
        }
        usleep(20000);
        answer(&r, "threaded");
        FCGX_Finish_r(&r);
    }
}

static void *serves(void *request)
{
    answer(request, "handed");
    FCGX_Finish_r(request);
    return 0;
}

/* As long as the connection is kept, nobody reads from it any more. */
static int hands(void)
{
    for (;;) {
        FCGX_Request *r = malloc(sizeof *r);
        pthread_t thread;
        FCGX_InitRequest(r, 0, 0);
        if (FCGX_Accept_r(r) < 0) {
            return 0;
        }
        pthread_create(&thread, 0, serves, r);
        pthread_join(thread, 0);
    }
}

/* Writes so many management records, which no worker has to. */
static void manage(FCGX_Request *r, long records) {
    static const unsigned char record[8] = {1, 10};
    static unsigned char many[8 * 4096];
    for (unsigned long at = 0; at < sizeof many; at += sizeof record) {
        memcpy(many + at, record, sizeof record);
    }
    for (; records > 0; records -= 4096) {
        for (long at = 0; at < (long)sizeof many;) {
            long n = write(r->ipcFd, many + at, sizeof many - at);
            if (n <= 0) {
                return;
            }
            at += n;
        }
    }
}

int main(int argc, char **argv)
{
    FCGX_Request r;
    long served = 0;
    memset(block, 'x', sizeof block);
    if (argc > 1 && strcmp(argv[1], "fail") == 0) {
        fprintf(stderr, "cannot open the database\n");
        return 3;
    }
    if (argc > 3 && strcmp(argv[1], "prefork") == 0) {
        dup2(FCGX_OpenSocket(argv[2], 1024), 0);
        for (int i = 1; i < atoi(argv[3]); i++) {
            if (fork() == 0) {
                break;
            }
        }
    }
    FCGX_Init();
    if (argc > 1 && strcmp(argv[1], "deaf") == 0) {
        signal(SIGTERM, SIG_IGN);
    }
    if (argc > 2 && strcmp(argv[1], "threads") == 0) {
        pthread_t thread;
        for (int i = 1; i < atoi(argv[2]); i++) {
            pthread_create(&thread, 0, accepts, 0);
        }
        accepts(0);
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "hands") == 0) {
        return hands();
    }
    FCGX_InitRequest(&r, 0, 0);
    while (FCGX_Accept_r(&r) >= 0) {
        const char *uri = FCGX_GetParam("REQUEST_URI", r.envp);
        const char *equals = uri ? strchr(uri, '=') : 0;
        long number = equals ? atol(equals + 1) : 0;
        uri = uri ? uri : "/ok";
        served++;
        if (is(uri, "/slow")) {
            usleep(number * 1000);
            answer(&r, "slept");
        } else if (is(uri, "/after")) {
            after(&r, number);
        } else if (is(uri, "/heavy")) {
            memset(malloc(40 << 20), 'h', 40 << 20);
            upload(&r);
        } else if (is(uri, "/compute")) {
            compute(number);
            answer(&r, "computed");
        } else if (is(uri, "/large")) {
            large(&r, number);
        } else if (is(uri, "/tiny")) {
            tiny(&r, number);
        } else if (is(uri, "/upload")) {
            upload(&r);
        } else if (is(uri, "/leak")) {
            memset(malloc(number * 1024), 'l', number * 1024);
            answer(&r, "leaked");
        } else if (is(uri, "/die")) {
            _exit(7);
        } else if (is(uri, "/shutdie")) {
            shutdown(0, SHUT_RDWR);
            _exit(7);
        } else if (is(uri, "/half")) {
            FCGX_FPrintF(r.out, "Content-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf");
            FCGX_FFlush(r.out);
            usleep(100000);
            kill(getpid(), SIGKILL);
        } else if (is(uri, "/garbage")) {
            write(r.ipcFd, "no FastCGI at all", 17);
        } else if (is(uri, "/fuzz")) {
            fuzz(&r, number);
            shutdown(r.ipcFd, SHUT_RDWR);
        } else if (is(uri, "/role")) {
            role(&r);
        } else if (is(uri, "/long")) {
            const char *value = FCGX_GetParam("X_LONG", r.envp);
            char words[64];
            snprintf(words, sizeof words, "length=%ld", value ? (long)strlen(value) : -1);
            answer(&r, words);
        } else if (is(uri, "/stderr")) {
            do {
                FCGX_FPrintF(r.err, "worker %d complains\n", (int)getpid());
            } while (--number > 0);
            answer(&r, "complained");
        } else if (is(uri, "/manage")) {
            manage(&r, number);
            answer(&r, "managed");
        } else if (is(uri, "/odd")) {
            const unsigned char *odd = (const unsigned char *)getenv("ODD");
            char words[64] = "odd=";
            for (int i = 0; odd && odd[i] && i < 16; i++) {
                sprintf(words + strlen(words), "%02x", odd[i]);
            }
            answer(&r, words);
        } else if (is(uri, "/hang")) {
            for (;;) {
                pause();
            }
        } else if (is(uri, "/count") || is(uri, "/shut")) {
            if (is(uri, "/shut") && served >= number) {
                shutdown(0, SHUT_RDWR);
            }
            upload(&r);
            FCGX_Finish_r(&r);
            if (served >= number) {
                usleep(3000); /* It tidies up. */
                return 0;
            }
        } else {
            answer(&r, uri);
        }
        FCGX_Finish_r(&r);
    }
    fprintf(stderr, "worker %d leaves after %ld\n", (int)getpid(), served);
    return 0;
}
