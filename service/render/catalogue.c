#include "render/fields.h"
#include "render/render.h"

enum { CELL_MAX = 4 << 20 };

/* match NULL: none. */
static void put_match(struct json *json, const struct render_match *match) {
    if (match == NULL)
        return;
    fields_text(json, "matched", match->name);
    fields_string(json, "match", match->how);
}

void render_org_json(struct buf *out, const struct org *org) {
    render_org_match_json(out, org, NULL);
}

void render_org_match_json(struct buf *out, const struct org *org, const struct render_match *match) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_name(&json, "code", org->code);
    fields_name(&json, "name", org->name);
    fields_text(&json, "parent", org->parent);
    fields_texts(&json, "aliases", org->aliases, org->alias_count);
    put_match(&json, match);
    json_end_object(&json);
    json_fini(&json);
}

static void put_breaks(struct json *json, const struct breaks *breaks) {
    json_key(json, "breaks");
    json_begin_array(json);
    for (size_t i = 0; i < breaks->count; i++) {
        json_begin_object(json);
        fields_period(json, "period", breaks->items[i].period);
        fields_name(json, "note", breaks->items[i].note);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_metric(struct json *json, const struct metric *metric) {
    fields_name(json, "code", metric->code);
    fields_name(json, "name_zh", metric->name_zh);
    fields_text(json, "name_en", metric->name_en);
    fields_text(json, "unit", metric->unit);
    fields_string(json, "kind", figure_kind_name(metric->kind));
    fields_string(json, "direction", direction_name(metric->direction));
    fields_string(json, "over_time", additivity_name(metric->over_time));
    fields_string(json, "over_orgs", additivity_name(metric->over_orgs));
    fields_text(json, "numerator", metric->numerator);
    fields_text(json, "denominator", metric->denominator);
    json_key(json, "provisional");
    json_add_bool(json, metric->is_provisional);
    fields_texts(json, "aliases", metric->aliases, metric->alias_count);
    put_breaks(json, &metric->breaks);
}

void render_metric_json(struct buf *out, const struct metric *metric) {
    render_metric_match_json(out, metric, NULL);
}

void render_metric_full_json(struct buf *out, const struct metric *metric,
                             const struct render_merges *merges) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_metric(&json, metric);
    if (merges->into.len > 0)
        fields_text(&json, "merged_into", merges->into);
    if (merges->merged_count > 0)
        fields_texts(&json, "merged", merges->merged, merges->merged_count);
    json_end_object(&json);
    json_fini(&json);
}

void render_metric_match_json(struct buf *out, const struct metric *metric,
                              const struct render_match *match) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_metric(&json, metric);
    put_match(&json, match);
    json_end_object(&json);
    json_fini(&json);
}

void render_series_json(struct buf *out, const struct series *series) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_integer(&json, "id", series->id);
    fields_name(&json, "org", series->org);
    fields_name(&json, "metric", series->metric);
    fields_name(&json, "metric_name", series->metric_name);
    fields_text(&json, "scope", series->scope);
    fields_text(&json, "unit", series->unit);
    fields_string(&json, "kind", figure_kind_name(series->kind));
    fields_integer(&json, "observations", (int64_t)series->observation_count);
    fields_period(&json, "first", series->first);
    fields_period(&json, "last", series->last);
    json_end_object(&json);
    json_fini(&json);
}

/* ---- CSV ---- */

static void add_alias(struct buf *cell, struct text alias) {
    for (size_t i = 0; i < alias.len; i++) {
        if (alias.ptr[i] == '|' || alias.ptr[i] == '\\')
            buf_add_char(cell, '\\');
        buf_add_char(cell, alias.ptr[i]);
    }
}

static void put_alias_cell(struct csv *csv, const struct text *aliases, size_t count) {
    struct buf cell;
    buf_init(&cell, CELL_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&cell, '|');
        add_alias(&cell, aliases[i]);
    }
    csv->out->failed = csv->out->failed || buf_failed(&cell);
    csv_put_text(csv, buf_text(&cell));
    buf_fini(&cell);
}

void render_orgs_csv_head(struct buf *out, bool bom) {
    struct csv csv;
    csv_put_init(&csv, out, bom);
    csv_put_names(&csv, "code,name,parent,aliases");
    csv_put_end_row(&csv);
}

void render_org_csv(struct buf *out, const struct org *org) {
    struct csv csv;
    csv_put_init(&csv, out, false);
    csv_put_text(&csv, org->code);
    csv_put_text(&csv, org->name);
    csv_put_text(&csv, org->parent);
    put_alias_cell(&csv, org->aliases, org->alias_count);
    csv_put_end_row(&csv);
}

void render_metrics_csv_head(struct buf *out, bool bom) {
    struct csv csv;
    csv_put_init(&csv, out, bom);
    csv_put_names(&csv, "code,name_zh,name_en,kind,unit,direction,over_time,over_orgs,numerator,denominator");
    csv_put_names(&csv, "aliases,provisional");
    csv_put_end_row(&csv);
}

void render_metric_csv(struct buf *out, const struct metric *metric) {
    struct csv csv;
    csv_put_init(&csv, out, false);
    csv_put_text(&csv, metric->code);
    csv_put_text(&csv, metric->name_zh);
    csv_put_text(&csv, metric->name_en);
    csv_put_string(&csv, figure_kind_name(metric->kind));
    csv_put_text(&csv, metric->unit);
    csv_put_string(&csv, direction_name(metric->direction));
    csv_put_string(&csv, additivity_name(metric->over_time));
    csv_put_string(&csv, additivity_name(metric->over_orgs));
    csv_put_text(&csv, metric->numerator);
    csv_put_text(&csv, metric->denominator);
    put_alias_cell(&csv, metric->aliases, metric->alias_count);
    csv_put_string(&csv, metric->is_provisional ? "true" : "false");
    csv_put_end_row(&csv);
}
