#include "render/export.h"

#include "render/fields.h"

/* ---- cells ---- */

size_t export_names(struct export_columns columns, const char *names[EXPORT_CELLS_MAX]) {
    static const char *const always[] = {
        "org",   "org_name",  "metric",   "metric_name", "scope",  "status",       "period",
        "start", "end",       "value",    "bound",       "low",    "high",         "unit",
        "kind",  "published", "recorded", "report",      "figure", "figure_start", "figure_end"};
    size_t count = 0;
    for (; count < sizeof always / sizeof always[0]; count++)
        names[count] = always[count];
    if (columns.quote)
        names[count++] = "quote";
    if (columns.withdrawn)
        names[count++] = "withdrawn";
    return count;
}

static struct export_cell *next(struct export_cells *cells, enum export_cell_kind kind) {
    struct export_cell *cell = &cells->items[cells->count++];
    cell->kind = kind;
    return cell;
}

static void add_text(struct export_cells *cells, struct text text) {
    next(cells, text.len > 0 ? EXPORT_TEXT : EXPORT_EMPTY)->text = text;
}

static void add_string(struct export_cells *cells, const char *text) {
    add_text(cells, text_from(text));
}

static void add_integer(struct export_cells *cells, bool present, int64_t integer) {
    next(cells, present ? EXPORT_INTEGER : EXPORT_EMPTY)->integer = integer;
}

static void add_decimal(struct export_cells *cells, bool present, struct decimal decimal) {
    next(cells, present ? EXPORT_DECIMAL : EXPORT_EMPTY)->decimal = decimal;
}

static void add_date(struct export_cells *cells, struct date date) {
    next(cells, date.year != 0 ? EXPORT_DATE : EXPORT_EMPTY)->date = date;
}

static void add_quantity(struct export_cells *cells, const struct quantity *quantity) {
    bool is_interval = fields_is_interval(quantity);
    add_decimal(cells, quantity->has_value, quantity->value);
    add_string(cells, quantity->reason == REASON_NONE ? bound_name(quantity->bound) : "");
    add_decimal(cells, is_interval && quantity->low.present, quantity->low.at);
    add_decimal(cells, is_interval && quantity->high.present, quantity->high.at);
}

static void add_source(struct export_cells *cells, const struct source *source, bool quote) {
    bool has_figure = source->figure != 0;
    add_integer(cells, source->report != 0, source->report);
    add_integer(cells, has_figure, source->figure);
    add_integer(cells, has_figure, source->start);
    add_integer(cells, has_figure, source->end);
    if (quote)
        add_text(cells, source->quote);
}

void export_cells(struct export_cells *cells, const struct export_row *row, struct export_columns columns) {
    const struct observation *o = row->observation;
    cells->count = 0;
    period_print(o->period, cells->period);
    fields_print_time(o->recorded_ms, cells->recorded);
    add_text(cells, row->org->code);
    add_text(cells, row->org->name);
    add_text(cells, row->metric->code);
    add_text(cells, row->metric->name_zh);
    add_text(cells, row->scope);
    add_string(cells, figure_status_name(o->status));
    add_string(cells, cells->period);
    add_date(cells, period_start(o->period));
    add_date(cells, period_end(o->period));
    add_quantity(cells, &o->quantity);
    add_text(cells, row->metric->unit);
    add_string(cells, figure_kind_name(row->metric->kind));
    add_date(cells, o->published);
    add_string(cells, cells->recorded);
    add_source(cells, &o->source, columns.quote);
    if (columns.withdrawn)
        add_string(cells, o->is_withdrawn ? "true" : "false");
}

/* ---- CSV ---- */

void export_put_csv_head(struct buf *out, struct export_columns columns, bool bom) {
    const char *names[EXPORT_CELLS_MAX];
    size_t count = export_names(columns, names);
    struct csv csv;
    csv_put_init(&csv, out, bom);
    for (size_t i = 0; i < count; i++)
        csv_put_string(&csv, names[i]);
    csv_put_end_row(&csv);
}

static void put_cell(struct csv *csv, const struct export_cell *cell) {
    switch (cell->kind) {
    case EXPORT_EMPTY:
        csv_put_empty(csv);
        return;
    case EXPORT_TEXT:
        csv_put_text(csv, cell->text);
        return;
    case EXPORT_DECIMAL:
        csv_put_decimal(csv, cell->decimal);
        return;
    case EXPORT_INTEGER:
        csv_put_integer(csv, cell->integer);
        return;
    case EXPORT_DATE:
        cells_date(csv, cell->date);
        return;
    }
}

void export_put_csv(struct buf *out, const struct export_row *row, struct export_columns columns) {
    struct export_cells cells;
    struct csv csv;
    csv_put_init(&csv, out, false);
    export_cells(&cells, row, columns);
    for (size_t i = 0; i < cells.count; i++)
        put_cell(&csv, &cells.items[i]);
    csv_put_end_row(&csv);
}

/* ---- NDJSON ---- */

void export_put_ndjson(struct buf *out, const struct export_row *row, struct export_columns columns) {
    const struct observation *o = row->observation;
    struct json json;
    json_init(&json, out);
    json_begin_object(&json);
    fields_name(&json, "org", row->org->code);
    fields_name(&json, "org_name", row->org->name);
    fields_name(&json, "metric", row->metric->code);
    fields_name(&json, "metric_name", row->metric->name_zh);
    fields_text(&json, "scope", row->scope);
    fields_string(&json, "status", figure_status_name(o->status));
    fields_period_days(&json, o->period);
    fields_quantity(&json, &fields_value_names, &o->quantity);
    fields_text(&json, "unit", row->metric->unit);
    fields_string(&json, "kind", figure_kind_name(row->metric->kind));
    fields_date(&json, "published", o->published);
    fields_time(&json, "recorded", o->recorded_ms);
    fields_source(&json, "source", &o->source, true, columns.quote);
    if (columns.withdrawn) {
        json_key(&json, "withdrawn");
        json_add_bool(&json, o->is_withdrawn);
    }
    json_end_object(&json);
    json_fini(&json);
    buf_add_char(out, '\n');
}
