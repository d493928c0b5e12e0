#include "http/parameters.h"

#include "base/buf.h"
#include "http/limits.h"
#include "http/percent.h"

#include <assert.h>
#include <string.h>

enum { DAY_MS = 86400000, NAME_SHOWN = 48, VALUE_SHOWN = 80 };

/* What a message may repeat of the input, cut short. */
static struct text shown(struct text t, size_t most) {
    size_t len = t.len < most ? t.len : most;
    while (len < t.len && len > 0 && ((unsigned char)t.ptr[len] & 0xC0) == 0x80)
        len--;
    return text_slice(t, 0, len);
}

/* ---- types --------------------------------------------------------------------------------------------- */

static bool parse_text(struct text t, struct err *err) {
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return err_set(err, ERR_BAD_VALUE, "control characters are not allowed.");
    }
    return true;
}

static bool parse_int(struct text t, const struct parameter *parameter, int64_t *out, struct err *err) {
    bool is_free = parameter->least == 0 && parameter->most == 0;
    int64_t least = is_free ? INT64_MIN : parameter->least, most = is_free ? INT64_MAX : parameter->most;
    bool is_negative = t.len > 0 && t.ptr[0] == '-', is_number = t.len > (size_t)is_negative;
    int64_t value = 0;
    for (size_t i = is_negative; i < t.len && is_number; i++) {
        int digit = t.ptr[i] - '0';
        is_number = digit >= 0 && digit <= 9 && !__builtin_mul_overflow(value, 10, &value) &&
                    !__builtin_add_overflow(value, is_negative ? -digit : digit, &value);
    }
    *out = value;
    if (is_number && value >= least && value <= most)
        return true;
    if (is_free)
        return err_set(err, ERR_BAD_VALUE, "a whole number is needed.");
    return err_set(err, ERR_BAD_VALUE, "a whole number from %lld to %lld is needed.", (long long)least,
                   (long long)most);
}

static bool parse_bool(struct text t, int64_t *out, struct err *err) {
    bool is_yes = text_equal(t, TEXT_OF("1")) || text_equal(t, TEXT_OF("true"));
    *out = is_yes;
    if (is_yes || text_equal(t, TEXT_OF("0")) || text_equal(t, TEXT_OF("false")))
        return true;
    return err_set(err, ERR_BAD_VALUE, "1, 0, true or false is needed.");
}

/* n digits at *at; -1 when there are not. */
static int take_digits(struct text t, size_t *at, size_t n) {
    int value = 0;
    if (t.len - *at < n)
        return -1;
    for (size_t end = *at + n; *at < end; (*at)++) {
        if (t.ptr[*at] < '0' || t.ptr[*at] > '9')
            return -1;
        value = value * 10 + (t.ptr[*at] - '0');
    }
    return value;
}

static bool take_char(struct text t, size_t *at, const char *choices) {
    if (*at >= t.len || t.ptr[*at] == '\0' || strchr(choices, t.ptr[*at]) == NULL)
        return false;
    (*at)++;
    return true;
}

/* .123; digits past the third are read and dropped. */
static bool take_fraction(struct text t, size_t *at, int *ms) {
    int scale = 100;
    size_t first;
    *ms = 0;
    if (!take_char(t, at, "."))
        return true;
    for (first = *at; *at < t.len && t.ptr[*at] >= '0' && t.ptr[*at] <= '9'; (*at)++) {
        *ms += (t.ptr[*at] - '0') * scale;
        scale /= 10;
    }
    return *at > first;
}

/* Z or +08:00, in minutes. A + may have become a space on its way through a query. */
static bool take_offset(struct text t, size_t *at, int *minutes) {
    *minutes = 0;
    if (take_char(t, at, "Zz"))
        return true;
    bool is_west = *at < t.len && t.ptr[*at] == '-';
    if (!take_char(t, at, "+- "))
        return false;
    int hour = take_digits(t, at, 2);
    bool has_colon = take_char(t, at, ":");
    int minute = take_digits(t, at, 2);
    *minutes = (is_west ? -1 : 1) * (hour * 60 + minute);
    return has_colon && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

bool time_parse(struct text t, int64_t *wall_ms, struct err *err) {
    struct date date;
    size_t at = 10;
    int ms, offset;
    if (!date_parse(text_slice(t, 0, 10), &date, NULL))
        goto bad;
    int64_t day = (int64_t)date_days(date) * DAY_MS;
    if (t.len == 10) {
        *wall_ms = day + DAY_MS - 1;
        return true;
    }
    if (!take_char(t, &at, "Tt "))
        goto bad;
    int hour = take_digits(t, &at, 2);
    bool has_colon = take_char(t, &at, ":");
    int minute = take_digits(t, &at, 2);
    has_colon = take_char(t, &at, ":") && has_colon;
    int second = take_digits(t, &at, 2);
    bool is_time =
        has_colon && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
    if (!is_time || !take_fraction(t, &at, &ms) || !take_offset(t, &at, &offset) || at != t.len)
        goto bad;
    *wall_ms = day + ((hour * INT64_C(60) + minute - offset) * 60 + second) * 1000 + ms;
    return true;
bad:
    return err_set(err, ERR_BAD_VALUE, "a time such as 2021-07-01T08:00:00+08:00, or a date, is needed.");
}

static int find_word(struct text t, const char *const *words) {
    for (int i = 0; words[i] != NULL; i++)
        if (text_equal(t, text_from(words[i])))
            return i;
    return -1;
}

static bool parse_word(struct text t, const struct parameter *parameter, struct value *out, struct err *err) {
    out->word = find_word(t, parameter->words);
    if (out->word >= 0)
        return true;
    bool may_be_period = parameter->type == PARAMETER_PERIOD_OR_WORD;
    if (may_be_period && period_parse(t, &out->period, NULL))
        return true;
    struct buf list;
    buf_init(&list, ERR_DETAIL_MAX / 2);
    for (size_t i = 0; parameter->words[i] != NULL; i++)
        buf_printf(&list, "%s%s", i == 0 ? "" : ", ", parameter->words[i]);
    err_set(err, ERR_BAD_VALUE, "one of %.*s%s is needed.", TEXT_ARG(buf_text(&list)),
            may_be_period ? " or a period (2021, 2021-H1, 2021-Q3, 2021-03)" : "");
    buf_fini(&list);
    return false;
}

static bool parse_value(const struct parameter *parameter, struct value *out, struct err *err) {
    switch (parameter->type) {
    case PARAMETER_TEXT:
        return parse_text(out->text, err);
    case PARAMETER_INT:
        return parse_int(out->text, parameter, &out->number, err);
    case PARAMETER_BOOL:
        return parse_bool(out->text, &out->number, err);
    case PARAMETER_DATE:
        return date_parse(out->text, &out->date, NULL) ||
               err_set(err, ERR_BAD_VALUE, "a date of the form YYYY-MM-DD is needed.");
    case PARAMETER_TIME:
        return time_parse(out->text, &out->number, err);
    case PARAMETER_PERIOD:
        return period_parse(out->text, &out->period, err);
    case PARAMETER_WORD:
    case PARAMETER_PERIOD_OR_WORD:
        return parse_word(out->text, parameter, out, err);
    }
    return err_set(err, ERR_INTERNAL, "A parameter of no type.");
}

/* ---- the table ----------------------------------------------------------------------------------------- */

const struct value *values_find(const struct values *values, const char *name,
                                const struct parameter **parameter) {
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->table[i].name, name) == 0) {
            *parameter = &values->table[i];
            return &values->values[i];
        }
    return NULL;
}

static bool is_capture(const struct route *route, const char *name) {
    for (size_t i = 0; i < route->capture_count; i++)
        if (text_equal(route->names[i], text_from(name)))
            return true;
    return false;
}

static bool fail_unknown(const struct route *route, const struct values *values, struct text name,
                         struct err *err) {
    struct buf known;
    char field[ERR_FIELD_MAX];
    struct text cut = shown(name, NAME_SHOWN);
    memcpy(field, cut.ptr, cut.len);
    field[cut.len] = '\0';
    buf_init(&known, ERR_DETAIL_MAX - 2 * NAME_SHOWN);
    for (size_t i = 0; i < values->count; i++)
        if (!is_capture(route, values->table[i].name))
            buf_printf(&known, "%s%s", known.len == 0 ? "" : ", ", values->table[i].name);
    err_set_field(err, ERR_UNKNOWN_PARAMETER, field, "There is no parameter \"%s\" here%s%.*s.", field,
                  known.len == 0 ? "; this call has none" : ", but: ", TEXT_ARG(buf_text(&known)));
    buf_fini(&known);
    return false;
}

static bool set_value(const struct parameter *parameter, struct value *value, struct text text,
                      struct err *err) {
    if (value->present)
        return err_set_field(err, ERR_BAD_VALUE, parameter->name, "The parameter %s stands there twice.",
                             parameter->name);
    if (text.len == 0)
        return err_set_field(err, ERR_BAD_VALUE, parameter->name,
                             "The parameter %s is empty; leave it out if nothing is meant.", parameter->name);
    *value = (struct value){.present = true, .text = text, .word = -1};
    if (parse_value(parameter, value, err))
        return true;
    if (err != NULL) {
        err_context(err, "%s=%.*s", parameter->name, TEXT_ARG(shown(text, VALUE_SHOWN)));
        memcpy(err->field, parameter->name, strnlen(parameter->name, ERR_FIELD_MAX - 1) + 1);
    }
    return false;
}

static bool read_pair(const struct route *route, struct text pair, struct arena *arena, struct values *out,
                      struct err *err) {
    struct text name, text;
    size_t equals = text_find(pair, TEXT_OF("="), 0);
    struct text raw = equals == SIZE_MAX ? TEXT_OF("") : text_slice(pair, equals + 1, pair.len);
    if (!percent_decode(text_slice(pair, 0, equals), true, arena, &name, err)) {
        err_context(err, "The name of a parameter");
        return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        const struct parameter *parameter = &out->table[i];
        if (!text_equal(name, text_from(parameter->name)) || is_capture(route, parameter->name))
            continue;
        if (percent_decode(raw, true, arena, &text, err))
            return set_value(parameter, &out->values[i], text, err);
        err_context(err, "The parameter %s", parameter->name);
        if (err != NULL)
            memcpy(err->field, parameter->name, strnlen(parameter->name, ERR_FIELD_MAX - 1) + 1);
        return false;
    }
    return fail_unknown(route, out, name, err);
}

static bool read_query(const struct route *route, struct text query, struct arena *arena, struct values *out,
                       struct err *err) {
    struct text pair;
    for (size_t count = 0; text_split(&query, '&', &pair);) {
        if (pair.len == 0)
            continue;
        if (++count > HTTP_PARAMETERS_MAX)
            return err_set(err, ERR_BAD_REQUEST, "A query may have %d parameters.", HTTP_PARAMETERS_MAX);
        if (!read_pair(route, pair, arena, out, err))
            return false;
    }
    return true;
}

bool values_begin(const struct parameter *table, struct arena *arena, struct values *out, struct err *err) {
    *out = (struct values){.table = table};
    while (table != NULL && table[out->count].name != NULL)
        out->count++;
    out->values = ARENA_ARRAY(arena, out->count + 1, struct value);
    if (out->values == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "The parameters take too much memory.");
    for (size_t i = 0; i < out->count; i++)
        out->values[i].word = -1;
    return true;
}

bool values_put(struct values *values, struct text name, struct text text, struct err *err) {
    static const struct route no_route = {0};
    for (size_t i = 0; i < values->count; i++)
        if (text_equal(name, text_from(values->table[i].name)))
            return set_value(&values->table[i], &values->values[i], text, err);
    return fail_unknown(&no_route, values, name, err);
}

bool values_end(const struct values *values, struct err *err) {
    for (size_t i = 0; i < values->count; i++)
        if (values->table[i].required && !values->values[i].present)
            return err_set_field(err, ERR_MISSING_PARAMETER, values->table[i].name,
                                 "The parameter %s is needed: %s.", values->table[i].name,
                                 values->table[i].doc);
    return true;
}

bool values_read(const struct route *route, struct text query, struct arena *arena, struct values *out,
                 struct err *err) {
    if (!values_begin(route->endpoint->parameters, arena, out, err))
        return false;
    for (size_t i = 0; i < route->capture_count; i++)
        for (size_t k = 0; k < out->count; k++)
            if (text_equal(route->names[i], text_from(out->table[k].name)) &&
                !set_value(&out->table[k], &out->values[k], route->values[i], err))
                return false;
    return read_query(route, query, arena, out, err) && values_end(out, err);
}

/* ---- what they mean ------------------------------------------------------------------------------------ */

/* A name that is not in the table, or a type that is not the declared one, is our bug. */
static const struct value *find(const struct values *values, const char *name,
                                bool (*fits)(enum parameter_type)) {
    const struct parameter *parameter = NULL;
    const struct value *value = values_find(values, name, &parameter);
    assert(value != NULL && (fits == NULL || fits(parameter->type)));
    return value;
}

static bool is_int(enum parameter_type type) {
    return type == PARAMETER_INT;
}

static bool is_bool(enum parameter_type type) {
    return type == PARAMETER_BOOL;
}

static bool is_date(enum parameter_type type) {
    return type == PARAMETER_DATE;
}

static bool is_time(enum parameter_type type) {
    return type == PARAMETER_TIME;
}

static bool is_period(enum parameter_type type) {
    return type == PARAMETER_PERIOD || type == PARAMETER_PERIOD_OR_WORD;
}

static bool is_word(enum parameter_type type) {
    return type == PARAMETER_WORD || type == PARAMETER_PERIOD_OR_WORD;
}

bool values_has(const struct values *values, const char *name) {
    return find(values, name, NULL)->present;
}

struct text values_text(const struct values *values, const char *name) {
    return find(values, name, NULL)->text;
}

int64_t values_int(const struct values *values, const char *name, int64_t absent) {
    const struct value *value = find(values, name, is_int);
    return value->present ? value->number : absent;
}

bool values_bool(const struct values *values, const char *name, bool absent) {
    const struct value *value = find(values, name, is_bool);
    return value->present ? value->number != 0 : absent;
}

bool values_date(const struct values *values, const char *name, struct date *out) {
    const struct value *value = find(values, name, is_date);
    if (value->present)
        *out = value->date;
    return value->present;
}

bool values_time(const struct values *values, const char *name, int64_t *wall_ms) {
    const struct value *value = find(values, name, is_time);
    if (value->present)
        *wall_ms = value->number;
    return value->present;
}

bool values_period(const struct values *values, const char *name, struct period *out) {
    const struct value *value = find(values, name, is_period);
    bool is_there = value->present && value->period.shape != PERIOD_NONE;
    if (is_there)
        *out = value->period;
    return is_there;
}

int values_word(const struct values *values, const char *name, int absent) {
    const struct value *value = find(values, name, is_word);
    return value->present && value->word >= 0 ? value->word : absent;
}
