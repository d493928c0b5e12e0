/* questions: trends and comparisons. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_QUESTIONS_H
#define TONGBI_APP_QUESTIONS_H

#include "http/request.h"

void trend_show(struct http_request *request, void *context);   /* GET /v1/trend */
void compare_show(struct http_request *request, void *context); /* GET /v1/compare */

#endif
