/* query: many trends and comparisons in one request. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_QUERY_H
#define TONGBI_APP_QUERY_H

#include "http/request.h"

void query_run(struct http_request *request, void *context); /* POST /v1/query */

#endif
