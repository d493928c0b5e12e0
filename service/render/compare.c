#include "render/fields.h"
#include "render/render.h"

static void put_head(struct json *json, const struct compare *compare) {
    fields_metric(json, &compare->metric);
    fields_text(json, "scope", compare->scope);
    fields_period_days(json, compare->period);
    fields_string(json, "against", compare_against_name(compare->against));
    fields_period(json, "base_period", compare->base_period);
    fields_date(json, "as_of", compare->as_of);
    fields_time(json, "known_at", compare->known_at_ms);
}

static void put_row(struct json *json, enum figure_kind kind, const struct compare_row *row, bool quote) {
    json_begin_object(json);
    fields_name(json, "org", row->org.code);
    fields_name(json, "org_name", row->org.name);
    fields_id(json, "series", row->series_id);
    fields_quantity(json, &fields_value_names, &row->value);
    fields_quantity(json, &fields_base_names, &row->base);
    fields_change(json, kind, &row->change);
    fields_id(json, "rank", row->rank);
    fields_source(json, "source", &row->value_source, row->has_value, quote);
    fields_source(json, "base_source", &row->base_source, row->has_base, quote);
    fields_string(json, "reason", fields_reason(&row->value, &row->change));
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
        put_row(&json, compare->metric.kind, &compare->rows[i], options->quote);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
}

static void head_row(struct csv *csv, enum figure_kind kind, bool quote) {
    csv_put_names(csv, "org,org_name,metric,metric_name,unit,scope,period,start,end,against,base_period");
    csv_put_names(csv, "value,bound,low,high,base,base_bound,base_low,base_high");
    cells_change_names(csv, kind);
    csv_put_names(csv, "rank,reason,as_of,known_at,report,figure,figure_start,figure_end");
    if (quote)
        csv_put_string(csv, "quote");
    csv_put_names(csv, "base_report,base_figure,base_figure_start,base_figure_end");
    if (quote)
        csv_put_string(csv, "base_quote");
    csv_put_end_row(csv);
}

static void csv_row(struct csv *csv, const struct compare *compare, const struct compare_row *row,
                    bool quote) {
    csv_put_text(csv, row->org.code);
    csv_put_text(csv, row->org.name);
    csv_put_text(csv, compare->metric.code);
    csv_put_text(csv, compare->metric.name_zh);
    csv_put_text(csv, compare->metric.unit);
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
    head_row(&csv, compare->metric.kind, options->quote);
    for (size_t i = 0; i < compare->row_count; i++)
        csv_row(&csv, compare, &compare->rows[i], options->quote);
}
