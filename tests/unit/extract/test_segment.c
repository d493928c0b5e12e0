#include "unit/extract/extract_case.h"

#include "extract/segment.h"

struct fixture {
    struct arena arena;
    struct page page;
    struct outline outline;
};

static void open_text(struct fixture *f, const char *text) {
    arena_init(&f->arena, (size_t)1 << 20);
    assert_true(page_open(&f->page, &f->arena, NULL, text_from(text)));
    assert_true(segment_run(&f->page, &f->outline));
}

static struct text sentence_text(struct fixture *f, size_t index) {
    const struct sentence *s = &f->outline.sentences[index];
    return page_text(&f->page, (struct span){s->from, s->to});
}

static void test_segment_when_full_stops_then_sentences(void **state) {
    (void)state;
    struct fixture f;
    open_text(&f, "开展宣讲3场。收到来信！\n\n新的一段");
    assert_int_equal(f.outline.sentence_count, 3);
    assert_text(sentence_text(&f, 0), "开展宣讲3场。", "first");
    assert_text(sentence_text(&f, 2), "新的一段", "third");
    assert_int_equal(f.outline.sentences[0].paragraph, f.outline.sentences[1].paragraph);
    assert_int_not_equal(f.outline.sentences[1].paragraph, f.outline.sentences[2].paragraph);
    arena_fini(&f.arena);
}

static void test_segment_when_paragraph_is_broken_then_one_sentence(void **state) {
    (void)state;
    struct fixture f;
    open_text(&f, "各校组织观影,集中学习,4\n\n月8日召开座谈会。");
    assert_int_equal(f.outline.sentence_count, 1);
    arena_fini(&f.arena);
}

static void test_segment_when_heading_has_a_comma_then_it_ends(void **state) {
    (void)state;
    struct fixture f;
    open_text(&f, "二、抓实培训，队伍更强\n目前共有教师96人。");
    assert_int_equal(f.outline.sentence_count, 2);
    assert_text(sentence_text(&f, 1), "目前共有教师96人。", "second");
    arena_fini(&f.arena);
}

static void test_segment_when_headings_are_numbered_then_sections_nest(void **state) {
    (void)state;
    struct fixture f;
    open_text(&f, "一、做法\n(一)培训\n办班2期。\n二、打算\n再办1期。");
    assert_int_equal(f.outline.section_count, 3);
    assert_int_equal(f.outline.sections[0].parent, SECTION_NONE);
    assert_int_equal(f.outline.sections[1].parent, 0);
    assert_int_equal(f.outline.sections[2].parent, SECTION_NONE);
    assert_int_equal(f.outline.sections[2].level, 1);
    arena_fini(&f.arena);
}

static void test_segment_when_page_stands_around_then_body_alone(void **state) {
    (void)state;
    struct fixture f;
    open_text(&f, "发布时间：2022-01-05 浏览次数：88次\n"
                  "镇工作总结\n"
                  "一年来，全镇上下齐心协力，扎实推进各项重点工作，群众获得感不断增强，建成公园两座。\n"
                  "上一篇：某村修路3公里\n"
                  "下一篇：某校新增学位500个");
    assert_text(page_text(&f.page, f.outline.title), "镇工作总结", "title");
    assert_int_equal(f.outline.sentence_count, 2);
    assert_true(f.outline.body.to < f.page.length);
    arena_fini(&f.arena);
}

static void test_segment_when_numbering_then_length_and_level(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        int level;
    } cases[] = {{"一、总体", 2, 1},  {"(二)培训", 3, 2}, {"（十一）其他", 4, 2}, {"3.抓落实", 2, 3},
                 {"4、抓评比", 2, 3}, {"(5)其他", 3, 4},  {"第三章 附则", 3, 1},  {"1.2021年以来", 2, 3},
                 {"1.5万人", 0, 0},   {"12所学校", 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        int level = 0;
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(cases[i].text)));
        assert_int_equal(segment_numbering(&page, 0, &level), cases[i].length);
        assert_int_equal(level, cases[i].level);
        arena_fini(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segment_when_full_stops_then_sentences),
        cmocka_unit_test(test_segment_when_paragraph_is_broken_then_one_sentence),
        cmocka_unit_test(test_segment_when_heading_has_a_comma_then_it_ends),
        cmocka_unit_test(test_segment_when_headings_are_numbered_then_sections_nest),
        cmocka_unit_test(test_segment_when_page_stands_around_then_body_alone),
        cmocka_unit_test(test_segment_when_numbering_then_length_and_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
