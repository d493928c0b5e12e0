/* breaks: the endpoints of definition breaks, PUT and DELETE /v1/metrics/{code}/breaks/{period}. A break is known by its first day: 2024,
 * 2024-H1 and 2024-01 name the same one. */
#ifndef TONGBI_APP_BREAKS_H
#define TONGBI_APP_BREAKS_H

struct http_request;

void break_put(struct http_request *request, void *context);
void break_remove(struct http_request *request, void *context);

#endif
