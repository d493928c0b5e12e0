#include "documents/html.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <libxml/parser.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"

static const struct {
    const char *page, *text;
} cases[] = {
    {"<p>一</p><p>二</p>", "一\n二"},
    {"<p>一<p>二", "一\n二"},
    {"<h1>标题</h1><div>正文<b>6</b>次</div>", "标题\n正文6次"},
    {"<ul><li>甲<li>乙</ul>尾", "甲\n乙\n尾"},
    {"一<br>二<br/>三", "一\n二\n三"},
    {"<p>&nbsp;&nbsp;a&nbsp;b &lt;5% &amp; &#36;&#x4E2D;</p>", "a b <5% & $中"},
    {"<p>8&#150;10名 &mdash; &unknown; &</p>", "8–10名 — &unknown; &"},
    {"<p>上半年,\n回复率99%;</p>", "上半年, 回复率99%;"},
    {"<title>页</title><p>a", "a"},
    {"<html><head><title>页</title><meta name=x content=y></head><body>a", "a"},
    {"<script>if (a < b) x = '<p>no</p>';</script><style>p { }</style><p>a", "a"},
    {"<nav>首页</nav><header>门户</header><p>a</p><aside>相关</aside><footer>版权</footer>", "a"},
    {"<article><header><h1>标题</h1></header><p>a</p><footer>b</footer></article>", "标题\na"},
    {"<main><header>标题</header>a</main><header>b</header>", "标题\na"},
    {"<form><input value=x><label>搜索</label><button>去</button></form><p>a", "a"},
    {"<p>a<select><option>甲<option>乙</select><textarea>b</textarea>", "a"},
    {"<p hidden>no</p><p style='color:red; Display : NONE'>no</p><p style='visibility:hidden'>no</p>a", "a"},
    {"<p style=';; ;display:none;'>no</p><p style=''>a</p><p style=';'>b</p>", "a\nb"},
    {"<p style='x-display:none'>a</p><p style='display:block'>b</p>", "a\nb"},
    {"<noscript>请开启</noscript><template>t</template><object>o</object><iframe>f</iframe>a", "a"},
    {"<ruby>集<rp>(</rp><rt>jí</rt><rp>)</rp></ruby>中", "集中"},
    {"<pre>a  b\n  c</pre>", "a  b\n  c"},
    {"<table><tr><th>学校<th>人数<tr><td>一中<td>120</table>", "学校\t人数\n一中\t120"},
    {"<table><caption>附表</caption><thead><tr><td>甲</td></tr></thead><tbody><tr><td>1</td></tr></tbody></"
     "table>",
     "附表\n甲\n1"},
    {"<table><tr><td colspan=2>甲<td>乙<tr><td>1<td>2<td>3</table>", "甲\t\t乙\n1\t2\t3"},
    {"<table><tr><td rowspan='2'>甲<td>1<tr><td>2</table>", "甲\t1\n\t2"},
    {"<table><tr><td colspan=-1>甲<td colspan=x>乙<td colspan=0>丙</table>", "甲\t乙\t丙"},
    {"<table><tr><td><p>校园<p>安全<td>5</table>", "校园 安全\t5"},
    {"<!-- <p>no</p> --><p>a<!-- b -->c", "ac"},
    {"<p>a</div></span></b>b", "ab"},
    {"<b><i><p>a</b></i>", "a"},
    {"<p>a<a href=\"never closed>b</p><p>c", "a"},
    {"<P>大写<BR>标签", "大写\n标签"},
    {"<o:p>word</o:p><font face=宋体>宋体</font>", "word宋体"},
    {"<p>\xEF\xBB\xBF"
     "a",
     "\xEF\xBB\xBF"
     "a"},
    {"<p>a&#0;b&#1;c&#xD800;d&#1114112;e", "abcde"},
    {"<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>&x;t", NULL},
    {"", ""},
    {"<p> \n &nbsp; </p>", ""},
    {"<", "<"},
};

static struct text read_page(struct arena *arena, struct text page) {
    struct document out;
    struct err err;
    arena_init(arena, 64 << 20);
    if (!html_read(arena, page, &out, &err))
        fail_msg("%.*s: %s", (int)(page.len > 80 ? 80 : page.len), page.ptr, err.detail);
    assert_true(utf8_valid(out.text, NULL));
    return out.text;
}

static void test_html_read_shows_what_a_reader_sees(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        struct text out = read_page(&arena, text_from(cases[i].page));
        struct text expected = text_from(cases[i].text);
        if (cases[i].text != NULL && !text_equal(out, expected))
            fail_msg("%s gave \"%.*s\"", cases[i].page, TEXT_ARG(out));
        assert_int_equal(text_find(out, TEXT_OF("root:"), 0), SIZE_MAX); /* no file came in by an entity */
        arena_fini(&arena);
    }
}

/* Some servers wrap the whole page into one form. */
static void test_html_form_around_the_page_stays(void **state) {
    (void)state;
    struct buf page;
    buf_init(&page, 1 << 20);
    buf_add_text(&page, TEXT_OF("<form id=aspnetForm><h1>总结</h1><p>"));
    for (size_t i = 0; i < 40; i++)
        buf_add_text(&page, TEXT_OF("上半年工作总结。"));
    buf_add_text(&page, TEXT_OF("</p></form>"));
    struct arena arena;
    struct text out = read_page(&arena, buf_text(&page));
    assert_true(text_starts_with(out, TEXT_OF("总结\n上半年工作总结。上半年")));
    arena_fini(&arena);
    buf_fini(&page);
}

/* `before`, then `unit` so many times, then `after`. */
static struct text make(struct buf *page, const char *before, const char *unit, size_t times,
                        const char *after) {
    buf_init(page, 64 << 20);
    buf_add_text(page, text_from(before));
    for (size_t i = 0; i < times; i++)
        buf_add_text(page, text_from(unit));
    buf_add_text(page, text_from(after));
    assert_false(buf_failed(page));
    return buf_text(page);
}

static void refuse(struct text page, const char *says) {
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct document out;
    struct err err = {.code = ERR_NONE};
    assert_false(html_read(&arena, page, &out, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    assert_non_null(strstr(err.detail, says));
    arena_fini(&arena);
}

static void test_html_too_deep_is_refused(void **state) {
    (void)state;
    struct buf page;
    refuse(make(&page, "", "<div>", 10000, "x"), "512 deep");
    buf_fini(&page);
    refuse(make(&page, "", "<i>", 1000000, "x"), "512 deep");
    buf_fini(&page);
    struct arena arena;
    struct text out = read_page(&arena, make(&page, "", "<div>", 500, "x"));
    assert_true(text_equal(out, TEXT_OF("x")));
    arena_fini(&arena);
    buf_fini(&page);
}

static void test_html_too_many_attributes_or_names_are_refused(void **state) {
    (void)state;
    struct buf page;
    buf_init(&page, 64 << 20);
    buf_add_text(&page, TEXT_OF("<p "));
    for (size_t i = 0; i < 200000; i++)
        buf_printf(&page, "a%zu ", i);
    buf_add_text(&page, TEXT_OF(">x"));
    refuse(buf_text(&page), "attributes");
    buf_reset(&page);
    for (size_t i = 0; i < 200000; i++)
        buf_printf(&page, "</a%zu>", i);
    buf_add_text(&page, TEXT_OF("<p>x"));
    refuse(buf_text(&page), "names");
    buf_fini(&page);
}

static void test_html_long_things_are_read(void **state) {
    (void)state;
    static const struct {
        const char *before, *unit;
        size_t times;
        const char *after, *text;
    } rows[] = {
        {"<p title='", "aaaaaaaaaa", 524288, "'>文字", "文字"}, /* an attribute of 5 MB */
        {"<p>a<!--", " b ", 1000000, "--></p>c", "a\nc"},
        {"<p>a<script>", "if (a<b && '</'+x) ", 200000, "</script>b", "ab"},
        {"<p>a", "</i>", 500000, "b", "ab"},
        {"<p>a", "<br>", 500000, "b", "a\n\nb"},
        {"<p>a", " \n\t", 500000, "b", "a b"},
        {"<p>a", "&#1;", 500000, "b", "ab"},
        {"<p>a", "<p>", 500000, "b", "a\nb"},
        {"<table><tr><td>a", "<td rowspan=9999 colspan=9999>", 100000, "</table>b", "a\nb"},
        {"<p>a<", "x", 1000000, "", "a"},
        {"<p>a&", "x", 1000000, "", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf page;
        struct arena arena;
        struct text out =
            read_page(&arena, make(&page, rows[i].before, rows[i].unit, rows[i].times, rows[i].after));
        if (rows[i].text != NULL && !text_equal(out, text_from(rows[i].text)))
            fail_msg("row %zu gave %.*s", i, (int)(out.len > 80 ? 80 : out.len), out.ptr);
        arena_fini(&arena);
        buf_fini(&page);
    }
}

static void test_html_into_a_full_arena_is_too_large(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 16);
    struct document out;
    struct err err;
    assert_false(html_read(&arena, TEXT_OF("<p>a"), &out, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_fini(&arena);
}

/* --- memory: ours by memory.h, libxml2's by its own hook ------------------------------------------------------- */

static const struct text page_of_all =
    TEXT("<html><body class='a b'><article><h1>标题</h1><table><tr><td>甲<td>1</table>"
         "<p style='color:red'>正文&mdash;一</p></article></body></html>");
static const struct text text_of_all = TEXT("标题\n甲\t1\n正文—一");

static void test_html_fails_cleanly_when_our_memory_ends(void **state) {
    (void)state;
    size_t n = 0;
    for (bool has_failed = true; has_failed;) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct document out;
        struct err err = {.code = ERR_NONE};
        memory_fail_after(++n);
        bool is_done = html_read(&arena, page_of_all, &out, &err);
        has_failed = memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(is_done, !has_failed);
        assert_true(is_done || err.code == ERR_TOO_LARGE || err.code == ERR_OUT_OF_MEMORY);
        arena_fini(&arena);
    }
    assert_true(n > 3);
}

/* libxml2 2.9.14 forgets a block of its own when memory ends inside htmlNewParserCtxt. That this parser is given back
 * otherwise is seen by the tests of document_read, which hide nothing. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:htmlNewParserCtxt";
}

static size_t countdown; /* libxml2's allocations until one fails; 0: never */

static bool must_fail(void) {
    return countdown > 0 && --countdown == 0;
}

static void *failing_malloc(size_t size) {
    return must_fail() ? NULL : malloc(size);
}

static void *failing_realloc(void *block, size_t size) {
    return must_fail() ? NULL : realloc(block, size);
}

static char *failing_strdup(const char *string) {
    return must_fail() ? NULL : strdup(string);
}

static void silence(void *ctx, const char *message, ...) {
    (void)ctx;
    (void)message;
}

/* Never a shorter text instead of an error. */
static void test_html_fails_cleanly_when_the_parsers_memory_ends(void **state) {
    (void)state;
    xmlSetGenericErrorFunc(NULL, silence);
    bool has_failed = true;
    size_t n = 0;
    for (; has_failed; n++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct document out;
        struct err err = {.code = ERR_NONE};
        countdown = n + 1;
        bool is_done = html_read(&arena, page_of_all, &out, &err);
        has_failed = countdown == 0;
        countdown = 0;
        if (is_done)
            assert_true(text_equal(out.text, text_of_all));
        else
            assert_int_equal(err.code, ERR_OUT_OF_MEMORY);
        arena_fini(&arena);
    }
    assert_true(n > 10);
    xmlSetGenericErrorFunc(NULL, NULL);
}

int main(void) {
    if (xmlMemSetup(free, failing_malloc, failing_realloc, failing_strdup) != 0)
        return 1;
    xmlInitParser();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_read_shows_what_a_reader_sees),
        cmocka_unit_test(test_html_form_around_the_page_stays),
        cmocka_unit_test(test_html_too_deep_is_refused),
        cmocka_unit_test(test_html_too_many_attributes_or_names_are_refused),
        cmocka_unit_test(test_html_long_things_are_read),
        cmocka_unit_test(test_html_into_a_full_arena_is_too_large),
        cmocka_unit_test(test_html_fails_cleanly_when_our_memory_ends),
        cmocka_unit_test(test_html_fails_cleanly_when_the_parsers_memory_ends),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failures;
}
