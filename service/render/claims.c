#include "render/fields.h"
#include "render/render.h"

static const struct quantity_names claimed_names = {"claimed",      "claimed_bound",    "claimed_low",
                                                    "claimed_high", "claimed_low_open", "claimed_high_open"};
static const struct quantity_names computed_names = {
    "computed", NULL, "computed_low", "computed_high", "computed_low_open", "computed_high_open"};

static void put_series(struct json *json, const struct claim *claim) {
    fields_name(json, "org", claim->org.code);
    fields_name(json, "org_name", claim->org.name);
    fields_text(json, "metric", claim->metric.code);
    fields_text(json, "metric_name", claim->metric.name_zh);
    fields_text(json, "metric_name_en", claim->metric.name_en);
    fields_string(json, "kind", figure_kind_name(claim->metric.kind));
    fields_text(json, "scope", claim->scope);
    fields_id(json, "series", claim->series_id);
}

void render_claim_json(struct buf *out, const struct claim *claim, const struct render_options *options) {
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_id(&json, "id", claim->id);
    fields_id(&json, "report", claim->report);
    put_series(&json, claim);
    fields_period(&json, "period", claim->period);
    fields_string(&json, "status", figure_status_name(claim->status));
    fields_string(&json, "basis", figure_basis_name(claim->basis));
    fields_period(&json, "base_period", claim->base_period);
    fields_quantity(&json, &claimed_names, &claim->claimed);
    fields_text(&json, "unit", claim->unit);
    fields_quantity(&json, &fields_value_names, &claim->value);
    fields_quantity(&json, &fields_base_names, &claim->base);
    fields_quantity(&json, &computed_names, &claim->computed);
    fields_string(&json, "verdict", verdict_name(claim->verdict));
    fields_string(&json, "reason", claim->reason == REASON_NONE ? NULL : reason_name(claim->reason));
    fields_source(&json, "source", &claim->source, true, options->quote);
    fields_source(&json, "value_source", &claim->value_source, claim->has_value_source, options->quote);
    fields_source(&json, "base_source", &claim->base_source, claim->has_base_source, options->quote);
    json_end_object(&json);
    json_fini(&json);
}

static void head_row(struct csv *csv, bool quote) {
    csv_put_names(csv, "id,report,org,org_name,metric,metric_name,scope,period,basis,base_period");
    csv_put_names(csv, "claimed,claimed_bound,claimed_low,claimed_high,unit,value,bound,low,high");
    csv_put_names(csv,
                  "base,base_bound,base_low,base_high,computed,computed_bound,computed_low,computed_high");
    csv_put_names(csv, "verdict,reason,figure_report,figure,figure_start,figure_end");
    if (quote)
        csv_put_string(csv, "quote");
    csv_put_end_row(csv);
}

static void claim_row(struct csv *csv, const struct claim *claim, bool quote) {
    csv_put_integer(csv, claim->id);
    csv_put_integer(csv, claim->report);
    csv_put_text(csv, claim->org.code);
    csv_put_text(csv, claim->org.name);
    csv_put_text(csv, claim->metric.code);
    csv_put_text(csv, claim->metric.name_zh);
    csv_put_text(csv, claim->scope);
    cells_period(csv, claim->period);
    csv_put_string(csv, figure_basis_name(claim->basis));
    cells_period(csv, claim->base_period);
    cells_quantity(csv, &claim->claimed);
    csv_put_text(csv, claim->unit);
    cells_quantity(csv, &claim->value);
    cells_quantity(csv, &claim->base);
    cells_quantity(csv, &claim->computed);
    csv_put_string(csv, verdict_name(claim->verdict));
    csv_put_string(csv, claim->reason == REASON_NONE ? NULL : reason_name(claim->reason));
    cells_source(csv, &claim->source, true, quote);
    csv_put_end_row(csv);
}

void render_claims_csv(struct buf *out, const struct claim *claims, size_t count,
                       const struct render_options *options) {
    struct csv csv;
    csv_put_init(&csv, out, options->bom);
    head_row(&csv, options->quote);
    for (size_t i = 0; i < count; i++)
        claim_row(&csv, &claims[i], options->quote);
}
