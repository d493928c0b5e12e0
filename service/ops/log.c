#include "ops/log.h"

#include "base/clock.h"
#include "base/digits.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Room that a line keeps for its end: a closing quote, " cut=true" and the line end. */
enum { END_ROOM = 16 };

static enum log_level least_level = LOG_LEVEL_INFO;
static int worker_number = -1;
static int log_fd = STDERR_FILENO;

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_ERROR] = "error",
};

struct line {
    char *out;
    size_t len;
    bool is_cut;
};

/* All or nothing, so that a line is never cut inside an escape or a character. */
static void line_add(struct line *line, const char *bytes, size_t len) {
    if (line->is_cut || len > LOG_LINE_MAX - END_ROOM - line->len) {
        line->is_cut = true;
        return;
    }
    memcpy(line->out + line->len, bytes, len);
    line->len += len;
}

static void line_string(struct line *line, const char *string) {
    line_add(line, string, strlen(string));
}

static void line_int(struct line *line, int64_t value) {
    char digits[DIGITS_MAX + 1], *end = digits + sizeof digits;
    char *first = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    if (value < 0)
        *--first = '-';
    line_add(line, first, (size_t)(end - first));
}

/* Lines come by the thousand in a second; it is put into words once. */
static void line_second(struct line *line, time_t second) {
    static struct {
        time_t second;
        int len;
        char text[80];
    } last;
    if (last.len == 0 || last.second != second) {
        struct tm parts;
        gmtime_r(&second, &parts);
        last.second = second;
        last.len =
            snprintf(last.text, sizeof last.text, "%04d-%02d-%02dT%02d:%02d:%02d.", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    }
    line_add(line, last.text, (size_t)last.len);
}

static void line_time(struct line *line, int64_t wall_ms) {
    unsigned ms = (unsigned)(wall_ms % 1000);
    char rest[] = {(char)('0' + ms / 100), (char)('0' + ms / 10 % 10), (char)('0' + ms % 10), 'Z'};
    line_second(line, (time_t)(wall_ms / 1000));
    line_add(line, rest, sizeof rest);
}

/* DEL and the C1 controls too: a terminal that shows the log obeys them. */
static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point == 0x2028 ||
           code_point == 0x2029;
}

static bool needs_quotes(struct text value) {
    if (value.len == 0)
        return true;
    for (size_t at = 0, len = 0; at < value.len; at += len) {
        uint32_t c = utf8_at(value, at, &len);
        if (c == ' ' || c == '"' || c == '=' || c == '\\' || is_control(c))
            return true;
    }
    return false;
}

static void line_character(struct line *line, uint32_t c) {
    char escape[8];
    switch (c) {
    case '"':
        line_string(line, "\\\"");
        return;
    case '\\':
        line_string(line, "\\\\");
        return;
    case '\n':
        line_string(line, "\\n");
        return;
    case '\r':
        line_string(line, "\\r");
        return;
    case '\t':
        line_string(line, "\\t");
        return;
    default:
        break;
    }
    if (is_control(c)) {
        snprintf(escape, sizeof escape, "\\u%04X", (unsigned)(c & 0xFFFF));
        line_string(line, escape);
        return;
    }
    line_add(line, escape, utf8_put(c, escape));
}

static void line_text(struct line *line, struct text value) {
    bool is_quoted = needs_quotes(value);
    if (is_quoted)
        line_string(line, "\"");
    for (size_t at = 0, len = 0; at < value.len && !line->is_cut; at += len)
        line_character(line, utf8_at(value, at, &len));
    /* It has its room kept, also behind a value that was cut. */
    if (is_quoted)
        line->out[line->len++] = '"';
}

static void line_key(struct line *line, const char *key) {
    line_string(line, " ");
    line_string(line, key);
    line_string(line, "=");
}

static void line_field(struct line *line, const struct log_field *field) {
    /* Not even begun when nothing of the value would fit. */
    if (line->is_cut || field->kind == LOG_KIND_NONE)
        return;
    size_t need = strlen(field->key) + sizeof " =x";
    if (need > LOG_LINE_MAX - END_ROOM - line->len) {
        line->is_cut = true;
        return;
    }
    line_key(line, field->key);
    switch (field->kind) {
    case LOG_KIND_NONE:
        break;
    case LOG_KIND_INT:
        line_int(line, field->integer);
        break;
    case LOG_KIND_BOOL:
        line_string(line, field->integer != 0 ? "true" : "false");
        break;
    case LOG_KIND_TEXT:
        line_text(line, field->text);
        break;
    case LOG_KIND_ERR:
        line_string(line, err_name(field->err->code));
        if (field->err->field[0] != '\0')
            line_field(line, &(struct log_field)LOG_STRING("field", field->err->field));
        line_field(line, &(struct log_field)LOG_STRING("detail", field->err->detail));
        break;
    }
}

size_t log_format(char out[LOG_LINE_MAX], int64_t wall_ms, enum log_level level, const char *message,
                  const struct log_field *fields, size_t count) {
    struct line line = {.out = out};
    line_string(&line, "ts=");
    line_time(&line, wall_ms);
    line_string(&line, " level=");
    line_string(&line, level_names[level]);
    if (worker_number >= 0) {
        line_key(&line, "worker");
        line_int(&line, worker_number);
    }
    line_key(&line, "msg");
    line_text(&line, text_from(message));
    for (size_t i = 0; i < count; i++)
        line_field(&line, &fields[i]);
    if (line.is_cut) {
        static const char mark[] = " cut=true";
        memcpy(out + line.len, mark, sizeof mark - 1);
        line.len += sizeof mark - 1;
    }
    out[line.len++] = '\n';
    return line.len;
}

/* ---- writing ---- */

static struct {
    char lines[PIPE_BUF];
    size_t len;
    log_held_fn on_held;
    void *arg;
} held;

/* A log that cannot be written has nobody to be told; the work goes on. */
static void put(const char *lines, size_t len) {
    ssize_t written = write(log_fd, lines, len);
    (void)written;
}

void log_flush(void) {
    if (held.len > 0 && log_fd >= 0)
        put(held.lines, held.len);
    held.len = 0;
}

void log_hold(log_held_fn on_held, void *arg) {
    log_flush();
    held.on_held = on_held;
    held.arg = arg;
}

void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count) {
    char line[LOG_LINE_MAX];
    if (!log_is_on(level) || log_fd < 0)
        return;
    log_flush();
    put(line, log_format(line, clock_wall_ms(), level, message, fields, count));
}

void log_write_held(const char *message, const struct log_field *fields, size_t count) {
    char line[LOG_LINE_MAX];
    if (held.on_held == NULL) {
        log_write(LOG_LEVEL_INFO, message, fields, count);
        return;
    }
    if (!log_is_on(LOG_LEVEL_INFO) || log_fd < 0)
        return;
    size_t len = log_format(line, clock_wall_ms(), LOG_LEVEL_INFO, message, fields, count);
    if (len > sizeof held.lines - held.len)
        log_flush();
    memcpy(held.lines + held.len, line, len);
    held.len += len;
    if (held.len == len)
        held.on_held(held.arg);
}

void log_set_level(enum log_level least) {
    least_level = least;
}

bool log_is_on(enum log_level level) {
    return level >= least_level;
}

void log_set_worker(int number) {
    worker_number = number;
}

void log_set_fd(int fd) {
    log_flush();
    log_fd = fd;
}

const char *log_level_name(enum log_level level) {
    return level_names[level];
}

bool log_level_parse(struct text t, enum log_level *out) {
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++)
        if (text_equal(t, text_from(level_names[i]))) {
            *out = (enum log_level)i;
            return true;
        }
    return false;
}
