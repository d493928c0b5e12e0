#include "extract/extract.h"

#include "extract/bind.h"
#include "extract/claims.h"
#include "extract/label.h"
#include "extract/parts.h"
#include "extract/scan.h"
#include "extract/scope.h"
#include "extract/words.h"
#include <assert.h>

const char extract_version[] = "2";

enum { QUOTE_BEFORE = 200, QUOTE_AFTER = 100 };

static struct text unit_text(const struct reading *reading, const struct mention *m) {
    if (m->numeral.is_share) {
        return m->numeral.is_per_mille ? TEXT_OF("‰") : TEXT_OF("%");
    }
    if (m->unit == NULL || span_is_empty(m->unit_name)) {
        return m->unit == NULL ? TEXT_OF("") : m->unit->kind == UNIT_RATE ? TEXT_OF("%") : TEXT_OF("百分点");
    }
    if (m->unit->word[0] == U'番') {
        return TEXT_OF("倍");
    }
    struct text text = page_text(&reading->page, m->unit_name);
    return text_equal(text, TEXT_OF("％")) ? TEXT_OF("%") : text;
}

static struct decimal signed_value(const struct mention *m) {
    struct decimal value = m->numeral.value;
    /* 翻一番 is one more, 翻两番 three more */
    if (m->unit != NULL && m->unit->word[0] == U'番' && value.scale == 0 && value.coefficient >= 1 &&
        value.coefficient < 20) {
        value = decimal_from_int((1LL << (int)value.coefficient) - 1);
    } /* 增加到3倍 is two more */
    if (m->is_multiple && decimal_compare(value, decimal_from_int(1)) > 0) {
        struct decimal less;
        value = decimal_subtract(value, decimal_from_int(1), &less) ? less : value;
    }
    return (m->kind == FIGURE_CHANGE && m->is_fall) || m->is_minus ? decimal_negate(value) : value;
}

static struct quantity quantity_of(const struct mention *m) {
    struct decimal value = signed_value(m);
    switch (m->bound) {
    case BOUND_EXACT:
        return quantity_exact(value);
    case BOUND_ABOUT:
        if (m->numeral.is_range) {
            return quantity_range(value, m->numeral.high); /* 数十 */
        }
        return quantity_about(value, decimal_place(m->numeral.value), m->leaning);
    case BOUND_AT_LEAST:
        return quantity_at_least(value, m->is_open);
    case BOUND_AT_MOST:
        return quantity_at_most(value, m->is_open);
    case BOUND_RANGE:
        return quantity_range(value, m->is_fall && m->kind == FIGURE_CHANGE ? decimal_negate(m->numeral.high)
                                                                            : m->numeral.high);
    }
    return quantity_exact(value);
}

/* The sentence around the figure, cut to a length that a person reads. */
static struct span quote_span(const struct reading *reading, const struct mention *m) {
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    struct span quote = {s->from, s->to};
    if (m->span.from - quote.from > QUOTE_BEFORE) {
        quote.from = m->span.from - QUOTE_BEFORE;
    }
    if (quote.to > m->span.to + QUOTE_AFTER) {
        quote.to = m->span.to + QUOTE_AFTER;
    }
    return quote;
}

/* As sure as a figure can be: what is right of those without any doubt, on reports that no rule was made from. */
enum { CONFIDENCE_SURE = 975, CONFIDENCE_LEAST = 100, LABEL_LONG = 72, NO_LABEL = 400, LONG_LABEL = 60 };

/* A label that says too little to be a series' name. */
static bool is_poor(struct text label) {
    static const char *const GENERAL[] = {"项目", "资金", "问题", "人员", "活动", "金额",
                                          "总量", "数量", "安排", "投入", "规模", "总数",
                                          "部门", "单位", "工作", "增长", "下降", "完成"};
    enum { HAN = 3 }; /* bytes of a Chinese character */
    bool is_general = label.len < 2 * HAN;
    for (size_t i = 0; i < sizeof GENERAL / sizeof GENERAL[0]; i++) {
        is_general = is_general || text_equal(label, text_from(GENERAL[i]));
    }
    return is_general || (label.len > 0 && (label.ptr[0] == ')' || label.ptr[label.len - 1] == '('));
}

/* A figure is as sure as the rules that made it have proved to be (rules.def). */
static int confidence_of(const struct mention *m) {
    int confidence = CONFIDENCE_SURE;
    for (uint64_t left = m->rules.bits; left != 0; left &= left - 1) {
        confidence -= rule_doubt((enum rule)__builtin_ctzll(left));
    }
    confidence -= m->label.len == 0 ? NO_LABEL : 0;
    confidence -= m->label.len > LABEL_LONG ? LONG_LABEL : 0;
    return confidence < CONFIDENCE_LEAST ? CONFIDENCE_LEAST : confidence;
}

static void emit(const struct reading *reading, size_t index, struct figure *out) {
    const struct mention *m = &reading->mentions[index];
    struct span quote = quote_span(reading, m);
    if (is_poor(m->label)) {
        note(reading, m, RULE_LABEL_POOR);
    }
    *out = (struct figure){
        .ordinal = (uint32_t)index,
        .start = (uint32_t)m->span.from,
        .end = (uint32_t)m->span.to,
        .text = page_text(&reading->page, m->span),
        .quote = page_text(&reading->page, quote),
        .quote_start = (uint32_t)quote.from,
        .quantity = quantity_of(m),
        .unit = unit_text(reading, m),
        .kind = m->kind,
        .label = m->label,
        .status = m->status,
        .period = m->period,
        .scope = m->scope,
        .change_of = m->owner,
        .basis = m->kind == FIGURE_CHANGE ? m->basis : BASIS_NONE,
        .base = m->base,
        .part_of = m->whole,
        .confidence = confidence_of(m),
        .last_place = m->numeral.last_place,
    };
}

/* The report's own period, told from its title where the caller does not know it. */
static struct period title_period(const struct reading *reading) {
    struct span title = reading->outline.title;
    for (size_t at = title.from; at < title.to && at < title.from + 200; at++) {
        struct when when;
        if (when_read(&reading->page, at, title.to, &when) && when.kind == WHEN_ABSOLUTE) {
            return period_canonical(when.period);
        }
    }
    return (struct period){0};
}

static bool emit_all(const struct reading *reading, struct arena *arena, struct extract_result *result) {
    result->figures = ARENA_ARRAY(arena, reading->mention_count, struct figure);
    result->rules = ARENA_ARRAY(arena, reading->mention_count, struct rules);
    if (result->figures == NULL || result->rules == NULL) {
        return false;
    }
    for (size_t i = 0; i < reading->mention_count; i++) {
        emit(reading, i, &result->figures[i]);
        result->rules[i] = reading->mentions[i].rules;
    }
    result->count = reading->mention_count;
    return !arena_overflowed(arena);
}

struct word_cache *extract_words(struct arena *arena) {
    return word_cache_new(arena);
}

bool extract_run(struct arena *arena, const struct extract_input *input, struct extract_result *result,
                 struct err *err) {
    struct reading reading = {.period = input->period};
    *result = (struct extract_result){0};
    size_t bad;
    if (!utf8_valid(input->text, &bad)) {
        return err_set(err, ERR_BAD_ENCODING, "The text is not UTF-8 at byte %zu.", bad);
    }
    if (!page_open(&reading.page, arena, input->words, input->text) ||
        !segment_run(&reading.page, &reading.outline)) {
        goto too_large;
    }
    if (reading.period.shape == PERIOD_NONE) {
        reading.period = title_period(&reading);
    }
    if (!scan_run(&reading)) {
        goto too_large;
    }
    bind_context(&reading);
    bind_kind(&reading);
    bind_bound(&reading);
    if (!bind_time(&reading) || !label_run(&reading)) {
        goto too_large;
    }
    claims_finish(&reading);
    parts_run(&reading);
    scope_run(&reading, input->org);
    result->body_start = (uint32_t)reading.outline.body.from;
    result->body_end = (uint32_t)reading.outline.body.to;
    result->period = reading.period;
    if (emit_all(&reading, arena, result)) {
        return true;
    }
too_large:
    return err_set(err, ERR_TOO_LARGE, "The text needs more memory than one report may use.");
}
