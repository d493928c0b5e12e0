#include "extract/table.h"

#include "extract/label_text.h"
#include "extract/words.h"

#include <string.h>

/* Heads of columns whose numbers count nothing. */
static const char32_t *const CODES[] = {U"号", U"码",   U"年份", U"时间", U"日期", U"电话",
                                        U"编", U"年度", U"邮编", U"备注", NULL};
static const char32_t *const UNIT_MARKS[] = {U"单位:", U"单位", U"计量单位:", NULL};

bool table_is_row(const struct page *page, struct span sentence) {
    for (size_t at = sentence.from; at < sentence.to; at++) {
        if ((page->marks[at] & MARK_TAB) != 0) {
            return true;
        }
    }
    return false;
}

size_t table_cells(const struct page *page, struct span sentence, struct span cells[TABLE_COLUMNS]) {
    size_t count = 0;
    size_t from = sentence.from;
    for (size_t at = sentence.from; at <= sentence.to && count < TABLE_COLUMNS; at++) {
        if (at == sentence.to || page->cp[at] == U'\t') {
            cells[count++] = span_trim(page, (struct span){from, at});
            from = at + 1;
        }
    }
    return count;
}

static bool starts_number(const struct page *page, struct span cell) {
    char32_t first = page_at(page, cell.from);
    return !span_is_empty(cell) &&
           (is_digit(first) || (first == U'-' && is_digit(page_at(page, cell.from + 1))));
}

bool table_is_head(const struct page *page, const struct span *cells, size_t count) {
    bool has_text = false;
    for (size_t i = 0; i < count; i++) {
        struct when when;
        bool is_time = !span_is_empty(cells[i]) && when_read(page, cells[i].from, cells[i].to, &when);
        if (i > 0 && starts_number(page, cells[i]) && !is_time) {
            return false;
        }
        has_text = has_text || !span_is_empty(cells[i]);
    }
    return has_text && count > 1;
}

/* The unit that a head or a caption names: 人数(人), (单位:%), 金额(万元). */
static const struct unit *named_unit(const struct page *page, struct span text, int *power,
                                     struct span *name) {
    for (size_t at = text.to; at > text.from; at--) {
        size_t begin;
        bool is_bracket = page->cp[at - 1] == U'(';
        size_t mark = word_any_at(page, at - 1, text.to, UNIT_MARKS);
        if (!is_bracket && mark == 0) {
            continue;
        }
        begin = at - 1 + (mark != 0 ? mark : 1);
        begin += word_any_at(page, begin, text.to, UNIT_MARKS);
        begin += page_at(page, begin) == U':' ? 1 : 0;
        *power = 0;
        if (page_at(page, begin) == U'万' || page_at(page, begin) == U'亿') {
            *power = page_at(page, begin) == U'万' ? 4 : 8;
            begin++;
        }
        size_t length;
        const struct unit *unit = unit_at(page, begin, text.to, &length, name);
        char32_t end = page_at(page, begin + length);
        bool is_whole =
            begin + length >= text.to || end == U')' || end == U',' || end == U'、' || end == U'\t';
        if (unit != NULL && unit->kind != UNIT_NEVER && is_whole) {
            return unit;
        }
    }
    return NULL;
}

/* The head without its unit in brackets. */
static struct span head_name(const struct page *page, struct span head) {
    for (size_t at = head.from + 1; at < head.to; at++) {
        if (page->cp[at] == U'(') {
            return (struct span){head.from, at};
        }
    }
    return head;
}

/* A column may be a time (2021年, 本学年, 上年) instead of a thing. */
static bool column_period(const struct reading *reading, struct span head, struct period *period) {
    static const char32_t *const NOW[] = {U"本年",   U"本学年", U"本期", U"今年",
                                          U"本学期", U"本年度", U"本月", NULL};
    static const char32_t *const BEFORE[] = {U"上年",     U"上学年", U"上年同期", U"去年",
                                             U"去年同期", U"上期",   U"上年度",   NULL};
    const struct page *page = &reading->page;
    struct when when;
    size_t length = head.to - head.from;
    if (length != 0 && word_any_at(page, head.from, head.to, NOW) == length) {
        *period = reading->period;
        return true;
    }
    if (length != 0 && word_any_at(page, head.from, head.to, BEFORE) == length &&
        reading->period.shape != PERIOD_NONE) {
        *period = period_shift_years(reading->period, -1);
        return true;
    }
    if (length != 0 && when_read(page, head.from, head.to, &when) && when.kind == WHEN_ABSOLUTE &&
        when.to == head.to) {
        *period = period_canonical(when.period);
        return true;
    }
    return false;
}

static void label_cell(const struct reading *reading, const struct table *table, struct span row,
                       struct span head, bool is_time, struct mention *out) {
    static const char32_t *const THINGS[] = {U"满意度", U"覆盖率", U"完成率", U"合格率", U"优秀率",
                                             U"就业率", U"升学率", U"人数",   U"金额",   NULL};
    const struct page *page = &reading->page;
    struct pieces pieces = {0};
    pieces_add(&pieces, row);
    if (!is_time) {
        pieces_add(&pieces, head_name(page, head));
    }
    size_t length;
    ptrdiff_t thing = is_time ? word_find_last(page, table->caption, THINGS, &length) : PAGE_NOWHERE;
    if (thing != PAGE_NOWHERE) {
        pieces_add(&pieces, (struct span){(size_t)thing, (size_t)thing + length});
    }
    out->label = pieces_text(reading, &pieces);
}

/* The column that names the row: behind a running number (序号) the second. */
static size_t stub_column(const struct page *page, const struct span *cells, size_t column) {
    return starts_number(page, cells[0]) && column > 0 && !starts_number(page, cells[1]) ? 1 : 0;
}

bool table_read_cell(const struct reading *reading, const struct table *table, const struct span *cells,
                     size_t column, struct mention *out) {
    const struct page *page = &reading->page;
    struct span cell = cells[column];
    bool is_minus = page_at(page, cell.from) == U'-';
    size_t from = cell.from + (is_minus ? 1 : 0), skip, length = 0;
    *out = (struct mention){
        .is_cell = true, .is_minus = is_minus, .has_period = true, .owner = FIGURE_NOT_OWNED};
    if (!starts_number(page, cell) || !numeral_read(page, from, cell.to, &out->numeral, &skip)) {
        return false;
    }
    out->unit = unit_at(page, out->numeral.end, cell.to, &length, &out->unit_name);
    struct span head = column < table->columns ? table->heads[column] : (struct span){0, 0};
    int power = 0;
    if (out->unit == NULL && out->numeral.end == cell.to) {
        length = 0;
        out->unit = named_unit(page, head, &power, &out->unit_name);
        out->unit = out->unit != NULL ? out->unit : named_unit(page, cells[0], &power, &out->unit_name);
        out->unit =
            out->unit != NULL ? out->unit : named_unit(page, table->heads[0], &power, &out->unit_name);
        out->unit = out->unit != NULL ? out->unit : named_unit(page, table->caption, &power, &out->unit_name);
    }
    bool is_code = out->unit == NULL && (span_is_empty(head) || word_has(page, head, CODES));
    if (is_code || (out->unit != NULL && out->unit->kind == UNIT_NEVER) ||
        out->numeral.end + length != cell.to) {
        return false;
    }
    out->is_loose = out->unit == NULL;
    struct decimal scaled;
    if (power != 0 && decimal_shift(out->numeral.value, power, &scaled)) {
        out->numeral.value = scaled;
        out->numeral.last_place += power;
    }
    out->span = (struct span){from, out->numeral.end + length};
    size_t stub = stub_column(page, cells, column);
    struct span row = head_name(page, cells[stub]);
    out->period = reading->period;
    bool is_time = column_period(reading, head, &out->period);
    label_cell(reading, table, row, head, is_time, out);
    return column > stub && !span_is_empty(row);
}
