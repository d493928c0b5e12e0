#!/usr/bin/env python3
"""hostile.py FOLDER MEGABYTES: texts that were written to be slow to read, one file each."""
import pathlib
import sys

TEXTS = {
    "digits": "7",
    "one": "一",
    "brackets": "（",
    "quotes": "“",
    "endless-line": "全县共举办活动3次参加人员450人比上年增长12%，",
    "figures": "3次。",
    "list": "3个、",
    "shares": "分别3%、",
    "line-ends": "1\n",
    "cells": "1\t",
    "tags": "<a ",
    "headings": "一、回顾\n",
    "years": "2021年",
    "commas": "1,",
}


def main(folder, megabytes):
    size = int(float(megabytes) * 1e6)
    for name, piece in TEXTS.items():
        count = size // len(piece.encode())
        (pathlib.Path(folder) / f"{name}.txt").write_text(piece * count, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
