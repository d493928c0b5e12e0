#include "documents/content_type.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void assert_text(struct text t, const char *expected) {
    assert_int_equal(t.len, strlen(expected));
    if (t.len > 0)
        assert_memory_equal(t.ptr, expected, t.len);
}

static const struct {
    struct text header;
    const char *media_type, *charset;
} headers[] = {
    {TEXT(""), "", ""},
    {TEXT("text/plain"), "text/plain", ""},
    {TEXT("text/plain;charset=GBK"), "text/plain", "GBK"},
    {TEXT(" Text/HTML ; Charset = \"utf-8\" "), "Text/HTML", "utf-8"},
    {TEXT("text/plain; format=flowed; charset=gb18030"), "text/plain", "gb18030"},
    {TEXT("text/plain; charset='gb2312'"), "text/plain", "gb2312"},
    {TEXT("text/plain; charset=a; charset=b"), "text/plain", "a"},
    {TEXT("text/plain; charset"), "text/plain", ""},
    {TEXT("text/plain; charset="), "text/plain", ""},
    {TEXT(";charset=gbk"), "", "gbk"},
    {TEXT("text/plain\xFF\n; charset=gb\xE5k"), "text/plain", "gb"},
    {TEXT("a012345678901234567890123456789012345678901234567890123456789012345678901234567890"),
     "a012345678901234567890123456789012345678901234567890123456789012", ""},
};

static void test_content_type_parse_takes_headers_apart(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct content_type type = content_type_parse(headers[i].header);
        assert_text(type.media_type, headers[i].media_type);
        assert_text(type.charset, headers[i].charset);
    }
}

static void test_content_type_is_ignores_case_only(void **state) {
    (void)state;
    assert_true(content_type_is(TEXT_OF("TEXT/Plain"), "text/plain"));
    assert_false(content_type_is(TEXT_OF("text/plai"), "text/plain"));
    assert_false(content_type_is(TEXT_OF("text/plain2"), "text/plain"));
    assert_true(content_type_is(TEXT_OF(""), ""));
}

static const struct {
    struct text page;
    const char *charset;
} pages[] = {
    {TEXT("<html><head><meta charset=gb2312>"), "gb2312"},
    {TEXT("<META CHARSET = 'GBK' />"), "GBK"},
    {TEXT("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb18030\">"), "gb18030"},
    {TEXT("<meta name=x><meta charset=\"utf-8\">"), "utf-8"},
    {TEXT("<?xml version=\"1.0\" encoding=\"GB2312\"?><html>"), "GB2312"},
    {TEXT("<?xml version='1.0'?><meta charset=gbk>"), "gbk"},
    {TEXT("<meta charset"), ""},
    {TEXT("<meta charset="), ""},
    {TEXT("<meta><p>charset=gbk"), ""},
    {TEXT("<p>none"), ""},
    {TEXT(""), ""},
};

static void test_content_type_meta_charset_is_found_in_the_page(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        assert_text(content_type_meta_charset(pages[i].page), pages[i].charset);
}

static void test_content_type_meta_charset_beyond_4096_bytes_is_not_seen(void **state) {
    (void)state;
    static char page[8192];
    memset(page, ' ', sizeof page);
    memcpy(page + 4090, "<meta charset=gbk>", 18);
    assert_text(content_type_meta_charset((struct text){page, sizeof page}), "");
    memcpy(page + 4000, "<meta charset=gbk>", 18);
    assert_text(content_type_meta_charset((struct text){page, sizeof page}), "gbk");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_content_type_parse_takes_headers_apart),
        cmocka_unit_test(test_content_type_is_ignores_case_only),
        cmocka_unit_test(test_content_type_meta_charset_is_found_in_the_page),
        cmocka_unit_test(test_content_type_meta_charset_beyond_4096_bytes_is_not_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
