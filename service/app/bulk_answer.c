#include "app/bulk_answer.h"

#include <stdio.h>

#include "render/json.h"

static void add_fault(struct row_faults *faults, const struct posted_fault *fault) {
    struct err told;
    if (text_equal(fault->field, TEXT_OF("value")))
        (void)err_set(&told, ERR_BAD_VALUE, "Row %llu says another value of the same point.",
                      (unsigned long long)fault->other);
    else
        (void)err_set(&told, ERR_BAD_VALUE, "There is no %s '%.*s'.",
                      text_equal(fault->field, TEXT_OF("org")) ? "organisation" : "metric",
                      TEXT_ARG(fault->code));
    row_faults_add(faults, fault->number, fault->field, text_from(told.detail));
}

uint64_t bulk_add_faults(struct row_faults *faults, const struct pg_results *results, size_t call) {
    struct row_faults more;
    struct posted_refusal refusal = posted_read_refusal(results, call);
    row_faults_init(&more, faults->arena);
    for (size_t i = 0; i < posted_read_fault_count(results, call); i++) {
        struct posted_fault fault = posted_read_fault(results, call, i);
        add_fault(&more, &fault);
    }
    more.count = refusal.faults;
    if (more.count > 0)
        row_faults_merge(faults, &more);
    return refusal.rows;
}

int bulk_status(const struct bulk_outcome *outcome) {
    return outcome->stored > 0 && !outcome->is_dry_run ? 201 : 200;
}

static void put_count(struct json *json, const char *key, uint64_t count) {
    json_key(json, key);
    json_add_integer(json, (int64_t)count);
}

static void put_error(struct json *json, const struct row_error *error) {
    json_begin_object(json);
    put_count(json, "row", error->row);
    if (error->field.len > 0) {
        json_key(json, "field");
        json_add_text(json, error->field);
    }
    json_key(json, "detail");
    json_add_text(json, error->detail);
    json_end_object(json);
}

void bulk_render(struct buf *out, const struct bulk_outcome *outcome) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_count(&json, "stored", outcome->stored);
    put_count(&json, "unchanged", outcome->unchanged);
    put_count(&json, "refused", outcome->refused);
    put_count(&json, "rows", outcome->rows);
    json_key(&json, "dry_run");
    json_add_bool(&json, outcome->is_dry_run);
    put_count(&json, "error_count", outcome->faults->count);
    json_key(&json, "errors");
    json_begin_array(&json);
    for (size_t i = 0; i < outcome->faults->kept; i++)
        put_error(&json, &outcome->faults->items[i]);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
}
