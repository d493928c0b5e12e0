#include "documents/document.h"

#include <string.h>

#include "documents/content_type.h"
#include "documents/html.h"
#include "documents/sniff.h"
#include "documents/text.h"

/* What a Content-Type says about the kind of the body. */
enum declared {
    DECLARED_NOTHING, /* none, or one that programs send when they do not know */
    DECLARED_PLAIN,
    DECLARED_HTML,
    DECLARED_DATA, /* text of another kind (JSON, CSV, XML …): the bytes cannot tell it from prose, so it is believed */
    DECLARED_OTHER
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    const char *media_type;
    enum declared declared;
} media_types[] = {
    {"text/plain", DECLARED_PLAIN},
    {"text/markdown", DECLARED_PLAIN},
    {"text/html", DECLARED_HTML},
    {"application/xhtml+xml", DECLARED_HTML},
    {"application/octet-stream", DECLARED_NOTHING},
    {"binary/octet-stream", DECLARED_NOTHING},
    {"application/x-www-form-urlencoded", DECLARED_NOTHING}, /* what curl says of --data-binary */
    {"application/json", DECLARED_DATA},
    {"application/x-ndjson", DECLARED_DATA},
    {"application/xml", DECLARED_DATA},
    {"text/xml", DECLARED_DATA},
    {"text/csv", DECLARED_DATA},
    {"text/tab-separated-values", DECLARED_DATA},
    {"text/css", DECLARED_DATA},
    {"text/javascript", DECLARED_DATA},
    {"application/javascript", DECLARED_DATA},
    {"application/rtf", DECLARED_DATA},
    {"text/rtf", DECLARED_DATA},
    {"multipart/form-data", DECLARED_DATA},
};

static enum declared declared_kind(struct text media_type) {
    if (media_type.len == 0)
        return DECLARED_NOTHING;
    for (size_t i = 0; i < COUNT(media_types); i++) {
        if (content_type_is(media_type, media_types[i].media_type))
            return media_types[i].declared;
    }
    return DECLARED_OTHER;
}

static void note(struct document *document, struct text t) {
    if (t.len > 0 && document->note_count < DOCUMENT_NOTES_MAX)
        document->notes[document->note_count++] = t;
}

/* White space as text_trim and the zero-width no-break space count it: nothing to read. */
static bool is_blank(struct text t) {
    static const struct text bom = TEXT("\xEF\xBB\xBF");
    t = text_trim(t);
    while (text_starts_with(t, bom))
        t = text_trim(text_slice(t, bom.len, t.len));
    return t.len == 0;
}

static bool is_html(struct text decoded, enum declared declared) {
    return sniff_opens_as_html(decoded) || (declared == DECLARED_HTML && sniff_has_tags(decoded));
}

static void note_disagreement(struct arena *arena, struct text media_type, enum declared declared,
                              struct document *out) {
    bool is_page = text_equal(out->media_type, TEXT_OF("text/html"));
    bool agrees = declared == DECLARED_NOTHING || declared == (is_page ? DECLARED_HTML : DECLARED_PLAIN);
    if (!agrees)
        note(out,
             arena_printf(arena, "the Content-Type was \"%.*s\", but the bytes are %s and were read as that",
                          TEXT_ARG(media_type), is_page ? "HTML" : "plain text"));
}

/* The label that names the charset: the header's, or the page's own. */
static struct text find_label(struct text bytes, struct content_type type, enum declared declared) {
    if (type.charset.len > 0)
        return type.charset;
    bool may_be_page = declared == DECLARED_HTML || sniff_opens_as_html(bytes);
    if (!may_be_page)
        return TEXT_OF("");
    struct text label = content_type_meta_charset(bytes);
    enum charset charset = charset_parse(label);
    bool is_impossible = charset == CHARSET_UTF16 || charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE;
    return is_impossible ? TEXT_OF("utf-8")
                         : label; /* a page whose <meta> was legible as ASCII is no UTF-16 */
}

static bool refuse_kind(struct text bytes, struct content_type type, enum declared declared,
                        struct err *err) {
    const char *name = sniff_refused(bytes);
    if (name != NULL)
        return err_set(err, ERR_UNSUPPORTED_MEDIA,
                       "this is %s; only text and HTML can be read by this version", name);
    if (declared == DECLARED_DATA)
        return err_set_field(err, ERR_UNSUPPORTED_MEDIA, "Content-Type",
                             "\"%.*s\" is no report; only text and HTML can be read by this version",
                             TEXT_ARG(type.media_type));
    return true;
}

bool document_is_plain(struct text bytes, struct text content_type) {
    enum declared declared = declared_kind(content_type_parse(content_type).media_type);
    bool may_be = declared == DECLARED_NOTHING || declared == DECLARED_PLAIN;
    return may_be && sniff_refused(bytes) == NULL && !sniff_opens_as_html(bytes) &&
           (bytes.len == 0 || memchr(bytes.ptr, 0, bytes.len) == NULL); /* UTF-16 may hide a page */
}

bool document_read(struct arena *arena, struct text bytes, struct text content_type, struct document *out,
                   struct err *err) {
    *out = (struct document){.text = TEXT("")};
    if (bytes.len == 0)
        return err_set(err, ERR_EMPTY_BODY, "the document has no bytes");
    struct content_type type = content_type_parse(content_type);
    enum declared declared = declared_kind(type.media_type);
    struct text_decoded decoded;
    if (!refuse_kind(bytes, type, declared, err) ||
        !text_decode(arena, bytes, find_label(bytes, type, declared), &decoded, err))
        return false;
    bool is_page = is_html(decoded.text, declared);
    out->text = decoded.text;
    out->media_type = is_page ? TEXT_OF("text/html") : TEXT_OF("text/plain");
    out->charset = text_from(charset_name(decoded.charset));
    if (is_page && !html_read(arena, decoded.text, out, err))
        return false;
    if (is_blank(out->text))
        return err_set(err, ERR_EMPTY_BODY,
                       is_page ? "the page shows no text" : "the document holds only white space");
    note(out, decoded.note);
    note_disagreement(arena, type.media_type, declared, out);
    if (arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE,
                       "the document does not fit into the memory that one report may use");
    return true;
}
