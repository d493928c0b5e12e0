/* packed_random: vintages of every kind, the same in each run. */
#ifndef TONGBI_TESTS_STORAGE_PACKED_RANDOM_H
#define TONGBI_TESTS_STORAGE_PACKED_RANDOM_H

#include "model/figure.h"

struct dice {
    uint64_t state;
};
/* In [0, sides). */
static inline uint32_t dice_roll(struct dice *dice, uint32_t sides) {
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(dice->state >> 33) % sides;
}

static inline struct decimal dice_decimal(struct dice *dice) {
    struct decimal value = {.scale = (int)dice_roll(dice, DECIMAL_SCALE_MAX + 1)};
    uint32_t digits = dice_roll(dice, 3) == 0 ? dice_roll(dice, DECIMAL_DIGITS_MAX + 1) : dice_roll(dice, 8);
    for (uint32_t i = 0; i < digits; i++)
        value.coefficient = value.coefficient * 10 + dice_roll(dice, 10);
    return dice_roll(dice, 3) == 0 ? decimal_negate(value) : value;
}

static inline struct period dice_period(struct dice *dice) {
    int year = 1900 + (int)dice_roll(dice, 298), month = 1 + (int)dice_roll(dice, 12);
    switch (dice_roll(dice, 10)) {
    case 0:
        return period_year(year);
    case 1:
        return period_half(year, 1 + (int)dice_roll(dice, 2));
    case 2:
        return period_quarter(year, 1 + (int)dice_roll(dice, 4));
    case 3:
        return period_month(year, month);
    case 4:
        return period_week(year, 1 + (int)dice_roll(dice, 52));
    case 5:
        return period_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)(1 + dice_roll(dice, 28))});
    case 6:
        return period_months(year, month, year + 1, month);
    case 7:
        return period_years(year, year + 1);
    case 8:
        return period_school_year(year);
    default:
        return period_term(year, 1 + (int)dice_roll(dice, 2));
    }
}

static inline struct quantity dice_quantity(struct dice *dice) {
    struct decimal value = dice_decimal(dice), other = dice_decimal(dice);
    switch (dice_roll(dice, 8)) {
    case 0:
        return quantity_about(value, decimal_place(value), LEANING_AROUND);
    case 1:
        return quantity_about(value, decimal_place(value), LEANING_ABOVE);
    case 2:
        return quantity_at_least(value, dice_roll(dice, 2) == 0);
    case 3:
        return quantity_at_most(value, dice_roll(dice, 2) == 0);
    case 4:
        return quantity_range(value, other);
    default:
        return quantity_exact(value);
    }
}

static inline struct observation dice_vintage(struct dice *dice) {
    struct observation o = {.status = (enum figure_status)dice_roll(dice, 3),
                            .period = period_canonical(dice_period(dice)),
                            .published = {(int16_t)(1950 + (int)dice_roll(dice, 100)), 7, 5},
                            .is_withdrawn = dice_roll(dice, 10) == 0};
    o.quantity = o.is_withdrawn ? quantity_null(REASON_NOT_REPORTED) : dice_quantity(dice);
    if (!o.is_withdrawn)
        o.last_place = dice_roll(dice, 2) == 0 ? -o.quantity.value.scale : (int)dice_roll(dice, 20) - 10;
    if (dice_roll(dice, 2) == 0)
        o.source.figure = 1 + (int64_t)dice_roll(dice, 1u << 30) * dice_roll(dice, 1000);
    if (o.source.figure != 0 && dice_roll(dice, 2) == 0) {
        o.source.start = dice_roll(dice, 1u << 20);
        o.source.end = o.source.start + 1 + dice_roll(dice, 100);
    }
    return o;
}

#endif
