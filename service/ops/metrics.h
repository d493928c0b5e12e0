/* metrics: counters, gauges and histograms, written as Prometheus' text format 0.0.4.
 *
 * The workers are processes, and a scrape reaches one of them; so the numbers live in memory that all share
 * (an anonymous mapping made before the fork), one slab a process, and a scrape sums the slabs. Each slab has
 * one writer. A worker that is started anew goes on with its predecessor's counters, with gauges at zero.
 * All metrics and label values stand in metrics.def. Before metrics_init everything here does nothing. */
#ifndef TONGBI_OPS_METRICS_H
#define TONGBI_OPS_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum metrics_key {
#define COUNTER(name, text, a, b, help)   METRIC_##name,
#define GAUGE(name, text, a, b, help)     METRIC_##name,
#define HISTOGRAM(name, text, a, b, help) METRIC_##name,
#include "ops/metrics.def"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM
    METRIC_COUNT
};

/* The values of the labels in metrics.def, by position. */
enum metric_database_state { METRIC_DATABASE_CONNECTING, METRIC_DATABASE_IDLE, METRIC_DATABASE_BUSY };
enum metric_document_result {
    METRIC_DOCUMENT_READ,
    METRIC_DOCUMENT_REFUSED,
    METRIC_DOCUMENT_ENDED,
    METRIC_DOCUMENT_LATE
};
enum metric_reader_state { METRIC_READER_RUNNING, METRIC_READER_IDLE };
enum metric_database_result {
    METRIC_DATABASE_DONE,
    METRIC_DATABASE_FAILED,
    METRIC_DATABASE_TIMEOUT,
    METRIC_DATABASE_LOST
};
enum metric_report_result {
    METRIC_REPORT_CREATED,
    METRIC_REPORT_REPEATED,
    METRIC_REPORT_PREVIEW,
    METRIC_REPORT_REFUSED
};
enum metric_looked_up { METRIC_LOOKED_UP_FOUND, METRIC_LOOKED_UP_MISSED };
enum metric_dropped { METRIC_DROPPED_CHANGED, METRIC_DROPPED_MEMORY };
enum metric_refusal {
    METRIC_REFUSAL_MALFORMED,
    METRIC_REFUSAL_TOO_LARGE,
    METRIC_REFUSAL_OVERLOADED,
    METRIC_REFUSAL_SLOW,
    METRIC_REFUSAL_STOPPING
};

/* Before the fork. `workers` slabs and one more for the supervisor, which is in use at first. endpoints are
 * the values of the label `endpoint` ("GET /v1/orgs"), borrowed for good; "unmatched" is added behind them,
 * with the index endpoint_count. ERR_OUT_OF_MEMORY. */
bool metrics_init(unsigned workers, const char *const *endpoints, size_t endpoint_count,
                  struct err *err) MUST_CHECK;
void metrics_fini(void);
/* In the worker: write to slab `number` (from 0) from now on; its gauges become zero. */
void metrics_use(unsigned number);
/* In the supervisor, when a worker has died: its gauges become zero. */
void metrics_forget(unsigned number);

/* A counter or gauge without labels. */
void metrics_count(enum metrics_key metric, uint64_t n);
void metrics_set(enum metrics_key metric, int64_t value); /* gauges only */
void metrics_add(enum metrics_key metric, int64_t delta); /* gauges only */
/* With labels, by index (STATUS: the status itself); b is 0 where there is one label. */
void metrics_count_at(enum metrics_key metric, size_t a, size_t b, uint64_t n);
void metrics_set_at(enum metrics_key metric, size_t a, size_t b, int64_t value);
/* A histogram; a is the label's index, or 0. */
void metrics_observe(enum metrics_key metric, size_t a, uint64_t microseconds);

/* Everything, all slabs summed; a label combination that never occurred is left out. */
void metrics_render(struct buf *out);
/* For tests: one sum, all slabs; a histogram gives its count. */
int64_t metrics_read(enum metrics_key metric, size_t a, size_t b);

#endif
