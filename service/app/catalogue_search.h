/* catalogue_search: organisations and metrics by what somebody remembers of their name: GET /v1/orgs?q= and /v1/metrics?q=. Best first, by the
 * worker's names (names.h). In a catalogue that is too large for that, those whose code or names contain the text, by code. */
#ifndef TONGBI_APP_CATALOGUE_SEARCH_H
#define TONGBI_APP_CATALOGUE_SEARCH_H

#include "http/request.h"

/* context is the worker; the request has a `q`. */
void org_search(struct http_request *request, void *context);
void metric_search(struct http_request *request, void *context);

#endif
