#include "extract/scan.h"

#include "extract/lexicon.h"
#include "extract/table.h"
#include "extract/words.h"

#include <string.h>

struct scan {
    struct reading *reading;
    const struct page *page;
    struct span sentence;
    uint32_t index;
    size_t mention_room, when_room;
    struct table table;
    bool failed;
};

/* Room for one more: doubled in the arena, so the whole costs at most twice what is kept. */
static void *grow(struct scan *scan, void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return items;
    }
    size_t wanted = *room == 0 ? 64 : *room * 2;
    void *larger = arena_array(scan->page->arena, wanted, size);
    if (larger == NULL) {
        scan->failed = true;
        return NULL;
    }
    if (count > 0) {
        memcpy(larger, items, count * size);
    }
    *room = wanted;
    return larger;
}

static void add_when(struct scan *scan, const struct when *when) {
    struct reading *r = scan->reading;
    struct when *whens = grow(scan, r->whens, r->when_count, &scan->when_room, sizeof *whens);
    if (whens != NULL) {
        r->whens = whens;
        r->whens[r->when_count++] = *when;
    }
}

static void note_number(struct mention *m) {
    const struct numeral *n = &m->numeral;
    rules_add(&m->rules, m->is_cell      ? RULE_NUMBER_CELL
                         : m->is_rank    ? RULE_NUMBER_RANK
                         : n->is_range   ? RULE_NUMBER_RANGE
                         : n->is_share   ? RULE_NUMBER_SHARE
                         : n->is_chinese ? RULE_NUMBER_CHINESE
                         : n->is_garbled ? RULE_NUMBER_GARBLED
                                         : RULE_NUMBER_ARABIC);
    if (m->is_loose) {
        rules_add(&m->rules, RULE_NUMBER_LOOSE);
    }
    if (m->unit == NULL && !n->is_share) {
        rules_add(&m->rules, RULE_UNIT_NONE);
    } else if (!n->is_share) {
        bool is_own = m->unit_name.from >= m->span.from && m->unit_name.to <= m->span.to;
        rules_add(&m->rules, is_own ? RULE_UNIT_WRITTEN : RULE_UNIT_HEAD);
    }
    if (m->is_cell) {
        rules_add(&m->rules, RULE_LABEL_CELL);
        rules_add(&m->rules, RULE_PERIOD_COLUMN);
    }
}

static void add_mention(struct scan *scan, struct mention mention) {
    struct reading *r = scan->reading;
    struct mention *mentions =
        grow(scan, r->mentions, r->mention_count, &scan->mention_room, sizeof *mentions);
    if (mentions != NULL) {
        r->mentions = mentions;
        mention.sentence = scan->index;
        mention.owner = FIGURE_NOT_OWNED;
        note_number(&mention);
        r->mentions[r->mention_count++] = mention;
    }
}

/* 第五位, 全省第一; other ordinals are passed over. Returns where to go on. */
static size_t scan_ordinal(struct scan *scan, size_t at) {
    const struct page *page = scan->page;
    struct mention m = {.is_rank = true};
    size_t skip;
    size_t begin = at + 1;
    while (begin < at + 3 && begin < scan->sentence.to && is_blank(page->cp[begin])) {
        begin++; /* 第⏎3⏎位 */
    }
    char32_t first = page_at(page, begin);
    if (begin >= scan->sentence.to || !(is_digit(first) || numeral_is_chinese_digit(first)) ||
        !numeral_read(page, begin, scan->sentence.to, &m.numeral, &skip) || m.numeral.is_range ||
        m.numeral.is_share) {
        return begin;
    }
    size_t end = m.numeral.end;
    size_t length;
    size_t unit_from = end;
    while (unit_from < end + 2 && unit_from < scan->sentence.to && is_blank(page->cp[unit_from])) {
        unit_from++;
    }
    const struct unit *unit = unit_at(page, unit_from, scan->sentence.to, &length, &m.unit_name);
    if (unit != NULL && unit->kind == UNIT_PLACE) {
        end = unit_from;
    } else {
        unit = unit_at(page, end, scan->sentence.to, &length, &m.unit_name);
    }
    bool is_place =
        unit != NULL && (unit->kind == UNIT_PLACE || word_at(page, end, end + 1, U"名") != 0) && length == 1;
    m.span = (struct span){at, is_place ? end + length : end};
    m.unit = is_place ? unit : NULL;
    if (is_place || lexicon_is_rank(page, scan->sentence, at, end)) {
        if (!is_place) {
            m.unit_name = (struct span){0, 0};
            m.span.from = at;
        }
        add_mention(scan, m);
        return m.span.to;
    }
    /* 第一、二批 */
    while (page_at(page, end) == U'、' && numeral_is_chinese_digit(page_at(page, end + 1))) {
        end += 2;
    }
    return end + (unit != NULL ? length : 0);
}

/* 居全省首位 is the first place. */
static size_t scan_first_place(struct scan *scan, size_t at) {
    struct mention m = {.is_rank = true, .span = {at, at + 2}, .unit_name = {at + 1, at + 2}};
    size_t length;
    m.unit = unit_at(scan->page, at + 1, at + 2, &length, &m.unit_name);
    m.numeral = (struct numeral){.end = at + 1, .value = decimal_from_int(1), .is_chinese = true};
    if (!lexicon_is_rank(scan->page, scan->sentence, at, at + 2)) {
        return at + 1;
    }
    add_mention(scan, m);
    return at + 2;
}

static size_t scan_numeral(struct scan *scan, size_t at) {
    const struct page *page = scan->page;
    struct mention m = {0};
    size_t skip;
    bool may_begin = lexicon_may_begin(page, scan->sentence, at);
    bool is_read = numeral_read(page, at, scan->sentence.to, &m.numeral, &skip);
    if (!is_read || !may_begin || m.numeral.end > scan->sentence.to) {
        return at + skip;
    }
    size_t unit_from = page_skip_tags(page, m.numeral.end, scan->sentence.to);
    size_t unit_begin = unit_from;
    while (unit_from < scan->sentence.to && unit_from < unit_begin + 3 && is_blank(page->cp[unit_from])) {
        unit_from++;
    }
    size_t length = 0;
    struct span name = {0, 0};
    const struct unit *unit =
        m.numeral.is_share ? NULL : unit_at(page, unit_from, scan->sentence.to, &length, &name);
    size_t end = unit != NULL ? unit_from + length : m.numeral.end;
    if (!lexicon_is_figure(page, scan->sentence, at, &m.numeral, unit, end, &m.is_loose)) {
        return unit != NULL && unit->kind == UNIT_NEVER ? end : at + skip;
    }
    m.unit = unit;
    m.unit_name = name;
    m.span = (struct span){at, end};
    m.is_minus = at >= scan->sentence.from + 2 && page->cp[at - 1] == U'-' &&
                 (utf8_is_han(page->cp[at - 2]) || page->cp[at - 2] == U'、');
    /* an 余 at the end is left out, inside it stays */
    char32_t last = page->cp[end - 1];
    if (unit == NULL && m.numeral.is_more && (last == U'余' || last == U'多')) {
        m.span.to--;
    }
    add_mention(scan, m);
    return end;
}

/* Time words inside a quoted name: “十三五”, but not in a title. */
static void scan_name(struct scan *scan, size_t from, size_t to) {
    if (page_at(scan->page, from) == U'《' || page_at(scan->page, from) == U'〔') {
        return;
    }
    struct when when;
    if (when_read(scan->page, from + 1, to, &when) && when.kind == WHEN_ABSOLUTE &&
        when.period.shape == PERIOD_YEARS) {
        add_when(scan, &when);
    }
}

/* A row of a table: a head opens it, rows that follow give their cells. */
static void scan_row(struct scan *scan) {
    struct table *table = &scan->table;
    struct span cells[TABLE_COLUMNS];
    size_t count = table_cells(scan->page, scan->sentence, cells);
    bool goes_on = table->columns != 0 && table->last_row + 1 == scan->index;
    if (!goes_on && table_is_head(scan->page, cells, count)) {
        *table = (struct table){.columns = count};
        memcpy(table->heads, cells, count * sizeof cells[0]);
        if (scan->index > 0) {
            const struct sentence *before = &scan->reading->outline.sentences[scan->index - 1];
            table->caption = (struct span){before->from, before->to};
        }
        goes_on = true;
    } else if (goes_on) {
        for (size_t i = 1; i < count && i < table->columns; i++) {
            struct mention m;
            if (table_read_cell(scan->reading, table, cells, i, &m)) {
                add_mention(scan, m);
            }
        }
    }
    table->last_row = scan->index;
    table->columns = goes_on ? table->columns : 0;
}

/* What stands at `at`, a character that may begin a name, an item mark, a time word, an ordinal or a numeral. Returns where
 * to go on. */
static size_t scan_step(struct scan *scan, size_t at) {
    const struct page *page = scan->page;
    uint8_t mark = page->marks[at];
    if ((mark & MARK_NAME) != 0) {
        size_t name_end = lexicon_name_end(page, scan->sentence, at);
        if (name_end > at) {
            scan_name(scan, at, name_end);
            return name_end;
        }
        return at + 1;
    }
    bool is_number = (mark & MARK_NUMBER) != 0;
    if (is_number || page->cp[at] == U'(') {
        size_t item = lexicon_item_mark(page, scan->sentence, at);
        if (item != 0) {
            return at + item;
        }
    }
    struct when when;
    char32_t before = at > scan->sentence.from ? page->cp[at - 1] : 0;
    if ((mark & MARK_WHEN) != 0 && !is_latin(before) && when_read(page, at, scan->sentence.to, &when)) {
        add_when(scan, &when);
        return when.to;
    }
    if (page->cp[at] == U'第') {
        return scan_ordinal(scan, at);
    }
    if (page->cp[at] == U'首' && page_at(page, at + 1) == U'位') {
        return scan_first_place(scan, at);
    }
    return is_number ? scan_numeral(scan, at) : at + 1;
}

static void scan_sentence(struct scan *scan) {
    static const uint8_t BEGINS = MARK_NUMBER | MARK_WHEN | MARK_NAME | MARK_ORDINAL;
    const uint8_t *marks = scan->page->marks;
    for (size_t at = scan->sentence.from; at < scan->sentence.to;) {
        at = (marks[at] & BEGINS) != 0 ? scan_step(scan, at) : at + 1;
    }
}

bool scan_run(struct reading *reading) {
    struct scan scan = {.reading = reading, .page = &reading->page};
    size_t count = reading->outline.sentence_count;
    reading->first_when = ARENA_ARRAY(scan.page->arena, count + 1, size_t);
    if (reading->first_when == NULL) {
        return false;
    }
    for (size_t i = 0; i < count && !scan.failed; i++) {
        const struct sentence *s = &reading->outline.sentences[i];
        scan.sentence = (struct span){s->from, s->to};
        scan.index = (uint32_t)i;
        reading->first_when[i] = reading->when_count;
        if (table_is_row(&reading->page, scan.sentence)) {
            scan_row(&scan);
        } else {
            scan_sentence(&scan);
        }
        reading->first_when[i + 1] = reading->when_count;
    }
    return !scan.failed;
}
