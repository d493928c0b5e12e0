/* catalogue_search: organisations and metrics by what somebody remembers of their name: GET /v1/orgs?q= and /v1/metrics?q=. Best first,
 * by the worker's names (names.h). In a catalogue that is too large for that, those whose code or names contain the text, by code. */
#ifndef TONGBI_APP_CATALOGUE_SEARCH_H
#define TONGBI_APP_CATALOGUE_SEARCH_H

#include "app/worker.h"
#include "http/reply.h"

/* The request has a `q`. CSV has the columns of an export (catalogue_export.h), all hits unless there is a `limit`. */
void org_search(struct http_request *request, struct worker *worker, enum http_form form);
void metric_search(struct http_request *request, struct worker *worker, enum http_form form);

#endif
