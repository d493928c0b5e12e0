#include "extract/told.h"

#include "extract/when.h"

enum { SHORTEST_DAYS = 28 };

/* What a line says of time. */
struct said {
    size_t spans; /* different ones of a month or longer */
    struct when span;
    struct date day; /* the last one named; year 0: none */
};

static bool is_same(const struct when *a, const struct when *b) {
    return a->kind == b->kind && period_equal(period_canonical(a->period), period_canonical(b->period));
}

static void take(struct said *said, const struct when *when) {
    if (when->kind == WHEN_ABSOLUTE && when->period.shape == PERIOD_DAY) {
        said->day = period_start(when->period);
        return;
    }
    bool is_span =
        (when->kind == WHEN_ABSOLUTE || when->kind == WHEN_MONTHLY || when->kind == WHEN_TERM) &&
        date_days(period_end(when->period)) - date_days(period_start(when->period)) + 1 >= SHORTEST_DAYS;
    if (!is_span || (said->spans > 0 && is_same(&said->span, when)))
        return;
    said->span = *when;
    said->spans++;
}

static struct said read(const struct page *page) {
    struct said said = {0};
    for (size_t at = 0; at < page->length;) {
        struct when when;
        bool is_when = when_read(page, at, page->length, &when) && when.to > at;
        if (is_when)
            take(&said, &when);
        at = is_when ? when.to : at + 1;
    }
    return said;
}

static bool is_of_government(struct arena *arena, struct text title) {
    char *bare = arena_alloc(arena, title.len + 1);
    size_t len = 0;
    for (size_t i = 0; bare != NULL && i < title.len; i++)
        if (title.ptr[i] != ' ' && title.ptr[i] != '\n' && title.ptr[i] != '\r')
            bare[len++] = title.ptr[i];
    return bare == NULL || text_find((struct text){bare, len}, TEXT_OF("政府工作报告"), 0) != SIZE_MAX;
}

/* The last 上半年 that had ended on that day. */
static struct period ended_by(const struct when *when, struct date day) {
    struct period this_year = when_in_year(when, day.year);
    return date_compare(period_end(this_year), day) <= 0 ? this_year : when_in_year(when, day.year - 1);
}

struct period told_period(struct arena *arena, struct word_cache *words, struct text title,
                          struct text signature) {
    const struct period none = {0};
    struct page page, under;
    if (!page_open(&page, arena, words, title) || !page_open(&under, arena, words, signature))
        return none;
    struct said said = read(&page);
    if (said.spans != 1)
        return none;
    if (said.span.kind == WHEN_ABSOLUTE) {
        struct period period = period_canonical(said.span.period);
        return period.shape == PERIOD_YEAR && is_of_government(arena, title) ? none : period;
    }
    struct date day = said.day.year != 0 ? said.day : read(&under).day;
    return day.year != 0 ? period_canonical(ended_by(&said.span, day)) : none;
}
