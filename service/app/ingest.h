/* ingest: a report comes in, with all its figures and observations, or not at all. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_INGEST_H
#define TONGBI_APP_INGEST_H

#include "http/request.h"

void report_add(struct http_request *request, void *context); /* POST /v1/reports */

#endif
