/* Samples a pool once and again: lists a manager's children, then reads each one's statm by pread through
   a descriptor kept open. Prints the median over passes, in microseconds a pass. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PASSES = 200, MOST = 100000 };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int children(const char *manager, int *pids)
{
    static char text[1 << 20];
    char path[128];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%s/task", manager);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        if (task->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%s/task/%s/children", manager, task->d_name);
        int fd = open(path, O_RDONLY);
        size_t length = 0;
        for (ssize_t n; (n = read(fd, text + length, sizeof text - 1 - length)) > 0;)
            length += n;
        close(fd);
        text[length] = 0;
        char *at = text;
        for (long pid; (pid = strtol(at, &at, 10)) > 0 && count < MOST;)
            pids[count++] = (int)pid;
    }
    if (tasks)
        closedir(tasks);
    return count;
}

int main(int argc, char **argv)
{
    static int pids[MOST], fds[MOST];
    double pass[PASSES];
    unsigned long pages = 0;
    if (argc < 2)
        return 2;
    int count = children(argv[1], pids);
    for (int i = 0; i < count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/statm", pids[i]);
        if ((fds[i] = open(path, O_RDONLY)) < 0)
            return 1;
    }
    for (int p = 0; p < PASSES; p++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        if (children(argv[1], pids) != count)
            return 1;
        for (int i = 0; i < count; i++) {
            char text[256], *rest;
            ssize_t length = pread(fds[i], text, sizeof text - 1, 0);
            if (length <= 0)
                return 1;
            text[length] = 0;
            strtoul(text, &rest, 10);
            pages += strtoul(rest, NULL, 10);
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        pass[p] = (end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) / 1e3;
    }
    qsort(pass, PASSES, sizeof *pass, by_value);
    printf("%.0f\n", pass[PASSES / 2]);
    return pages == 0;
}
