#include "app/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/changes.h"
#include "app/listener.h"
#include "base/clock.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum {
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MAX_MS = 5000,
    STABLE_MS = 10000,     /* a worker that lived so long starts with a fresh back-off */
    STOP_MARGIN_MS = 5000, /* beyond the workers' own grace, then SIGKILL */
    TICK_MS = 1000
};

struct slot {
    pid_t pid; /* 0: not running */
    int listener;
    int64_t started_ms;
    int64_t restart_at_ms; /* when not running: not before */
    int64_t backoff_ms;
};

struct supervisor {
    struct config *config;
    worker_main_fn worker_main;
    struct slot *slots;
    unsigned count;
    bool is_stopping;
    int64_t kill_at_ms;
};

static void watched_signals(sigset_t *set) {
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaddset(set, signals[i]);
}

/* In the child: its own sockets only, default signals, and SIGTERM when the supervisor is gone. */
static void become_worker(struct supervisor *self, unsigned number, pid_t parent) {
    sigset_t set;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    for (unsigned i = 0; i < self->count; i++)
        if (i != number)
            close(self->slots[i].listener);
    watched_signals(&set);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    int listener = self->slots[number].listener;
    free(self->slots);
    exit(self->worker_main(self->config, listener, number));
}

static void start_worker(struct supervisor *self, unsigned number) {
    struct slot *slot = &self->slots[number];
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become_worker(self, number, parent);
    slot->started_ms = clock_monotonic_ms();
    if (pid < 0) {
        log_error("cannot start a worker", LOG_INT("number", number), LOG_STRING("reason", strerror(errno)));
        slot->restart_at_ms = slot->started_ms + BACKOFF_MAX_MS;
        return;
    }
    slot->pid = pid;
    log_info("worker started", LOG_INT("number", number), LOG_INT("worker_pid", pid));
}

static void start_due_workers(struct supervisor *self) {
    int64_t now = clock_monotonic_ms();
    for (unsigned i = 0; i < self->count; i++)
        if (self->slots[i].pid == 0 && self->slots[i].restart_at_ms <= now)
            start_worker(self, i);
}

static void worker_ended(struct supervisor *self, struct slot *slot, int status) {
    int64_t now = clock_monotonic_ms();
    unsigned number = (unsigned)(slot - self->slots);
    if (self->is_stopping) {
        log_info("worker ended", LOG_INT("number", number), LOG_INT("worker_pid", slot->pid));
    } else {
        int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        log_warn("worker died; it is restarted", LOG_INT("number", number), LOG_INT("worker_pid", slot->pid),
                 LOG_INT("signal", signal_number),
                 LOG_INT("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1));
        metrics_count(METRIC_WORKER_RESTARTS, 1);
        metrics_forget(number);
        /* It may have written something and not have told. */
        generations_raise(generation_slot(CHANGE_ALL, (struct text){0}, (struct text){0}));
    }
    slot->pid = 0;
    if (now - slot->started_ms >= STABLE_MS)
        slot->backoff_ms = 0;
    slot->restart_at_ms = now + slot->backoff_ms;
    slot->backoff_ms = slot->backoff_ms == 0 ? BACKOFF_FIRST_MS : slot->backoff_ms * 2;
    if (slot->backoff_ms > BACKOFF_MAX_MS)
        slot->backoff_ms = BACKOFF_MAX_MS;
}

static void reap_workers(struct supervisor *self) {
    int status = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (unsigned i = 0; i < self->count; i++)
            if (self->slots[i].pid == pid)
                worker_ended(self, &self->slots[i], status);
}

static void signal_workers(const struct supervisor *self, int signal_number) {
    for (unsigned i = 0; i < self->count; i++)
        if (self->slots[i].pid != 0)
            kill(self->slots[i].pid, signal_number);
}

static bool any_worker_lives(const struct supervisor *self) {
    for (unsigned i = 0; i < self->count; i++)
        if (self->slots[i].pid != 0)
            return true;
    return false;
}

/* The listeners close first, so that a client which comes now is refused at once instead of waiting in a backlog. */
static void begin_stop(struct supervisor *self, int signal_number) {
    if (self->is_stopping)
        return;
    self->is_stopping = true;
    self->kill_at_ms = clock_monotonic_ms() + config_stop_timeout_ms(self->config) + STOP_MARGIN_MS;
    log_info("stopping", LOG_INT("signal", signal_number));
    for (unsigned i = 0; i < self->count; i++)
        close(self->slots[i].listener);
    signal_workers(self, SIGTERM);
}

static void handle_signal(struct supervisor *self, int signal_number) {
    if (signal_number == SIGTERM || signal_number == SIGINT)
        begin_stop(self, signal_number);
    else if (signal_number == SIGHUP)
        signal_workers(self, SIGHUP);
}

/* Waits for a signal, or a tick when a restart or the end of the grace is due sooner than one would come. */
static void supervise(struct supervisor *self) {
    sigset_t set;
    const struct timespec tick = {.tv_nsec = 100L * 1000 * 1000};
    const struct timespec idle = {.tv_sec = TICK_MS / 1000};
    watched_signals(&set);
    while (!self->is_stopping || any_worker_lives(self)) {
        bool is_whole = true;
        if (!self->is_stopping) {
            start_due_workers(self);
            for (unsigned i = 0; i < self->count; i++)
                is_whole = is_whole && self->slots[i].pid != 0;
        } else if (clock_monotonic_ms() >= self->kill_at_ms) {
            log_error("workers outlived their grace and are killed");
            signal_workers(self, SIGKILL);
        }
        int signal_number = sigtimedwait(&set, NULL, is_whole ? &idle : &tick);
        if (signal_number > 0)
            handle_signal(self, signal_number);
        reap_workers(self);
    }
}

unsigned supervisor_worker_count(const struct config *config) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (config_workers(config) > 0)
        return (unsigned)config_workers(config);
    return cores > 0 ? (unsigned)cores : 1;
}

static bool open_listeners(struct supervisor *self, struct err *err) {
    int port = config_listen_port(self->config);
    int *sockets = calloc(self->count, sizeof *sockets);
    self->slots = calloc(self->count, sizeof *self->slots);
    bool is_open = sockets != NULL && self->slots != NULL;
    if (!is_open)
        err_set(err, ERR_OUT_OF_MEMORY, "No memory for the workers.");
    else
        is_open = listener_open(config_listen_address(self->config), &port, self->count, sockets, err);
    for (unsigned i = 0; is_open && i < self->count; i++)
        self->slots[i].listener = sockets[i];
    if (is_open)
        log_info("listening", LOG_STRING("address", config_listen_address(self->config)),
                 LOG_INT("port", port), LOG_INT("workers", self->count));
    free(sockets);
    return is_open;
}

int supervisor_run(struct config *config, worker_main_fn worker_main) {
    struct supervisor self = {
        .config = config, .worker_main = worker_main, .count = supervisor_worker_count(config)};
    struct err err = {0};
    sigset_t set;
    changes_name_host();
    /* Blocked before the first fork: a signal that comes in between waits for sigtimedwait. */
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (!open_listeners(&self, &err)) {
        log_error("cannot start", LOG_STRING("reason", err.detail));
        free(self.slots);
        return EXIT_FAILURE;
    }
    supervise(&self);
    log_info("stopped");
    free(self.slots);
    return EXIT_SUCCESS;
}
