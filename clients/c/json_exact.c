#include "tongbi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Jansson reads numbers into doubles and 64-bit integers, which forget digits (93.70 becomes 93.7). So the
 * text is rewritten before jansson sees it: a bare number   93.70        -> "\u000193.70"   marked string a
 * string that itself begins with the mark gets a second one, so that it is never taken for a number:
 *                   "\u00015"    -> "\u0001\u00015"
 * JSON has one spelling of U+0001 in a string (it must be escaped, and its hex digits have no letters), so
 * comparing six bytes finds every one. */
static const char mark_text[] = "\\u0001";
enum { MARK_LEN = sizeof mark_text - 1, MARK = 1 };

struct rewriting {
    const char *bytes;
    size_t len, at;
    char *out; /* NULL while measuring */
    size_t out_len;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void put(struct rewriting *r, const char *bytes, size_t len) {
    if (r->out != NULL && len > 0)
        memcpy(r->out + r->out_len, bytes, len);
    r->out_len += len;
}

static size_t digits_end(const struct rewriting *r, size_t at) {
    while (at < r->len && is_digit(r->bytes[at]))
        at++;
    return at;
}

/* The end of the number that begins at `at` (RFC 8259, section 6), or `at` when there is none. */
static size_t number_end(const struct rewriting *r, size_t at) {
    size_t begin = at;
    if (r->bytes[at] == '-')
        at++;
    size_t end = digits_end(r, at);
    if (end == at || (r->bytes[at] == '0' && end > at + 1))
        return begin;
    if (end < r->len && r->bytes[end] == '.') {
        at = end + 1;
        end = digits_end(r, at);
        if (end == at)
            return begin;
    }
    if (end < r->len && (r->bytes[end] == 'e' || r->bytes[end] == 'E')) {
        at = end + 1;
        if (at < r->len && (r->bytes[at] == '+' || r->bytes[at] == '-'))
            at++;
        end = digits_end(r, at);
        if (end == at)
            return begin;
    }
    return end;
}

/* The end of the string whose opening quote is at `at`; an unclosed one runs to the end, for jansson to
 * refuse. */
static size_t string_end(const struct rewriting *r, size_t at) {
    for (at++; at < r->len; at++) {
        if (r->bytes[at] == '\\')
            at++;
        else if (r->bytes[at] == '"')
            return at + 1;
    }
    return r->len;
}

static void put_string(struct rewriting *r) {
    size_t end = string_end(r, r->at);
    size_t inside = r->at + 1;
    put(r, "\"", 1);
    if (r->len - inside >= MARK_LEN && memcmp(r->bytes + inside, mark_text, MARK_LEN) == 0)
        put(r, mark_text, MARK_LEN);
    put(r, r->bytes + inside, end - inside);
    r->at = end;
}

/* May a number end before this byte? "12abc" and "1.2.3" are no JSON, and would not be noticed once quoted.
 */
static bool may_follow_number(const struct rewriting *r, size_t at) {
    return at >= r->len || strchr(",]} \t\r\n", r->bytes[at]) != NULL;
}

static bool put_number(struct rewriting *r) {
    size_t end = number_end(r, r->at);
    if (end == r->at || !may_follow_number(r, end))
        return false;
    put(r, "\"", 1);
    put(r, mark_text, MARK_LEN);
    put(r, r->bytes + r->at, end - r->at);
    put(r, "\"", 1);
    r->at = end;
    return true;
}

/* false at a malformed number, with r->at standing on it. */
static bool rewrite(struct rewriting *r) {
    r->at = r->out_len = 0;
    while (r->at < r->len) {
        char c = r->bytes[r->at];
        if (c == '"') {
            put_string(r);
        } else if (c == '-' || is_digit(c)) {
            if (!put_number(r))
                return false;
        } else {
            put(r, &c, 1);
            r->at++;
        }
    }
    return true;
}

/* A number may stand where a value may, not where a key must: {1: 2} would slip through as {"…1": …}. */
static bool has_number_key(const json_t *value) {
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, member) {
            if (key[0] == MARK && (key[1] == '-' || is_digit(key[1])))
                return true;
            if (has_number_key(member))
                return true;
        }
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, member) {
            if (has_number_key(member))
                return true;
        }
    }
    return false;
}

json_t *tongbi_json_parse(const char *bytes, size_t len, char *message) {
    struct rewriting r = {.bytes = bytes, .len = len};
    message[0] = '\0';
    if (!rewrite(&r)) {
        snprintf(message, TONGBI_MESSAGE_MAX, "malformed number at byte %zu", r.at);
        return NULL;
    }
    r.out = malloc(r.out_len + 1);
    if (r.out == NULL) {
        snprintf(message, TONGBI_MESSAGE_MAX, "no memory to read the JSON");
        return NULL;
    }
    (void)rewrite(&r);
    json_error_t error;
    json_t *json = json_loadb(r.out, r.out_len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    free(r.out);
    if (json == NULL) {
        snprintf(message, TONGBI_MESSAGE_MAX, "not JSON: %s, line %d", error.text, error.line);
    } else if (has_number_key(json)) {
        json_decref(json);
        json = NULL;
        snprintf(message, TONGBI_MESSAGE_MAX, "not JSON: a number stands where a key must");
    }
    return json;
}

bool tongbi_json_is_number(const json_t *value) {
    if (!json_is_string(value))
        return false;
    const char *content = json_string_value(value);
    return content[0] == MARK && (content[1] == '-' || is_digit(content[1]));
}

const char *tongbi_json_digits(const json_t *value) {
    return tongbi_json_is_number(value) ? json_string_value(value) + 1 : NULL;
}

const char *tongbi_json_text(const json_t *value) {
    if (!json_is_string(value) || tongbi_json_is_number(value))
        return NULL;
    const char *content = json_string_value(value);
    return content[0] == MARK ? content + 1 : content;
}
