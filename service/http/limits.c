#include "http/limits.h"

struct http_limits http_limits_default(void) {
    return (struct http_limits){
        .body = 32U * 1024 * 1024,
        .body_memory = 256U * 1024 * 1024,
        .running = 256,
        .connections = 4096,
        .head_timeout_ms = 10000,
        .body_timeout_ms = 30000,
        .write_timeout_ms = 30000,
        .idle_timeout_ms = 75000,
        .linger_ms = 30000,
        .linger_bytes = 256U * 1024 * 1024,
        .retry_after_s = 2,
        .access_log = true,
    };
}
