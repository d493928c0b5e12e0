#include "ops/metrics.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum kind { KIND_COUNTER, KIND_GAUGE, KIND_HISTOGRAM };

enum label {
    LABEL_NONE,
    LABEL_ENDPOINT,
    LABEL_STATUS,
#define WORDS(name, text, ...) LABEL_##name,
#include "ops/metrics.def"
#undef WORDS
    LABEL_COUNT
};

/* Statuses from 100 to 599 each have a place. */
enum { STATUS_FIRST = 100, STATUS_COUNT = 500 };

#define WORDS(name, text, ...) static const char *const words_##name[] = {__VA_ARGS__};
#include "ops/metrics.def"
#undef WORDS

static const struct {
    const char *name;
    const char *const *words;
    size_t count;
} labels[LABEL_COUNT] = {
    [LABEL_NONE] = {NULL, NULL, 1},
    [LABEL_ENDPOINT] = {"endpoint", NULL, 0},
    [LABEL_STATUS] = {"status", NULL, STATUS_COUNT},
#define WORDS(name, text, ...)                                                                               \
    [LABEL_##name] = {text, words_##name, sizeof words_##name / sizeof words_##name[0]},
#include "ops/metrics.def"
#undef WORDS
};

static const struct {
    const char *name, *help;
    enum kind kind;
    enum label a, b;
} metrics[METRIC_COUNT] = {
#define COUNTER(name, text, a, b, help) [METRIC_##name] = {text, help, KIND_COUNTER, LABEL_##a, LABEL_##b},
#define GAUGE(name, text, a, b, help)   [METRIC_##name] = {text, help, KIND_GAUGE, LABEL_##a, LABEL_##b},
#define HISTOGRAM(name, text, a, b, help)                                                                    \
    [METRIC_##name] = {text, help, KIND_HISTOGRAM, LABEL_##a, LABEL_##b},
#include "ops/metrics.def"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM
};

/* Upper bounds in microseconds, and as they are written. */
static const struct {
    uint64_t us;
    const char *text;
} buckets[] = {{500, "0.0005"},  {1000, "0.001"},  {2500, "0.0025"}, {5000, "0.005"},
               {10000, "0.01"},  {25000, "0.025"}, {50000, "0.05"},  {100000, "0.1"},
               {250000, "0.25"}, {500000, "0.5"},  {1000000, "1"},   {2500000, "2.5"},
               {5000000, "5"},   {10000000, "10"}, {30000000, "30"}, {UINT64_MAX, "+Inf"}};

enum {
    BUCKET_COUNT = sizeof buckets / sizeof buckets[0],
    HISTOGRAM_CELLS = BUCKET_COUNT + 1 /* sum in us */
};

/* What is shared: slab after slab, each `cells` numbers; the supervisor's is the last. */
static struct {
    int64_t *cells;
    size_t cells_a_slab, slabs, slab;
    size_t offsets[METRIC_COUNT];
    const char *const *endpoints;
    size_t endpoint_count;
    time_t started;
} shared;

static size_t label_count(enum label label) {
    return label == LABEL_ENDPOINT ? shared.endpoint_count + 1 : labels[label].count;
}

static size_t cells_of(enum metrics_key metric) {
    size_t each = metrics[metric].kind == KIND_HISTOGRAM ? HISTOGRAM_CELLS : 1;
    return label_count(metrics[metric].a) * label_count(metrics[metric].b) * each;
}

bool metrics_init(unsigned workers, const char *const *endpoints, size_t endpoint_count, struct err *err) {
    assert(shared.cells == NULL);
    shared.endpoints = endpoints;
    shared.endpoint_count = endpoint_count;
    shared.slabs = (size_t)workers + 1;
    shared.slab = workers;
    shared.started = time(NULL);
    shared.cells_a_slab = 0;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        shared.offsets[i] = shared.cells_a_slab;
        shared.cells_a_slab += cells_of((enum metrics_key)i);
    }
    size_t size = shared.slabs * shared.cells_a_slab * sizeof(int64_t);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return err_set(err, ERR_OUT_OF_MEMORY, "No shared memory for the metrics (%zu bytes): %s.", size,
                       strerror(errno));
    shared.cells = memory;
    return true;
}

void metrics_fini(void) {
    if (shared.cells != NULL)
        munmap(shared.cells, shared.slabs * shared.cells_a_slab * sizeof(int64_t));
    shared.cells = NULL;
}

static int64_t *cell(size_t slab, enum metrics_key metric, size_t a, size_t b) {
    size_t each = metrics[metric].kind == KIND_HISTOGRAM ? HISTOGRAM_CELLS : 1;
    assert(a < label_count(metrics[metric].a) && b < label_count(metrics[metric].b));
    size_t place = (a * label_count(metrics[metric].b) + b) * each;
    return shared.cells + slab * shared.cells_a_slab + shared.offsets[metric] + place;
}

/* One writer a slab; readers in other processes need whole numbers, not an order between them. */
static void cell_add(int64_t *at, int64_t n) { // NOLINT(readability-non-const-parameter): it is written
    __atomic_store_n(at, __atomic_load_n(at, __ATOMIC_RELAXED) + n, __ATOMIC_RELAXED);
}

static int64_t cell_sum(enum metrics_key metric, size_t a, size_t b, size_t within) {
    int64_t sum = 0;
    for (size_t slab = 0; slab < shared.slabs; slab++)
        sum += __atomic_load_n(cell(slab, metric, a, b) + within, __ATOMIC_RELAXED);
    return sum;
}

void metrics_forget(unsigned number) {
    if (shared.cells == NULL)
        return;
    assert(number < shared.slabs);
    for (size_t i = 0; i < METRIC_COUNT; i++)
        if (metrics[i].kind == KIND_GAUGE) {
            int64_t *first = cell(number, (enum metrics_key)i, 0, 0);
            for (size_t k = 0; k < cells_of((enum metrics_key)i); k++)
                __atomic_store_n(first + k, 0, __ATOMIC_RELAXED);
        }
}

void metrics_use(unsigned number) {
    if (shared.cells == NULL)
        return;
    metrics_forget(number);
    shared.slab = number;
}

/* A status as an index; anything that is none counts as 500. */
static size_t label_index(enum label label, size_t value) {
    if (label != LABEL_STATUS)
        return value;
    bool is_status = value >= STATUS_FIRST && value < STATUS_FIRST + STATUS_COUNT;
    return (is_status ? value : 500) - STATUS_FIRST;
}

static int64_t *own_cell(enum metrics_key metric, size_t a, size_t b) {
    return cell(shared.slab, metric, label_index(metrics[metric].a, a), label_index(metrics[metric].b, b));
}

void metrics_count_at(enum metrics_key metric, size_t a, size_t b, uint64_t n) {
    assert(metrics[metric].kind == KIND_COUNTER);
    if (shared.cells != NULL)
        cell_add(own_cell(metric, a, b), (int64_t)n);
}

void metrics_count(enum metrics_key metric, uint64_t n) {
    metrics_count_at(metric, 0, 0, n);
}

void metrics_set_at(enum metrics_key metric, size_t a, size_t b, int64_t value) {
    assert(metrics[metric].kind == KIND_GAUGE);
    if (shared.cells != NULL)
        __atomic_store_n(own_cell(metric, a, b), value, __ATOMIC_RELAXED);
}

void metrics_set(enum metrics_key metric, int64_t value) {
    metrics_set_at(metric, 0, 0, value);
}

void metrics_add(enum metrics_key metric, int64_t delta) {
    assert(metrics[metric].kind == KIND_GAUGE);
    if (shared.cells != NULL)
        cell_add(own_cell(metric, 0, 0), delta);
}

void metrics_observe(enum metrics_key metric, size_t a, uint64_t microseconds) {
    assert(metrics[metric].kind == KIND_HISTOGRAM);
    if (shared.cells == NULL)
        return;
    int64_t *first = own_cell(metric, a, 0);
    size_t bucket = 0;
    while (microseconds > buckets[bucket].us)
        bucket++;
    cell_add(first + bucket, 1);
    cell_add(first + BUCKET_COUNT, (int64_t)microseconds);
}

int64_t metrics_read(enum metrics_key metric, size_t a, size_t b) {
    if (shared.cells == NULL)
        return 0;
    a = label_index(metrics[metric].a, a);
    b = label_index(metrics[metric].b, b);
    if (metrics[metric].kind != KIND_HISTOGRAM)
        return cell_sum(metric, a, b, 0);
    int64_t count = 0;
    for (size_t i = 0; i < BUCKET_COUNT; i++)
        count += cell_sum(metric, a, b, i);
    return count;
}

static void render_label(struct buf *out, enum label label, size_t index, const char *before) {
    if (label == LABEL_NONE)
        return;
    buf_printf(out, "%s%s=\"", before, labels[label].name);
    if (label == LABEL_STATUS)
        buf_printf(out, "%zu", index + STATUS_FIRST);
    else if (label == LABEL_ENDPOINT)
        buf_printf(out, "%s", index < shared.endpoint_count ? shared.endpoints[index] : "unmatched");
    else
        buf_printf(out, "%s", labels[label].words[index]);
    buf_printf(out, "\"");
}

/* {endpoint="GET /v1/orgs",status="200"}; le NULL: without that label. */
static void render_labels(struct buf *out, enum metrics_key metric, size_t a, size_t b, const char *le) {
    enum label first = metrics[metric].a, second = metrics[metric].b;
    if (first == LABEL_NONE && le == NULL)
        return;
    buf_add_char(out, '{');
    render_label(out, first, a, "");
    render_label(out, second, b, ",");
    if (le != NULL)
        buf_printf(out, "%sle=\"%s\"", first == LABEL_NONE ? "" : ",", le);
    buf_add_char(out, '}');
}

static void render_histogram(struct buf *out, enum metrics_key metric, size_t a) {
    const char *name = metrics[metric].name;
    int64_t count = 0;
    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        count += cell_sum(metric, a, 0, i);
        buf_printf(out, "%s_bucket", name);
        render_labels(out, metric, a, 0, buckets[i].text);
        buf_printf(out, " %lld\n", (long long)count);
    }
    int64_t us = cell_sum(metric, a, 0, BUCKET_COUNT);
    buf_printf(out, "%s_sum", name);
    render_labels(out, metric, a, 0, NULL);
    buf_printf(out, " %lld.%06lld\n%s_count", (long long)(us / 1000000), (long long)(us % 1000000), name);
    render_labels(out, metric, a, 0, NULL);
    buf_printf(out, " %lld\n", (long long)count);
}

static void render_value(struct buf *out, enum metrics_key metric, size_t a, size_t b) {
    int64_t value = cell_sum(metric, a, b, 0);
    buf_printf(out, "%s", metrics[metric].name);
    render_labels(out, metric, a, b, NULL);
    buf_printf(out, " %lld\n", (long long)value);
}

/* Endpoints and statuses that never occurred are left out; words are few and are shown from the start. */
static bool is_shown(enum metrics_key metric, size_t a, size_t b) {
    bool is_wide = metrics[metric].a == LABEL_ENDPOINT;
    return !is_wide || metrics_read(metric, a, metrics[metric].b == LABEL_STATUS ? b + STATUS_FIRST : b) != 0;
}

static void render_metric(struct buf *out, enum metrics_key metric) {
    static const char *const types[] = {
        [KIND_COUNTER] = "counter", [KIND_GAUGE] = "gauge", [KIND_HISTOGRAM] = "histogram"};
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", metrics[metric].name, metrics[metric].help,
               metrics[metric].name, types[metrics[metric].kind]);
    for (size_t a = 0; a < label_count(metrics[metric].a); a++)
        for (size_t b = 0; b < label_count(metrics[metric].b); b++) {
            if (!is_shown(metric, a, b))
                continue;
            if (metrics[metric].kind == KIND_HISTOGRAM)
                render_histogram(out, metric, a);
            else
                render_value(out, metric, a, b);
        }
}

void metrics_render(struct buf *out) {
    if (shared.cells == NULL)
        return;
    for (size_t i = 0; i < METRIC_COUNT; i++)
        render_metric(out, (enum metrics_key)i);
    buf_printf(out,
               "# HELP tongbi_build_info What runs; the value is always 1.\n# TYPE tongbi_build_info gauge\n"
               "tongbi_build_info{version=\"%s\"} 1\n",
               TONGBI_VERSION);
    buf_printf(out,
               "# HELP tongbi_start_time_seconds When the service was started, since 1970.\n"
               "# TYPE tongbi_start_time_seconds gauge\ntongbi_start_time_seconds %lld\n",
               (long long)shared.started);
}
