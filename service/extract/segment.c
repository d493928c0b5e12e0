#include "extract/segment.h"

#include "extract/when.h"
#include "extract/words.h"

/* Lines that belong to the page around a report. Only short lines without a full stop are tested. */
static const char32_t *const FURNITURE[] = {
    U"浏览次数", U"阅读次数",   U"点击次数", U"访问次数", U"点击量",   U"浏览量",   U"阅读量",   U"字号",
    U"字体",     U"发布时间",   U"发布日期", U"发文日期", U"更新时间", U"成文日期", U"信息来源", U"文章来源",
    U"来源:",    U"来源:",      U"作者:",    U"责任编辑", U"编辑:",    U"审核:",    U"上一篇",   U"下一篇",
    U"打印本页", U"打印",       U"关闭窗口", U"分享到",   U"分享:",    U"扫一扫",   U"下载本文", U"当前位置",
    U"您的位置", U"首页>",      U"首页 >",   U"索引号",   U"版权所有", U"备案",     U"主办:",    U"主办单位",
    U"承办单位", U"网站标识码", U"公网安备", U"ICP",      U"免责声明", NULL};

/* The same, but in a row of a table they may head a column. */
static const char32_t *const CONTACTS[] = {U"联系电话", U"邮箱", U"电话:", U"地址:", NULL};

/* A line that begins so ends the report; what follows is other people's. */
static const char32_t *const TAIL[] = {U"上一篇",       U"下一篇",   U"相关文章", U"相关范文", U"相关阅读",
                                       U"相关链接",     U"相关推荐", U"相关新闻", U"相关资源", U"相关文档",
                                       U"展开阅读全文", U"阅读全文", U"相关信息", U"相关报道", U"相关稿件",
                                       U"延伸阅读",     U"推荐阅读", U"热门文章", U"热门推荐", U"最新文章",
                                       U"猜你喜欢",     U"下载",     U"点此下载", U"点击下载", U"声明:",
                                       U"免责声明",     U"版权所有", U"版权声明", U"责任编辑", U"主办:",
                                       U"主办单位",     U"扫一扫",   U"打印本页", U"【打印",   U"网站地图",
                                       U"文档为",       U"注释:",    U"附注:",    NULL};
/* A line that begins so stands before the report. */
static const char32_t *const HEAD[] = {U"简介:", U"摘要:",  U"内容摘要", U"【摘要】",
                                       U"导读:", U"[导读]", NULL};

/* A line without numbering that names a main part of a report stands above all numbering. */
static const char32_t *const PARTS[] = {U"回顾", U"总结", U"安排", U"打算", U"计划",
                                        U"展望", U"部署", U"目标", U"任务", U"情况",
                                        U"做法", U"成效", U"问题", U"报告", NULL};

enum { FURNITURE_MAX = 120, TAIL_LINE_MAX = 120, HEADING_MAX = 40, PROSE_MIN = 40 };

struct line {
    struct span span; /* trimmed */
    bool has_stop;    /* a full stop in it */
    bool has_comma;
    bool is_furniture;
    bool has_tab; /* a row of a table */
};

static bool is_stop(char32_t c) {
    return c == U'。' || c == U'!' || c == U'?';
}

/* The next line that is not blank, from *at on. */
static bool line_next(const struct page *page, size_t *at, size_t end, struct line *line) {
    while (*at < end && is_blank(page->cp[*at])) {
        (*at)++;
    }
    if (*at >= end) {
        return false;
    }
    *line = (struct line){.span = {*at, *at}};
    while (*at < end && page->cp[*at] != U'\n' && page->cp[*at] != U'\r') {
        char32_t c = page->cp[*at];
        if ((page->marks[(*at)++] & (MARK_CLAUSE | MARK_TAB)) != 0) {
            line->has_stop = line->has_stop || is_stop(c);
            line->has_comma = line->has_comma || c == U',' || c == U';';
            line->has_tab = line->has_tab || c == U'\t';
        }
    }
    line->span.to = *at;
    line->span = span_trim(page, line->span);
    size_t length = line->span.to - line->span.from;
    bool is_note = page->cp[line->span.from] == U'[' && is_digit(page_at(page, line->span.from + 1));
    line->is_furniture =
        is_note || word_any_at(page, line->span.from, line->span.to, HEAD) != 0 ||
        (!line->has_stop && length <= FURNITURE_MAX &&
         (word_has(page, line->span, FURNITURE) || (!line->has_tab && word_has(page, line->span, CONTACTS))));
    return true;
}

static bool is_prose(const struct line *line) {
    return !line->is_furniture && line->has_stop && line->span.to - line->span.from >= PROSE_MIN;
}

/* Does the line end the report? 上一篇…, and [某县总结]相关文章: */
static bool opens_tail(const struct page *page, struct span line) {
    static const char32_t *const RELATED[] = {U"相关文章:", U"相关范文:", U"相关阅读:", U"相关推荐:",
                                              U"推荐文章:", U"猜你喜欢:", U"热门推荐:", U"】相关文章",
                                              U"]相关文章", NULL};
    return word_any_at(page, line.from, line.to, TAIL) != 0 || word_has(page, line, RELATED);
}

/* Where the report itself begins and ends. */
static struct span find_body(const struct page *page, struct span *title) {
    struct span body = {0, page->length};
    bool in_prose = false;
    struct line line;
    *title = (struct span){0, 0};
    for (size_t at = 0; line_next(page, &at, page->length, &line);) {
        if (!in_prose && line.is_furniture) {
            body.from = at;
        } else if (!in_prose && span_is_empty(*title)) {
            *title = line.span;
        }
        in_prose = in_prose || is_prose(&line);
        if (in_prose && !line.has_stop && line.span.to - line.span.from <= TAIL_LINE_MAX &&
            opens_tail(page, line.span)) {
            body.to = line.span.from;
            break;
        }
    }
    return body;
}

static bool is_cn_number(char32_t c) {
    switch (c) {
    case U'一':
    case U'二':
    case U'三':
    case U'四':
    case U'五':
    case U'六':
    case U'七':
    case U'八':
    case U'九':
    case U'十':
        return true;
    default:
        return false;
    }
}

size_t segment_numbering(const struct page *page, size_t at, int *level) {
    size_t from = at;
    bool in_brackets = page_at(page, at) == U'(';
    bool is_section = page_at(page, at) == U'第';
    at += in_brackets || is_section ? 1 : 0;
    size_t digits = at;
    bool is_arabic = is_digit(page_at(page, at));
    while (at < from + 5 && (is_arabic ? is_digit(page_at(page, at)) : is_cn_number(page_at(page, at)))) {
        at++;
    }
    char32_t next = page_at(page, at);
    if (at == digits || at - digits > 3) {
        return 0;
    }
    if (in_brackets) {
        if (next != U')') {
            return 0;
        }
        *level = is_arabic ? 4 : 2;
        return at + 1 - from;
    }
    if (is_section) {
        if (next != U'章' && next != U'节' && next != U'部') {
            return 0;
        }
        *level = 1;
        return at + 1 - from;
    }
    int plain = is_arabic ? 3 : 1;
    if (next == U'、' || next == U')') {
        *level = plain;
        return at + 1 - from;
    }
    /* "1." but not "1.5万人"; "1.2021年" is numbering too */
    if (next == U'.' && is_arabic && at - digits <= 2) {
        size_t after = at + 1;
        size_t run = 0;
        while (run < 5 && is_digit(page_at(page, after + run))) {
            run++;
        }
        bool is_year = run == 4 && page_at(page, after + 4) == U'年';
        if (run == 0 || is_year) {
            *level = plain;
            return at + 1 - from;
        }
    }
    return 0;
}

static bool is_heading(const struct line *line, const struct page *page) {
    size_t length = line->span.to - line->span.from;
    char32_t last = page->cp[line->span.to - 1];
    int level;
    size_t numbering = segment_numbering(page, line->span.from, &level);
    if (line->has_tab || length > HEADING_MAX || is_stop(last) || last == U',' || last == U';' ||
        last == U':' || line->has_stop) {
        return false;
    }
    return numbering != 0 || !line->has_comma;
}

/* A line of nothing but a number is a piece of a paragraph that a converter cut at every change of font. */
static bool is_number_line(const struct page *page, const struct line *line) {
    for (size_t at = line->span.from; at < line->span.to; at++) {
        char32_t c = page->cp[at];
        if (!is_digit(c) && c != U'.' && c != U',' && c != U'%') {
            return false;
        }
    }
    return true;
}

/* Does this line go on where `previous` was broken off? */
static bool goes_on(const struct page *page, const struct line *previous, bool previous_is_joined,
                    const struct line *line) {
    char32_t last = page->cp[previous->span.to - 1];
    char32_t first = page->cp[line->span.from];
    int level;
    static const char32_t *const OPEN_ENDS[] = {U"达到", U"达",   U"为",   U"保持在", U"控制在", U"至",
                                                U"到",   U"约",   U"近",   U"超过",   U"共计",   U"累计",
                                                U"分别", U"增长", U"下降", NULL};
    if ((is_number_line(page, line) || is_number_line(page, previous)) && !line->is_furniture &&
        !previous->is_furniture) {
        return !is_stop(last);
    }
    if (is_digit(first) && !line->has_tab && !line->is_furniture &&
        word_any_before(page, previous->span.from, previous->span.to, OPEN_ENDS) != 0) {
        return true; /* 资助率达到⏎100% */
    }
    if (is_stop(last) || last == U';' || last == U':' || line->is_furniture || previous->is_furniture ||
        segment_numbering(page, line->span.from, &level) != 0 ||
        (!previous_is_joined && is_heading(previous, page)) || line->has_tab || previous->has_tab) {
        return false;
    }
    if (is_clause_end(first) || is_close_quote(first) || first == U'、' || first == U')' || first == U'%') {
        return true;
    }
    bool is_broken =
        last == U',' || last == U'、' || is_digit(last) || previous->has_comma || previous->has_stop;
    return is_broken || previous_is_joined;
}

struct builder {
    const struct page *page;
    struct outline *out;
    size_t sentence_max, section_max;
    int32_t section;
    uint32_t paragraph;
};

static void open_section(struct builder *b, struct span heading, int level) {
    if (b->out->section_count == b->section_max) {
        return;
    }
    int32_t parent = b->section;
    while (parent != SECTION_NONE && b->out->sections[parent].level >= level) {
        parent = b->out->sections[parent].parent;
    }
    b->section = (int32_t)b->out->section_count;
    b->out->sections[b->out->section_count++] = (struct section){heading, parent, level};
}

static void add_sentence(struct builder *b, size_t from, size_t to) {
    struct span span = span_trim(b->page, (struct span){from, to});
    if (span_is_empty(span) || b->out->sentence_count == b->sentence_max) {
        return;
    }
    b->out->sentences[b->out->sentence_count++] =
        (struct sentence){(uint32_t)span.from, (uint32_t)span.to, b->section, b->paragraph};
}

/* A forced end in a text without full stops, so that no pass sees an endless sentence. */
static bool is_overlong(const struct page *page, size_t from, size_t at) {
    size_t length = at - from;
    if (length < SENTENCE_MAX / 2) {
        return false;
    }
    char32_t c = page->cp[at];
    return (length >= SENTENCE_MAX / 2 && is_clause_end(c)) ||
           (length >= SENTENCE_MAX && !is_digit(c) && !is_digit(page_at(page, at + 1)) && c != U'.') ||
           length >= (size_t)2 * SENTENCE_MAX;
}

/* (一)新建幼儿园3所。 tells deeds; (一)2018年工作回顾。 is a heading. */
static bool has_figures(const struct page *page, struct span span) {
    int level;
    for (size_t at = span.from + segment_numbering(page, span.from, &level); at < span.to; at++) {
        size_t end = at;
        while (end < span.to && is_digit(page->cp[end])) {
            end++;
        }
        if (end > at && page_at(page, end) != U'年') {
            return true;
        }
        at = end;
    }
    return false;
}

static void add_paragraph(struct builder *b, struct span span) {
    size_t from = span.from;
    int level;
    bool is_numbered = segment_numbering(b->page, from, &level) != 0;
    for (size_t at = span.from; at < span.to; at++) {
        bool is_end = (b->page->marks[at] & MARK_CLAUSE) != 0 && is_stop(b->page->cp[at]);
        if (!is_end && !is_overlong(b->page, from, at)) {
            continue;
        }
        size_t end = at + 1;
        while (end < span.to && (is_close_quote(b->page->cp[end]) || b->page->cp[end] == U')')) {
            end++;
        }
        if (is_end && is_numbered && from == span.from && end - from <= HEADING_MAX &&
            !has_figures(b->page, (struct span){from, end})) {
            open_section(b, (struct span){from, end}, level);
        }
        add_sentence(b, from, end);
        from = end;
        at = end - 1;
    }
    add_sentence(b, from, span.to);
}

/* How many sentences there can be at most: every stop and every line ends one. */
static size_t count_ends(const struct page *page, struct span body, size_t *lines) {
    size_t ends = 2 + 2 * (body.to - body.from) / SENTENCE_MAX;
    *lines = 2;
    for (size_t at = body.from; at < body.to; at++) {
        if ((page->marks[at] & MARK_CLAUSE) == 0) {
            continue; /* line ends are marked so too */
        }
        bool is_line_end = page->cp[at] == U'\n' && at > body.from && !is_blank(page->cp[at - 1]);
        ends += is_stop(page->cp[at]) || is_line_end ? 1 : 0;
        *lines += is_line_end || page->cp[at] == U'\r' ? 1 : 0;
    }
    return ends + *lines;
}

/* Without a number: 2024年重点工作, “十五五”时期主要目标, or a word that names a main part. */
static bool is_main_heading(const struct page *page, struct span line) {
    struct when when;
    size_t at = line.from + (is_open_quote(page->cp[line.from]) ? 1 : 0);
    bool is_dated = when_read(page, at, line.to, &when) && when.kind == WHEN_ABSOLUTE &&
                    (when.period.shape == PERIOD_YEAR || when.period.shape == PERIOD_YEARS);
    return is_dated || word_has(page, line, PARTS);
}

static void add_lines(struct builder *b, struct span body) {
    struct line line, previous;
    struct span paragraph = {0, 0};
    bool is_open = false, is_joined = false;
    for (size_t at = body.from; line_next(b->page, &at, body.to, &line); previous = line) {
        is_joined = is_open && goes_on(b->page, &previous, is_joined, &line);
        if (is_joined) {
            paragraph.to = line.span.to;
            continue;
        }
        if (is_open) {
            add_paragraph(b, paragraph);
        }
        b->paragraph++;
        is_open = !line.is_furniture;
        paragraph = line.span;
        if (is_open && is_heading(&line, b->page)) {
            int level = is_main_heading(b->page, line.span) ? 0 : 5;
            segment_numbering(b->page, line.span.from, &level);
            open_section(b, line.span, level);
        }
    }
    if (is_open) {
        add_paragraph(b, paragraph);
    }
}

bool segment_run(const struct page *page, struct outline *out) {
    *out = (struct outline){0};
    out->body = find_body(page, &out->title);
    size_t lines;
    struct builder b = {.page = page, .out = out, .section = SECTION_NONE};
    b.sentence_max = count_ends(page, out->body, &lines);
    b.section_max = 2 * lines;
    out->sentences = ARENA_ARRAY(page->arena, b.sentence_max, struct sentence);
    out->sections = ARENA_ARRAY(page->arena, b.section_max, struct section);
    if (out->sentences == NULL || out->sections == NULL) {
        return false;
    }
    add_lines(&b, out->body);
    return true;
}

int32_t segment_part(const struct outline *outline, int32_t section) {
    while (section != SECTION_NONE && outline->sections[section].level > 1) {
        section = outline->sections[section].parent;
    }
    return section;
}
