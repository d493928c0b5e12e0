/* merge: two metrics become one, and two again; one metric becomes two. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_MERGE_H
#define TONGBI_APP_MERGE_H

#include "http/request.h"

void metric_merge(struct http_request *request, void *context);   /* PUT /v1/metrics/{code}/merge */
void metric_unmerge(struct http_request *request, void *context); /* DELETE /v1/metrics/{code}/merge */
void metric_split(struct http_request *request, void *context);   /* POST /v1/metrics/{code}/split */

#endif
