#include "render/fields.h"
#include "render/render.h"

static const char *reason_of(const struct vintage *vintage) {
    const struct quantity *quantity = &vintage->observation->quantity;
    if (vintage->observation->is_withdrawn)
        return NULL;
    return fields_reason(quantity, &vintage->revision);
}

static void put_vintage(struct json *json, const struct render_history *history,
                        const struct vintage *vintage, bool quote) {
    const struct observation *o = vintage->observation;
    json_begin_object(json);
    fields_id(json, "id", o->id);
    fields_quantity(json, &fields_value_names, &o->quantity);
    json_key(json, "withdrawn");
    json_add_bool(json, o->is_withdrawn);
    fields_date(json, "published", o->published);
    fields_time(json, "recorded", o->recorded_ms);
    fields_string(json, "event", vintage_event_name(vintage->event));
    json_key(json, "counts");
    json_add_bool(json, vintage->counts);
    fields_change(json, history->metric->kind, &vintage->revision);
    fields_string(json, "reason", reason_of(vintage));
    fields_source(json, "source", &o->source, true, quote);
    json_end_object(json);
}

static void put_point(struct json *json, const struct render_history *history,
                      const struct vintage_point *point, bool quote) {
    json_begin_object(json);
    fields_period_days(json, point->period);
    fields_string(json, "status", figure_status_name(point->status));
    json_key(json, "vintages");
    json_begin_array(json);
    for (size_t i = 0; i < point->vintage_count; i++)
        put_vintage(json, history, &point->vintages[i], quote);
    json_end_array(json);
    json_end_object(json);
}

void render_history_json(struct buf *out, const struct render_history *history,
                         const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_id(&json, "id", history->series_id);
    fields_name(&json, "org", history->org->code);
    fields_name(&json, "org_name", history->org->name);
    fields_metric(&json, history->metric);
    fields_text(&json, "scope", history->scope);
    fields_date(&json, "as_of", history->as_of);
    fields_time(&json, "known_at", history->known_at_ms);
    json_key(&json, "points");
    json_begin_array(&json);
    for (size_t i = 0; i < history->count; i++)
        put_point(&json, history, &history->points[i], options->quote);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
}

static void head_row(struct csv *csv, enum figure_kind kind, bool quote) {
    csv_put_names(
        csv, "org,metric,scope,period,start,end,status,id,value,bound,low,high,withdrawn,published,recorded");
    csv_put_names(csv, "event,counts");
    cells_change_names(csv, kind);
    csv_put_names(csv, "reason,report,figure,figure_start,figure_end");
    if (quote)
        csv_put_string(csv, "quote");
    csv_put_end_row(csv);
}

static void vintage_row(struct csv *csv, const struct render_history *history,
                        const struct vintage_point *point, const struct vintage *vintage, bool quote) {
    const struct observation *o = vintage->observation;
    csv_put_text(csv, history->org->code);
    csv_put_text(csv, history->metric->code);
    csv_put_text(csv, history->scope);
    cells_period_days(csv, point->period);
    csv_put_string(csv, figure_status_name(point->status));
    csv_put_integer(csv, o->id);
    cells_quantity(csv, &o->quantity);
    csv_put_string(csv, o->is_withdrawn ? "true" : "false");
    cells_date(csv, o->published);
    cells_time(csv, o->recorded_ms);
    csv_put_string(csv, vintage_event_name(vintage->event));
    csv_put_string(csv, vintage->counts ? "true" : "false");
    cells_change(csv, &vintage->revision);
    csv_put_string(csv, reason_of(vintage));
    cells_source(csv, &o->source, true, quote);
    csv_put_end_row(csv);
}

void render_history_csv(struct buf *out, const struct render_history *history,
                        const struct render_options *options) {
    struct csv csv;
    csv_put_init(&csv, out, options->bom);
    head_row(&csv, history->metric->kind, options->quote);
    for (size_t i = 0; i < history->count; i++)
        for (size_t k = 0; k < history->points[i].vintage_count; k++)
            vintage_row(&csv, history, &history->points[i], &history->points[i].vintages[k], options->quote);
}
