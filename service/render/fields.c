#include "render/fields.h"

#include "base/digits.h"

const struct quantity_names fields_value_names = {"value", "bound", "low", "high", "low_open", "high_open"};
const struct quantity_names fields_base_names = {"base",      "base_bound",    "base_low",
                                                 "base_high", "base_low_open", "base_high_open"};
static const struct quantity_names change_names = {
    "change", NULL, "change_low", "change_high", "change_low_open", "change_high_open"};
static const struct quantity_names points_names = {
    "change_pp", NULL, "change_pp_low", "change_pp_high", "change_pp_low_open", "change_pp_high_open"};
static const struct quantity_names relative_names = {
    "change_rel", NULL, "change_rel_low", "change_rel_high", "change_rel_low_open", "change_rel_high_open"};

enum { MS_A_DAY = 86400000 };

size_t fields_print_time(int64_t ms, char out[FIELDS_TIME_MAX]) {
    int64_t days = ms / MS_A_DAY, rest = ms % MS_A_DAY;
    if (rest < 0) {
        rest += MS_A_DAY;
        days--;
    }
    char *at = out + date_print(date_from_days((int32_t)days), out);
    unsigned seconds = (unsigned)(rest / 1000), fraction = (unsigned)(rest % 1000);
    const unsigned parts[] = {seconds / 3600, seconds / 60 % 60, seconds % 60};
    for (size_t i = 0; i < 3; i++) {
        *at++ = i == 0 ? 'T' : ':';
        at = digits_two(at, parts[i]);
    }
    *at++ = '.';
    *at++ = (char)('0' + fraction / 100);
    at = digits_two(at, fraction % 100);
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - out);
}

bool fields_is_interval(const struct quantity *quantity) {
    if (quantity->reason == REASON_APPROXIMATE)
        return true;
    return quantity->reason == REASON_NONE && quantity->bound != BOUND_EXACT;
}

const char *fields_reason(const struct quantity *value, const struct change *change) {
    if (value->reason != REASON_NONE)
        return reason_name(value->reason);
    if (change->reason != REASON_NONE)
        return reason_name(change->reason);
    return change->relative.reason != REASON_NONE ? reason_name(change->relative.reason) : NULL;
}

void fields_put_date(struct json *json, struct date date) {
    char text[DATE_TEXT_MAX];
    if (date.year == 0)
        json_add_null(json);
    else
        json_add_plain(json, (struct text){text, date_print(date, text)});
}

void fields_put_time(struct json *json, int64_t ms) {
    char text[FIELDS_TIME_MAX];
    if (ms == 0)
        json_add_null(json);
    else
        json_add_plain(json, (struct text){text, fields_print_time(ms, text)});
}

void fields_put_period(struct json *json, struct period period) {
    char text[PERIOD_TEXT_MAX];
    if (period.shape == PERIOD_NONE)
        json_add_null(json);
    else
        json_add_plain(json, (struct text){text, period_print(period, text)});
}

void fields_period_days(struct json *json, struct period period) {
    const struct date none = {0};
    bool has_days = period.shape != PERIOD_NONE;
    fields_period(json, "period", period);
    fields_date(json, "start", has_days ? period_start(period) : none);
    fields_date(json, "end", has_days ? period_end(period) : none);
}

static void put_limit(struct json *json, const char *key, const struct limit *limit) {
    json_key(json, key);
    if (limit->present)
        json_add_decimal(json, limit->at);
    else
        json_add_null(json);
}

static void put_open(struct json *json, const char *key, const struct limit *limit) {
    if (!limit->present || !limit->is_open)
        return;
    json_key(json, key);
    json_add_bool(json, true);
}

void fields_quantity(struct json *json, const struct quantity_names *names, const struct quantity *quantity) {
    json_key(json, names->value);
    if (quantity->has_value && quantity->reason == REASON_NONE)
        json_add_decimal(json, quantity->value);
    else
        json_add_null(json);
    if (names->bound != NULL && quantity->reason == REASON_NONE)
        fields_string(json, names->bound, bound_name(quantity->bound));
    if (!fields_is_interval(quantity))
        return;
    put_limit(json, names->low, &quantity->low);
    put_limit(json, names->high, &quantity->high);
    put_open(json, names->low_open, &quantity->low);
    put_open(json, names->high_open, &quantity->high);
}

void fields_change(struct json *json, enum figure_kind kind, const struct change *change) {
    fields_quantity(json, kind == FIGURE_RATE ? &points_names : &change_names, &change->absolute);
    fields_quantity(json, &relative_names, &change->relative);
}

void fields_source(struct json *json, const char *key, const struct source *source, bool present,
                   bool quote) {
    json_key(json, key);
    if (!present) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    fields_id(json, "report", source->report);
    fields_id(json, "figure", source->figure);
    bool has_span = source->end > source->start;
    const char *const names[] = {"start", "end"};
    const uint32_t places[] = {source->start, source->end};
    for (size_t i = 0; i < 2; i++) {
        json_key(json, names[i]);
        if (has_span)
            json_add_integer(json, places[i]);
        else
            json_add_null(json);
    }
    if (quote)
        fields_text(json, "quote", source->quote);
    if (source->place.len > 0)
        fields_name(json, "place", source->place);
    json_end_object(json);
}

void fields_metric(struct json *json, const struct metric *metric) {
    fields_name(json, "metric", metric->code);
    fields_name(json, "metric_name", metric->name_zh);
    fields_text(json, "metric_name_en", metric->name_en);
    fields_string(json, "kind", figure_kind_name(metric->kind));
    fields_text(json, "unit", metric->unit);
    fields_string(json, "direction", direction_name(metric->direction));
}

void fields_breaks(struct json *json, const struct breaks *breaks, bool across_breaks) {
    if (breaks->count == 0)
        return;
    json_key(json, "definition_breaks");
    json_begin_array(json);
    for (size_t i = 0; i < breaks->count; i++) {
        json_begin_object(json);
        fields_name(json, "metric", breaks->items[i].metric);
        fields_period(json, "period", breaks->items[i].period);
        fields_name(json, "note", breaks->items[i].note);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "across_breaks");
    json_add_bool(json, across_breaks);
}

void fields_texts(struct json *json, const char *key, const struct text *texts, size_t count) {
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        json_add_text(json, texts[i]);
    json_end_array(json);
}

void fields_coverage(struct json *json, const char *key, const struct coverage *coverage) {
    json_key(json, key);
    if (coverage == NULL) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    fields_integer(json, "reported", coverage->reported);
    fields_integer(json, "expected", coverage->expected);
    fields_texts(json, "missing", coverage->missing, coverage->missing_count);
    json_end_object(json);
}

void cells_date(struct csv *csv, struct date date) {
    char text[DATE_TEXT_MAX];
    size_t len = date.year == 0 ? 0 : date_print(date, text);
    csv_put_text(csv, (struct text){text, len});
}

void cells_time(struct csv *csv, int64_t ms) {
    char text[FIELDS_TIME_MAX];
    size_t len = ms == 0 ? 0 : fields_print_time(ms, text);
    csv_put_text(csv, (struct text){text, len});
}

void cells_period(struct csv *csv, struct period period) {
    char text[PERIOD_TEXT_MAX];
    size_t len = period_print(period, text);
    csv_put_text(csv, (struct text){text, len});
}

void cells_period_days(struct csv *csv, struct period period) {
    const struct date none = {0};
    bool has_days = period.shape != PERIOD_NONE;
    cells_period(csv, period);
    cells_date(csv, has_days ? period_start(period) : none);
    cells_date(csv, has_days ? period_end(period) : none);
}

static void value_cell(struct csv *csv, const struct quantity *quantity) {
    if (quantity->has_value && quantity->reason == REASON_NONE)
        csv_put_decimal(csv, quantity->value);
    else
        csv_put_empty(csv);
}

static void limit_cells(struct csv *csv, const struct quantity *quantity) {
    const struct limit *limits[] = {&quantity->low, &quantity->high};
    for (size_t i = 0; i < 2; i++)
        if (fields_is_interval(quantity) && limits[i]->present)
            csv_put_decimal(csv, limits[i]->at);
        else
            csv_put_empty(csv);
}

void cells_quantity(struct csv *csv, const struct quantity *quantity) {
    value_cell(csv, quantity);
    csv_put_string(csv, quantity->reason == REASON_NONE ? bound_name(quantity->bound) : NULL);
    limit_cells(csv, quantity);
}

void cells_change_names(struct csv *csv, enum figure_kind kind) {
    csv_put_names(csv, kind == FIGURE_RATE ? "change_pp,change_pp_low,change_pp_high"
                                           : "change,change_low,change_high");
    csv_put_names(csv, "change_rel,change_rel_low,change_rel_high");
}

void cells_change(struct csv *csv, const struct change *change) {
    value_cell(csv, &change->absolute);
    limit_cells(csv, &change->absolute);
    value_cell(csv, &change->relative);
    limit_cells(csv, &change->relative);
}

static void number_cell(struct csv *csv, int64_t value, bool present) {
    if (present)
        csv_put_integer(csv, value);
    else
        csv_put_empty(csv);
}

void cells_source(struct csv *csv, const struct source *source, bool present, bool quote) {
    bool has_span = present && source->end > source->start;
    number_cell(csv, source->report, present && source->report != 0);
    number_cell(csv, source->figure, present && source->figure != 0);
    number_cell(csv, source->start, has_span);
    number_cell(csv, source->end, has_span);
    if (quote)
        csv_put_text(csv, present ? source->quote : (struct text){NULL, 0});
}

void cells_coverage(struct csv *csv, const struct coverage *coverage) {
    number_cell(csv, coverage != NULL ? coverage->reported : 0, coverage != NULL);
    number_cell(csv, coverage != NULL ? coverage->expected : 0, coverage != NULL);
}
