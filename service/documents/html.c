#include "documents/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "documents/flow.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* libxml2 keeps two entries an attribute and compares each with all before it in its tag. */
enum { PARSER_ENTRIES_MAX = 704 };
/* Its table of the names of tags and attributes has a fixed number of chains. */
enum { PARSER_NAMES_MAX = 10000 };
/* A form with more text than this (200 Han) is the page. */
enum { FORM_WORDS_BYTES = 600 };
enum { READ_BYTES = 4096 };

enum kind {
    KIND_INLINE,
    KIND_BLOCK,
    KIND_BR,
    KIND_PRE,
    KIND_TABLE,
    KIND_ROW,
    KIND_CELL,
    KIND_ARTICLE, /* a header inside is the article's own */
    KIND_HEADER,
    KIND_FORM,
    KIND_HIDDEN
};

/* Sorted by name. What is not listed runs inline. */
static const struct {
    const char *name;
    enum kind kind;
} elements[] = {
    {"address", KIND_BLOCK},   {"applet", KIND_HIDDEN},
    {"article", KIND_ARTICLE}, {"aside", KIND_HIDDEN},
    {"audio", KIND_HIDDEN},    {"blockquote", KIND_BLOCK},
    {"body", KIND_BLOCK},      {"br", KIND_BR},
    {"button", KIND_HIDDEN},   {"canvas", KIND_HIDDEN},
    {"caption", KIND_BLOCK},   {"center", KIND_BLOCK},
    {"dd", KIND_BLOCK},        {"details", KIND_BLOCK},
    {"dir", KIND_BLOCK},       {"div", KIND_BLOCK},
    {"dl", KIND_BLOCK},        {"dt", KIND_BLOCK},
    {"fieldset", KIND_BLOCK},  {"figcaption", KIND_BLOCK},
    {"figure", KIND_BLOCK},    {"footer", KIND_HIDDEN},
    {"form", KIND_FORM},       {"h1", KIND_BLOCK},
    {"h2", KIND_BLOCK},        {"h3", KIND_BLOCK},
    {"h4", KIND_BLOCK},        {"h5", KIND_BLOCK},
    {"h6", KIND_BLOCK},        {"head", KIND_HIDDEN},
    {"header", KIND_HEADER},   {"hr", KIND_BLOCK},
    {"html", KIND_BLOCK},      {"iframe", KIND_HIDDEN},
    {"legend", KIND_BLOCK},    {"li", KIND_BLOCK},
    {"main", KIND_ARTICLE},    {"menu", KIND_BLOCK},
    {"nav", KIND_HIDDEN},      {"noframes", KIND_HIDDEN},
    {"noscript", KIND_HIDDEN}, {"object", KIND_HIDDEN},
    {"ol", KIND_BLOCK},        {"optgroup", KIND_HIDDEN},
    {"option", KIND_HIDDEN},   {"p", KIND_BLOCK},
    {"pre", KIND_PRE},         {"rp", KIND_HIDDEN},
    {"rt", KIND_HIDDEN},       {"script", KIND_HIDDEN},
    {"section", KIND_BLOCK},   {"select", KIND_HIDDEN},
    {"style", KIND_HIDDEN},    {"summary", KIND_BLOCK},
    {"svg", KIND_HIDDEN},      {"table", KIND_TABLE},
    {"tbody", KIND_BLOCK},     {"td", KIND_CELL},
    {"template", KIND_HIDDEN}, {"textarea", KIND_HIDDEN},
    {"tfoot", KIND_BLOCK},     {"th", KIND_CELL},
    {"thead", KIND_BLOCK},     {"title", KIND_HIDDEN},
    {"tr", KIND_ROW},          {"ul", KIND_BLOCK},
    {"video", KIND_HIDDEN},
};

struct page {
    struct text rest; /* not yet given to the parser */
    htmlParserCtxt *parser;
    struct flow flow;
    unsigned char open[HTML_DEPTH_MAX]; /* enum kind of each open element */
    size_t depth;
    size_t hidden_depth;  /* open elements that are hidden, or inside a hidden one */
    size_t article_depth; /* open articles */
    size_t form_depth;    /* open forms; the outermost began where form_mark says */
    size_t form_mark;
    struct err failure; /* the page ends where it is set */
};

static int compare_name(const void *name, const void *element) {
    return strcasecmp(name, *(const char *const *)element);
}

static enum kind kind_of(const xmlChar *name) {
    const char *const *found = bsearch(name, elements, COUNT(elements), sizeof elements[0], compare_name);
    return found == NULL
               ? KIND_INLINE
               : elements[(size_t)((const char *)found - (const char *)elements) / sizeof elements[0]].kind;
}

/* --- attributes ----------------------------------------------------------------------------------------------- */

/* The value of an attribute, "" when it has none, NULL when it is not there. attributes: name, value … NULL. */
static const char *attribute(const xmlChar **attributes, const char *name) {
    for (size_t i = 0; attributes != NULL && attributes[i] != NULL; i += 2) {
        if (strcasecmp((const char *)attributes[i], name) == 0)
            return attributes[i + 1] != NULL ? (const char *)attributes[i + 1] : "";
    }
    return NULL;
}

/* colspan and rowspan: 1 when absent or nonsense. */
static size_t attribute_span(const xmlChar **attributes, const char *name) {
    const char *value = attribute(attributes, name);
    size_t span = 0;
    for (size_t i = 0; value != NULL && i < 4 && value[i] >= '0' && value[i] <= '9'; i++)
        span = 10 * span + (size_t)(value[i] - '0');
    return span > 0 ? span : 1;
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind `word` and the blanks after it, without regard to case; NULL when style does not begin with it. */
static const char *skip_word(const char *style, const char *word) {
    size_t len = strlen(word);
    if (strncasecmp(style, word, len) != 0)
        return NULL;
    style += len;
    while (is_blank(*style))
        style++;
    return style;
}

/* Does a style attribute say display:none or visibility:hidden? */
static bool is_style_hiding(const char *style) {
    static const char *const hiding[][2] = {{"display", "none"}, {"visibility", "hidden"}};
    for (const char *at = style; at != NULL; at = strchr(at, ';')) {
        while (is_blank(*at) || *at == ';')
            at++;
        for (size_t i = 0; i < COUNT(hiding); i++) {
            const char *value = skip_word(at, hiding[i][0]);
            value = value != NULL ? skip_word(value, ":") : NULL;
            if (value != NULL && skip_word(value, hiding[i][1]) != NULL)
                return true;
        }
    }
    return false;
}

static bool is_hidden(const xmlChar **attributes) {
    const char *style = attribute(attributes, "style");
    return attribute(attributes, "hidden") != NULL || (style != NULL && is_style_hiding(style));
}

/* --- events --------------------------------------------------------------------------------------------------- */

static void begin_form(struct page *page) {
    flow_break(&page->flow);
    if (page->form_depth++ == 0)
        page->form_mark = page->flow.out.len;
}

static void end_form(struct page *page) {
    flow_break(&page->flow);
    bool is_outermost = --page->form_depth == 0;
    size_t len = page->flow.out.len;
    if (is_outermost && len > page->form_mark && len - page->form_mark <= FORM_WORDS_BYTES)
        flow_cut(&page->flow, page->form_mark);
}

static void begin_shown(struct page *page, enum kind kind, const xmlChar **attributes) {
    struct flow *flow = &page->flow;
    switch (kind) {
    case KIND_BR:
        flow_br(flow);
        break;
    case KIND_PRE:
        flow_break(flow);
        flow->pre_depth++;
        break;
    case KIND_TABLE:
        flow_table_begin(flow);
        break;
    case KIND_ROW:
        flow_row_begin(flow);
        break;
    case KIND_CELL:
        flow_cell_begin(flow, attribute_span(attributes, "colspan"), attribute_span(attributes, "rowspan"));
        break;
    case KIND_ARTICLE:
        flow_break(flow);
        page->article_depth++;
        break;
    case KIND_FORM:
        begin_form(page);
        break;
    case KIND_BLOCK:
    case KIND_HEADER:
        flow_break(flow);
        break;
    case KIND_INLINE:
    case KIND_HIDDEN:
        break;
    }
}

static void end_shown(struct page *page, enum kind kind) {
    struct flow *flow = &page->flow;
    switch (kind) {
    case KIND_PRE:
        flow_break(flow);
        flow->pre_depth--;
        break;
    case KIND_TABLE:
        flow_table_end(flow);
        break;
    case KIND_ROW:
        flow_row_end(flow);
        break;
    case KIND_CELL:
        flow_cell_end(flow);
        break;
    case KIND_ARTICLE:
        flow_break(flow);
        page->article_depth--;
        break;
    case KIND_FORM:
        end_form(page);
        break;
    case KIND_BLOCK:
    case KIND_HEADER:
        flow_break(flow);
        break;
    case KIND_BR:
    case KIND_INLINE:
    case KIND_HIDDEN:
        break;
    }
}

static bool is_failed(const struct page *page) {
    return page->failure.code != ERR_NONE;
}

static void on_begin(void *ctx, const xmlChar *name, const xmlChar **attributes) {
    struct page *page = ctx;
    if (is_failed(page))
        return;
    if (page->depth == HTML_DEPTH_MAX) {
        err_set(&page->failure, ERR_TOO_LARGE, "the elements of the page nest more than %d deep",
                HTML_DEPTH_MAX);
        return;
    }
    enum kind kind = kind_of(name);
    bool is_page_header = kind == KIND_HEADER && page->article_depth == 0;
    if (kind != KIND_HIDDEN && (is_page_header || is_hidden(attributes)))
        kind = KIND_HIDDEN;
    page->open[page->depth++] = (unsigned char)kind;
    if (page->hidden_depth > 0 || kind == KIND_HIDDEN)
        page->hidden_depth++;
    else
        begin_shown(page, kind, attributes);
}

/* libxml2 closes what it opened, in order. */
static void on_end(void *ctx, const xmlChar *name) {
    struct page *page = ctx;
    (void)name;
    if (is_failed(page) || page->depth == 0)
        return;
    enum kind kind = (enum kind)page->open[--page->depth];
    if (page->hidden_depth > 0)
        page->hidden_depth--;
    else
        end_shown(page, kind);
}

static void on_text(void *ctx, const xmlChar *bytes, int len) {
    struct page *page = ctx;
    if (is_failed(page) || page->hidden_depth > 0 || len <= 0)
        return;
    flow_text(&page->flow, (struct text){(const char *)bytes, (size_t)len});
    if (buf_failed(&page->flow.out))
        err_set(&page->failure, ERR_OUT_OF_MEMORY, "no memory for the text of the page");
}

/* --- the parser ----------------------------------------------------------------------------------------------- */

/* What would make libxml2's time grow with the square of the page. Honest pages are far below. */
static void check_parser(struct page *page) {
    if (page->parser->maxatts > PARSER_ENTRIES_MAX)
        err_set(&page->failure, ERR_TOO_LARGE, "a tag of the page has more than %d attributes",
                PARSER_ENTRIES_MAX / 2);
    else if (xmlDictSize(page->parser->dict) > PARSER_NAMES_MAX)
        err_set(&page->failure, ERR_TOO_LARGE,
                "the page uses more than %d different names of tags and attributes", PARSER_NAMES_MAX);
}

/* Gives the parser its next bytes, or the end once something failed: the one place where it can be stopped safely. */
static int on_read(void *ctx, char *bytes, int room) {
    struct page *page = ctx;
    if (!is_failed(page))
        check_parser(page);
    if (is_failed(page) || room <= 0)
        return 0;
    struct text piece = text_slice(page->rest, 0, room < READ_BYTES ? (size_t)room : READ_BYTES);
    page->rest = text_slice(page->rest, piece.len, page->rest.len);
    if (piece.len > 0)
        memcpy(bytes, piece.ptr, piece.len);
    return (int)piece.len;
}

/* Whatever libxml2 has to complain of. That the page is no good HTML is expected. When memory ends, 2.9.14 may end early
 * without a word, or wait for ever for a closing quote: so what it has in hand is taken for read. */
static void on_complaint(void *ctx, xmlError *complaint) {
    struct page *page = ctx;
    if (complaint == NULL || complaint->code != XML_ERR_NO_MEMORY)
        return;
    err_set(&page->failure, ERR_OUT_OF_MEMORY, "no memory to parse the page");
    if (page->parser != NULL && page->parser->input != NULL)
        page->parser->input->cur = page->parser->input->end;
}

/* Runs the page through libxml2; what comes of it is in page->flow and page->failure. */
static void parse(struct page *page) {
    page->parser = htmlNewParserCtxt();
    if (page->parser == NULL || page->parser->dict == NULL || is_failed(page)) {
        htmlFreeParserCtxt(page->parser);
        err_set(&page->failure, ERR_OUT_OF_MEMORY, "no memory for the parser of the page");
        return;
    }
    htmlSAXHandler *events = page->parser->sax;
    memset(events, 0, sizeof *events);
    events->startElement = on_begin;
    events->endElement = on_end;
    events->characters = events->ignorableWhitespace = on_text;
    page->parser->userData = page;
    xmlDoc *tree = htmlCtxtReadIO(page->parser, on_read, NULL, page, NULL, "UTF-8",
                                  HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                      HTML_PARSE_NOWARNING | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
    if (tree != NULL)
        xmlFreeDoc(tree);
    bool is_starved = page->parser->errNo == XML_ERR_NO_MEMORY;
    if (!is_failed(page) && (is_starved || page->rest.len > 0 || buf_failed(&page->flow.out)))
        err_set(&page->failure, ERR_OUT_OF_MEMORY, "no memory to parse the page");
    htmlFreeParserCtxt(page->parser);
}

bool html_read(struct arena *arena, struct text page_text, struct document *out, struct err *err) {
    struct page *page = ARENA_NEW(arena, struct page);
    if (page == NULL)
        return err_set(err, ERR_TOO_LARGE, "the page does not fit into the memory that one report may use");
    page->rest = page_text;
    flow_init(&page->flow, 4 * page_text.len + 64);
    xmlSetStructuredErrorFunc(page,
                              on_complaint); /* libxml2 keeps one a thread, and nobody else here sets it */
    parse(page);
    xmlSetStructuredErrorFunc(NULL, NULL);
    flow_break(&page->flow);
    if (is_failed(page)) {
        if (err != NULL)
            *err = page->failure;
        flow_fini(&page->flow);
        return false;
    }
    bool is_done = flow_take(&page->flow, arena, out);
    flow_fini(&page->flow);
    return is_done || err_set(err, ERR_TOO_LARGE,
                              "the text of the page does not fit into the memory that one report may use");
}
