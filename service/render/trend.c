#include <stdio.h>

#include "render/fields.h"
#include "render/render.h"

static void put_head(struct json *json, const struct trend *trend) {
    fields_name(json, "org", trend->org.code);
    fields_name(json, "org_name", trend->org.name);
    fields_metric(json, &trend->metric);
    fields_text(json, "scope", trend->scope);
    fields_id(json, "series", trend->series_id);
    fields_string(json, "status", figure_status_name(trend->status));
    json_key(json, "total");
    json_add_bool(json, trend->is_total);
    fields_string(json, "units", trend_units_name(trend->units));
    fields_string(json, "frequency", trend->frequency);
    fields_string(json, "aggregation", aggregation_name(trend->aggregation));
    fields_string(json, "cumulation", cumulation_name(trend->cumulation));
    fields_string(json, "release", release_name(trend->release));
    json_key(json, "other_frequencies");
    json_begin_array(json);
    for (size_t i = 0; trend->other_frequencies[i] != NULL; i++)
        json_add_string(json, trend->other_frequencies[i]);
    json_end_array(json);
    fields_date(json, "as_of", trend->as_of);
    fields_time(json, "known_at", trend->known_at_ms);
    fields_breaks(json, &trend->breaks, trend->across_breaks);
}

static void put_parts(struct json *json, const struct trend_point *point, bool quote) {
    json_key(json, "parts");
    json_begin_array(json);
    for (size_t i = 0; i < point->part_count; i++) {
        const struct part *part = &point->parts[i];
        json_begin_object(json);
        fields_period(json, "period", part->period);
        fields_string(json, "role", part_role_name(part->role));
        fields_quantity(json, &fields_value_names, &part->quantity);
        fields_source(json, "source", &part->source, part->has_source, quote);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_point(struct json *json, const struct trend *trend, const struct trend_point *point,
                      bool quote) {
    json_begin_object(json);
    fields_period_days(json, point->period);
    fields_quantity(json, &fields_value_names, &point->quantity);
    fields_string(json, "status", figure_status_name(point->status));
    fields_date(json, "published", point->published);
    fields_time(json, "recorded", point->recorded_ms);
    fields_integer(json, "releases", point->releases);
    fields_source(json, "source", &point->source, point->has_source, quote);
    if (point->part_count > 0)
        put_parts(json, point, quote);
    if (trend->is_total)
        fields_coverage(json, "coverage", point->coverage);
    fields_period(json, "base_period", point->base);
    fields_change(json, trend->metric.kind, &point->year);
    fields_string(json, "reason", fields_reason(&point->quantity, &point->year));
    json_end_object(json);
}

/* ---- the summary ---- */

static void put_extreme(struct json *json, const char *key, const struct trend_extreme *extreme) {
    bool has_value = extreme->quantity.reason == REASON_NONE;
    json_key(json, key);
    json_begin_object(json);
    fields_quantity(json, &fields_value_names, &extreme->quantity);
    fields_period(json, "period", extreme->period);
    fields_integer(json, "ties", extreme->ties);
    fields_string(json, "reason", has_value ? NULL : reason_name(extreme->quantity.reason));
    json_end_object(json);
}

static void put_run(struct json *json, const char *key, enum figure_kind kind, const struct trend_run *run) {
    json_key(json, key);
    if (run->steps == 0) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    fields_period(json, "from", run->from);
    fields_period(json, "to", run->to);
    fields_integer(json, "steps", run->steps);
    fields_change(json, kind, &run->change);
    json_end_object(json);
}

/* "H1", "M07"; A and SY have one place only. */
static void put_position(struct json *json, const struct trend_mean *mean) {
    char position[16];
    bool is_only = mean->prefix[0] == 'A' || mean->prefix[0] == 'S';
    bool is_month = mean->prefix[0] == 'M';
    snprintf(position, sizeof position, is_month ? "%s%02d" : "%s%d", mean->prefix, mean->place);
    fields_string(json, "position", is_only ? mean->prefix : position);
}

static void put_means(struct json *json, const struct trend_summary *summary) {
    json_key(json, "means");
    json_begin_array(json);
    for (size_t i = 0; i < summary->mean_count; i++) {
        const struct trend_mean *mean = &summary->means[i];
        bool has_value = mean->quantity.reason == REASON_NONE;
        json_begin_object(json);
        put_position(json, mean);
        fields_integer(json, "count", mean->count);
        fields_quantity(json, &fields_value_names, &mean->quantity);
        fields_string(json, "reason", has_value ? NULL : reason_name(mean->quantity.reason));
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_summary(struct json *json, const struct trend *trend) {
    const struct trend_summary *summary = &trend->summary;
    json_key(json, "summary");
    json_begin_object(json);
    fields_integer(json, "values", summary->values);
    fields_integer(json, "gaps", summary->gaps);
    put_extreme(json, "min", &summary->least);
    put_extreme(json, "max", &summary->greatest);
    put_run(json, "longest_rise", trend->metric.kind, &summary->rise);
    put_run(json, "longest_fall", trend->metric.kind, &summary->fall);
    put_means(json, summary);
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
    if (trend->has_summary)
        put_summary(&json, trend);
    json_end_object(&json);
    json_fini(&json);
}

static void head_row(struct csv *csv, enum figure_kind kind, bool quote) {
    csv_put_names(csv, "org,org_name,metric,metric_name,unit,scope,status,units,frequency");
    csv_put_names(csv, "period,start,end,value,bound,low,high,base_period");
    cells_change_names(csv, kind);
    csv_put_names(csv, "reason,published,recorded,releases,parts,reported,expected,as_of,known_at");
    csv_put_names(csv, "report,figure,figure_start,figure_end");
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
    csv_put_integer(csv, point->releases);
    csv_put_integer(csv, (int64_t)point->part_count);
    cells_coverage(csv, point->coverage);
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
