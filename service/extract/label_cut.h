/* label_cut: the pieces of a sentence that labels are made of: what stands before the number, behind it, and in the clauses
 * beside, cut free of the words that say nothing of the thing. Pure functions from spans to spans; an empty span is none. */
#ifndef TONGBI_EXTRACT_LABEL_CUT_H
#define TONGBI_EXTRACT_LABEL_CUT_H

#include "extract/mention.h"

/* The tail as the thing counted: 所学校开展…研究, 的西出口道路工程. */
struct span label_tail(const struct reading *reading, const struct mention *m);
/* The last 等 of a list in the lead with something after it: A、B等突发舆情. */
bool label_find_etc(const struct page *page, struct span lead, size_t *etc);
/* The verb at the begin of a lead that a list follows: 处置(了), 组织正面回复(了), 录用. */
struct span label_leading_verb(const struct reading *reading, struct span lead);
/* Does the lead end in a verb that waits for its object, so that the object is the tail? *verb gets it. */
bool label_ends_in_verb(const struct reading *reading, struct span lead, struct span *verb);
/* 对170户农户和5家企业进行走访慰问: the verb behind 进行 in the same clause. */
struct span label_verb_behind(const struct reading *reading, const struct mention *m);
struct span label_cut_at_verb(const struct reading *reading, struct span noun);
/* A clause too long for a label keeps its last verb and what follows. */
struct span label_shorten(const struct reading *reading, struct span lead);
/* A tail too long keeps its begin, where the thing stands. */
struct span label_shorten_tail(struct span tail);
/* 同学获“最美少年”称号: the honour; 与自身工作紧密结合的学习报告: the thing behind its attribute. */
struct span label_tail_core(const struct page *page, struct span tail);
/* The clause before the figure's own, as the thing that 参加 or 一等奖 belongs to. */
struct span label_clause_before(const struct reading *reading, const struct mention *m);
/* The lead as subject and verb, without what says nothing of the thing: links (达到), time words, 由 and 从 at its end,
 * openers at its begin. *holds: it ended in a verb like 拥有, so the thing stands behind the number. */
struct span label_lead_of(const struct reading *reading, const struct mention *m, bool *holds);
/* The thing that a sentence opens with, without its verb. */
struct span label_first_clause(const struct reading *reading, const struct mention *m);
/* 集中改造的背街巷道全部完工: without what says that it is done, where a thing is left. */
struct span label_drop_done(const struct page *page, struct span thing);
/* 安排2.41亿元，支持…: money whose purpose is the next clause. */
struct span label_purpose_behind(const struct reading *reading, const struct mention *m);
/* 9373人次就业困难人员发放补贴2368万元: behind another figure only the last deed belongs to this one. */
struct span label_last_act(const struct reading *reading, struct span lead);
/* The subject of a change in its own clause, without the words of comparison. */
struct span label_change_subject(const struct reading *reading, const struct mention *m);

#endif
