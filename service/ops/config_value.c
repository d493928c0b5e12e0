#include "ops/config_value.h"

#include "base/utf8.h"
#include "ops/log.h"

#include <strings.h>
#include <string.h>

static const struct {
    const char *suffix;
    int shift;
} sizes[] = {{"", 0},    {"k", 10},   {"kb", 10}, {"kib", 10}, {"m", 20},
             {"mb", 20}, {"mib", 20}, {"g", 30},  {"gb", 30},  {"gib", 30}};

static const struct {
    const char *word;
    bool value;
} truths[] = {{"yes", true}, {"true", true},   {"on", true},   {"1", true},
              {"no", false}, {"false", false}, {"off", false}, {"0", false}};

static bool same_word(struct text t, const char *word) {
    return t.len == strlen(word) && strncasecmp(t.ptr, word, t.len) == 0;
}

/* Leading digits of *rest; false when there are none or too many for an int64. */
static bool take_digits(struct text *rest, int64_t *out) {
    int64_t value = 0;
    size_t at = 0;
    for (; at < rest->len && rest->ptr[at] >= '0' && rest->ptr[at] <= '9'; at++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, rest->ptr[at] - '0', &value))
            return false;
    if (at == 0)
        return false;
    *rest = text_slice(*rest, at, rest->len);
    *out = value;
    return true;
}

static bool parse_int(struct text value, int64_t least, int64_t most, int64_t *number, struct err *err) {
    struct text rest = value;
    bool is_number = take_digits(&rest, number) && rest.len == 0;
    if (!is_number || *number < least || *number > most)
        return err_set(err, ERR_CONFIG, "\"%.*s\" is not a whole number from %lld to %lld.", TEXT_ARG(value),
                       (long long)least, (long long)most);
    return true;
}

static bool parse_size(struct text value, int64_t least, int64_t most, int64_t *number, struct err *err) {
    struct text rest = value;
    bool is_number = take_digits(&rest, number);
    rest = text_trim(rest);
    for (size_t i = 0; is_number && i < sizeof sizes / sizeof sizes[0]; i++)
        if (same_word(rest, sizes[i].suffix)) {
            bool fits = *number <= INT64_MAX >> sizes[i].shift;
            int64_t bytes = fits ? *number << sizes[i].shift : INT64_MAX;
            if (!fits || bytes < least || bytes > most)
                return err_set(err, ERR_CONFIG, "\"%.*s\" is not from %lld to %lld bytes.", TEXT_ARG(value),
                               (long long)least, (long long)most);
            *number = bytes;
            return true;
        }
    return err_set(err, ERR_CONFIG, "\"%.*s\" is not a size such as 500000, 512k or 32MiB.", TEXT_ARG(value));
}

static bool parse_bool(struct text value, int64_t *number, struct err *err) {
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++)
        if (same_word(value, truths[i].word)) {
            *number = truths[i].value;
            return true;
        }
    return err_set(err, ERR_CONFIG, "\"%.*s\" is neither yes nor no.", TEXT_ARG(value));
}

static bool parse_level(struct text value, int64_t *number, struct err *err) {
    enum log_level level;
    if (!log_level_parse(value, &level))
        return err_set(err, ERR_CONFIG, "\"%.*s\" is not a level: debug, info, warn or error.",
                       TEXT_ARG(value));
    *number = level;
    return true;
}

static bool check_text(struct text value, int64_t least, int64_t most, struct err *err) {
    if ((int64_t)value.len < least || (int64_t)value.len > most)
        return err_set(err, ERR_CONFIG, "the value has %zu bytes, and may have %lld to %lld.", value.len,
                       (long long)least, (long long)most);
    if (value.len > 0 && memchr(value.ptr, '\0', value.len) != NULL)
        return err_set(err, ERR_CONFIG, "the value holds a NUL byte.");
    return true;
}

bool config_value_parse(enum config_type type, struct text value, int64_t least, int64_t most,
                        int64_t *number, struct err *err) {
    *number = 0;
    switch (type) {
    case CONFIG_IS_TEXT:
    case CONFIG_IS_SECRET:
        return check_text(value, least, most, err);
    case CONFIG_IS_INT:
        return parse_int(value, least, most, number, err);
    case CONFIG_IS_SIZE:
        return parse_size(value, least, most, number, err);
    case CONFIG_IS_BOOL:
        return parse_bool(value, number, err);
    case CONFIG_IS_LEVEL:
        return parse_level(value, number, err);
    }
    return err_set(err, ERR_INTERNAL, "A setting of no type.");
}

static bool read_quoted(struct text rest, struct arena *arena, struct text *value, struct err *err) {
    char *out = arena_alloc(arena, rest.len + 1);
    size_t len = 0, at = 1;
    if (out == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "Too much configuration.");
    for (; at < rest.len && rest.ptr[at] != '"'; at++) {
        bool is_escape = rest.ptr[at] == '\\' && at + 1 < rest.len &&
                         (rest.ptr[at + 1] == '"' || rest.ptr[at + 1] == '\\');
        out[len++] = rest.ptr[is_escape ? ++at : at];
    }
    if (at == rest.len)
        return err_set(err, ERR_CONFIG, "the closing quote is missing.");
    struct text behind = text_trim(text_slice(rest, at + 1, rest.len));
    if (behind.len > 0 && behind.ptr[0] != '#')
        return err_set(err, ERR_CONFIG, "something stands behind the closing quote.");
    *value = (struct text){out, len};
    return true;
}

bool config_value_read(struct text rest, struct arena *arena, struct text *value, struct err *err) {
    rest = text_trim(rest);
    if (rest.len > 0 && rest.ptr[0] == '"')
        return read_quoted(rest, arena, value, err);
    for (size_t at = 0; at < rest.len; at++)
        if (rest.ptr[at] == '#' && (at == 0 || rest.ptr[at - 1] == ' ' || rest.ptr[at - 1] == '\t')) {
            rest = text_slice(rest, 0, at);
            break;
        }
    *value = text_trim(rest);
    return true;
}
