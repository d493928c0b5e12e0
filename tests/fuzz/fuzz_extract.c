/* fuzz_extract: any text gives figures whose spans lie inside it and in order, whose quotes hold them, whose values are
 * those that the numeral of the span reads to, and the same ones each time. */
#include "extract/extract.h"
#include "extract/numeral.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static bool run(struct arena *arena, struct text text, struct extract_result *result) {
    struct extract_input input = {.text = text, .period = period_half(2021, 1)};
    struct err err;
    arena_init(arena, (size_t)256 << 20);
    return extract_run(arena, &input, result, &err);
}

/* The span read again alone gives the figure's value, up to the sign of a fall and the scale of a table's caption. */
static void require_value(const struct figure *figure, struct arena *arena) {
    struct page page;
    struct numeral numeral;
    size_t skip;
    require(page_open(&page, arena, NULL, figure->text));
    size_t at = page_at(&page, 0) == U'第' ? 1 : 0;
    while (at > 0 && at < page.length && is_blank(page_at(&page, at))) {
        at++; /* 第⏎3⏎位 */
    }
    if (page_at(&page, at) == U'首') {
        return;
    }
    require(at < page.length && numeral_read(&page, at, page.length, &numeral, &skip));
    if (!figure->quantity.has_value) {
        require(numeral.is_range);
        return;
    }
    struct decimal value = figure->quantity.value;
    value = decimal_sign(value) < 0 ? decimal_negate(value) : value;
    bool is_same = decimal_compare(value, numeral.value) == 0;
    for (int power = 4; power <= 8 && !is_same; power += 4) {
        struct decimal scaled;
        is_same = decimal_shift(numeral.value, power, &scaled) && decimal_compare(value, scaled) == 0;
    }
    char32_t last = page_at(&page, page.length - 1);
    bool is_times =
        last == U'番' || last == U'倍';        /* one more, or a multiple told as the growth that it is */
    bool is_half = page_at(&page, 0) == U'半'; /* of 过半 the figure bears the half alone */
    require(is_same || is_times || is_half);
}

static void require_figures(const struct extract_result *result, struct text text) {
    struct arena arena;
    struct utf8_map map;
    arena_init(&arena, (size_t)64 << 20);
    require(utf8_map_init(&map, &arena, text));
    uint32_t last = 0;
    for (size_t i = 0; i < result->count; i++) {
        const struct figure *f = &result->figures[i];
        require(f->start >= last && f->end > f->start && f->end <= map.length);
        last = f->end;
        size_t from = utf8_map_byte(&map, f->start), to = utf8_map_byte(&map, f->end);
        require(text_equal(f->text, text_slice(text, from, to)));
        size_t quote_from = utf8_map_byte(&map, f->quote_start);
        require(quote_from <= from && quote_from + f->quote.len >= to);
        require(f->confidence >= 0 && f->confidence <= CONFIDENCE_ONE);
        require(f->ordinal == i && f->change_of < (int32_t)result->count);
        require(result->rules[i].bits >> RULE_COUNT == 0 && result->rules[i].bits != 0);
        require(f->quantity.reason == REASON_NONE && utf8_valid(f->label, NULL));
        if (i < 64) {
            require_value(f, &arena);
        }
    }
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text text = {(const char *)data, size};
    struct arena first, second;
    struct extract_result one, two;
    if (run(&first, text, &one)) {
        require_figures(&one, text);
        require(run(&second, text, &two) && one.count == two.count);
        for (size_t i = 0; i < one.count; i++) {
            require(one.figures[i].start == two.figures[i].start &&
                    text_equal(one.figures[i].label, two.figures[i].label));
        }
        arena_fini(&second);
    }
    arena_fini(&first);
    return 0;
}
