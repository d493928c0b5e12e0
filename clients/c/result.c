#include "result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool result_add(struct tongbi_result *result, size_t *capacity, const char *bytes, size_t len) {
    if (len > RESULT_BODY_MAX - result->body_len)
        return false;
    size_t needed = result->body_len + len + 1;
    if (needed > *capacity) {
        size_t grown = *capacity * 2 > needed ? *capacity * 2 : needed;
        char *body = realloc(result->body, grown);
        if (body == NULL)
            return false;
        result->body = body;
        *capacity = grown;
    }
    if (len > 0)
        memcpy(result->body + result->body_len, bytes, len);
    result->body_len += len;
    result->body[result->body_len] = '\0';
    return true;
}

void result_init(struct tongbi_result *result) {
    *result = (struct tongbi_result){.type = "", .title = "", .detail = "", .field = ""};
}

/* application/json, application/problem+json; with or without parameters; not x-ndjson. */
static bool is_json(const char *content_type) {
    size_t len = strcspn(content_type, "; \t");
    if (len == strlen("application/json") && strncasecmp(content_type, "application/json", len) == 0)
        return true;
    return len > 5 && strncasecmp(content_type + len - 5, "+json", 5) == 0;
}

/* A member of a problem as text, a number by its digits. */
static const char *member(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    const char *text = tongbi_json_text(value);
    if (text == NULL)
        text = tongbi_json_digits(value);
    return text != NULL ? text : "";
}

static bool read_problem(struct tongbi_result *result) {
    const json_t *rows = json_object_get(result->json, "errors");
    size_t count = json_array_size(rows);
    result->type = member(result->json, "type");
    result->title = member(result->json, "title");
    result->detail = member(result->json, "detail");
    result->field = member(result->json, "field");
    if (count == 0)
        return true;
    result->errors = calloc(count, sizeof *result->errors);
    if (result->errors == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        result->errors[i] =
            (struct tongbi_row_error){member(row, "row"), member(row, "field"), member(row, "detail")};
    }
    result->error_count = count;
    return true;
}

enum tongbi_outcome result_fail(struct tongbi_result *result, const char *message) {
    snprintf(result->message, sizeof result->message, "%s", message);
    result->outcome = TONGBI_UNREACHABLE;
    return result->outcome;
}

enum tongbi_outcome result_read(struct tongbi_result *result) {
    char message[TONGBI_MESSAGE_MAX];
    bool is_done = result->status >= 200 && result->status < 300;
    if (is_json(result->content_type) && result->body_len > 0) {
        result->json = tongbi_json_parse(result->body, result->body_len, message);
        if (result->json == NULL && is_done)
            return result_fail(result, message);
    }
    result->outcome = is_done ? TONGBI_DONE : TONGBI_REFUSED;
    /* A 2xx with rows that were left out (partial=1) lists them in the same member. */
    if (!read_problem(result))
        return result_fail(result, "out of memory");
    return result->outcome;
}

void tongbi_result_fini(struct tongbi_result *result) {
    free(result->content_type);
    free(result->body);
    free(result->errors);
    json_decref(result->json);
    *result = (struct tongbi_result){0};
}
