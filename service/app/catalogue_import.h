/* catalogue_import: organisations or metrics as a CSV file: POST /v1/orgs and POST /v1/metrics. Endpoint handlers; context is the worker.
 *
 * All or nothing, in one transaction that holds the catalogue: what stands is read, the rows are held against it (catalogue_check.h), and
 * what they change is written. With faults, or with dry_run, it is rolled back. A client that leaves does not stop it. */
#ifndef TONGBI_APP_CATALOGUE_IMPORT_H
#define TONGBI_APP_CATALOGUE_IMPORT_H

#include "http/request.h"

void org_import(struct http_request *request, void *context);
void metric_import(struct http_request *request, void *context);

#endif
