#include "documents/sniff.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    struct text bytes;
    const char *name; /* NULL: not refused */
} kinds[] = {
    {TEXT("PK\x03\x04....[Content_Types].xml....word/document.xml"), "a .docx (Word) file"},
    {TEXT("PK\x03\x04....xl/workbook.xml"), "an .xlsx (Excel) file"},
    {TEXT("PK\x03\x04....ppt/slides"), "a .pptx (PowerPoint) file"},
    {TEXT("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text"), "an .odt (OpenDocument) file"},
    {TEXT("PK\x03\x04....Doc_0/OFD.xml"), "an .ofd file"},
    {TEXT("PK\x03\x04....notes.txt"), "a ZIP archive"},
    {TEXT("PK\x05\x06"), "a ZIP archive"},
    {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
     "a .doc (old Word) file"},
    {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..W\0o\0r\0k\0b\0o\0o\0k\0"), "an .xls (old Excel) file"},
    {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "a file of an old Office or WPS program"},
    {TEXT("%PDF-1.7\n"), "a PDF file"},
    {TEXT("\xEF\xBB\xBF\n%PDF-1.4"), "a PDF file"},
    {TEXT("\x89PNG\r\n\x1A\n\0\0"), "a PNG picture"},
    {TEXT("\xFF\xD8\xFF\xE0"), "a JPEG picture"},
    {TEXT("\x1F\x8B\x08"), "a gzip archive"},
    {TEXT("7z\xBC\xAF\x27\x1C"), "a 7z archive"},
    {TEXT("Rar!\x1A\x07\x01\x00"), "a RAR archive"},
    {TEXT("{\\rtf1\\ansi"), "an RTF document"},
    {TEXT("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x"), "an .mht (web archive) file"},
    {TEXT("<?xml version=\"1.0\"?><w:wordDocument>"), "an XML file"},
    {TEXT("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\"><html>"), NULL},
    {TEXT("<?xml version=\"1.0\"?><html>"), NULL},
    {TEXT("PK赛结果"), NULL},
    {TEXT("%PDF 是一种格式"), NULL},
    {TEXT("BM 不是图片"), NULL},
    {TEXT("MIME-Version is a header"), NULL},
    {TEXT("上半年集中学习6次"), NULL},
    {TEXT(""), NULL},
    {TEXT("P"), NULL},
};

static void test_sniff_refused_names_what_the_bytes_are(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *name = sniff_refused(kinds[i].bytes);
        if (kinds[i].name == NULL)
            assert_null(name);
        else
            assert_string_equal(name, kinds[i].name);
    }
}

static const struct {
    struct text text;
    bool opens, has_tags;
} pages[] = {
    {TEXT("<!DOCTYPE html><html>"), true, true},
    {TEXT("\xEF\xBB\xBF  \n<HTML lang=zh>"), true, true},
    {TEXT("<!-- made by hand --><p>文字"), true, true},
    {TEXT("<!-- a --> <!-- b --><div>x</div>"), true, true},
    {TEXT("<p>"), true, true},
    {TEXT("<p"), true, true},
    {TEXT("<paragraph>"), false, false},
    {TEXT("<!-- never closed <p>"), false, true},
    {TEXT("标题<br>正文"), false, true},
    {TEXT("a < b 且 c > d"), false, false},
    {TEXT("<2022年>"), false, false},
    {TEXT("《文件》<通知>"), false, false},
    {TEXT(""), false, false},
    {TEXT("<"), false, false},
};

static void test_sniff_tells_pages_from_prose(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        assert_int_equal(sniff_opens_as_html(pages[i].text), pages[i].opens);
        assert_int_equal(sniff_has_tags(pages[i].text), pages[i].has_tags);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sniff_refused_names_what_the_bytes_are),
        cmocka_unit_test(test_sniff_tells_pages_from_prose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
