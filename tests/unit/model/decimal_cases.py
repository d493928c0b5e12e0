#!/usr/bin/env python3
"""Writes decimal_cases.txt: random cases of decimal arithmetic with results from Python's decimal module.

Run it by hand when the limits change: `python3 decimal_cases.py > decimal_cases.txt`. The seed is fixed, so that the
table only changes when this file does. One case a line: OPERATION LEFT RIGHT SCALE RESULT, where RESULT is `fail` when
decimal.h says that the operation fails, and `-` stands for what an operation does not use.
"""
import decimal
import random

DIGITS_MAX, SCALE_MAX, CASES = 36, 18, 300
decimal.getcontext().prec = 200
random.seed(20211101)


def number():
    """Sizes and scales of every order, often with zeros at the end, sometimes at the limits."""
    digits = random.choice([1, 2, 3, 5, 9, 17, 18, 19, 30, 35, 36])
    coefficient = random.randrange(10**digits)
    if random.random() < 0.1:
        coefficient = 10**digits - 1
    if random.random() < 0.2:
        coefficient = coefficient // 10**(digits // 2) * 10**(digits // 2)
    scale = random.choice([0, 0, 1, 2, 3, 9, 17, 18])
    sign = random.randrange(2) if coefficient else 0
    return decimal.Decimal((sign, tuple(map(int, str(coefficient))), -scale))


def written(d):
    """As decimal_print writes: no exponent, no negative zero; fail beyond the limits."""
    if len(str(abs(int(d.scaleb(scale_of(d)))))) > DIGITS_MAX or scale_of(d) > SCALE_MAX:
        return "fail"
    return format(abs(d) if d == 0 else d, "f")


def scale_of(d):
    return max(0, -d.as_tuple().exponent)


def rounded(d, scale):
    return d.quantize(decimal.Decimal(1).scaleb(-scale), rounding=decimal.ROUND_HALF_UP)


def shifted(d, power):
    if d == 0:
        return decimal.Decimal((0, (0,), -max(0, scale_of(d) - power)))
    moved = d.scaleb(power)
    return moved.quantize(decimal.Decimal(1)) if moved.as_tuple().exponent > 0 else moved


def main():
    for _ in range(CASES):
        a, b = number(), number()
        print("add", written(a), written(b), "-", written(a + b))
        print("subtract", written(a), written(b), "-", written(a - b))
        print("compare", written(a), written(b), "-", (a > b) - (a < b))
        small, other = number(), number()
        print("multiply", written(small), written(other), "-", written(small * other))
        scale = random.randrange(SCALE_MAX + 1)
        # 200 digits of quotient are as good as all: a tie would need an even finer pattern of digits.
        quotient = "fail" if b == 0 else written(rounded(a / b, scale))
        print("divide", written(a), written(b), scale, quotient)
        print("round", written(a), "-", scale, written(rounded(a, scale)))
        power = random.randrange(-20, 41)
        print("shift", written(b), "-", power, written(shifted(b, power)))


main()
