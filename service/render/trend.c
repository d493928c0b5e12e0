#include "render/fields.h"
#include "render/render.h"

static void put_head(struct json *json, const struct trend *trend) {
    fields_name(json, "org", trend->org.code);
    fields_name(json, "org_name", trend->org.name);
    fields_metric(json, &trend->metric);
    fields_text(json, "scope", trend->scope);
    fields_id(json, "series", trend->series_id);
    fields_string(json, "status", figure_status_name(trend->status));
    fields_string(json, "units", trend_units_name(trend->units));
    fields_string(json, "frequency", trend->frequency);
    json_key(json, "other_frequencies");
    json_begin_array(json);
    for (size_t i = 0; trend->other_frequencies[i] != NULL; i++)
        json_add_string(json, trend->other_frequencies[i]);
    json_end_array(json);
    fields_date(json, "as_of", trend->as_of);
    fields_time(json, "known_at", trend->known_at_ms);
}

static void put_point(struct json *json, const struct trend *trend, const struct trend_point *point,
                      bool quote) {
    json_begin_object(json);
    fields_period_days(json, point->period);
    fields_quantity(json, &fields_value_names, &point->quantity);
    fields_string(json, "status", figure_status_name(point->status));
    fields_date(json, "published", point->published);
    fields_time(json, "recorded", point->recorded_ms);
    fields_source(json, "source", &point->source, point->has_source, quote);
    fields_period(json, "base_period", point->base);
    fields_change(json, trend->metric.kind, &point->year);
    fields_string(json, "reason", fields_reason(&point->quantity, &point->year));
    json_end_object(json);
}

void render_trend_json(struct buf *out, const struct trend *trend, const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_head(&json, trend);
    json_key(&json, "points");
    json_begin_array(&json);
    for (size_t i = 0; i < trend->point_count; i++)
        put_point(&json, trend, &trend->points[i], options->quote);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
}

static void head_row(struct csv *csv, enum figure_kind kind, bool quote) {
    csv_put_names(csv, "org,org_name,metric,metric_name,unit,scope,status,units,frequency");
    csv_put_names(csv, "period,start,end,value,bound,low,high,base_period");
    cells_change_names(csv, kind);
    csv_put_names(csv, "reason,published,recorded,as_of,known_at,report,figure,figure_start,figure_end");
    if (quote)
        csv_put_string(csv, "quote");
    csv_put_end_row(csv);
}

static void point_row(struct csv *csv, const struct trend *trend, const struct trend_point *point,
                      bool quote) {
    csv_put_text(csv, trend->org.code);
    csv_put_text(csv, trend->org.name);
    csv_put_text(csv, trend->metric.code);
    csv_put_text(csv, trend->metric.name_zh);
    csv_put_text(csv, trend->metric.unit);
    csv_put_text(csv, trend->scope);
    csv_put_string(csv, figure_status_name(point->status));
    csv_put_string(csv, trend_units_name(trend->units));
    csv_put_string(csv, trend->frequency);
    cells_period_days(csv, point->period);
    cells_quantity(csv, &point->quantity);
    cells_period(csv, point->base);
    cells_change(csv, &point->year);
    csv_put_string(csv, fields_reason(&point->quantity, &point->year));
    cells_date(csv, point->published);
    cells_time(csv, point->recorded_ms);
    cells_date(csv, trend->as_of);
    cells_time(csv, trend->known_at_ms);
    cells_source(csv, &point->source, point->has_source, quote);
    csv_put_end_row(csv);
}

void render_trend_csv(struct buf *out, const struct trend *trend, const struct render_options *options) {
    struct csv csv;
    csv_put_init(&csv, out, options->bom);
    head_row(&csv, trend->metric.kind, options->quote);
    for (size_t i = 0; i < trend->point_count; i++)
        point_row(&csv, trend, &trend->points[i], options->quote);
}
