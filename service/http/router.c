#include "http/router.h"

#include "base/memory.h"
#include "http/percent.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct router {
    const struct endpoint *endpoints;
    size_t count;
    struct arena arena;
    const char **labels;
};

enum { LABELS_CEILING = 1024 * 1024 };

enum match { MATCH_NONE, MATCH_REST, MATCH_CAPTURE, MATCH_LITERAL };

/* Takes "/segment" off *rest; false at the end. "/" alone gives one empty segment. */
static bool take_segment(struct text *rest, struct text *segment) {
    if (rest->len == 0)
        return false;
    size_t end = text_find(*rest, TEXT_OF("/"), 1);
    *segment = text_slice(*rest, 1, end);
    *rest = text_slice(*rest, end, rest->len);
    return true;
}

static bool is_capture(struct text segment) {
    return segment.len > 2 && segment.ptr[0] == '{';
}

static bool is_rest(struct text segment) {
    return is_capture(segment) && segment.ptr[segment.len - 2] == '*';
}

static struct text capture_name(struct text segment) {
    return text_slice(segment, 1, segment.len - (is_rest(segment) ? 2 : 1));
}

static void capture(struct route *route, struct text name, struct text value) {
    assert(route->capture_count < ROUTER_CAPTURES_MAX);
    route->names[route->capture_count] = name;
    route->values[route->capture_count++] = value;
}

static struct text without_slash(struct text rest) {
    return text_slice(rest, 1, rest.len);
}

/* How well path (decoded segments, each begun by a slash; a decoded slash is \001) fits: the quality of its
 * worst segment. Captures go to *route. */
static enum match match_path(struct text pattern, struct text path, struct route *route) {
    enum match worst = MATCH_LITERAL;
    struct text want, have;
    route->capture_count = 0;
    while (take_segment(&pattern, &want)) {
        if (is_rest(want)) {
            if (path.len < 2)
                return MATCH_NONE;
            capture(route, capture_name(want), without_slash(path));
            return MATCH_REST;
        }
        if (!take_segment(&path, &have))
            return MATCH_NONE;
        if (!is_capture(want)) {
            if (!text_equal(want, have))
                return MATCH_NONE;
            continue;
        }
        if (have.len == 0)
            return MATCH_NONE;
        capture(route, capture_name(want), have);
        worst = MATCH_CAPTURE;
    }
    return path.len == 0 ? worst : MATCH_NONE;
}

/* ---- making -------------------------------------------------------------------------------------------- */

static bool same_shape(struct text a, struct text b) {
    struct text x, y;
    for (;;) {
        bool has_a = take_segment(&a, &x), has_b = take_segment(&b, &y);
        if (!has_a || !has_b)
            return has_a == has_b;
        if (is_capture(x) != is_capture(y) || is_rest(x) != is_rest(y) ||
            (!is_capture(x) && !text_equal(x, y)))
            return false;
    }
}

static void check_endpoint(const struct router *router, size_t index) {
    const struct endpoint *endpoint = &router->endpoints[index];
    assert(endpoint->path[0] == '/' && endpoint->handler != NULL && endpoint->role != NULL);
    for (size_t i = 0; i < index; i++)
        assert(strcmp(endpoint->method, router->endpoints[i].method) != 0 ||
               !same_shape(text_from(endpoint->path), text_from(router->endpoints[i].path)));
    for (const struct parameter *p = endpoint->parameters; p != NULL && p->name != NULL; p++)
        assert((p->type != PARAMETER_WORD && p->type != PARAMETER_PERIOD_OR_WORD) || p->words != NULL);
}

struct router *router_new(const struct endpoint *endpoints, size_t count, struct err *err) {
    struct router *router = memory_alloc(sizeof *router);
    if (router == NULL)
        goto fail;
    router->endpoints = endpoints;
    router->count = count;
    arena_init(&router->arena, LABELS_CEILING);
    router->labels = ARENA_ARRAY(&router->arena, count + 1, const char *);
    for (size_t i = 0; i < count && !arena_overflowed(&router->arena); i++) {
        check_endpoint(router, i);
        router->labels[i] = arena_printf(&router->arena, "%s %s", endpoints[i].method, endpoints[i].path).ptr;
    }
    if (!arena_overflowed(&router->arena))
        return router;
fail:
    (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory for the endpoints.");
    router_free(router);
    return NULL;
}

void router_free(struct router *router) {
    if (router == NULL)
        return;
    arena_fini(&router->arena);
    memory_free(router);
}

const char *const *router_labels(const struct router *router, size_t *count) {
    *count = router->count;
    return router->labels;
}

/* ---- matching ------------------------------------------------------------------------------------------ */

/* Each segment is decoded by itself, so that %2F does not make two of one: inside a segment a slash stands as
 * \001, which cannot come otherwise, for control characters are refused. */
static bool decode_path(struct text raw, struct arena *arena, struct text *out, struct err *err) {
    char *bytes = arena_alloc(arena, raw.len + 1);
    size_t len = 0;
    struct text segment, decoded;
    if (bytes == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "The path takes too much memory.");
    while (take_segment(&raw, &segment)) {
        if (!percent_decode(segment, false, arena, &decoded, err)) {
            err_context(err, "The path");
            return false;
        }
        bytes[len++] = '/';
        for (size_t i = 0; i < decoded.len; i++) {
            if ((unsigned char)decoded.ptr[i] < ' ' || decoded.ptr[i] == 0x7F)
                return err_set(err, ERR_BAD_REQUEST, "The path holds a control character.");
            bytes[len++] = decoded.ptr[i] == '/' ? '\001' : decoded.ptr[i];
        }
    }
    *out = (struct text){bytes, len};
    return true;
}

static bool restore_slashes(struct route *route, struct arena *arena, struct err *err) {
    for (size_t i = 0; i < route->capture_count; i++) {
        char *bytes = arena_alloc(arena, route->values[i].len + 1);
        if (bytes == NULL)
            return err_set(err, ERR_OUT_OF_MEMORY, "The path takes too much memory.");
        for (size_t k = 0; k < route->values[i].len; k++)
            bytes[k] = (char)(route->values[i].ptr[k] == '\001' ? '/' : route->values[i].ptr[k]);
        route->values[i].ptr = bytes;
    }
    return true;
}

static void add_allowed(struct route *route, const char *method) {
    size_t len = strlen(route->allow);
    snprintf(route->allow + len, sizeof route->allow - len, "%s%s", len == 0 ? "" : ", ", method);
}

/* The methods of all endpoints that fit the path, each once. */
static void fill_allow(const struct router *router, struct text path, struct route *route) {
    struct route ignored;
    for (size_t i = 0; i < router->count; i++) {
        const struct endpoint *endpoint = &router->endpoints[i];
        if (match_path(text_from(endpoint->path), path, &ignored) == MATCH_NONE ||
            strstr(route->allow, endpoint->method) != NULL)
            continue;
        add_allowed(route, endpoint->method);
        if (strcmp(endpoint->method, "GET") == 0)
            add_allowed(route, "HEAD");
    }
    add_allowed(route, "OPTIONS");
}

bool router_match(const struct router *router, struct text method, struct text path, struct arena *arena,
                  struct route *out, struct err *err) {
    struct text decoded, wanted = text_equal(method, TEXT_OF("HEAD")) ? TEXT_OF("GET") : method;
    enum match best = MATCH_NONE;
    bool is_known = false;
    struct route here = {.index = router->count};
    *out = (struct route){.index = router->count};
    if (!decode_path(path, arena, &decoded, err))
        return false;
    for (size_t i = 0; i < router->count; i++) {
        enum match match = match_path(text_from(router->endpoints[i].path), decoded, &here);
        is_known = is_known || match != MATCH_NONE;
        if (match <= best || !text_equal(wanted, text_from(router->endpoints[i].method)))
            continue;
        best = match;
        here.endpoint = &router->endpoints[i];
        here.index = i;
        *out = here;
    }
    if (!is_known)
        return err_set(err, ERR_NOT_FOUND, "There is nothing at this address.");
    fill_allow(router, decoded, out);
    if (best == MATCH_NONE)
        return err_set(err, ERR_METHOD_NOT_ALLOWED, "This address allows %s.", out->allow);
    return restore_slashes(out, arena, err);
}

/* ---- printing ------------------------------------------------------------------------------------------ */

static int compare_strings(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_captured(const char *path, const char *name) {
    struct text rest = text_from(path), segment;
    while (take_segment(&rest, &segment))
        if (is_capture(segment) && text_equal(capture_name(segment), text_from(name)))
            return true;
    return false;
}

static const char *line_of(const struct endpoint *endpoint, struct arena *arena) {
    const char *names[64];
    size_t count = 0;
    struct text line = arena_printf(arena, "%s %s %s ", endpoint->method, endpoint->path, endpoint->role);
    for (const struct parameter *p = endpoint->parameters; p != NULL && p->name != NULL; p++)
        if (!is_captured(endpoint->path, p->name)) {
            assert(count < sizeof names / sizeof names[0]);
            names[count++] = p->name;
        }
    qsort(names, count, sizeof names[0], compare_strings);
    for (size_t i = 0; i < count; i++)
        line = arena_printf(arena, "%.*s%s%s", TEXT_ARG(line), i == 0 ? "" : ",", names[i]);
    return count > 0 ? line.ptr : arena_printf(arena, "%.*s-", TEXT_ARG(line)).ptr;
}

void router_print(const struct router *router, struct buf *out) {
    struct arena arena;
    arena_init(&arena, LABELS_CEILING);
    const char **lines = ARENA_ARRAY(&arena, router->count + 1, const char *);
    for (size_t i = 0; lines != NULL && i < router->count; i++)
        lines[i] = line_of(&router->endpoints[i], &arena);
    if (arena_overflowed(&arena))
        out->failed = true;
    else {
        qsort(lines, router->count, sizeof lines[0], compare_strings);
        for (size_t i = 0; i < router->count; i++)
            buf_printf(out, "%s\n", lines[i]);
    }
    arena_fini(&arena);
}
