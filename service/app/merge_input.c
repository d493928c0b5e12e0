#include "app/merge_input.h"

#include <jansson.h>
#include <string.h>

#include "app/catalogue_input.h"
#include "app/json_input.h"

static json_t *parse_object(struct text body, struct err *err) {
    json_t *json = json_input_parse(body, err);
    if (json == NULL || json_is_object(json))
        return json;
    err_set(err, ERR_BAD_REQUEST, "The body is not a JSON object.");
    json_decref(json);
    return NULL;
}

static bool take_text(struct arena *arena, const char *field, const json_t *value, struct text *out,
                      struct err *err) {
    struct text text;
    if (!json_input_text(value, &text))
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is not a string.", field);
    if (!catalogue_check_text(field, text, err))
        return false;
    *out = arena_text(arena, text_trim(text));
    return true;
}

static bool take_texts(struct arena *arena, const char *field, const json_t *value, size_t most,
                       const struct text **out, size_t *count, struct err *err) {
    if (!json_is_array(value) || json_array_size(value) > most)
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s' is not an array of at most %zu strings.", field,
                             most);
    struct text *texts = ARENA_ARRAY(arena, json_array_size(value), struct text);
    if (texts == NULL)
        return err_set(err, ERR_TOO_LARGE, "The list is too large.");
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!take_text(arena, field, json_array_get(value, i), &texts[i], err))
            return false;
        if (texts[i].len == 0)
            return err_set_field(err, ERR_BAD_VALUE, field, "%s[%zu] is empty.", field, i);
    }
    *out = texts;
    *count = json_array_size(value);
    return true;
}

static bool unknown_field(const char *field, struct err *err) {
    return err_set_field(err, ERR_UNKNOWN_FIELD, field, "There is no field '%.*s'.", 40, field);
}

/* The code may be of a metric that is to be made. */
static bool check_into(struct text into, struct err *err) {
    return catalogue_check_needed(into, "into", err) &&
           (catalogue_check_code(into, err) ||
            err_set_field(err, ERR_BAD_VALUE, "into", "'into' is not a metric's code."));
}

bool merge_read_input(struct arena *arena, struct text body, struct text *into, struct err *err) {
    json_t *json = parse_object(body, err);
    const char *field;
    json_t *value;
    bool is_read = json != NULL;
    *into = (struct text){0};
    json_object_foreach(json, field, value) {
        if (is_read)
            is_read = strcmp(field, "into") == 0 ? take_text(arena, field, value, into, err)
                                                 : unknown_field(field, err);
    }
    json_decref(json);
    return is_read && check_into(*into, err);
}

static bool take_split_field(struct arena *arena, const char *field, const json_t *value,
                             struct split_input *out, struct err *err) {
    if (strcmp(field, "into") == 0)
        return take_text(arena, field, value, &out->into, err);
    if (strcmp(field, "name_zh") == 0)
        return take_text(arena, field, value, &out->name_zh, err);
    if (strcmp(field, "name_en") == 0)
        return take_text(arena, field, value, &out->name_en, err);
    if (strcmp(field, "labels") == 0)
        return take_texts(arena, field, value, SPLIT_LABELS_MAX, &out->labels, &out->label_count, err);
    if (strcmp(field, "orgs") == 0)
        return take_texts(arena, field, value, SPLIT_ORGS_MAX, &out->orgs, &out->org_count, err);
    return unknown_field(field, err);
}

bool split_read_input(struct arena *arena, struct text body, struct split_input *out, struct err *err) {
    json_t *json = parse_object(body, err);
    const char *field;
    json_t *value;
    bool is_read = json != NULL;
    *out = (struct split_input){0};
    json_object_foreach(json, field, value) {
        is_read = is_read && take_split_field(arena, field, value, out, err);
    }
    json_decref(json);
    if (!is_read || !check_into(out->into, err))
        return false;
    return out->label_count + out->org_count > 0 ||
           err_set_field(err, ERR_MISSING_PARAMETER, "labels",
                         "Say which `labels` are split off, or which `orgs`, or both.");
}
