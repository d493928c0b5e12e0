/* Enters the cage and tries one thing. Exit status: 0 it was allowed, 1 it was refused, 9 no cage; or ended by the kernel. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader/cage.h"

static int tried(bool is_allowed) {
    _exit(is_allowed ? 0 : 1);
}

int main(int argc, char **argv) {
    const struct cage cage = {.memory = (size_t)256 << 20, .cpu_seconds = 1};
    const char *what = argc > 1 ? argv[1] : "";
    char *const none[] = {NULL};
    struct err err;
    if (!cage_enter(&cage, &err))
        _exit(9);
    if (strcmp(what, "compute") == 0) {
        char *bytes = malloc(10 << 20);
        memset(bytes, 1, 10 << 20);
        tried(bytes[5] == 1 && write(STDOUT_FILENO, "x", 1) == 1);
    } else if (strcmp(what, "open") == 0) {
        tried(open("/etc/passwd", O_RDONLY) >= 0);
    } else if (strcmp(what, "create") == 0) {
        tried(open("/tmp/tongbi-cage-probe", O_WRONLY | O_CREAT, 0600) >= 0);
    } else if (strcmp(what, "unlink") == 0) {
        tried(unlink("/tmp/tongbi-cage-probe") == 0);
    } else if (strcmp(what, "socket") == 0) {
        tried(socket(AF_INET, SOCK_STREAM, 0) >= 0);
    } else if (strcmp(what, "exec") == 0) {
        tried(execve("/bin/true", none, none) == 0);
    } else if (strcmp(what, "fork") == 0) {
        tried(fork() >= 0);
    } else if (strcmp(what, "kill") == 0) {
        tried(kill(getppid(), 0) == 0);
    } else if (strcmp(what, "trace") == 0) {
        tried(ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0);
    } else if (strcmp(what, "code") == 0) {
        tried(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
              MAP_FAILED);
    } else if (strcmp(what, "spin") == 0) {
        for (volatile unsigned long n = 0;; n++)
            continue;
    }
    _exit(8);
}
