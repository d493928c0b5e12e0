#include "documents/sniff.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { NAMES_WINDOW = 65536 };

struct magic {
    size_t at;
    struct text bytes;
    const char *name;
};

static const struct magic magics[] = {
    {0, TEXT("\x89PNG\r\n\x1A\n"), "a PNG picture"},
    {0, TEXT("\xFF\xD8\xFF"), "a JPEG picture"},
    {0, TEXT("GIF87a"), "a GIF picture"},
    {0, TEXT("GIF89a"), "a GIF picture"},
    {0, TEXT("II*\0"), "a TIFF picture"},
    {0, TEXT("MM\0*"), "a TIFF picture"},
    {0, TEXT("RIFF"), "a WebP picture, a video or a sound file"},
    {0, TEXT("ID3\x02"), "a sound file"},
    {0, TEXT("ID3\x03"), "a sound file"},
    {0, TEXT("ID3\x04"), "a sound file"},
    {4, TEXT("ftyp"), "a video, sound or HEIF file"},
    {0, TEXT("\x1F\x8B"), "a gzip archive"},
    {0, TEXT("BZh91AY&SY"), "a bzip2 archive"},
    {0,
     TEXT("\xFD"
          "7zXZ\0"),
     "an xz archive"},
    {0, TEXT("7z\xBC\xAF\x27\x1C"), "a 7z archive"},
    {0, TEXT("Rar!\x1A\x07"), "a RAR archive"},
    {0, TEXT("\x28\xB5\x2F\xFD"), "a zstd archive"},
    {0,
     TEXT("\x7F"
          "ELF"),
     "a program"},
    {0, TEXT("MZ\x90\0"), "a program"},
    {0, TEXT("{\\rtf"), "an RTF document"},
    {0, TEXT("SQLite format 3\0"), "an SQLite database"},
    {0, TEXT("%!PS-Adobe"), "a PostScript file"},
};

/* What lies inside a ZIP: the names of its members stand in the bytes. */
static const struct magic zip_members[] = {
    {0, TEXT("word/"), "a .docx (Word) file"},
    {0, TEXT("xl/"), "an .xlsx (Excel) file"},
    {0, TEXT("ppt/"), "a .pptx (PowerPoint) file"},
    {0, TEXT("application/vnd.oasis.opendocument.text"), "an .odt (OpenDocument) file"},
    {0, TEXT("application/vnd.oasis.opendocument.spreadsheet"), "an .ods (OpenDocument) file"},
    {0, TEXT("OFD.xml"), "an .ofd file"},
    {0, TEXT("application/epub+zip"), "an .epub file"},
};

/* What lies inside an OLE container: stream names, in UTF-16LE. */
static const struct magic ole_streams[] = {
    {0, TEXT("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), "a .doc (old Word) file"},
    {0, TEXT("W\0o\0r\0k\0b\0o\0o\0k\0"), "an .xls (old Excel) file"},
    {0, TEXT("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0"), "a .ppt (old PowerPoint) file"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The first of `names` that occurs in the first or last 64 KiB (a ZIP's directory stands at its end). */
static const char *find_member(struct text bytes, const struct magic *names, size_t count,
                               const char *otherwise) {
    struct text head = text_slice(bytes, 0, NAMES_WINDOW);
    struct text tail = text_slice(bytes, bytes.len > NAMES_WINDOW ? bytes.len - NAMES_WINDOW : 0, bytes.len);
    for (size_t i = 0; i < count; i++) {
        if (text_find(head, names[i].bytes, 0) != SIZE_MAX || text_find(tail, names[i].bytes, 0) != SIZE_MAX)
            return names[i].name;
    }
    return otherwise;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool starts_nocase(struct text t, const char *word) {
    size_t len = strlen(word);
    return t.len >= len && strncasecmp(t.ptr, word, len) == 0;
}

static struct text skip_blanks(struct text t) {
    size_t from = 0;
    while (from < t.len && is_blank(t.ptr[from]))
        from++;
    return text_slice(t, from, t.len);
}

static struct text skip_bom(struct text t) {
    return text_starts_with(t, TEXT_OF("\xEF\xBB\xBF")) ? text_slice(t, 3, t.len) : t;
}

/* Behind the closing phrase, or empty when it never comes. */
static struct text skip_past(struct text t, struct text close) {
    size_t at = text_find(t, close, 0);
    return at == SIZE_MAX ? text_slice(t, t.len, t.len) : text_slice(t, at + close.len, t.len);
}

/* Behind white space, comments and processing instructions. */
static struct text skip_prologue(struct text t) {
    t = skip_blanks(skip_bom(t));
    for (;;) {
        if (starts_nocase(t, "<!--"))
            t = skip_past(t, TEXT_OF("-->"));
        else if (starts_nocase(t, "<?"))
            t = skip_past(t, TEXT_OF("?>"));
        else
            return t;
        t = skip_blanks(t);
    }
}

/* Is a tag of this name ("<p") at the start of t, and does the name end there? */
static bool is_tag(struct text t, const char *tag) {
    size_t len = strlen(tag);
    if (!starts_nocase(t, tag))
        return false;
    return t.len == len || is_blank(t.ptr[len]) || t.ptr[len] == '>' || t.ptr[len] == '/';
}

bool sniff_opens_as_html(struct text text) {
    static const char *const openers[] = {
        "<html",   "<head", "<body",    "<title", "<meta",         "<link", "<script", "<style",
        "<div",    "<p",    "<br",      "<h1",    "<h2",           "<h3",   "<table",  "<center",
        "<font",   "<span", "<section", "<main",  "<article",      "<ul",   "<ol",     "<strong",
        "<header", "<nav",  "<b",       "<a",     "<!doctype html"};
    struct text t = skip_prologue(text);
    for (size_t i = 0; i < COUNT(openers); i++) {
        if (is_tag(t, openers[i]))
            return true;
    }
    return false;
}

bool sniff_has_tags(struct text text) {
    static const char *const tags[] = {"<p",    "</p",   "<br",     "<div",     "</div",   "<td",
                                       "</td",  "<span", "<table",  "<h1",      "<h2",     "<h3",
                                       "<li",   "<b",    "<a",      "<i",       "<strong", "<font",
                                       "<body", "<html", "<center", "<section", "<article"};
    for (size_t at = text_find(text, TEXT_OF("<"), 0); at != SIZE_MAX;
         at = text_find(text, TEXT_OF("<"), at + 1)) {
        struct text t = text_slice(text, at, text.len);
        for (size_t i = 0; i < COUNT(tags); i++) {
            if (is_tag(t, tags[i]))
                return true;
        }
    }
    return false;
}

/* XML that is no XHTML: saved by Word or Excel as "XML", or data. */
static const char *sniff_xml(struct text bytes) {
    struct text t = skip_blanks(skip_bom(bytes));
    if (!starts_nocase(t, "<?xml") || sniff_opens_as_html(t))
        return NULL;
    return "an XML file";
}

/* A page with its pictures in one file, as Word and browsers save it. */
static bool is_mhtml(struct text bytes) {
    struct text head = text_slice(bytes, 0, 4096);
    if (!starts_nocase(head, "MIME-Version:") && !starts_nocase(head, "From:"))
        return false;
    return text_find(head, TEXT_OF("multipart/related"), 0) != SIZE_MAX;
}

const char *sniff_refused(struct text bytes) {
    for (size_t i = 0; i < COUNT(magics); i++) {
        const struct magic *magic = &magics[i];
        if (text_starts_with(text_slice(bytes, magic->at, bytes.len), magic->bytes))
            return magic->name;
    }
    if (text_starts_with(bytes, TEXT_OF("PK\x03\x04")) || text_starts_with(bytes, TEXT_OF("PK\x05\x06")))
        return find_member(bytes, zip_members, COUNT(zip_members), "a ZIP archive");
    if (text_starts_with(bytes, TEXT_OF("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return find_member(bytes, ole_streams, COUNT(ole_streams), "a file of an old Office or WPS program");
    if (text_starts_with(skip_blanks(skip_bom(bytes)), TEXT_OF("%PDF-")))
        return "a PDF file";
    if (is_mhtml(bytes))
        return "an .mht (web archive) file";
    return sniff_xml(bytes);
}
