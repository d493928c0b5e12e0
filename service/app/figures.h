/* figures: a person's judgement of what was read. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_FIGURES_H
#define TONGBI_APP_FIGURES_H

#include "http/request.h"

void figure_patch(struct http_request *request, void *context); /* PATCH /v1/figures/{id} */

#endif
