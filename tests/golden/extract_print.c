/* extract_print FILE [PERIOD [rules]]: the figures of a text, one JSON object a line, as `tongbi extract` prints them; with
 * `rules` each has the rules that made it. For the scores and for people who work on extraction; needs no client. */
#include "base/buf.h"
#include "extract/extract.h"
#include "render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CEILING_MIB = 4096 };

static bool read_file(const char *path, struct buf *out) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char chunk[65536];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        buf_add(out, chunk, got);
    }
    fclose(file);
    return !buf_failed(out);
}

static void put_rules(const struct rules *rules, struct buf *line) {
    line->len -= line->len > 0 ? 1 : 0; /* the object's end */
    buf_add_text(line, TEXT_OF(",\"rules\":["));
    const char *comma = "";
    for (int i = 0; i < RULE_COUNT; i++) {
        if (rules_has(rules, (enum rule)i)) {
            buf_printf(line, "%s\"%s\"", comma, rule_name((enum rule)i));
            comma = ",";
        }
    }
    buf_add_text(line, TEXT_OF("]}"));
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE [PERIOD [rules]]\n", argv[0]);
        return 2;
    }
    struct buf text, line;
    buf_init(&text, (size_t)256 << 20);
    buf_init(&line, (size_t)1 << 20);
    struct err err = {0};
    struct extract_input input = {0};
    struct arena arena;
    arena_init(&arena, (size_t)CEILING_MIB << 20);
    struct extract_result result;
    bool ok =
        read_file(argv[1], &text) && (argc < 3 || period_parse(text_from(argv[2]), &input.period, &err));
    input.text = buf_text(&text);
    ok = ok && extract_run(&arena, &input, &result, &err);
    for (size_t i = 0; ok && i < result.count; i++) {
        buf_reset(&line);
        render_figure_line(&line, result.figures, &result.figures[i]);
        if (argc > 3 && strcmp(argv[3], "rules") == 0) {
            put_rules(&result.rules[i], &line);
        }
        printf("%.*s\n", TEXT_ARG(buf_text(&line)));
    }
    if (!ok) {
        fprintf(stderr, "%s: %s\n", argv[1], err.detail);
    }
    arena_fini(&arena);
    buf_fini(&line);
    buf_fini(&text);
    return ok ? 0 : 1;
}
