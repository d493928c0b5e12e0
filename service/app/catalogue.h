/* catalogue: organisations, metrics, series. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_CATALOGUE_H
#define TONGBI_APP_CATALOGUE_H

#include "app/worker.h"
#include "http/reply.h"

void org_list(struct http_request *request, void *context);    /* GET /v1/orgs */
void org_show(struct http_request *request, void *context);    /* GET /v1/orgs/{code} */
void org_put(struct http_request *request, void *context);     /* PUT /v1/orgs/{code} */
void metric_list(struct http_request *request, void *context); /* GET /v1/metrics */
void metric_show(struct http_request *request, void *context); /* GET /v1/metrics/{code} */
void metric_put(struct http_request *request, void *context);  /* PUT /v1/metrics/{code} */
void series_list(struct http_request *request, void *context); /* GET /v1/series */

/* The lists, of those whose code or names contain the `q` of the request, if it has one. */
void org_list_containing(struct http_request *request, struct worker *worker, enum http_form form);
void metric_list_containing(struct http_request *request, struct worker *worker, enum http_form form);

#endif
