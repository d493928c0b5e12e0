/* limits: every bound that http keeps to. A plain value; http_limits_default() gives what config.def says
 * too. */
#ifndef TONGBI_HTTP_LIMITS_H
#define TONGBI_HTTP_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    HTTP_TARGET_MAX = 8 * 1024,   /* bytes of the request target; past it 414 */
    HTTP_HEAD_MAX = 32 * 1024,    /* bytes of request line and headers together; past it 431 */
    HTTP_HEADERS_MAX = 100,       /* header lines; past it 431 */
    HTTP_PARAMETERS_MAX = 64,     /* parameters in the query; past it 400 */
    HTTP_PIPELINE_MAX = 64 * 1024 /* bytes of further requests that are read while one is worked on */
};

struct http_limits {
    size_t body;          /* bytes of one body; past it 413 */
    size_t body_memory;   /* bytes of all bodies held at once; past it 503 */
    unsigned running;     /* requests between their head and their answer; past it 503 */
    unsigned connections; /* past it nothing is accepted until one closes */
    int head_timeout_ms;  /* from a head's first byte to its last */
    int body_timeout_ms;  /* between two reads of a body */
    int write_timeout_ms; /* between two writes of an answer */
    int idle_timeout_ms;  /* between two requests, and before the first */
    int linger_ms;        /* how long a refused body is read and thrown away, so that the refusal is seen */
    size_t linger_bytes;  /* and how much of it */
    int retry_after_s;    /* in 503 answers */
    bool access_log;      /* one line a request */
};

struct http_limits http_limits_default(void);

#endif
