/* golden_runner CASE: reads CASE/report.txt and CASE/period, extracts, and compares with CASE/expected.jsonl.
 *
 * Every figure must be expected, in text order; of each only the fields that the expectation names are compared, as JSON
 * values. Prints each difference; exit 1 when there is one. */
#include "base/buf.h"
#include "extract/extract.h"
#include "render/render.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static bool read_file(const char *folder, const char *name, struct buf *out) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        buf_add(out, chunk, got);
    }
    fclose(file);
    return !buf_failed(out);
}

static int compare_figure(size_t number, json_t *expected, json_t *got) {
    int wrong = 0;
    const char *key;
    json_t *want;
    json_object_foreach(expected, key, want) {
        json_t *have = json_object_get(got, key);
        if (have != NULL && json_equal(want, have)) {
            continue;
        }
        char *a = json_dumps(want, JSON_ENCODE_ANY);
        char *b = have != NULL ? json_dumps(have, JSON_ENCODE_ANY) : NULL;
        printf("figure %zu %s: expected %s, got %s\n", number, key, a, b != NULL ? b : "nothing");
        free(a);
        free(b);
        wrong++;
    }
    return wrong;
}

/* The figure as the JSON object that the client prints. */
static json_t *figure_json(const struct extract_result *result, size_t index) {
    struct buf line;
    buf_init(&line, (size_t)1 << 20);
    render_figure_line(&line, result->figures, &result->figures[index]);
    json_error_t error;
    json_t *json = json_loadb(line.ptr, line.len, 0, &error);
    buf_fini(&line);
    return json;
}

static int compare_all(const struct extract_result *result, struct text expected) {
    int wrong = 0;
    size_t count = 0;
    for (struct text line; text_split(&expected, '\n', &line);) {
        if (text_trim(line).len == 0) {
            continue;
        }
        json_error_t error;
        json_t *want = json_loadb(line.ptr, line.len, 0, &error);
        if (want == NULL) {
            printf("expected.jsonl, figure %zu: %s\n", count + 1, error.text);
            return 1;
        }
        json_t *got = count < result->count ? figure_json(result, count) : NULL;
        count++;
        if (got == NULL) {
            printf("figure %zu is missing: %.*s\n", count, TEXT_ARG(line));
            wrong++;
        } else {
            wrong += compare_figure(count, want, got);
        }
        json_decref(want);
        json_decref(got);
    }
    for (size_t i = count; i < result->count; i++) {
        printf("figure %zu is too many: %.*s\n", i + 1, TEXT_ARG(result->figures[i].text));
        wrong++;
    }
    return wrong;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s CASE\n", argv[0]);
        return 2;
    }
    struct buf report, period, expected;
    buf_init(&report, (size_t)16 << 20);
    buf_init(&period, 4096);
    buf_init(&expected, (size_t)16 << 20);
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct err err = {0};
    struct extract_input input = {0};
    struct extract_result result;
    bool ok = read_file(argv[1], "report.txt", &report) && read_file(argv[1], "period", &period) &&
              read_file(argv[1], "expected.jsonl", &expected) &&
              period_parse(text_trim(buf_text(&period)), &input.period, &err);
    input.text = buf_text(&report);
    ok = ok && extract_run(&arena, &input, &result, &err);
    int wrong = ok ? compare_all(&result, buf_text(&expected)) : 1;
    if (!ok) {
        fprintf(stderr, "%s: %s\n", argv[1], err.detail);
    }
    arena_fini(&arena);
    buf_fini(&expected);
    buf_fini(&period);
    buf_fini(&report);
    return wrong == 0 ? 0 : 1;
}
