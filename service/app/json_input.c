#include "app/json_input.h"

#include <string.h>

#include "base/buf.h"

/* Stands before a number's digits within the string that replaces it. JSON text cannot bring it in unescaped, and an
 * escaped one at the start of a string is refused below, so it cannot be forged. */
static const char number_mark[] = "\\u0001";
static const char mark = '\x01';

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t skip_digits(struct text t, size_t at) {
    while (at < t.len && is_digit(t.ptr[at]))
        at++;
    return at;
}

/* The end of the JSON number that begins at `at`, or `at` when there is none (RFC 8259, section 6). */
static size_t number_end(struct text t, size_t at) {
    size_t begin = at;
    if (t.ptr[at] == '-')
        at++;
    size_t digits = skip_digits(t, at);
    if (digits == at || (t.ptr[at] == '0' && digits > at + 1))
        return begin;
    at = digits;
    if (at < t.len && t.ptr[at] == '.') {
        digits = skip_digits(t, at + 1);
        if (digits == at + 1)
            return begin;
        at = digits;
    }
    if (at < t.len && (t.ptr[at] == 'e' || t.ptr[at] == 'E')) {
        size_t sign = at + 1;
        if (sign < t.len && (t.ptr[sign] == '+' || t.ptr[sign] == '-'))
            sign++;
        digits = skip_digits(t, sign);
        if (digits == sign)
            return begin;
        at = digits;
    }
    return at;
}

/* The end of the string whose opening quote is at `at`; an unclosed one runs to the end, for jansson to refuse. */
static size_t string_end(struct text t, size_t at) {
    for (at++; at < t.len; at++) {
        if (t.ptr[at] == '\\')
            at++;
        else if (t.ptr[at] == '"')
            return at + 1;
    }
    return t.len;
}

static bool is_forged_mark(struct text string) {
    return string.len > sizeof number_mark &&
           memcmp(string.ptr + 1, number_mark, sizeof number_mark - 1) == 0;
}

/* {1: …} is no JSON; marked, the number would be a string and pass for a key. */
static bool is_key(struct text t, size_t end) {
    while (end < t.len &&
           (t.ptr[end] == ' ' || t.ptr[end] == '\t' || t.ptr[end] == '\n' || t.ptr[end] == '\r'))
        end++;
    return end < t.len && t.ptr[end] == ':';
}

/* Copies the text with every bare number quoted and marked. */
static bool mark_numbers(struct text body, struct buf *out, struct err *err) {
    size_t at = 0;
    while (at < body.len) {
        char c = body.ptr[at];
        size_t end = at + 1;
        if (c == '"') {
            end = string_end(body, at);
            if (is_forged_mark(text_slice(body, at, end)))
                return err_set(err, ERR_BAD_REQUEST, "A string at byte %zu begins with a control character.",
                               at);
        } else if (c == '-' || is_digit(c)) {
            end = number_end(body, at);
            if (end == at)
                return err_set(err, ERR_BAD_REQUEST, "Malformed number at byte %zu.", at);
            if (is_key(body, end))
                return err_set(err, ERR_BAD_REQUEST, "The number at byte %zu stands where a key belongs.",
                               at);
            buf_printf(out, "\"%s", number_mark);
            buf_add(out, body.ptr + at, end - at);
            buf_add_char(out, '"');
            at = end;
            continue;
        }
        buf_add(out, body.ptr + at, end - at);
        at = end;
    }
    return true;
}

/* Jansson quotes what stood near the fault; where that shows a mark it is nothing that was sent. */
static void hide_marks(char *words) {
    char *quoted = strstr(words, " near ");
    if (quoted != NULL && strstr(quoted, number_mark) != NULL)
        *quoted = '\0';
}

json_t *json_input_parse(struct text body, struct err *err) {
    struct buf marked;
    json_t *json = NULL;
    json_error_t error;
    if (body.len == 0) {
        err_set(err, ERR_BAD_REQUEST, "Not JSON: the body is empty.");
        return NULL;
    }
    /* A number of one digit grows by eight bytes, so nine times the body is the most. */
    buf_init(&marked, body.len * 9 + 64);
    if (!mark_numbers(body, &marked, err))
        goto out;
    if (buf_failed(&marked)) {
        err_set(err, ERR_OUT_OF_MEMORY, "No memory to read the JSON.");
        goto out;
    }
    json = json_loadb(marked.ptr, marked.len, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) {
        hide_marks(error.text);
        err_set(err, ERR_BAD_REQUEST, "Not JSON: %s, at line %d.", error.text, error.line);
    }
out:
    buf_fini(&marked);
    return json;
}

bool json_input_is_number(const json_t *value) {
    return json_is_string(value) && json_string_length(value) > 1 && json_string_value(value)[0] == mark;
}

bool json_input_text(const json_t *value, struct text *out) {
    if (!json_is_string(value) || json_input_is_number(value))
        return false;
    *out = (struct text){json_string_value(value), json_string_length(value)};
    return true;
}

/* The exponent's value; anything past four digits overflows a decimal either way and is cut. */
static int exponent_of(struct text digits) {
    bool is_negative = digits.len > 0 && digits.ptr[0] == '-';
    size_t at = digits.len > 0 && (is_negative || digits.ptr[0] == '+') ? 1 : 0;
    int value = 0;
    for (; at < digits.len && value < 1000; at++)
        value = value * 10 + (digits.ptr[at] - '0');
    return is_negative ? -value : value;
}

bool json_input_decimal(const json_t *value, struct decimal *out, struct err *err) {
    if (!json_is_string(value))
        return err_set(err, ERR_BAD_NUMBER, "Not a number: write digits, such as 93.70 or \"93.70\".");
    struct text digits = {json_string_value(value), json_string_length(value)};
    bool is_number = json_input_is_number(value);
    if (is_number)
        digits = text_slice(digits, 1, digits.len);
    size_t mantissa = 0;
    while (mantissa < digits.len && digits.ptr[mantissa] != 'e' && digits.ptr[mantissa] != 'E')
        mantissa++;
    if (!is_number || mantissa == digits.len)
        return decimal_parse(digits, out, err);
    struct decimal base;
    if (!decimal_parse(text_slice(digits, 0, mantissa), &base, err))
        return false;
    if (!decimal_shift(base, exponent_of(text_slice(digits, mantissa + 1, digits.len)), out))
        return err_set(err, ERR_BAD_NUMBER,
                       "The number has more digits than are kept (%d, %d after the point).",
                       DECIMAL_DIGITS_MAX, DECIMAL_SCALE_MAX);
    return true;
}
