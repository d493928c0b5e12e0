#include "app/origin.h"

#include "base/utf8.h"

enum { SIGNATURE_LINES = 3, OPENING_CHARACTERS = 200, TITLE_CHARACTERS = 120 };

static struct text first_characters(struct text t, size_t most) {
    size_t at = 0, step;
    for (size_t n = 0; at < t.len && n < most; n++, at += step)
        (void)utf8_at(t, at, &step);
    return text_slice(t, 0, at);
}

/* A line of a sentence is no title. */
static bool is_sentence(struct text line) {
    static const struct text ends[] = {TEXT("，"), TEXT("。"), TEXT("；"), TEXT("："), TEXT(",")};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (text_find(line, ends[i], 0) != SIZE_MAX)
            return true;
    return false;
}

/* The first line, and the one behind it where that is no sentence (a subtitle, whoever reports). */
static struct text title_of(struct text body) {
    struct text rest = body, after, line = {0};
    (void)text_split(&rest, '\n', &line);
    for (after = rest, line.len = 0; text_trim(line).len == 0 && text_split(&after, '\n', &line);)
        continue;
    if (!is_sentence(line))
        rest = after;
    return text_slice(body, 0, body.len - rest.len);
}

/* The last `lines` lines that are not empty. */
static struct text tail_of(struct text body, size_t lines) {
    size_t from = body.len;
    while (from > 0 && lines > 0) {
        size_t end = from;
        while (from > 0 && body.ptr[from - 1] != '\n')
            from--;
        lines -= text_trim(text_slice(body, from, end)).len > 0;
        if (lines > 0 && from > 0)
            from--;
    }
    return text_slice(body, from, body.len);
}

struct origin_places origin_places(struct text decoded, uint32_t start, uint32_t end) {
    struct origin_places places;
    size_t from = first_characters(decoded, start).len;
    struct text body = text_trim(first_characters(text_slice(decoded, from, decoded.len), end - start));
    places.title = first_characters(title_of(body), TITLE_CHARACTERS);
    places.opening = first_characters(text_slice(body, places.title.len, body.len), OPENING_CHARACTERS);
    struct text rest = text_slice(body, places.title.len + places.opening.len, body.len);
    places.signature = tail_of(rest, SIGNATURE_LINES);
    return places;
}

struct text origin_text(struct arena *arena, const struct origin_places *places) {
    return arena_printf(arena, "%.*s\n%.*s\n%.*s", TEXT_ARG(places->title), TEXT_ARG(places->opening),
                        TEXT_ARG(places->signature));
}

/* Its name, then its aliases. */
static struct text name_of(const struct org *org, size_t i) {
    return i == 0 ? org->name : org->aliases[i - 1];
}

/* Is what stands at `at` part of a longer name of this organisation? */
static bool is_within(struct text place, size_t at, struct text name, const struct org *org) {
    for (size_t i = 0; i <= org->alias_count; i++) {
        struct text longer = name_of(org, i);
        size_t inner = longer.len > name.len ? text_find(longer, name, 0) : SIZE_MAX;
        if (inner != SIZE_MAX && at >= inner &&
            text_starts_with(text_slice(place, at - inner, place.len), longer))
            return true;
    }
    return false;
}

/* Does the name stand there other than within one of the longer names? One character is no name. */
static bool stands_alone(struct text place, const struct org *orgs, size_t count, struct text name) {
    if (first_characters(name, 1).len == name.len)
        return false;
    for (size_t at = text_find(place, name, 0); at != SIZE_MAX; at = text_find(place, name, at + 1)) {
        size_t i = 0;
        while (i < count && !is_within(place, at, name, &orgs[i]))
            i++;
        if (i == count)
            return true;
    }
    return false;
}

static bool is_named(struct text place, const struct org *orgs, size_t count, size_t which) {
    for (size_t i = 0; i <= orgs[which].alias_count; i++)
        if (stands_alone(place, orgs, count, name_of(&orgs[which], i)))
            return true;
    return false;
}

static bool look(struct text place, const struct org *orgs, size_t count, struct origin *found) {
    size_t named = 0;
    for (size_t i = 0; i < count && named < 2; i++) {
        if (!is_named(place, orgs, count, i))
            continue;
        *(named == 0 ? &found->org : &found->other) = i;
        named++;
    }
    found->is_ambiguous = named > 1;
    return named > 0;
}

struct origin origin_find(const struct origin_places *places, const struct org *orgs, size_t count) {
    const struct text texts[] = {[ORIGIN_TITLE] = places->title,
                                 [ORIGIN_SIGNATURE] = places->signature,
                                 [ORIGIN_OPENING] = places->opening};
    struct origin found = {0};
    for (int where = ORIGIN_TITLE; where <= ORIGIN_OPENING; where++)
        if (look(texts[where], orgs, count, &found)) {
            found.where = (enum origin_where)where;
            return found;
        }
    return found;
}

const char *origin_where_name(enum origin_where where) {
    static const char *const names[] = {"", "title", "signature", "opening"};
    return names[where];
}
