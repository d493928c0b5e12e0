#include "render/fields.h"
#include "render/render.h"

enum { DIFFERENCES_SHOWN = 1000 };

static void put_owner(struct json *json, const struct figure *owner) {
    json_key(json, "change_of");
    if (owner == NULL)
        json_add_null(json);
    else
        json_add_integer(json, owner->start);
}

static void put_point(struct json *json, bool is_point) {
    json_key(json, "point");
    json_add_bool(json, is_point);
}

static void put_series(struct json *json, const struct difference_side *side) {
    fields_text(json, "metric", side->metric);
    fields_text(json, "series_scope", side->metric.len > 0 ? side->scope : (struct text){0});
}

static void put_change(struct json *json, const struct difference_side *side) {
    put_owner(json, side->owner);
    fields_string(json, "basis", figure_basis_name(side->figure->basis));
    json_key(json, "base_period");
    if (side->figure->base.shape == PERIOD_NONE)
        json_add_null(json);
    else
        fields_put_period(json, side->figure->base);
}

/* Only what is otherwise on the other side. */
static void put_side(struct json *json, const char *key, const struct difference_side *side,
                     unsigned fields) {
    const struct figure *figure = side->figure;
    json_key(json, key);
    if (figure == NULL) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    if (fields & DIFFERS_VALUE)
        fields_quantity(json, &fields_value_names, &figure->quantity);
    if (fields & DIFFERS_UNIT)
        fields_text(json, "unit", figure->unit);
    if (fields & DIFFERS_KIND)
        fields_string(json, "kind", figure_kind_name(figure->kind));
    if (fields & DIFFERS_LABEL)
        fields_name(json, "label", figure->label);
    if (fields & DIFFERS_STATUS)
        fields_string(json, "status", figure_status_name(figure->status));
    if (fields & DIFFERS_PERIOD)
        fields_period(json, "period", figure->period);
    if (fields & DIFFERS_SCOPE)
        fields_text(json, "scope", figure->scope);
    if (fields & DIFFERS_OWNER)
        put_change(json, side);
    if (fields & DIFFERS_STATE)
        fields_string(json, "state", figure_state_name(figure->state));
    if (fields & DIFFERS_SERIES)
        put_series(json, side);
    if (fields & DIFFERS_POINT)
        put_point(json, side->is_point);
    json_end_object(json);
}

static void put_difference(struct json *json, const struct difference *difference, bool quote) {
    const struct figure *figure =
        difference->after.figure != NULL ? difference->after.figure : difference->before.figure;
    json_begin_object(json);
    fields_string(json, "action", difference->action);
    fields_id(json, "figure", figure->id);
    fields_integer(json, "start", figure->start);
    fields_integer(json, "end", figure->end);
    fields_name(json, "text", figure->text);
    if (quote)
        fields_text(json, "quote", figure->quote);
    fields_name(json, "label", figure->label);
    put_side(json, "before", &difference->before, difference->fields);
    put_side(json, "after", &difference->after, difference->fields);
    json_end_object(json);
}

void render_reread_json(struct buf *out, const struct difference_list *list,
                        const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_integer(&json, "report", list->report);
    fields_name(&json, "org", list->org);
    fields_period(&json, "period", list->period);
    json_key(&json, "dry_run");
    json_add_bool(&json, list->is_dry_run);
    fields_name(&json, "extract_version_before", list->version_before);
    fields_name(&json, "extract_version", list->version);
    fields_integer(&json, "kept", (int64_t)list->kept);
    fields_integer(&json, "touched", (int64_t)list->touched);
    fields_integer(&json, "decided", (int64_t)list->decided);
    fields_integer(&json, "revised", (int64_t)list->revised);
    fields_integer(&json, "added", (int64_t)list->added);
    fields_integer(&json, "withdrawn", (int64_t)list->withdrawn);
    json_key(&json, "warnings_changed");
    json_add_bool(&json, list->has_new_warnings);
    fields_integer(&json, "difference_count", (int64_t)list->count);
    json_key(&json, "differences");
    json_begin_array(&json);
    for (size_t i = 0; i < list->count && i < DIFFERENCES_SHOWN; i++)
        put_difference(&json, &list->items[i], options->quote);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
}
