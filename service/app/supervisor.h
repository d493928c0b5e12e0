/* supervisor: the parent of the workers.
 *
 * Binds one listening socket a worker (SO_REUSEPORT) and keeps them open, so that connections which wait on the socket of
 * a worker that died are served by its successor. Restarts workers with a back-off, passes SIGTERM and SIGHUP on, and
 * ends when the last worker has. It touches no request and no database. */
#ifndef TONGBI_APP_SUPERVISOR_H
#define TONGBI_APP_SUPERVISOR_H

#include "base/err.h"
#include "ops/config.h"

/* Runs in the child, on a socket that listens; returns the exit status. */
typedef int (*worker_main_fn)(struct config *config, int listener, unsigned number);

/* How many workers the settings ask for; at least 1. */
unsigned supervisor_worker_count(const struct config *config);
/* Returns when all is over: the exit status of the process. */
int supervisor_run(struct config *config, worker_main_fn worker_main);

#endif
