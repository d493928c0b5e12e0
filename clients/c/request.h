/* request: a call with what only some calls need. Inside libtongbi only. */
#ifndef TONGBI_CLIENT_REQUEST_H
#define TONGBI_CLIENT_REQUEST_H

#include "tongbi.h"

struct request {
    const char *method, *path; /* as of tongbi_request */
    const struct tongbi_param *params;
    size_t param_count;
    const struct tongbi_body *body; /* NULL: none */
    const char *idempotency_key;    /* NULL: none */
    const char *if_match;           /* digits, sent quoted; NULL: none */
    /* Where the bytes of a 2xx go, instead of into the result; NULL: into the result. Then the answer must say where it
     * ends, its Content-Type must contain sink_type, and silence is limited instead of the whole call. */
    tongbi_sink_fn sink;
    void *sink_context;
    const char *sink_type;
};

/* Sends it and waits; fills *result whatever comes of it. */
enum tongbi_outcome request_send(struct tongbi *client, const struct request *request,
                                 struct tongbi_result *result);

#endif
