/* mention: a figure while it is being understood. scan makes it, the later passes fill it in. */
#ifndef TONGBI_EXTRACT_MENTION_H
#define TONGBI_EXTRACT_MENTION_H

#include "extract/numeral.h"
#include "extract/rules.h"
#include "extract/segment.h"
#include "extract/unit.h"
#include "extract/when.h"
#include "model/figure.h"

struct mention {
    struct span span;
    struct numeral numeral;
    const struct unit *unit; /* NULL: none is written */
    struct span unit_name;   /* empty where the numeral holds the unit (百分之) or none is written */
    uint32_t sentence;       /* index */
    bool is_rank;
    bool is_minus;    /* written with a minus sign */
    bool is_loose;    /* found by a weak pattern */
    struct span lead; /* what stands between the clause's begin (or the figure before) and the figure */
    struct span tail; /* what stands between the figure and the clause's end (or the next figure) */
    enum figure_kind kind;
    bool is_fall; /* of a change: it fell */
    bool is_joined; /* the lead held only the thing of the figure before and a joint: 170户农户和5家企业 */
    bool is_cell;       /* a cell of a table: label and period came with it */
    bool is_multiple;   /* 增加到3倍: a multiple of the base, not a growth */
    bool is_base_value; /* what another is compared with: 较“十三五”末的9323亿元 */
    bool is_inherited;  /* its kind comes from the figure before in a list */
    size_t change_word; /* where the word of change begins in the lead, or lead.to */
    enum bound bound;
    enum leaning leaning;
    bool is_open; /* of a bound: the limit itself is outside (超过) */
    enum figure_status status;
    struct period period;
    bool has_period; /* it was handed out by a list or a table */
    struct text label, scope;
    enum figure_basis basis;
    struct period base; /* of a change: what it says it is against */
    int32_t whole;      /* index of the mention of which this is a part (其中), or FIGURE_NOT_OWNED */
    int32_t owner;      /* index of the mention whose change this is, or FIGURE_NOT_OWNED */
    struct rules rules; /* that made it, so far */
};

struct reading {
    struct page page;
    struct outline outline;
    struct mention *mentions;
    size_t mention_count;
    struct when *whens; /* in text order; none inside 《》 */
    size_t when_count;
    size_t *first_when;   /* of each sentence, and one more at the end */
    struct period period; /* the report's own */
};

/* Notes that a rule made part of a mention; passes that only read the text note too. */
static inline void note(const struct reading *reading, const struct mention *mention, enum rule rule) {
    rules_add(&reading->mentions[mention - reading->mentions].rules, rule);
}
#endif
