#include "model/likeness_reason.h"
#include "render/fields.h"
#include "render/render.h"

/* Thousandths without zeros at the end: 0.95, 1, 0.875. */
static void put_thousandths(struct json *json, const char *key, int thousandths) {
    struct decimal fraction = {thousandths, 3};
    while (fraction.scale > 0 && fraction.coefficient % 10 == 0) {
        fraction.coefficient /= 10;
        fraction.scale--;
    }
    json_key(json, key);
    json_add_decimal(json, fraction);
}

/* Where the figure stands whose change this is; null when that is none of this report's. */
static void put_owner(struct json *json, const struct figure *figures, const struct figure *figure) {
    json_key(json, "change_of");
    if (figure->kind != FIGURE_CHANGE || figure->change_of < 0)
        json_add_null(json);
    else
        json_add_integer(json, figures[figure->change_of].start);
}

static void put_span(struct json *json, const struct figure *figure) {
    fields_integer(json, "start", figure->start);
    fields_integer(json, "end", figure->end);
    json_key(json, "text");
    json_add_text(json, figure->text);
}

static void put_meaning(struct json *json, const char *label_key, const struct figure *figure) {
    fields_text(json, "unit", figure->unit);
    fields_string(json, "kind", figure_kind_name(figure->kind));
    fields_name(json, label_key, figure->label);
    fields_string(json, "status", figure_status_name(figure->status));
}

/* The guide's form knows a value or, for a range only, its ends; the interval of an approximate value is the reader's. */
static void put_guide_value(struct json *json, const struct quantity *quantity) {
    json_key(json, "value");
    if (quantity->has_value) {
        json_add_decimal(json, quantity->value);
        return;
    }
    json_add_null(json);
    const char *const names[] = {"low", "high"};
    const struct limit *limits[] = {&quantity->low, &quantity->high};
    for (size_t i = 0; i < 2; i++)
        if (limits[i]->present) {
            json_key(json, names[i]);
            json_add_decimal(json, limits[i]->at);
        }
}

void render_figure_line(struct buf *out, const struct figure *figures, const struct figure *figure) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_span(&json, figure);
    put_guide_value(&json, &figure->quantity);
    put_meaning(&json, "metric", figure);
    fields_string(&json, "bound", bound_name(figure->quantity.bound));
    fields_period(&json, "period", figure->period);
    fields_text(&json, "scope", figure->scope);
    if (figure->kind == FIGURE_CHANGE) {
        put_owner(&json, figures, figure);
        fields_string(&json, "basis", figure_basis_name(figure->basis));
    }
    put_thousandths(&json, "confidence", figure->confidence);
    json_end_object(&json);
    json_fini(&json);
}

static void put_reasons(struct json *json, unsigned reasons) {
    json_key(json, "reasons");
    json_begin_array(json);
    for (unsigned i = 0; i < LIKENESS_REASONS; i++)
        if ((reasons >> i & 1) != 0 && likeness_reason_word(i) != NULL)
            json_add_text(json, text_from(likeness_reason_word(i)));
    json_end_array(json);
}

/* What it might be of, best first. */
static void put_suggestions(struct json *json, const struct figure *figure) {
    json_key(json, "suggestions");
    json_begin_array(json);
    for (size_t i = 0; i < figure->suggestion_count; i++) {
        const struct suggestion *suggestion = &figure->suggestions[i];
        json_begin_object(json);
        fields_text(json, "metric", suggestion->metric);
        fields_text(json, "metric_name", suggestion->name_zh);
        fields_text(json, "scope", suggestion->scope);
        fields_id(json, "series", suggestion->series);
        put_thousandths(json, "score", suggestion->score);
        put_reasons(json, suggestion->reasons);
        json_end_object(json);
    }
    json_end_array(json);
}

/* Into the object that is open. */
static void put_members(struct json *json, const struct figure *figures, const struct figure *figure,
                        bool with_id, bool quote) {
    if (with_id && figure->id != 0)
        fields_integer(json, "id", figure->id);
    put_span(json, figure);
    if (quote) {
        fields_text(json, "quote", figure->quote);
        fields_integer(json, "quote_start", figure->quote_start);
    }
    if (figure->place.len > 0)
        fields_name(json, "place", figure->place);
    fields_quantity(json, &fields_value_names, &figure->quantity);
    put_meaning(json, "label", figure);
    fields_period(json, "period", figure->period);
    fields_text(json, "scope", figure->scope);
    put_owner(json, figures, figure);
    fields_string(json, "basis", figure_basis_name(figure->basis));
    put_thousandths(json, "confidence", figure->confidence);
    fields_string(json, "state", figure_state_name(figure->state));
    if (with_id && figure->id != 0)
        fields_integer(json, "revision", figure->revision);
    fields_id(json, "series", figure->series_id);
    fields_text(json, "metric", figure->metric);
    fields_string(json, "link", figure_link_name(figure->link));
    put_suggestions(json, figure);
}

static void put_figure(struct json *json, const struct figure *figures, const struct figure *figure,
                       bool with_id, bool quote) {
    json_begin_object(json);
    put_members(json, figures, figure, with_id, quote);
    json_end_object(json);
}

void render_judged_json(struct buf *out, const struct figure *figures, const struct figure *figure,
                        size_t relinked, const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    put_members(&json, figures, figure, true, options->quote);
    fields_integer(&json, "relinked", (int64_t)relinked);
    json_end_object(&json);
    json_fini(&json);
}

void render_figure_json(struct buf *out, const struct figure *figures, const struct figure *figure,
                        const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    put_figure(&json, figures, figure, true, options->quote);
    json_fini(&json);
}

static void put_notes(struct json *json, const struct report *report) {
    json_key(json, "notes");
    json_begin_array(json);
    for (size_t i = 0; i < report->note_count; i++)
        json_add_text(json, report->notes[i]);
    json_end_array(json);
}

static void put_figures(struct json *json, const struct report *report, bool preview, bool quote) {
    json_key(json, "figures");
    json_begin_array(json);
    for (size_t i = 0; i < report->figure_count; i++)
        put_figure(json, report->figures, &report->figures[i], !preview, quote);
    json_end_array(json);
}

static void put_claims(struct json *json, const struct report_checks *checks,
                       const struct render_options *options) {
    json_key(json, "claims");
    json_begin_array(json);
    for (size_t i = 0; i < checks->claim_count; i++) {
        json_slot(json);
        render_claim_json(json->out, &checks->claims[i], options);
    }
    json_end_array(json);
}

static void put_warnings(struct json *json, const struct report_checks *checks, bool quote) {
    json_key(json, "warnings");
    json_begin_array(json);
    for (size_t i = 0; i < checks->warning_count; i++) {
        const struct warning *warning = &checks->warnings[i];
        json_begin_object(json);
        fields_string(json, "kind", warning_kind_name(warning->kind));
        fields_name(json, "detail", warning->detail);
        fields_source(json, "figure", &warning->source, true, quote);
        fields_source(json, "other", &warning->other_source, warning->has_other, quote);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_inferred(struct json *json, const struct report *report) {
    json_key(json, "inferred");
    json_begin_array(json);
    if (report->is_org_inferred)
        json_add_text(json, TEXT_OF("org"));
    if (report->is_period_inferred)
        json_add_text(json, TEXT_OF("period"));
    json_end_array(json);
}

void render_report_json(struct buf *out, const struct report *report, const struct report_checks *checks,
                        bool preview, const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    if (!preview)
        fields_integer(&json, "id", report->id);
    fields_name(&json, "org", report->org);
    fields_text(&json, "title", report->title);
    fields_period_days(&json, report->period);
    fields_date(&json, "published", report->published);
    if (!preview)
        fields_time(&json, "recorded", report->recorded_ms);
    fields_string(&json, "state", report_state_name(report->state));
    fields_date(&json, "withdrawn", report->withdrawn);
    put_inferred(&json, report);
    fields_text(&json, "media_type", report->media_type);
    fields_text(&json, "charset", report->charset);
    fields_text(&json, "sha256", report->sha256);
    fields_integer(&json, "bytes", (int64_t)report->byte_count);
    fields_integer(&json, "figure_count", (int64_t)report->figure_count);
    put_notes(&json, report);
    if (checks != NULL) {
        put_figures(&json, report, preview, options->quote);
        put_claims(&json, checks, options);
        put_warnings(&json, checks, options->quote);
    }
    json_end_object(&json);
    json_fini(&json);
}
