/* The sample reports, samples/: each can be read, is for the period that the manifest says, and the values that the
 * README has by hand stand in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "documents/document.h"
#include "model/period.h"

enum { FILE_MAX = 1 << 16, FIELDS = 8 };
enum { FILE_NAME, ORG, ORG_NAME, PARENT, PARENT_NAME, PERIOD, PUBLISHED, TITLE };

/* Three satisfaction rates, consultations, reply rate: from the table in samples/README.md. */
static const struct {
    const char *file, *charset, *media_type, *values[5];
} samples[] = {
    {"yanxi-2022-H1.txt", "utf-8", "text/plain", {"95.12%", "94.05%", "93.40%", "92条", "97.83%"}},
    {"yanxi-2022-H2.html", "utf-8", "text/html", {"95.36%", "94.21%", "93.52%", "108条", "98.15%"}},
    {"yanxi-2023-H1.txt", "utf-8", "text/plain", {"93.88%", "94.46%", "93.95%", "117条", "99.15%"}},
    {"yanxi-2023-H2.txt", "utf-8", "text/plain", {"94.75%", "94.83%", "94.18%", "125条", "99.20%"}},
    {"huaipu-2022-H1.txt", "gb18030", "text/plain", {"92.66%", "93.18%", "91.85%", "74条", "95.95%"}},
    {"huaipu-2022-H2.txt", "utf-8", "text/plain", {"93.04%", "93.27%", "92.10%", "81条", "97.53%"}},
    {"huaipu-2023-H1.txt", "utf-8", "text/plain", {"93.71%", "92.95%", "92.64%", "96条", "98.96%"}},
    {"huaipu-2023-H2.txt", "utf-8", "text/plain", {"94.02%", "93.60%", "92.97%", "103条", "99.03%"}},
};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static struct text load(struct arena *arena, const char *name) {
    struct text path = arena_printf(arena, "samples/%s", name); /* tests run in the project's root */
    char *bytes = arena_alloc(arena, FILE_MAX);
    assert_non_null(bytes);
    FILE *file = fopen(path.ptr, "rb");
    if (file == NULL)
        fail_msg("there is no %s", path.ptr);
    size_t len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    assert_true(len > 0 && len < FILE_MAX);
    return (struct text){bytes, len};
}

static bool has(struct text text, const char *part) {
    return text_find(text, text_from(part), 0) != SIZE_MAX;
}

static void test_samples_are_read_with_the_values_of_the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct document document;
        struct err err;
        if (!document_read(&arena, load(&arena, samples[i].file), TEXT_OF(""), &document, &err))
            fail_msg("%s: %s", samples[i].file, err.detail);
        assert_true(text_equal(document.charset, text_from(samples[i].charset)));
        assert_true(text_equal(document.media_type, text_from(samples[i].media_type)));
        for (size_t j = 0; j < 5; j++) {
            if (!has(document.text, samples[i].values[j]))
                fail_msg("%s lacks %s", samples[i].file, samples[i].values[j]);
        }
        arena_fini(&arena);
    }
}

/* What is around the article does not come into the text: navigation, links to other articles, counters. */
static void test_samples_page_shows_only_the_report(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct document document;
    assert_true(
        document_read(&arena, load(&arena, "yanxi-2022-H2.html"), TEXT_OF("text/html"), &document, NULL));
    assert_true(text_starts_with(document.text, TEXT_OF("砚溪县教育局2022年下半年宣传思想工作总结\n")));
    assert_true(text_ends_with(document.text, TEXT_OF("“助推器”。")));
    assert_false(has(document.text, "358次"));
    assert_false(has(document.text, "1260"));
    assert_false(has(document.text, "政务公开"));
    assert_false(has(document.text, "20221"));
    arena_fini(&arena);
}

static void check_line(struct arena *arena, struct text line, size_t row) {
    struct text fields[FIELDS], rest = line;
    for (size_t i = 0; i < FIELDS; i++) {
        assert_true(text_split(&rest, '\t', &fields[i]));
        assert_true(fields[i].len > 0); /* a shell that splits at tabs would lose an empty one */
    }
    assert_int_equal(rest.len, 0);
    assert_true(text_equal(fields[FILE_NAME], text_from(samples[row].file)));
    struct period period;
    struct err err;
    if (!period_parse(fields[PERIOD], &period, &err))
        fail_msg("%s", err.detail);
    struct document document;
    struct text name = arena_text(arena, fields[FILE_NAME]);
    assert_true(document_read(arena, load(arena, name.ptr), TEXT_OF(""), &document, NULL));
    assert_true(text_starts_with(document.text, fields[TITLE]));
    assert_true(text_starts_with(fields[TITLE], fields[ORG_NAME]));
}

static void test_samples_manifest_fits_the_files(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 4 << 20);
    struct text rest = load(&arena, "manifest.tsv"), line;
    assert_true(text_split(&rest, '\n', &line));
    assert_true(
        text_equal(line, TEXT_OF("file\torg\torg_name\tparent\tparent_name\tperiod\tpublished\ttitle")));
    size_t rows = 0;
    for (; text_split(&rest, '\n', &line) && line.len > 0; rows++) {
        assert_true(rows < SAMPLES);
        check_line(&arena, line, rows);
    }
    assert_int_equal(rows, SAMPLES);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_are_read_with_the_values_of_the_table),
        cmocka_unit_test(test_samples_page_shows_only_the_report),
        cmocka_unit_test(test_samples_manifest_fits_the_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
