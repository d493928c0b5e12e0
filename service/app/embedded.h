/* embedded: files that are built into the daemon. */
#ifndef TONGBI_APP_EMBEDDED_H
#define TONGBI_APP_EMBEDDED_H

#include <stddef.h>

extern const char openapi_json[]; /* api/openapi.json */
extern const size_t openapi_json_len;
extern const char catalogue_csv[]; /* migrations/catalogue.csv */
extern const size_t catalogue_csv_len;

#endif
