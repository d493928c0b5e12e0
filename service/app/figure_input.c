#include "app/figure_input.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/json_input.h"

enum { TEXT_BYTES_MAX = 1000 };

static bool name_field(struct err *err, const char *field) {
    if (err != NULL)
        snprintf(err->field, sizeof err->field, "%s", field);
    return false;
}

static bool take_text(struct arena *arena, const char *field, const json_t *value, struct text *out,
                      struct err *err) {
    struct text text;
    if (!json_input_text(value, &text) || text.len > TEXT_BYTES_MAX)
        return err_set_field(err, ERR_BAD_VALUE, field, "'%s': a string of at most %d bytes is needed.",
                             field, TEXT_BYTES_MAX);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20)
            return err_set_field(err, ERR_BAD_VALUE, field, "'%s' holds a control character.", field);
    *out = arena_text(arena, text_trim(text));
    return true;
}

static bool take_state(struct text word, struct figure_input *out, struct err *err) {
    out->has_state = true;
    if (figure_state_parse(word, &out->state) && out->state != FIGURE_CORRECTED &&
        out->state != FIGURE_SURE && out->state != FIGURE_WITHDRAWN)
        return true;
    return err_set_field(err, ERR_BAD_VALUE, "state", "'state' is one of accepted, rejected, pending.");
}

static bool take_status(struct text word, struct figure_input *out, struct err *err) {
    out->has_status = true;
    return figure_status_parse(word, &out->status) ||
           err_set_field(err, ERR_BAD_VALUE, "status", "'status' is one of actual, target, norm.");
}

static bool take_period(struct text word, struct figure_input *out, struct err *err) {
    out->has_period = true;
    return period_parse(word, &out->period, err) || name_field(err, "period");
}

static bool take_value(const json_t *value, struct figure_input *out, struct err *err) {
    out->has_value = true;
    return json_input_decimal(value, &out->value, err) || name_field(err, "value");
}

static bool take_field(struct arena *arena, const char *field, const json_t *value, struct figure_input *out,
                       struct err *err) {
    struct text text = {0};
    if (strcmp(field, "value") == 0)
        return take_value(value, out, err);
    static const char *const fields[] = {"state",  "unit",   "label", "period",
                                         "status", "metric", "note",  NULL};
    size_t at = 0;
    while (fields[at] != NULL && strcmp(fields[at], field) != 0)
        at++;
    if (fields[at] == NULL)
        return err_set_field(err, ERR_UNKNOWN_FIELD, field, "There is no field '%.40s'.", field);
    if (!take_text(arena, field, value, &text, err))
        return false;
    switch (at) {
    case 0:
        return take_state(text, out, err);
    case 1:
        out->has_unit = true;
        out->unit = text;
        return true;
    case 2:
        out->has_label = text.len > 0;
        out->label = text;
        return text.len > 0 || err_set_field(err, ERR_BAD_VALUE, field, "'label' is empty.");
    case 3:
        return take_period(text, out, err);
    case 4:
        return take_status(text, out, err);
    case 5:
        out->has_metric = text.len > 0;
        out->metric = text;
        return text.len > 0 || err_set_field(err, ERR_BAD_VALUE, field, "'metric' is empty.");
    default:
        out->note = text;
        return true;
    }
}

bool figure_input_read(struct arena *arena, struct text body, struct figure_input *out, struct err *err) {
    json_t *json = json_input_parse(body, err);
    const char *field;
    json_t *value;
    *out = (struct figure_input){0};
    if (json == NULL)
        return false;
    bool is_read = json_is_object(json) || err_set(err, ERR_BAD_REQUEST, "The body is not a JSON object.");
    if (is_read && json_object_size(json) == 0)
        is_read = err_set(err, ERR_BAD_REQUEST, "The body says nothing of the figure.");
    json_object_foreach(json, field, value) {
        is_read = is_read && take_field(arena, field, value, out, err);
    }
    json_decref(json);
    if (is_read && arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE, "The body is too large.");
    return is_read;
}

static bool corrects(const struct figure_input *input) {
    return input->has_value || input->has_unit || input->has_label || input->has_period || input->has_status;
}

bool figure_input_apply(const struct figure_input *input, const struct figure *from, struct figure *to,
                        struct err *err) {
    *to = *from;
    if (corrects(input) && input->has_state && input->state != FIGURE_ACCEPTED)
        return err_set_field(err, ERR_CONFLICT, "state",
                             "A figure that is corrected is not %s at the same time.",
                             figure_state_name(input->state));
    if (input->has_value) {
        to->quantity = quantity_exact(input->value);
        to->last_place = -input->value.scale;
    }
    if (input->has_unit)
        to->unit = input->unit;
    if (input->has_label)
        to->label = input->label;
    if (input->has_period)
        to->period = input->period;
    if (input->has_status)
        to->status = input->status;
    if (input->has_metric)
        to->metric = input->metric;
    if (input->has_metric)
        to->link = LINK_PERSON;
    if (corrects(input))
        to->state = FIGURE_CORRECTED;
    else if (input->has_state)
        to->state = input->state;
    else if (input->has_metric)
        to->state = FIGURE_ACCEPTED;
    return true;
}
