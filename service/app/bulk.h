/* bulk: figures that are figures already, however many. Endpoint handler; context is the worker.
 *
 * The rows are read as they come (observation_reader.h) and copied into a load (pg_load.h), so that memory stays the same for ten rows
 * and for ten million. A load is begun when the body has ended, or when more of it has come than is held back: so a slow client with a
 * few rows keeps nobody from loading. The client is held back while PostgreSQL has enough to do.
 *
 *   TAKING    the body comes; rows are checked, written, and copied once the load is ready
 *   CHECKING  PostgreSQL looks for what only it can know: codes, contradictions
 *   STORING   the rows are added; then the answer is kept for its Idempotency-Key
 *   COMMITTING -> the answer
 *
 * What is refused, or only tried (dry_run), is rolled back. A client that leaves before its body has ended takes everything with it;
 * one that leaves later does not. */
#ifndef TONGBI_APP_BULK_H
#define TONGBI_APP_BULK_H

#include "http/request.h"

void observations_add(struct http_request *request, void *context); /* POST /v1/observations */

#endif
