#include "app/bulk_answer.h"

#include "render/json.h"

int bulk_status(const struct bulk_outcome *outcome) {
    return outcome->rows.stored > 0 && !outcome->is_dry_run ? 201 : 200;
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
    put_count(&json, "stored", outcome->rows.stored);
    put_count(&json, "unchanged", outcome->rows.unchanged);
    put_count(&json, "refused", outcome->rows.refused);
    put_count(&json, "rows", outcome->rows.rows);
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
