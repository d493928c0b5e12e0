/* reports: what was taken in, as it is kept. Endpoint handlers; context is the worker. */
#ifndef TONGBI_APP_REPORTS_H
#define TONGBI_APP_REPORTS_H

#include "http/request.h"

void report_list(struct http_request *request, void *context);     /* GET /v1/reports */
void report_withdraw(struct http_request *request, void *context); /* DELETE /v1/reports/{id} */
void report_show(struct http_request *request, void *context);     /* GET /v1/reports/{id} */
void report_text(struct http_request *request, void *context);     /* GET /v1/reports/{id}/text */
void report_original(struct http_request *request, void *context); /* GET /v1/reports/{id}/original */
void report_figures(struct http_request *request, void *context);  /* GET /v1/reports/{id}/figures */

#endif
