/* review: the figures that wait for a person's judgement, and many accepted at once. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_REVIEW_H
#define TONGBI_APP_REVIEW_H

#include "http/request.h"

void figure_queue(struct http_request *request, void *context);   /* GET /v1/figures */
void figures_accept(struct http_request *request, void *context); /* PATCH /v1/figures */

#endif
