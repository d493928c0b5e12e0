/* bulk: figures that are figures already, however many. Endpoint handler; context is the worker.
 *
 * The rows are read as they come (observation_reader.h) and given to a load (posted_load.h), which keeps memory bounded for ten rows and
 * for ten million. A load is begun when the body has ended, or when more of it has come than is held back: so a slow client with a few
 * rows keeps nobody from loading. The client is held back while PostgreSQL has enough to do.
 *
 *   TAKING   the body comes; rows are checked and kept; at its end they are merged into their series
 *   KEEPING  the answer is kept for its Idempotency-Key; then COMMIT, and the answer
 *
 * What is refused, or only tried (dry_run), is rolled back. A client that leaves before its body has ended takes everything with it;
 * one that leaves later does not. */
#ifndef TONGBI_APP_BULK_H
#define TONGBI_APP_BULK_H

#include "http/request.h"

void observations_add(struct http_request *request, void *context); /* POST /v1/observations */

#endif
