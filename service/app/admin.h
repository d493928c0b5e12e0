/* admin: is it alive, is it ready, what does it count, what does it answer. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_ADMIN_H
#define TONGBI_APP_ADMIN_H

#include "http/request.h"

void health_show(struct http_request *request, void *context); /* GET /healthz: this process turns its loop */
void ready_show(struct http_request *request,
                void *context); /* GET /readyz: the database answers, and its schema is ours */
void metrics_show(struct http_request *request, void *context); /* GET /metrics */
void openapi_show(struct http_request *request, void *context); /* GET /openapi.json */

#endif
