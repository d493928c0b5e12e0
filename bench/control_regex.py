#!/usr/bin/env python3
"""control_regex.py FILE…: the control of bench/extract: one regular expression that finds numbers with measure words, and
the exact value, unit and bound of each.

What somebody would write in an afternoon: no labels, no periods, no status. Prints megabytes a second of processor time,
in rounds over the files until the time is up, like extract_bench.
"""
import decimal
import re
import sys
import time

SECONDS = 3.0
NUMBER = r"(?:\d[\d,，]*(?:\.\d+)?|[一二两三四五六七八九十百千万]+)"
UNIT = (r"(?:人次|场次|户次|件次|万人|个百分点|百分点|平方公里|平方米|立方米|公里|公顷|亿元|万元|元|万吨|吨|万亩|亩|"
        r"人|名|户|家|次|场|条|起|个|篇|所|件|项|座|台|套|%|％|倍|位)")
FIGURE = re.compile(rf"(约|近|超过|突破|达到?)?({NUMBER})\s*(余|多)?\s*([万亿]?)({UNIT})(以上|左右|以内)?")
SCALE = {"": 0, "万": 4, "亿": 8}
CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")}


def value(text, scale):
    if text[0].isdigit():
        return decimal.Decimal(text.replace(",", "").replace("，", "")).scaleb(SCALE[scale])
    return decimal.Decimal(CHINESE.get(text[0], 10)).scaleb(SCALE[scale])


def figures(text):
    found = []
    for match in FIGURE.finditer(text):
        before, number, more, scale, unit, behind = match.groups()
        found.append({"start": match.start(2), "end": match.end(5), "text": match[0], "value": value(number, scale),
                      "unit": unit, "bound": before or more or behind})
    return found


def main(paths):
    texts = [open(path, encoding="utf-8").read() for path in paths]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    rounds, found, begin = [], 0, time.process_time()
    while not rounds or time.process_time() - begin < SECONDS:
        at = time.process_time()
        found = sum(len(figures(text)) for text in texts)
        rounds.append(time.process_time() - at)
    rounds.sort()
    print(f"{megabytes:8.2f} MB  {found:7} figures  median {megabytes / rounds[len(rounds) // 2]:7.1f} MB/s  "
          f"best {megabytes / rounds[0]:7.1f} MB/s  {len(rounds):3} rounds")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
