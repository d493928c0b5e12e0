/* observe: figures that are already figures. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_OBSERVE_H
#define TONGBI_APP_OBSERVE_H

#include "http/request.h"

void observations_add(struct http_request *request, void *context); /* POST /v1/observations */

#endif
