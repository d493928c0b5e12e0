#include "storage/figure_rows.h"

static void add_decimal(struct pg_array *array, bool present, struct decimal value) {
    char digits[DECIMAL_TEXT_MAX];
    if (!present) {
        pg_array_null(array);
        return;
    }
    decimal_print(value, digits);
    pg_array_string(array, digits);
}

static void add_period(struct pg_array arrays[3], struct period period) {
    char written[PERIOD_TEXT_MAX], start[DATE_TEXT_MAX], end[DATE_TEXT_MAX];
    period_print(period, written);
    date_print(period_start(period), start);
    date_print(period_end(period), end);
    pg_array_string(&arrays[0], written);
    pg_array_string(&arrays[1], start);
    pg_array_string(&arrays[2], end);
}

void figure_rows_begin(struct figure_rows *rows) {
    for (size_t i = 0; i < FIGURE_ARRAYS; i++)
        pg_array_begin(&rows->arrays[i]);
}

void figure_rows_add(struct figure_rows *rows, const struct figure *figure, const struct report_link *link) {
    struct pg_array *a = rows->arrays;
    const struct quantity *quantity = &figure->quantity;
    const char *basis = figure_basis_name(figure->basis);
    pg_array_int(&a[0], figure->ordinal);
    pg_array_int(&a[1], figure->start);
    pg_array_int(&a[2], figure->end);
    pg_array_text(&a[3], figure->text);
    pg_array_text(&a[4], figure->quote);
    pg_array_int(&a[5], figure->quote_start);
    add_decimal(&a[6], quantity->has_value, quantity->value);
    add_decimal(&a[7], quantity->low.present, quantity->low.at);
    add_decimal(&a[8], quantity->high.present, quantity->high.at);
    pg_array_bool(&a[9], quantity->low.is_open);
    pg_array_bool(&a[10], quantity->high.is_open);
    pg_array_string(&a[11], bound_name(quantity->bound));
    pg_array_text(&a[12], figure->unit);
    pg_array_string(&a[13], figure_kind_name(figure->kind));
    pg_array_text(&a[14], figure->label);
    pg_array_string(&a[15], figure_status_name(figure->status));
    add_period(&a[16], figure->period);
    pg_array_text(&a[19], figure->scope);
    if (figure->change_of == FIGURE_NOT_OWNED)
        pg_array_null(&a[20]);
    else
        pg_array_int(&a[20], figure->change_of);
    if (basis == NULL)
        pg_array_null(&a[21]);
    else
        pg_array_string(&a[21], basis);
    pg_array_int(&a[22], figure->confidence);
    pg_array_int(&a[23], figure->last_place);
    if (link->metric.len == 0)
        pg_array_null(&a[24]);
    else
        pg_array_text(&a[24], link->metric);
    pg_array_text(&a[25], link->scope);
    pg_array_bool(&a[26], link->is_point);
    char base[PERIOD_TEXT_MAX];
    period_print(figure->base, base);
    pg_array_string(&a[27], base);
    if (figure->part_of == FIGURE_NOT_OWNED)
        pg_array_null(&a[28]);
    else
        pg_array_int(&a[28], figure->part_of);
    pg_array_string(&a[29], figure_state_name(figure->state));
    pg_array_string(&a[30], figure_link_name(figure->link));
    pg_array_text(&a[31], link->label_norm);
    pg_array_int(&a[32], figure->id);
    pg_array_text(&a[33], figure->place);
}

void figure_rows_end(struct figure_rows *rows, struct arena *arena, struct pg_param *params) {
    for (size_t i = 0; i < FIGURE_ARRAYS; i++)
        params[i] = pg_array_end(&rows->arrays[i], arena);
}
