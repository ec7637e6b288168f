// Keeps what it is told to, for the tests of who refers to it: "HOW COUNT BYTES\n" on its input.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { SLOTS = 5000 };

struct entry {
    struct entry *next;
    char *text;
};

static char *slot[SLOTS];
static char **list;
static size_t length, room;
static struct entry *bucket[SLOTS];
static char *volatile last;

static char *text(size_t bytes) { return memset(malloc(bytes), 'x', bytes); }

static void append(char *kept) {
    if (length == room) {
        room = room ? room * 2 : 8;
        list = realloc(list, room * sizeof *list);
    }
    list[length++] = kept;
}

// An object, and what it refers to: both are lost.
static void lose(size_t bytes) {
    struct entry *entry = malloc(sizeof *entry);
    entry->next = entry;
    entry->text = text(bytes);
    last = (char *)entry;
}

static void chained(size_t bytes) {
    struct entry *entry = malloc(sizeof *entry);
    struct entry **head = &bucket[random() % SLOTS];
    entry->next = *head;
    entry->text = text(bytes);
    *head = entry;
}

// By key, and in the order in which they came.
static void ordered(size_t bytes) {
    long key = random() % SLOTS;
    if (bucket[key] == NULL) {
        bucket[key] = malloc(sizeof(struct entry));
        bucket[key]->next = NULL;
        bucket[key]->text = text(bytes);
        append((char *)bucket[key]);
    }
}

// A table whose last change is shared with a child.
static void share(char *kept) {
    static int child;
    append(kept);
    if (child == 0 && (child = fork()) == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) pause();
    }
}

static void keep(const char *how, size_t bytes) {
    long key = random() % SLOTS;
    if (strcmp(how, "lost") == 0) last = text(bytes);
    else if (strcmp(how, "lostobjects") == 0) lose(bytes);
    else if (strcmp(how, "list") == 0) append(text(bytes));
    else if (strcmp(how, "slots") == 0 && slot[key] == NULL) slot[key] = text(bytes);
    else if (strcmp(how, "table") == 0) chained(bytes);
    else if (strcmp(how, "ordered") == 0) ordered(bytes);
    else if (strcmp(how, "child") == 0) share(text(bytes));
    else if (strcmp(how, "nothing") == 0) free(text(bytes));
}

int main(void) {
    char line[100], how[20];
    long count, bytes;
    printf("%d\n", getpid());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        sscanf(line, "%19s %ld %ld", how, &count, &bytes);
        while (count-- > 0) keep(how, bytes);
        puts("ok");
        fflush(stdout);
    }
}
