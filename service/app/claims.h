/* claims: what reports say of their own change, with what history says of it. Endpoint handler; context is the worker. */
#ifndef TONGBI_APP_CLAIMS_H
#define TONGBI_APP_CLAIMS_H

#include "http/request.h"

void claim_list(struct http_request *request, void *context); /* GET /v1/claims */

#endif
