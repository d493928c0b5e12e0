#include "extract/parts.h"

#include "extract/bind.h"
#include "extract/words.h"

enum { LOOK_BACK = 6 };

static bool may_be_part(const struct mention *whole, const struct mention *part) {
    bool is_amount =
        part->kind == FIGURE_COUNT || part->kind == FIGURE_MONEY || part->kind == FIGURE_QUANTITY;
    return is_amount && whole->kind == part->kind && whole->unit == part->unit &&
           whole->status == part->status && period_covers_same_days(whole->period, part->period);
}

/* Between the figure before and this one, within its sentence. */
static bool has_before(const struct reading *reading, size_t index, word_list words) {
    size_t from = index > 0 ? reading->mentions[index - 1].span.to : 0;
    size_t begin = reading->outline.sentences[reading->mentions[index].sentence].from;
    return word_has(&reading->page,
                    (struct span){from > begin ? from : begin, reading->mentions[index].span.from}, words);
}

static bool begins_parts(const struct reading *reading, size_t index) {
    static const char32_t *const AMONG[] = {U"其中", NULL};
    return has_before(reading, index, AMONG);
}

/* 其中，困难家庭45户；留守儿童家庭30户: a list with semicolons between its items. Without the comma a semicolon ends the parts:
 * 其中困难家庭45户；排查商户80户. */
static bool begins_list(const struct reading *reading, size_t index) {
    static const char32_t *const AMONG_THEM[] = {U"其中,", U"其中:", NULL};
    return has_before(reading, index, AMONG_THEM);
}

static bool ends_parts(const struct reading *reading, size_t index, bool is_list) {
    static const char32_t *const SEMICOLON[] = {U";", NULL};
    return index == 0 || !bind_same_sentence(reading, index - 1, index) ||
           (!is_list && has_before(reading, index, SEMICOLON));
}

static uint32_t paragraph_of(const struct reading *reading, size_t index) {
    return reading->outline.sentences[reading->mentions[index].sentence].paragraph;
}

static int32_t find_whole(const struct reading *reading, size_t index) {
    for (size_t i = index; i > 0 && index - i < LOOK_BACK; i--)
        if (paragraph_of(reading, i - 1) == paragraph_of(reading, index) &&
            may_be_part(&reading->mentions[i - 1], &reading->mentions[index]) &&
            reading->mentions[i - 1].whole == FIGURE_NOT_OWNED)
            return (int32_t)(i - 1);
    return FIGURE_NOT_OWNED;
}

void parts_run(struct reading *reading) {
    int32_t whole = FIGURE_NOT_OWNED;
    bool is_list = false;
    for (size_t i = 0; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        m->whole = FIGURE_NOT_OWNED;
        if (begins_parts(reading, i)) {
            whole = find_whole(reading, i);
            is_list = begins_list(reading, i);
        } else if (ends_parts(reading, i, is_list))
            whole = FIGURE_NOT_OWNED;
        if (whole != FIGURE_NOT_OWNED && may_be_part(&reading->mentions[whole], m))
            m->whole = whole;
    }
}
