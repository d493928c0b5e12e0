/* history: all vintages of a series. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_HISTORY_H
#define TONGBI_APP_HISTORY_H

#include "http/request.h"

void series_vintages(struct http_request *request, void *context); /* GET /v1/series/{id}/vintages */

#endif
