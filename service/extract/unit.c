#include "extract/unit.h"

#include "extract/words.h"

/* 人 followed by 民, 家 by 庭 …: the word behind a numeral begins with a measure word but is no measure. */
static const char32_t *const NOT_UNITS[] = {
    U"人均", U"人才", U"家庭教育", U"条件", U"次数", U"件数",   U"本级", U"本土", U"名校",
    U"名牌", U"名录", U"名城",     U"面向", U"方面", U"重大",   U"重点", U"对外", U"对口",
    U"对照", U"对标", U"部署",     U"行动", U"行政", U"点位图", U"字号", U"版权", U"双向",
    U"单一", U"块块", U"台阶",     U"列入", U"列为", U"列支",   U"列席", U"列出", NULL};

const struct unit *unit_at(const struct page *page, size_t at, size_t to, size_t *length, struct span *name) {
    *length = 0;
    static const char32_t *const YET_UNITS[] = {U"名校长", U"名校医", U"名校园", U"名校外", U"个人次", NULL};
    if (at >= page->length ||
        (word_any_at(page, at, to, NOT_UNITS) != 0 && word_any_at(page, at, to, YET_UNITS) == 0)) {
        return NULL;
    }
    ptrdiff_t row = word_row_at(page, at, to, (struct word_table){unit_table, sizeof unit_table[0]}, length);
    const struct unit *best = row == PAGE_NOWHERE ? NULL : &unit_table[row];
    *name = (struct span){at, at + *length};
    if (best != NULL && best->kind == UNIT_POINTS && page->cp[at] == U'个') {
        name->from++;
    }
    return best;
}
