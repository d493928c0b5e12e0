/* told: which period a report says that it is about, in its title; the year perhaps in the date under it.
 *
 * A title that names one span of a month or longer tells it: 2023年上半年, 2022—2023学年, 一季度. Where it leaves the year out, a day in
 * the signature gives it: 上半年 above 2023年7月5日; the period is the last such that had ended by then. Days in the title
 * (2013年2月28日在…会议上) say when it was read out. Told is nothing where there are two spans (2018年预算执行情况和2019年预算草案), and of
 * 政府工作报告 by year alone, which is named after the year in which it was given by some and by the year it looks back on by
 * others: a wrong period under all figures is worse than a question. */
#ifndef TONGBI_EXTRACT_TOLD_H
#define TONGBI_EXTRACT_TOLD_H

#include "base/arena.h"
#include "model/period.h"

struct word_cache;

/* PERIOD_NONE: it does not say, or not clearly; also when the arena is full. */
struct period told_period(struct arena *arena, struct word_cache *words, struct text title,
                          struct text signature);

#endif
