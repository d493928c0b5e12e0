/* catalogue: organisations, metrics, series. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_CATALOGUE_H
#define TONGBI_APP_CATALOGUE_H

#include "http/request.h"

void org_list(struct http_request *request, void *context);    /* GET /v1/orgs */
void org_show(struct http_request *request, void *context);    /* GET /v1/orgs/{code} */
void org_put(struct http_request *request, void *context);     /* PUT /v1/orgs/{code} */
void metric_list(struct http_request *request, void *context); /* GET /v1/metrics */
void metric_show(struct http_request *request, void *context); /* GET /v1/metrics/{code} */
void metric_put(struct http_request *request, void *context);  /* PUT /v1/metrics/{code} */
void series_list(struct http_request *request, void *context); /* GET /v1/series */

#endif
