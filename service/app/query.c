#include "app/query.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/changes.h"
#include "app/endpoints.h"
#include "app/json_input.h"
#include "app/question.h"
#include "app/task.h"
#include "base/utf8.h"
#include "http/problem.h"
#include "http/reply.h"
#include "render/json.h"

/* All parts go to the database in one unit of work. A part whose names have to be resolved first asks again, together with
 * the others that do; whatever is ready is written while its results are there. */

enum { PARTS_MAX = 100, ANSWER_MAX = 256 << 20, ID_MAX = 200, ORG_LIST_MAX = 1 << 20 };

enum part_state {
    PART_ASKING,
    PART_READY, /* its results are at hand */
    PART_DONE
};

struct query_part {
    enum part_state state;
    bool has_id;
    struct text id;
    struct values values;
    struct question question;
    struct err err;   /* ERR_NONE: answered */
    struct text body; /* the answer, in the arena */
};

struct query {
    struct query_part *parts;
    size_t count;
};

static const char *const kind_names[] = {[QUESTION_TREND] = "trend", [QUESTION_COMPARE] = "compare"};
static const char *const kind_paths[] = {[QUESTION_TREND] = "/v1/trend", [QUESTION_COMPARE] = "/v1/compare"};

/* ---- reading the parts ---- */

static const struct parameter *table_of(enum question_kind kind) {
    for (size_t i = 0; i < endpoint_count; i++)
        if (strcmp(endpoints[i].path, kind_paths[kind]) == 0)
            return endpoints[i].parameters;
    return NULL;
}

/* ["a","b"] is a,b in a query. */
static bool join_list(struct arena *arena, const json_t *list, struct text *out, struct err *err) {
    struct buf joined;
    struct text item;
    buf_init(&joined, ORG_LIST_MAX);
    bool is_read = true;
    for (size_t i = 0; is_read && i < json_array_size(list); i++) {
        is_read =
            json_input_text(json_array_get(list, i), &item) && text_find(item, TEXT_OF(","), 0) == SIZE_MAX;
        if (i > 0)
            buf_add_char(&joined, ',');
        if (is_read)
            buf_add_text(&joined, item);
    }
    *out = arena_text(arena, buf_text(&joined));
    bool is_whole = !buf_failed(&joined) && out->ptr != NULL;
    buf_fini(&joined);
    if (!is_read)
        return err_set(err, ERR_BAD_VALUE, "A list may hold strings without commas only.");
    return is_whole || err_set(err, ERR_TOO_LARGE, "The list is too long.");
}

static bool text_of(struct arena *arena, const json_t *value, struct text *out, struct err *err) {
    struct decimal number;
    char digits[DECIMAL_TEXT_MAX];
    if (json_is_array(value))
        return join_list(arena, value, out, err);
    if (json_is_boolean(value)) {
        *out = json_is_true(value) ? TEXT_OF("1") : TEXT_OF("0");
        return true;
    }
    if (json_input_is_number(value) && json_input_decimal(value, &number, err)) {
        decimal_print(number, digits);
        *out = arena_text(arena, text_from(digits));
        return true;
    }
    struct text view;
    if (!json_input_text(value, &view))
        return err_set(err, ERR_BAD_VALUE, "A string, a number, a boolean or a list of strings is needed.");
    *out = arena_text(arena, view);
    return true;
}

static bool may_be_asked(struct text name, struct err *err) {
    if (!text_equal(name, TEXT_OF("format")) && !text_equal(name, TEXT_OF("bom")))
        return true;
    return err_set_field(err, ERR_UNKNOWN_PARAMETER, name.ptr,
                         "A part of a query is always answered as JSON.");
}

static bool read_values(struct task *task, struct query_part *part, enum question_kind kind,
                        json_t *members) {
    const char *key;
    json_t *value;
    struct text text;
    if (!json_is_object(members))
        return err_set_field(&part->err, ERR_BAD_VALUE, kind_names[kind],
                             "An object of parameters is needed.");
    if (!values_begin(table_of(kind), &task->arena, &part->values, &part->err))
        return false;
    json_object_foreach(members, key, value) {
        if (!may_be_asked(text_from(key), &part->err))
            return false;
        if (!text_of(&task->arena, value, &text, &part->err)) {
            err_context(&part->err, "%.60s", key);
            snprintf(part->err.field, sizeof part->err.field, "%s", key);
            return false;
        }
        if (!values_put(&part->values, text_from(key), text, &part->err))
            return false;
    }
    return values_end(&part->values, &part->err);
}

static bool read_id(struct task *task, struct query_part *part, const json_t *id) {
    struct text view;
    if (id == NULL || json_is_null(id))
        return true;
    if (!json_input_text(id, &view) || utf8_length(view) > ID_MAX)
        return err_set_field(&part->err, ERR_BAD_VALUE, "id", "A string of at most %d characters is needed.",
                             ID_MAX);
    part->has_id = true;
    part->id = arena_text(&task->arena, view);
    return true;
}

static bool knows_members(struct query_part *part, json_t *object) {
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        (void)value;
        if (strcmp(key, "id") != 0 && strcmp(key, "trend") != 0 && strcmp(key, "compare") != 0)
            return err_set_field(&part->err, ERR_UNKNOWN_FIELD, key,
                                 "A part has id, and trend or compare; not %.60s.", key);
    }
    return true;
}

static bool read_part(struct task *task, struct query_part *part, json_t *object) {
    if (!json_is_object(object))
        return err_set(&part->err, ERR_BAD_VALUE, "A part is an object with trend or compare.");
    json_t *trend = json_object_get(object, "trend"), *compare = json_object_get(object, "compare");
    if (!read_id(task, part, json_object_get(object, "id")) || !knows_members(part, object))
        return false;
    if ((trend == NULL) == (compare == NULL))
        return err_set(&part->err, ERR_BAD_VALUE, "A part asks for one thing: trend or compare.");
    enum question_kind kind = trend != NULL ? QUESTION_TREND : QUESTION_COMPARE;
    return read_values(task, part, kind, trend != NULL ? trend : compare) &&
           question_read(&part->question, kind, &part->values, &task->arena, &part->err);
}

static bool read_parts(struct task *task, json_t *body) {
    struct query *query = task->state;
    const char *key;
    json_t *value, *parts = json_object_get(body, "parts");
    json_object_foreach(body, key, value) {
        (void)value;
        if (strcmp(key, "parts") != 0)
            return err_set_field(&task->err, ERR_UNKNOWN_FIELD, key, "The body has one member: parts.");
    }
    if (!json_is_array(parts))
        return err_set_field(&task->err, ERR_BAD_VALUE, "parts", "The body is {\"parts\": [...]}.");
    query->count = json_array_size(parts);
    if (query->count < 1 || query->count > PARTS_MAX)
        return err_set_field(&task->err, ERR_BAD_VALUE, "parts",
                             "%zu parts; from 1 to %d are answered at once.", query->count, PARTS_MAX);
    query->parts = ARENA_ARRAY(&task->arena, query->count, struct query_part);
    if (query->parts == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The query is too large.");
    for (size_t i = 0; i < query->count; i++) {
        if (!read_part(task, &query->parts[i], json_array_get(parts, i)))
            query->parts[i].state = PART_DONE;
    }
    return true;
}

/* ---- asking ---- */

/* For all parts that are still to be answered; STEP_NEXT when there is none. */
static enum step ask_open(struct task *task) {
    struct query *query = task->state;
    struct pg_ask *ask = task_begin_ask(task);
    struct question *open[PARTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++)
        if (query->parts[i].state == PART_ASKING) {
            struct question *question = open[count++] = &query->parts[i].question;
            /* A comparison's list of organisations must stand until it is written; what other parts put might end it. */
            question->known = question->kind == QUESTION_TREND ? changes_known(task->worker) : NULL;
        }
    if (count == 0)
        return STEP_NEXT;
    question_ask(open, count, ask);
    return task_ask(task);
}

static enum step begin(struct task *task) {
    json_t *body = json_input_parse(http_request_body(task->request), &task->err);
    if (body == NULL)
        return STEP_FAIL;
    bool is_read = json_is_object(body)
                       ? read_parts(task, body)
                       : err_set(&task->err, ERR_BAD_REQUEST, "The body is no JSON object with parts.");
    json_decref(body);
    return is_read ? ask_open(task) : STEP_FAIL; /* without an open part `take` comes at once, and answers */
}

/* ---- the answer ---- */

static void write_problem(struct task *task, struct json *json, const struct err *err) {
    struct problem problem;
    struct buf body;
    problem_from_err(&problem, err);
    buf_init(&body, 1 << 20);
    problem_render(&body, &problem, http_request_path(task->request), http_request_id(task->request), NULL);
    json_key(json, "status");
    json_add_integer(json, problem.status);
    json_key(json, "body");
    json_add_raw(json, buf_text(&body));
    buf_fini(&body);
}

/* Straight into the answer; where that fails what was written of it goes again. */
static bool write_ready(struct task *task, struct json *json, struct query_part *part) {
    size_t before = json->out->len;
    json_key(json, "status");
    json_add_integer(json, 200);
    json_key(json, "body");
    json_slot(json);
    if (question_render(&part->question, task->results, HTTP_FORM_JSON, json->out))
        return true;
    part->err = part->question.err;
    json->out->len = before;
    return false;
}

static void write_part(struct task *task, struct json *json, struct query_part *part) {
    json_begin_object(json);
    json_key(json, "id");
    if (part->has_id)
        json_add_text(json, part->id);
    else
        json_add_null(json);
    bool is_written = part->state == PART_READY && write_ready(task, json, part);
    if (!is_written && part->err.code != ERR_NONE)
        write_problem(task, json, &part->err);
    else if (!is_written) {
        json_key(json, "status");
        json_add_integer(json, 200);
        json_key(json, "body");
        json_add_raw(json, part->body);
    }
    json_end_object(json);
}

static enum step reply(struct task *task) {
    struct query *query = task->state;
    struct json json;
    struct buf out;
    buf_init(&out, ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, "parts");
    json_begin_array(&json);
    for (size_t i = 0; i < query->count; i++)
        write_part(task, &json, &query->parts[i]);
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

/* ---- taking what came ---- */

/* Kept in the arena: the task may end before the answer, and nobody else would free it. */
static void keep_answer(struct task *task, struct query_part *part) {
    struct buf body;
    buf_init(&body, ANSWER_MAX);
    part->state = PART_DONE;
    if (!question_render(&part->question, task->results, HTTP_FORM_JSON, &body))
        part->err = part->question.err;
    else {
        part->body = arena_text(&task->arena, buf_text(&body));
        if (buf_failed(&body) || part->body.ptr == NULL)
            err_set(&part->err, ERR_TOO_LARGE, "The answer is too large.");
    }
    buf_fini(&body);
}

/* How many have to ask again. */
static size_t take_parts(struct task *task) {
    struct query *query = task->state;
    size_t again = 0;
    for (size_t i = 0; i < query->count; i++) {
        struct query_part *part = &query->parts[i];
        if (part->state != PART_ASKING)
            continue;
        enum question_state state = question_take(&part->question, task->results);
        again += state == QUESTION_AGAIN;
        if (state == QUESTION_READY)
            part->state = PART_READY;
        if (state == QUESTION_FAILED) {
            part->state = PART_DONE;
            part->err = part->question.err;
        }
    }
    return again;
}

static enum step take(struct task *task) {
    struct query *query = task->state;
    if (take_parts(task) == 0)
        return reply(task);
    for (size_t i = 0; i < query->count; i++)
        if (query->parts[i].state == PART_READY)
            keep_answer(task, &query->parts[i]);
    return ask_open(task);
}

static const struct plan plan = {
    .name = "query", .steps = {begin, take, take, take, take}, .state_size = sizeof(struct query)};

void query_run(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
