/* merge_internal: what merging and splitting share. Of merge.c and split.c only. */
#ifndef TONGBI_APP_MERGE_INTERNAL_H
#define TONGBI_APP_MERGE_INTERNAL_H

#include "app/task.h"
#include "render/json.h"
#include "storage/merge_store.h"

/* The metric of the call, which was asked for by `code`; `field` is what the client said it in. */
bool merge_read_record(struct task *task, size_t call, const char *field, struct text code,
                       struct metric_record *out) MUST_CHECK;
/* May they be one, or was the one part of the other? ERR_CONFLICT where kind or unit forbids it. */
bool merge_fits(struct task *task, const struct metric *merged, const struct metric *target) MUST_CHECK;
/* Anything that rests on one of the metrics may read otherwise now. */
void merge_tell(struct task *task);
/* What was looked at is no longer so. */
enum step merge_changed_meanwhile(struct task *task);
/* Ends the object and answers with it; takes the buf. */
enum step merge_reply(struct task *task, struct json *json, struct buf *out);

#endif
