#include "documents/flow.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* A page in one line of script, so that a table can hold it: each character outside of braces is an event, text in
 * braces is text. b break, n <br>, p/P <pre>, t/T table, r/R row, c/C cell, w a cell two wide, h a cell two high. */
static void play(struct flow *flow, const char *script) {
    for (const char *at = script; *at != '\0'; at++) {
        switch (*at) {
        case '{': {
            size_t len = strcspn(at + 1, "}");
            flow_text(flow, (struct text){at + 1, len});
            at += len + 1;
            break;
        }
        case 'b':
            flow_break(flow);
            break;
        case 'n':
            flow_br(flow);
            break;
        case 'p':
            flow->pre_depth++;
            break;
        case 'P':
            flow->pre_depth--;
            break;
        case 't':
            flow_table_begin(flow);
            break;
        case 'T':
            flow_table_end(flow);
            break;
        case 'r':
            flow_row_begin(flow);
            break;
        case 'R':
            flow_row_end(flow);
            break;
        case 'c':
            flow_cell_begin(flow, 1, 1);
            break;
        case 'w':
            flow_cell_begin(flow, 2, 1);
            break;
        case 'h':
            flow_cell_begin(flow, 1, 2);
            break;
        case 'C':
            flow_cell_end(flow);
            break;
        default:
            fail_msg("no such event: %c", *at);
        }
    }
}

static const struct {
    const char *script, *text;
} cases[] = {
    {"{a}b{b}", "a\nb"},
    {"b{a}bbb{b}bb", "a\nb\n"},
    {"{  a \n\t b  }b", "a b\n"},
    {"{a }{ b}", "a b"},
    {"{a}{b}", "ab"},
    {"{a }b{ b}", "a\nb"},
    {"{学习\n  6次}", "学习 6次"},
    {"{集中\n  学习}", "集中学习"},
    {"{集中  学习}", "集中 学习"},
    {"{上半年，\n回复}", "上半年，回复"},
    {"{end\nof line}", "end of line"},
    {"{\u00A0\u00A0正文\u00A0}b", "正文\n"},
    {"{5\u00A0次}", "5 次"},
    {"{8\xC2\x96"
     "10名}",
     "8\u201310名"}, /* U+0096 is the en dash of windows-1252 */
    {"{a\x01\x7F"
     "b}",
     "ab"},
    {"{a}n{b}", "a\nb"},
    {"{a}nnn{b}", "a\n\nb"},
    {"n{b}", "b"},
    {"p{a  b\n  c}P", "a  b\n  c"},
    {"trc{甲}Cc{1}CRrc{乙}Cc{2}CRT", "甲\t1\n乙\t2\n"},
    {"trc{甲}c{1}rc{乙}c{2}T", "甲\t1\n乙\t2\n"}, /* ends left out */
    {"tc{甲}c{1}T", "甲\t1\n"},
    {"{前}trc{甲}CRT{后}", "前\n甲\n后"},
    {"trccc{丙}RT", "\t\t丙\n"},
    {"trc{甲}ccRT", "甲\n"},
    {"trcccRT{x}", "x"},
    {"trw{人数}c{备注}rc{男}c{女}c{无}T", "人数\t\t备注\n男\t女\t无\n"},
    {"trh{学校}c{男}rc{9}rc{一中}c{8}T", "学校\t男\n\t9\n一中\t8\n"},
    {"trc{甲}h{乙}c{丙}rc{1}c{2}T", "甲\t乙\t丙\n1\t\t2\n"},
    {"trc{甲}hrc{1}rc{2}c{3}T", "甲\n1\n2\t3\n"},
    {"trcb{一}b{二}bc{3}T", "一 二\t3\n"},
    {"trcn{一}n{二}c{3}T", "一 二\t3\n"},
    {"trc{导航}ctrc{甲}c{1}TCRT", "导航\n甲\t1\n"},
    {"trctrc{甲}c{1}TCc{尾}RT", "甲\t1\n尾\n"},
    {"tr{散}c{甲}c{1}T", "散\n甲\t1\n"}, /* text in a row, but in no cell */
    {"tr{散}ctrc{甲}T", "散\n甲\n"},
    {"TRC{a}", "a"},
    {"rc{a}c{b}R", "a\nb"}, /* cells without a table are blocks */
    {"", ""},
};

static void test_flow_makes_the_lines_a_reader_sees(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flow flow;
        flow_init(&flow, 1 << 20);
        play(&flow, cases[i].script);
        assert_false(buf_failed(&flow.out));
        buf_add_char(&flow.out, '\0');
        if (strcmp(flow.out.ptr, cases[i].text) != 0)
            fail_msg("%s gave \"%s\"", cases[i].script, flow.out.ptr);
        flow_fini(&flow);
    }
}

/* More than 600 bytes in several lines: an article in a cell, which keeps its lines. */
static void test_flow_cell_with_an_article_keeps_its_lines(void **state) {
    (void)state;
    struct flow flow;
    flow_init(&flow, 1 << 20);
    play(&flow, "trc{导航}c{标题}b");
    for (size_t i = 0; i < 40; i++)
        flow_text(&flow, TEXT_OF("正文一句话。"));
    play(&flow, "b{第二段}CRT");
    struct text text = buf_text(&flow.out);
    assert_true(text_starts_with(text, TEXT_OF("导航\n标题\n正文一句话。正文")));
    assert_true(text_ends_with(text, TEXT_OF("。\n第二段\n")));
    flow_fini(&flow);
}

static void test_flow_tables_beyond_the_limits_stay_text(void **state) {
    (void)state;
    struct flow flow;
    flow_init(&flow, 1 << 20);
    for (size_t i = 0; i < FLOW_TABLES_MAX + 5; i++)
        play(&flow, "trc");
    play(&flow, "{深}");
    for (size_t i = 0; i < FLOW_TABLES_MAX + 5; i++)
        play(&flow, "CRT");
    assert_true(text_equal(text_trim(buf_text(&flow.out)), TEXT_OF("深")));
    assert_int_equal(flow.table_depth, 0);
    flow_fini(&flow);

    flow_init(&flow, 1 << 20);
    play(&flow, "tr");
    for (size_t i = 0; i < 2 * FLOW_COLUMNS_MAX; i++) {
        flow_cell_begin(&flow, 9999, 9999);
        play(&flow, "{x}C");
    }
    play(&flow, "RT");
    size_t cells = 0;
    for (size_t i = 0; i < flow.out.len; i++)
        cells += flow.out.ptr[i] == 'x';
    assert_int_equal(cells, 2 * FLOW_COLUMNS_MAX);
    flow_fini(&flow);
}

static void test_flow_cut_takes_back(void **state) {
    (void)state;
    struct flow flow;
    flow_init(&flow, 1 << 20);
    play(&flow, "{a}b");
    size_t mark = flow.out.len;
    play(&flow, "{search}b{go}b");
    flow_cut(&flow, mark);
    play(&flow, "{z}");
    assert_true(text_equal(buf_text(&flow.out), TEXT_OF("a\nz")));
    flow_fini(&flow);
}

static void test_flow_beyond_its_ceiling_fails_and_stays_safe(void **state) {
    (void)state;
    for (size_t ceiling = 0; ceiling < 24; ceiling++) {
        struct flow flow;
        flow_init(&flow, ceiling);
        play(&flow, "{甲}btrc{乙}w{丙}bn{丁}CRrctrcCRT{戊}CRTnb{己}");
        assert_true(buf_failed(&flow.out));
        assert_true(flow.out.len <= ceiling);
        flow_fini(&flow);
    }
}

/* Places of what was cut, or showed nothing, are gone; those at the head count from the first character shown. */
static void test_flow_places_hold_where_they_begin(void **state) {
    (void)state;
    struct flow flow;
    struct arena arena;
    struct document out;
    arena_init(&arena, 1 << 20);
    flow_init(&flow, 1 << 20);
    flow_place(&flow, (struct place){.paragraph = 1});
    play(&flow, "{甲}b");
    flow_place(&flow, (struct place){.paragraph = 2});
    flow_place(&flow, (struct place){.paragraph = 3});
    play(&flow, "{乙}b");
    size_t mark = flow.out.len;
    flow_place(&flow, (struct place){.page = 4});
    play(&flow, "{丙}b");
    flow_place(&flow, (struct place){.page = 5});
    flow_cut(&flow, mark);
    flow_place(&flow, (struct place){.page = 6});
    play(&flow, "{丁}b");
    flow_place(&flow, (struct place){.page = 7});
    assert_true(flow_take(&flow, &arena, &out));
    assert_true(text_equal(out.text, TEXT_OF("甲\n乙\n丁")));
    assert_int_equal(out.place_count, 3);
    assert_int_equal(out.places[0].start, 0);
    assert_int_equal(out.places[0].paragraph, 1);
    assert_int_equal(out.places[1].start, 4);
    assert_int_equal(out.places[1].paragraph, 3);
    assert_int_equal(out.places[2].start, 8);
    assert_int_equal(out.places[2].page, 6);
    flow_fini(&flow);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flow_makes_the_lines_a_reader_sees),
        cmocka_unit_test(test_flow_cell_with_an_article_keeps_its_lines),
        cmocka_unit_test(test_flow_tables_beyond_the_limits_stay_text),
        cmocka_unit_test(test_flow_cut_takes_back),
        cmocka_unit_test(test_flow_places_hold_where_they_begin),
        cmocka_unit_test(test_flow_beyond_its_ceiling_fails_and_stays_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
