/* reread: stored reports, read again by the reader of today. */
#ifndef TONGBI_APP_REREAD_H
#define TONGBI_APP_REREAD_H

#include "http/request.h"

/* POST /v1/reports/{id}/reread */
void report_reread(struct http_request *request, void *context);

#endif
