/* process: one tongbi-reader, its socket and its end. */
#ifndef TONGBI_READER_PROCESS_H
#define TONGBI_READER_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/* The arguments that the program takes, in this order, as decimal numbers. */
enum { PROCESS_MEMORY = 1, PROCESS_CPU_SECONDS, PROCESS_ARGUMENTS };
/* How it ends when it cannot bound itself: nothing that a document is to blame for. Standard error says why. */
enum { PROCESS_NO_CAGE = 3 };

struct process_options {
    const char *program; /* path of tongbi-reader */
    size_t memory;       /* bytes of address space */
    int cpu_seconds;     /* of processor time, in its whole life */
};

struct process {
    pid_t pid;
    int socket;  /* ours; closed on exec; blocking */
    int exit_fd; /* a pidfd: readable when the process has ended */
};

/* Started with an empty environment, no descriptor but the socket (as 0 and 1) and standard error. ERR_INTERNAL names what failed. */
bool process_start(const struct process_options *options, struct process *out, struct err *err) MUST_CHECK;
void process_kill(const struct process *process);
/* Collects the ended process. How it ended, as waitpid says; -1: it has not. */
int process_collect(const struct process *process);
/* Closes what we have of a process that was collected. */
void process_close(struct process *process);
/* Closes our end, kills and waits: for a stop. */
void process_stop(struct process *process);
/* Why a document was not read by a process that ended so: ERR_UNREADABLE; ERR_INTERNAL of PROCESS_NO_CAGE. */
bool process_explain(int status, struct err *err);

/* The path of `name` beside this program, or of `configured` where that is not "". In `out`; false: it cannot be told. */
bool process_beside(const char *configured, const char *name, char *out, size_t size);

#endif
