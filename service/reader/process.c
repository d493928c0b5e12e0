#include "reader/process.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NUMBER_TEXT = 24, FIRST_UNKNOWN_FD = 3 };

/* ---- starting ---- */

static int set_files(posix_spawn_file_actions_t *files, int socket) {
    int rc = posix_spawn_file_actions_adddup2(files, socket, STDIN_FILENO);
    rc = rc == 0 ? posix_spawn_file_actions_adddup2(files, socket, STDOUT_FILENO) : rc;
    return rc == 0 ? posix_spawn_file_actions_addclosefrom_np(files, FIRST_UNKNOWN_FD) : rc;
}

static int set_signals(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int rc = posix_spawnattr_setsigmask(attributes, &none);
    rc = rc == 0 ? posix_spawnattr_setsigdefault(attributes, &all) : rc;
    return rc == 0 ? posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
                   : rc;
}

static int spawn(const struct process_options *options, int socket, pid_t *pid) {
    char memory[NUMBER_TEXT], seconds[NUMBER_TEXT], name[] = "tongbi-reader";
    char *const arguments[PROCESS_ARGUMENTS + 1] = {name, memory, seconds, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    snprintf(memory, sizeof memory, "%zu", options->memory);
    snprintf(seconds, sizeof seconds, "%d", options->cpu_seconds);
    int rc = posix_spawn_file_actions_init(&files);
    if (rc != 0)
        return rc;
    rc = posix_spawnattr_init(&attributes);
    if (rc == 0) {
        rc = set_files(&files, socket);
        rc = rc == 0 ? set_signals(&attributes) : rc;
        rc = rc == 0 ? posix_spawn(pid, options->program, &files, &attributes, arguments, environment) : rc;
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return rc;
}

bool process_start(const struct process_options *options, struct process *out, struct err *err) {
    int sockets[2];
    *out = (struct process){.pid = -1, .socket = -1, .exit_fd = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return err_set(err, ERR_INTERNAL, "No socket for the reader of documents: %s.", strerror(errno));
    int rc = spawn(options, sockets[1], &out->pid);
    close(sockets[1]);
    out->socket = sockets[0];
    if (rc != 0) {
        close(sockets[0]);
        return err_set(err, ERR_INTERNAL, "The reader of documents (%s) cannot be started: %s.",
                       options->program, strerror(rc));
    }
    out->exit_fd = pidfd_open(out->pid, 0);
    if (out->exit_fd >= 0)
        return true;
    err_set(err, ERR_INTERNAL, "The reader of documents cannot be watched: %s.", strerror(errno));
    process_stop(out);
    return false;
}

/* ---- its end ---- */

void process_kill(const struct process *process) {
    kill(process->pid, SIGKILL);
}

void process_close(struct process *process) {
    if (process->socket >= 0)
        close(process->socket);
    if (process->exit_fd >= 0)
        close(process->exit_fd);
    *process = (struct process){.pid = -1, .socket = -1, .exit_fd = -1};
}

int process_collect(const struct process *process) {
    int status;
    return waitpid(process->pid, &status, WNOHANG) == process->pid ? status : -1;
}

void process_stop(struct process *process) {
    int status;
    process_kill(process);
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    process_close(process);
}

bool process_explain(int status, struct err *err) {
    static const char advice[] =
        "It may be damaged; save it anew with the program that made it, or send its text.";
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == PROCESS_NO_CAGE)
        return err_set(err, ERR_INTERNAL,
                       "The reader of documents cannot bound itself (seccomp, limits), and so reads nothing; "
                       "its log says why.");
    if (number == SIGXCPU)
        return err_set(err, ERR_UNREADABLE, "The document could not be read: it takes too much time. %s",
                       advice);
    if (number == SIGSYS)
        return err_set(err, ERR_UNREADABLE,
                       "The document could not be read: its reader tried what it may not. %s", advice);
    if (number != 0)
        return err_set(err, ERR_UNREADABLE,
                       "The document could not be read: its reader broke off (signal %d). %s", number,
                       advice);
    return err_set(err, ERR_UNREADABLE,
                   "The document could not be read: its reader ended without an answer (%d). %s",
                   WIFEXITED(status) ? WEXITSTATUS(status) : -1, advice);
}

bool process_beside(const char *configured, const char *name, char *out, size_t size) {
    char self[4096];
    if (configured[0] != '\0')
        return (size_t)snprintf(out, size, "%s", configured) < size;
    ssize_t len = readlink("/proc/self/exe", self, sizeof self);
    if (len <= 0 || (size_t)len >= sizeof self)
        return false;
    self[len] = '\0';
    char *slash = strrchr(self, '/');
    return slash != NULL && (size_t)snprintf(out, size, "%.*s/%s", (int)(slash - self), self, name) < size;
}
