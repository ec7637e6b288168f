/* Runs a command to which some system calls are forbidden, as a container's seccomp profile does.
 * Arguments: ERRNO NUMBER... -- COMMAND ARGUMENT... */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct sock_filter filter[64];
    unsigned short length = 0;
    int at = 2;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                    offsetof(struct seccomp_data, nr));
    for (; at < argc && strcmp(argv[at], "--") != 0 && length < 60; at++) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(argv[at]),
                                                        0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                        SECCOMP_RET_ERRNO | atoi(argv[1]));
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return 126;
    execvp(argv[at + 1], argv + at + 1);
    return 127;
}
