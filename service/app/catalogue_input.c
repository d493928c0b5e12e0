#include "app/catalogue_input.h"

#include <jansson.h>
#include <string.h>

#include "app/json_input.h"
#include "base/utf8.h"
#include "documents/csv.h"

enum { CODE_MAX = 64, NAME_MAX_BYTES = 1000, ALIASES_MAX = 200, METRICS_MAX = 10000, NOTE_MAX = 500 };

/* ---- one field ---- */

/* Codes stand in URLs, commands and file names: letters of any script and digits, and - _ . within. */
bool catalogue_check_code(struct text code, struct err *err) {
    bool is_fine = code.len > 0 && code.len <= CODE_MAX;
    for (size_t i = 0; is_fine && i < code.len; i++) {
        unsigned char c = (unsigned char)code.ptr[i];
        bool is_inner = c == '-' || c == '_' || c == '.';
        is_fine = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (is_inner && i > 0);
    }
    return is_fine ||
           err_set_field(err, ERR_BAD_VALUE, "code",
                         "A code is 1 to %d bytes of letters, digits and, inside, - _ or a dot.", CODE_MAX);
}

bool catalogue_check_text(const char *field, struct text text, struct err *err) {
    if (text.len > NAME_MAX_BYTES)
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is longer than %d bytes.", field,
                             NAME_MAX_BYTES);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20)
            return err_set_field(err, ERR_BAD_VALUE, field, "'%s' holds a control character.", field);
    return true;
}

static bool take_text(struct arena *arena, const char *field, const json_t *value, struct text *out,
                      struct err *err) {
    struct text text;
    if (json_is_null(value))
        return true;
    if (!json_input_text(value, &text))
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is not a string.", field);
    if (!catalogue_check_text(field, text, err))
        return false;
    *out = arena_text(arena, text_trim(text));
    return true;
}

static bool unknown_field(const char *field, struct err *err) {
    return err_set_field(err, ERR_UNKNOWN_FIELD, field, "There is no field '%.*s'.", 40, field);
}

bool catalogue_check_needed(struct text value, const char *field, struct err *err) {
    return value.len > 0 || err_set_field(err, ERR_MISSING_PARAMETER, field, "'%s' is missing.", field);
}

static bool take_aliases(struct arena *arena, const json_t *value, struct text **out, size_t *count,
                         struct err *err) {
    if (json_is_null(value))
        return true;
    if (!json_is_array(value) || json_array_size(value) > ALIASES_MAX)
        return err_set_field(err, ERR_BAD_VALUE, "aliases",
                             "'aliases' is not an array of at most %d strings.", ALIASES_MAX);
    *out = ARENA_ARRAY(arena, json_array_size(value), struct text);
    for (size_t i = 0; *out != NULL && i < json_array_size(value); i++) {
        struct text *alias = &(*out)[(*count)++];
        if (!take_text(arena, "aliases", json_array_get(value, i), alias, err))
            return false;
        if (alias->len == 0)
            return err_set_field(err, ERR_BAD_VALUE, "aliases", "An alias is empty.");
    }
    return *out != NULL || err_set(err, ERR_TOO_LARGE, "Too many aliases.");
}

/* ---- organisations ---- */

static bool take_org_field(struct arena *arena, const char *field, const json_t *value, struct org *out,
                           struct err *err) {
    if (strcmp(field, "name") == 0)
        return take_text(arena, field, value, &out->name, err);
    if (strcmp(field, "parent") == 0)
        return take_text(arena, field, value, &out->parent, err);
    if (strcmp(field, "aliases") == 0)
        return take_aliases(arena, value, &out->aliases, &out->alias_count, err);
    return unknown_field(field, err);
}

static json_t *parse_object(struct text body, struct err *err) {
    json_t *json = json_input_parse(body, err);
    if (json != NULL && !json_is_object(json)) {
        err_set(err, ERR_BAD_REQUEST, "The body is not a JSON object.");
        json_decref(json);
        return NULL;
    }
    return json;
}

bool catalogue_read_org(struct arena *arena, struct text code, struct text body, struct org *out,
                        struct err *err) {
    json_t *json = parse_object(body, err);
    const char *field;
    json_t *value;
    bool is_read = json != NULL && catalogue_check_code(code, err);
    *out = (struct org){.code = code};
    json_object_foreach(json, field, value) {
        is_read = is_read && take_org_field(arena, field, value, out, err);
    }
    is_read = is_read && catalogue_check_needed(out->name, "name", err);
    if (is_read && text_equal(out->parent, code))
        is_read = err_set_field(err, ERR_CONFLICT, "parent", "An organisation cannot be its own parent.");
    json_decref(json);
    return is_read;
}

/* ---- metrics ---- */

static bool bad_word(const char *field, struct text word, const char *words, struct err *err) {
    return err_set_field(err, ERR_BAD_VALUE, field, "'%.*s' is none of %s.", TEXT_ARG(utf8_cut(word, 40)),
                         words);
}

bool metric_words_read(const struct metric_words *words, struct metric *out, struct err *err) {
    static const char additivities[] = "none, sum, end_of_period";
    out->name_zh = words->name_zh;
    out->name_en = words->name_en;
    out->unit = words->unit;
    out->numerator = words->numerator;
    out->denominator = words->denominator;
    if (!catalogue_check_needed(words->name_zh, "name_zh", err) ||
        !catalogue_check_needed(words->kind, "kind", err))
        return false;
    if (!figure_kind_parse(words->kind, &out->kind) || out->kind == FIGURE_CHANGE)
        return bad_word("kind", words->kind, "count, rate, money, quantity, rank, score, duration", err);
    if (words->direction.len > 0 && !direction_parse(words->direction, &out->direction))
        return bad_word("direction", words->direction, "higher_better, lower_better, neither", err);
    if (words->over_time.len > 0 && !additivity_parse(words->over_time, &out->over_time))
        return bad_word("over_time", words->over_time, additivities, err);
    if (words->over_orgs.len > 0 && !additivity_parse(words->over_orgs, &out->over_orgs))
        return bad_word("over_orgs", words->over_orgs, additivities, err);
    if (out->kind == FIGURE_RATE && (out->over_time != ADDITIVITY_NONE || out->over_orgs != ADDITIVITY_NONE))
        return err_set_field(err, ERR_BAD_VALUE,
                             out->over_time != ADDITIVITY_NONE ? "over_time" : "over_orgs",
                             "Rates do not add up; over_time and over_orgs must be none.");
    return true;
}

struct text *metric_words_at(struct metric_words *words, const char *field) {
    const struct {
        const char *name;
        struct text *word;
    } known[] = {{"name_zh", &words->name_zh},
                 {"name_en", &words->name_en},
                 {"kind", &words->kind},
                 {"unit", &words->unit},
                 {"direction", &words->direction},
                 {"over_time", &words->over_time},
                 {"over_orgs", &words->over_orgs},
                 {"numerator", &words->numerator},
                 {"denominator", &words->denominator}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, field) == 0)
            return known[i].word;
    return NULL;
}

static bool take_metric_field(struct arena *arena, const char *field, const json_t *value,
                              struct metric_words *words, struct metric *out, struct err *err) {
    struct text *word = metric_words_at(words, field);
    if (word != NULL)
        return take_text(arena, field, value, word, err);
    if (strcmp(field, "aliases") == 0)
        return take_aliases(arena, value, &out->aliases, &out->alias_count, err);
    return unknown_field(field, err);
}

bool catalogue_read_metric(struct arena *arena, struct text code, struct text body, struct metric *out,
                           struct err *err) {
    json_t *json = parse_object(body, err);
    struct metric_words words = {0};
    const char *field;
    json_t *value;
    bool is_read = json != NULL && catalogue_check_code(code, err);
    *out = (struct metric){.code = code};
    json_object_foreach(json, field, value) {
        is_read = is_read && take_metric_field(arena, field, value, &words, out, err);
    }
    is_read = is_read && metric_words_read(&words, out, err);
    json_decref(json);
    return is_read;
}

/* ---- definition breaks ---- */

static bool take_note(struct arena *arena, const char *field, const json_t *value, struct text *out,
                      struct err *err) {
    struct text text;
    if (strcmp(field, "note") != 0)
        return unknown_field(field, err);
    if (!json_input_text(value, &text))
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is not a string.", field);
    text = text_trim(text);
    if (utf8_length(text) > NOTE_MAX)
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is longer than %d characters.", field,
                             NOTE_MAX);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20)
            return err_set_field(err, ERR_BAD_VALUE, field, "'%s' holds a control character.", field);
    *out = arena_text(arena, text);
    return true;
}

bool catalogue_read_break(struct arena *arena, struct text body, struct metric_break *out, struct err *err) {
    json_t *json = parse_object(body, err);
    const char *field;
    json_t *value;
    bool is_read = json != NULL;
    json_object_foreach(json, field, value) {
        is_read = is_read && take_note(arena, field, value, &out->note, err);
    }
    is_read =
        is_read &&
        (out->note.len > 0 ||
         err_set_field(err, ERR_MISSING_PARAMETER, "note",
                       "'note' is missing: say what is counted otherwise, for whoever meets the break."));
    json_decref(json);
    return is_read;
}

/* ---- the built-in catalogue ---- */

enum { CSV_COLUMNS = 11 };
static const char *const csv_columns[CSV_COLUMNS] = {"code",      "name_zh",     "name_en",   "kind",
                                                     "unit",      "direction",   "over_time", "over_orgs",
                                                     "numerator", "denominator", "aliases"};

struct csv_state {
    struct arena *arena;
    struct metric *metrics;
    size_t count;
    struct err *err;
    bool failed;
};

static bool stop(struct csv_state *state, size_t row) {
    err_context(state->err, "catalogue row %zu", row);
    state->failed = true;
    return false;
}

static bool split_aliases(struct arena *arena, struct text joined, struct metric *out) {
    struct text part, rest = joined;
    while (text_split(&rest, '|', &part))
        out->alias_count++;
    out->aliases = ARENA_ARRAY(arena, out->alias_count, struct text);
    rest = joined;
    for (size_t i = 0; out->aliases != NULL && text_split(&rest, '|', &part); i++)
        out->aliases[i] = arena_text(arena, text_trim(part));
    return out->aliases != NULL;
}

static bool header_is_fine(const struct csv_row *row, struct err *err) {
    bool is_fine = row->count == CSV_COLUMNS;
    for (size_t i = 0; is_fine && i < CSV_COLUMNS; i++)
        is_fine = text_equal(row->fields[i], text_from(csv_columns[i]));
    return is_fine || err_set(err, ERR_BAD_ROWS, "the columns are not those of a catalogue.");
}

static bool take_row(struct csv_state *state, const struct csv_row *row) {
    struct metric_words words = {0};
    struct metric *metric = &state->metrics[state->count];
    if (state->count == METRICS_MAX)
        return err_set(state->err, ERR_TOO_LARGE, "too many metrics.");
    *metric = (struct metric){.code = arena_text(state->arena, row->fields[0])};
    for (size_t i = 1; i + 1 < CSV_COLUMNS; i++)
        *metric_words_at(&words, csv_columns[i]) = arena_text(state->arena, row->fields[i]);
    state->count++;
    return catalogue_check_code(metric->code, state->err) && metric_words_read(&words, metric, state->err) &&
           (split_aliases(state->arena, row->fields[CSV_COLUMNS - 1], metric) ||
            err_set(state->err, ERR_TOO_LARGE, "too many aliases."));
}

static bool on_row(void *ctx, const struct csv_row *row, const struct err *fault) {
    struct csv_state *state = ctx;
    if (fault != NULL) {
        *state->err = *fault;
        return stop(state, row->number);
    }
    bool is_taken = row->number == 1 ? header_is_fine(row, state->err) : take_row(state, row);
    return is_taken || stop(state, row->number);
}

bool catalogue_read_csv(struct arena *arena, struct text csv, struct metric **out, size_t *count,
                        struct err *err) {
    struct csv_state state = {.arena = arena, .err = err};
    state.metrics = ARENA_ARRAY(arena, METRICS_MAX, struct metric);
    if (state.metrics == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the catalogue.");
    if (!csv_read(csv, &csv_limits_default, on_row, &state, err) || state.failed)
        return false;
    *out = state.metrics;
    *count = state.count;
    return true;
}
