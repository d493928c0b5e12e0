#include "http/head.h"

#include "http/limits.h"

#include <string.h>
#include <strings.h>

enum { METHOD_MAX = 32, LINE_END = 2 };

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

size_t head_find_end(struct text bytes, size_t *scanned) {
    static const struct text end = TEXT("\r\n\r\n");
    size_t from = *scanned > end.len ? *scanned - end.len : 0;
    size_t at = text_find(bytes, end, from);
    *scanned = bytes.len;
    return at == SIZE_MAX ? 0 : at + end.len;
}

bool head_may_grow(struct text bytes, struct problem *problem) {
    size_t line = text_find(bytes, TEXT_OF("\n"), 0);
    if (line != SIZE_MAX && (line == 0 || bytes.ptr[line - 1] != '\r'))
        return problem_set(problem, 400, "A line of the head ends in a bare line feed.");
    size_t first = line == SIZE_MAX ? bytes.len : line;
    if (first > HTTP_TARGET_MAX + METHOD_MAX + sizeof " HTTP/1.1\r")
        return problem_set(problem, 414, "The address may have %d bytes.", HTTP_TARGET_MAX);
    if (bytes.len > HTTP_HEAD_MAX)
        return problem_set(problem, 431, "Request line and headers may have %d bytes together.",
                           HTTP_HEAD_MAX);
    return true;
}

static bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (!is_token_char(t.ptr[i]))
            return false;
    return t.len > 0;
}

static bool same_name(struct text t, const char *name) {
    return t.len == strlen(name) && strncasecmp(t.ptr, name, t.len) == 0;
}

struct text head_header(const struct head *head, const char *name) {
    for (size_t i = 0; i < head->header_count; i++)
        if (same_name(head->headers[i].name, name))
            return head->headers[i].value;
    return TEXT_OF("");
}

static size_t count_headers(const struct head *head, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < head->header_count; i++)
        count += same_name(head->headers[i].name, name);
    return count;
}

bool head_lists(struct text value, const char *token) {
    struct text part;
    while (text_split(&value, ',', &part))
        if (same_name(text_trim(part), token))
            return true;
    return false;
}

/* Takes a line off *rest, without its CRLF; false when it does not end in one. */
static bool take_line(struct text *rest, struct text *line) {
    size_t end = text_find(*rest, TEXT_OF("\n"), 0);
    if (end == SIZE_MAX || end == 0 || rest->ptr[end - 1] != '\r')
        return false;
    *line = text_slice(*rest, 0, end - 1);
    *rest = text_slice(*rest, end + 1, rest->len);
    return memchr(line->ptr, '\r', line->len) == NULL;
}

/* ---- request line -------------------------------------------------------------------------------------- */

/* /path?query, http://host/path?query, or * (for OPTIONS). Bytes above ASCII pass, for curl sends them as
 * typed; whether they are UTF-8 is checked where they are decoded. */
static bool parse_target(struct head *head, struct problem *problem) {
    struct text rest = head->target;
    if (rest.len > HTTP_TARGET_MAX)
        return problem_set(problem, 414, "The address may have %d bytes.", HTTP_TARGET_MAX);
    for (size_t i = 0; i < rest.len; i++)
        if ((unsigned char)rest.ptr[i] <= ' ' || rest.ptr[i] == 0x7F || rest.ptr[i] == '#')
            return problem_set(problem, 400, "The address holds a character that must be percent-encoded.");
    size_t scheme = text_find(rest, TEXT_OF("://"), 0);
    if (rest.len > 0 && rest.ptr[0] != '/' && scheme != SIZE_MAX) {
        size_t path = text_find(rest, TEXT_OF("/"), scheme + 3);
        rest = text_slice(rest, path, rest.len);
        if (rest.len == 0)
            rest = TEXT_OF("/");
    }
    bool is_star = text_equal(rest, TEXT_OF("*")) && text_equal(head->method, TEXT_OF("OPTIONS"));
    if (!is_star && (rest.len == 0 || rest.ptr[0] != '/'))
        return problem_set(problem, 400, "The address does not begin with a slash.");
    size_t question = text_find(rest, TEXT_OF("?"), 0);
    head->path = text_slice(rest, 0, question);
    head->query = question == SIZE_MAX ? TEXT_OF("") : text_slice(rest, question + 1, rest.len);
    return true;
}

static bool check_method(struct text method, struct problem *problem) {
    if (method.len > METHOD_MAX || !is_token(method))
        return problem_set(problem, 400, "The request does not begin with a method.");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (text_equal(method, text_from(methods[i])))
            return true;
    return problem_set(problem, 501, "The method %.*s is not known here.", TEXT_ARG(method));
}

static bool parse_version(struct text version, int *minor, struct problem *problem) {
    bool is_http = version.len == 8 && text_starts_with(version, TEXT_OF("HTTP/")) && version.ptr[5] >= '0' &&
                   version.ptr[5] <= '9' && version.ptr[6] == '.' && version.ptr[7] >= '0' &&
                   version.ptr[7] <= '9';
    if (!is_http)
        return problem_set(problem, 400, "The request line does not end in a version of HTTP.");
    if (version.ptr[5] != '1')
        return problem_set(problem, 505, "HTTP/1.0 and HTTP/1.1 are spoken here.");
    *minor = version.ptr[7] == '0' ? 0 : 1;
    return true;
}

static bool parse_request_line(struct text line, struct head *head, struct problem *problem) {
    size_t first = text_find(line, TEXT_OF(" "), 0);
    size_t last = first == SIZE_MAX ? SIZE_MAX : text_find(line, TEXT_OF(" "), first + 1);
    if (last == SIZE_MAX)
        return problem_set(problem, 400, "The request line is not of the form `METHOD /path HTTP/1.1`.");
    head->method = text_slice(line, 0, first);
    if (!check_method(head->method, problem)) {
        head->method = TEXT_OF("");
        return false;
    }
    head->target = text_slice(line, first + 1, last);
    return parse_version(text_slice(line, last + 1, line.len), &head->minor, problem) &&
           parse_target(head, problem);
}

/* ---- headers ------------------------------------------------------------------------------------------- */

static bool parse_header(struct text line, struct header *out, struct problem *problem) {
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return problem_set(problem, 400, "A header is folded over two lines.");
    size_t colon = text_find(line, TEXT_OF(":"), 0);
    out->name = text_slice(line, 0, colon);
    if (colon == SIZE_MAX || !is_token(out->name))
        return problem_set(problem, 400, "A header is not of the form `Name: value`.");
    size_t from = colon + 1, to = line.len;
    while (from < to && (line.ptr[from] == ' ' || line.ptr[from] == '\t'))
        from++;
    while (to > from && (line.ptr[to - 1] == ' ' || line.ptr[to - 1] == '\t'))
        to--;
    out->value = text_slice(line, from, to);
    for (size_t i = 0; i < out->value.len; i++)
        if (((unsigned char)out->value.ptr[i] < ' ' && out->value.ptr[i] != '\t') ||
            out->value.ptr[i] == 0x7F)
            return problem_set(problem, 400, "The header %.*s holds a control character.",
                               TEXT_ARG(out->name));
    return true;
}

static bool parse_headers(struct text rest, struct arena *arena, struct head *head, struct problem *problem) {
    struct text line;
    head->headers = ARENA_ARRAY(arena, HTTP_HEADERS_MAX, struct header);
    if (head->headers == NULL) {
        problem_from_err(problem, &(struct err){.code = ERR_OUT_OF_MEMORY});
        return false;
    }
    while (take_line(&rest, &line)) {
        if (line.len == 0)
            return true;
        if (head->header_count == HTTP_HEADERS_MAX)
            return problem_set(problem, 431, "A request may have %d headers.", HTTP_HEADERS_MAX);
        if (!parse_header(line, &head->headers[head->header_count], problem))
            return false;
        head->header_count++;
    }
    return problem_set(problem, 400, "A line of the head does not end in CR LF.");
}

/* ---- what the headers mean ----------------------------------------------------------------------------- */

static bool parse_content_length(struct text value, uint64_t *out, struct problem *problem) {
    uint64_t length = 0;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || __builtin_mul_overflow(length, 10U, &length) ||
            __builtin_add_overflow(length, (uint64_t)(value.ptr[i] - '0'), &length))
            return problem_set(problem, 400, "Content-Length is not a number of bytes.");
    if (value.len == 0)
        return problem_set(problem, 400, "Content-Length is empty.");
    *out = length;
    return true;
}

static bool find_body(struct head *head, struct problem *problem) {
    size_t lengths = count_headers(head, "Content-Length"),
           codings = count_headers(head, "Transfer-Encoding");
    if (lengths + codings == 0)
        return true;
    if (lengths + codings > 1)
        return problem_set(problem, 400, "The length of the body is given more than once.");
    if (lengths == 1) {
        if (!parse_content_length(head_header(head, "Content-Length"), &head->content_length, problem))
            return false;
        head->body = head->content_length > 0 ? BODY_LENGTH : BODY_NONE;
        return true;
    }
    if (head->minor == 0)
        return problem_set(problem, 400, "HTTP/1.0 has no Transfer-Encoding.");
    if (!same_name(head_header(head, "Transfer-Encoding"), "chunked"))
        return problem_set(problem, 501, "The only Transfer-Encoding known here is chunked.");
    head->body = BODY_CHUNKED;
    return true;
}

static bool find_connection(struct head *head, struct problem *problem) {
    head->keep_alive = head->minor > 0;
    for (size_t i = 0; i < head->header_count; i++) {
        if (!same_name(head->headers[i].name, "Connection"))
            continue;
        if (head_lists(head->headers[i].value, "close")) {
            head->keep_alive = false;
            break;
        }
        if (head_lists(head->headers[i].value, "keep-alive"))
            head->keep_alive = true;
    }
    size_t hosts = count_headers(head, "Host");
    if (hosts > 1 || (hosts == 0 && head->minor > 0))
        return problem_set(problem, 400, "A request needs one Host header, and has %zu.", hosts);
    struct text expect = head_header(head, "Expect");
    if (expect.len == 0 || head->minor == 0)
        return true;
    if (!same_name(expect, "100-continue"))
        return problem_set(problem, 417, "The only expectation known here is 100-continue.");
    head->expects_continue = true;
    return true;
}

bool head_parse(struct text bytes, struct arena *arena, struct head *out, struct problem *problem) {
    struct text rest = bytes, line;
    *out = (struct head){0};
    if (!take_line(&rest, &line))
        return problem_set(problem, 400, "The request line does not end in CR LF.");
    return parse_request_line(line, out, problem) && parse_headers(rest, arena, out, problem) &&
           find_body(out, problem) && find_connection(out, problem);
}
