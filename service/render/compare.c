#include "render/fields.h"
#include "render/render.h"

/* Metrics stand side by side: the rows name them, and the head the organisation. */
static bool is_of_metrics(const struct compare *compare) {
    return compare->metric.code.len == 0;
}

static void put_head(struct json *json, const struct compare *compare) {
    if (is_of_metrics(compare)) {
        fields_name(json, "org", compare->org.code);
        fields_name(json, "org_name", compare->org.name);
    } else
        fields_metric(json, &compare->metric);
    fields_text(json, "scope", compare->scope);
    fields_period_days(json, compare->period);
    fields_string(json, "against", compare_against_name(compare->against));
    fields_period(json, "base_period", compare->base_period);
    fields_string(json, "release", release_name(compare->release));
    fields_date(json, "as_of", compare->as_of);
    fields_time(json, "known_at", compare->known_at_ms);
    fields_breaks(json, &compare->breaks, compare->across_breaks);
}

static const char *rank_reason(const struct compare_row *row) {
    return row->unranked == UNRANKED_NO_VALUE ? reason_name(row->value.reason) : unranked_name(row->unranked);
}

static void put_row(struct json *json, const struct compare *compare, const struct compare_row *row,
                    bool quote) {
    enum figure_kind kind = is_of_metrics(compare) ? row->metric.kind : compare->metric.kind;
    json_begin_object(json);
    if (is_of_metrics(compare))
        fields_metric(json, &row->metric);
    else {
        fields_name(json, "org", row->org.code);
        fields_name(json, "org_name", row->org.name);
    }
    fields_id(json, "series", row->series_id);
    fields_quantity(json, &fields_value_names, &row->value);
    fields_quantity(json, &fields_base_names, &row->base);
    fields_change(json, kind, &row->change);
    if (!is_of_metrics(compare)) {
        fields_id(json, "rank", row->rank);
        fields_string(json, "rank_reason", rank_reason(row));
    }
    fields_source(json, "source", &row->value_source, row->has_value, quote);
    fields_source(json, "base_source", &row->base_source, row->has_base, quote);
    fields_string(json, "reason", fields_reason(&row->value, &row->change));
    json_end_object(json);
}

static void put_decimal(struct json *json, const char *key, bool present, struct decimal value) {
    json_key(json, key);
    if (present)
        json_add_decimal(json, value);
    else
        json_add_null(json);
}

static void put_end(struct json *json, const char *key, bool present, struct decimal value,
                    const struct text *orgs, size_t count) {
    json_key(json, key);
    if (!present) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    put_decimal(json, "value", true, value);
    fields_integer(json, "count", (int64_t)count);
    fields_texts(json, "orgs", orgs, count < COVERAGE_MISSING_MAX ? count : COVERAGE_MISSING_MAX);
    json_end_object(json);
}

static void put_spread(struct json *json, const struct compare_spread *spread) {
    bool has_values = spread->values > 0;
    json_key(json, "spread");
    json_begin_object(json);
    fields_integer(json, "values", spread->values);
    put_end(json, "min", has_values, spread->least, spread->least_orgs, spread->least_count);
    put_end(json, "max", has_values, spread->greatest, spread->greatest_orgs, spread->greatest_count);
    put_decimal(json, "median_low", has_values, spread->median_low);
    put_decimal(json, "median_high", has_values, spread->median_high);
    put_decimal(json, "range", spread->has_range, spread->range);
    json_end_object(json);
}

static void put_total(struct json *json, enum figure_kind kind, const struct compare_total *total) {
    json_key(json, "total");
    json_begin_object(json);
    fields_quantity(json, &fields_value_names, &total->value);
    fields_quantity(json, &fields_base_names, &total->base);
    fields_change(json, kind, &total->change);
    fields_coverage(json, "coverage", total->coverage);
    fields_coverage(json, "base_coverage", total->base_coverage);
    fields_string(json, "reason", fields_reason(&total->value, &total->change));
    json_end_object(json);
}

void render_compare_json(struct buf *out, const struct compare *compare,
                         const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_head(&json, compare);
    json_key(&json, "rows");
    json_begin_array(&json);
    for (size_t i = 0; i < compare->row_count; i++)
        put_row(&json, compare, &compare->rows[i], options->quote);
    json_end_array(&json);
    if (!is_of_metrics(compare))
        put_spread(&json, &compare->spread);
    if (compare->has_total)
        put_total(&json, compare->metric.kind, &compare->total);
    json_end_object(&json);
    json_fini(&json);
}

/* Where metrics stand side by side, rates and counts share the columns: kind says which rows count points. */
static void head_row(struct csv *csv, const struct compare *compare, bool quote) {
    csv_put_names(csv,
                  "org,org_name,metric,metric_name,unit,kind,scope,period,start,end,against,base_period");
    csv_put_names(csv, "value,bound,low,high,base,base_bound,base_low,base_high");
    cells_change_names(csv, is_of_metrics(compare) ? FIGURE_COUNT : compare->metric.kind);
    csv_put_names(csv, "rank,rank_reason,reason,as_of,known_at,report,figure,figure_start,figure_end");
    if (quote)
        csv_put_string(csv, "quote");
    csv_put_names(csv, "base_report,base_figure,base_figure_start,base_figure_end");
    if (quote)
        csv_put_string(csv, "base_quote");
    csv_put_end_row(csv);
}

static void csv_row(struct csv *csv, const struct compare *compare, const struct compare_row *row,
                    bool quote) {
    const struct metric *metric = is_of_metrics(compare) ? &row->metric : &compare->metric;
    csv_put_text(csv, row->org.code);
    csv_put_text(csv, row->org.name);
    csv_put_text(csv, metric->code);
    csv_put_text(csv, metric->name_zh);
    csv_put_text(csv, metric->unit);
    csv_put_string(csv, figure_kind_name(metric->kind));
    csv_put_text(csv, compare->scope);
    cells_period_days(csv, compare->period);
    csv_put_string(csv, compare_against_name(compare->against));
    cells_period(csv, compare->base_period);
    cells_quantity(csv, &row->value);
    cells_quantity(csv, &row->base);
    cells_change(csv, &row->change);
    if (row->rank != 0)
        csv_put_integer(csv, row->rank);
    else
        csv_put_empty(csv);
    csv_put_string(csv, is_of_metrics(compare) ? NULL : rank_reason(row));
    csv_put_string(csv, fields_reason(&row->value, &row->change));
    cells_date(csv, compare->as_of);
    cells_time(csv, compare->known_at_ms);
    cells_source(csv, &row->value_source, row->has_value, quote);
    cells_source(csv, &row->base_source, row->has_base, quote);
    csv_put_end_row(csv);
}

void render_compare_csv(struct buf *out, const struct compare *compare,
                        const struct render_options *options) {
    struct csv csv;
    csv_put_init(&csv, out, options->bom);
    head_row(&csv, compare, options->quote);
    for (size_t i = 0; i < compare->row_count; i++)
        csv_row(&csv, compare, &compare->rows[i], options->quote);
}
