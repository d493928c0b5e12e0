/* log: one event, one line on standard error, in logfmt:
 *
 *   ts=2026-01-02T03:04:05.678Z level=info worker=1 msg="request" method=GET status=200
 *
 *   log_info("worker started", LOG_INT("number", number), LOG_STRING("reason", reason));
 *
 * The message is a constant; data goes into keys. A line is one write(2), at most LOG_LINE_MAX bytes (a
 * longer value is cut and the line ends in cut=true), and holds no control characters: values with a space, a
 * quote, =, or anything below U+0020 are quoted, with \" \\ \n \r \t and \u00XX inside; bytes that are no
 * UTF-8 become U+FFFD. What must never be logged: tokens, conninfo, the text of reports. */
#ifndef TONGBI_OPS_LOG_H
#define TONGBI_OPS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

enum { LOG_LINE_MAX = 4096 };

enum log_kind { LOG_KIND_NONE, LOG_KIND_INT, LOG_KIND_TEXT, LOG_KIND_BOOL, LOG_KIND_ERR };

struct log_field {
    const char *key; /* a word of letters, digits and _ */
    enum log_kind kind;
    int64_t integer;
    struct text text;
    const struct err *err;
};

#define LOG_INT(name, value)                                                                                 \
    { .key = (name), .kind = LOG_KIND_INT, .integer = (int64_t)(value) }
#define LOG_BOOL(name, value)                                                                                \
    { .key = (name), .kind = LOG_KIND_BOOL, .integer = (value) }
#define LOG_TEXT(name, value)                                                                                \
    { .key = (name), .kind = LOG_KIND_TEXT, .text = (value) }
#define LOG_STRING(name, value)                                                                              \
    { .key = (name), .kind = LOG_KIND_TEXT, .text = text_from(value) }
/* error=<err_name> detail=<detail> */
#define LOG_ERR(value)                                                                                       \
    { .key = "error", .kind = LOG_KIND_ERR, .err = (value) }

/* The first field is a blank, so that there may be none. */
#define LOG_FIELDS(...)                                                                                      \
    (const struct log_field[]){{.key = NULL}, ##__VA_ARGS__},                                                \
        sizeof((const struct log_field[]){{.key = NULL}, ##__VA_ARGS__}) / sizeof(struct log_field)
#define LOG_AT(level, message, ...) log_write((level), "" message, LOG_FIELDS(__VA_ARGS__))
#define log_debug(message, ...)     LOG_AT(LOG_LEVEL_DEBUG, message, ##__VA_ARGS__)
#define log_info(message, ...)      LOG_AT(LOG_LEVEL_INFO, message, ##__VA_ARGS__)
#define log_warn(message, ...)      LOG_AT(LOG_LEVEL_WARN, message, ##__VA_ARGS__)
#define log_error(message, ...)     LOG_AT(LOG_LEVEL_ERROR, message, ##__VA_ARGS__)
/* At info, and for what is said once a request: it may be held for a moment (log_hold). */
#define log_request(message, ...) log_write_held("" message, LOG_FIELDS(__VA_ARGS__))

void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count);
void log_write_held(const char *message, const struct log_field *fields, size_t count);
/* Lines of log_request wait for log_flush, for another line, or until they fill a write that no other process's can come between
 * (PIPE_BUF). on_held is called when the first of them begins to wait; NULL, as at the start: none waits. */
typedef void (*log_held_fn)(void *arg);
void log_hold(log_held_fn on_held, void *arg);
void log_flush(void);
/* The line with its line end; returns the length. For tests, and for log_write. */
size_t log_format(char out[LOG_LINE_MAX], int64_t wall_ms, enum log_level level, const char *message,
                  const struct log_field *fields, size_t count);

void log_set_level(enum log_level least); /* INFO at the start */
bool log_is_on(enum log_level level);
void log_set_worker(int number); /* the key `worker` from now on; negative: none (the supervisor) */
void log_set_fd(int fd);         /* 2 at the start; tests give a pipe; negative: nowhere */

const char *log_level_name(enum log_level level);
bool log_level_parse(struct text t, enum log_level *out) MUST_CHECK;

#endif
