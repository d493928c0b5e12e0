#include "http/problem.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *name, *title;
} faults[] = {
    {400, "bad-request", "The request is malformed"},
    {408, "request-timeout", "The request took too long to arrive"},
    {414, "uri-too-long", "The address is too long"},
    {417, "expectation-failed", "That expectation cannot be met"},
    {431, "head-too-large", "The headers are too large"},
    {501, "not-implemented", "Not implemented"},
    {505, "http-version", "This version of HTTP is not spoken here"},
};

static const struct {
    int status;
    const char *phrase;
} phrases[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

const char *http_phrase(int status) {
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "Unknown";
}

void problem_from_err(struct problem *problem, const struct err *err) {
    *problem = (struct problem){.status = err_status(err->code),
                                .name = err_name(err->code),
                                .title = err_title(err->code),
                                .retryable = err_retryable(err->code)};
    snprintf(problem->field, sizeof problem->field, "%s", err->field);
    /* What happened inside is for the log. */
    if (err->code == ERR_INTERNAL)
        snprintf(problem->detail, sizeof problem->detail,
                 "Something went wrong inside; the log has it under this request_id.");
    else
        snprintf(problem->detail, sizeof problem->detail, "%s", err->detail);
}

bool problem_set(struct problem *problem, int status, const char *format, ...) {
    size_t i = 0;
    while (faults[i].status != status)
        i++;
    *problem = (struct problem){.status = status, .name = faults[i].name, .title = faults[i].title};
    va_list args;
    va_start(args, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, args);
    va_end(args);
    return false;
}

/* A JSON string. Bytes that are no UTF-8 (a raw path, a detail that quotes input) become U+FFFD. */
static void add_string(struct buf *out, struct text value) {
    buf_add_char(out, '"');
    for (size_t at = 0, len = 0; at < value.len; at += len) {
        uint32_t c = utf8_at(value, at, &len);
        char bytes[4];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", (char)c);
        else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029)
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add(out, bytes, utf8_put(c, bytes));
    }
    buf_add_char(out, '"');
}

static void add_member(struct buf *out, const char *key, struct text value) {
    buf_printf(out, ",\"%s\":", key);
    add_string(out, value);
}

static void add_row(struct buf *out, const struct row_error *error) {
    buf_printf(out, "{\"row\":%llu", (unsigned long long)error->row);
    if (error->field.len > 0)
        add_member(out, "field", error->field);
    add_member(out, "detail", error->detail);
    buf_add_char(out, '}');
}

static void add_rows(struct buf *out, const struct row_errors *errors) {
    buf_printf(out, ",\"error_count\":%llu,\"errors\":[", (unsigned long long)errors->total);
    for (size_t i = 0; i < errors->count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        add_row(out, &errors->items[i]);
    }
    buf_add_char(out, ']');
}

void problem_render(struct buf *out, const struct problem *problem, struct text path, struct text request_id,
                    const struct row_errors *errors) {
    buf_printf(out, "{\"type\":\"/problems/%s\"", problem->name);
    add_member(out, "title", text_from(problem->title));
    buf_printf(out, ",\"status\":%d", problem->status);
    add_member(out, "detail", text_from(problem->detail));
    if (path.len > 0)
        add_member(out, "instance", path);
    if (problem->field[0] != '\0')
        add_member(out, "field", text_from(problem->field));
    add_member(out, "request_id", request_id);
    if (errors != NULL && errors->count > 0)
        add_rows(out, errors);
    buf_add_char(out, '}');
}
