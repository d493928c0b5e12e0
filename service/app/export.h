/* export: all points that there are, streamed. Endpoint handler; context is the worker.
 *
 * The vintages come in batches out of one snapshot, point by point; series/ says which of a point's vintages count; each batch is
 * written and its memory given back before the next is asked for, and the next is asked for when the client has taken most of what
 * was written. What fails behind the first batch breaks the answer off, so that no client takes half of it for the whole. */
#ifndef TONGBI_APP_EXPORT_H
#define TONGBI_APP_EXPORT_H

#include "http/request.h"

void export_run(struct http_request *request, void *context); /* GET /v1/export */

#endif
