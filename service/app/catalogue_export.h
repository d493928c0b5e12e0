/* catalogue_export: organisations and metrics as CSV, in the form that catalogue_import reads: GET /v1/orgs and /v1/metrics in that form.
 * All of them, or with `limit` so many, by code, after the code `cursor`. */
#ifndef TONGBI_APP_CATALOGUE_EXPORT_H
#define TONGBI_APP_CATALOGUE_EXPORT_H

#include "app/task.h"
#include "base/buf.h"

void org_export(struct http_request *request, struct worker *worker);
void metric_export(struct http_request *request, struct worker *worker);

/* A table being written, for others who have the rows. */
struct catalogue_csv {
    struct task *task;
    struct buf out;
};
/* The head; render_org_csv or render_metric_csv add rows to out. */
void catalogue_csv_begin(struct catalogue_csv *csv, struct task *task, bool is_metrics);
enum step catalogue_csv_reply(struct catalogue_csv *csv);

#endif
