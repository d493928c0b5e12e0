/* endpoints: the table of everything the daemon answers; api/openapi.yaml says the same and is compared with it. */
#ifndef TONGBI_APP_ENDPOINTS_H
#define TONGBI_APP_ENDPOINTS_H

#include "http/router.h"

extern const struct endpoint endpoints[];
extern const size_t endpoint_count;

#endif
