#!/usr/bin/env python3
"""Checks what the compiler does not: no binary floating point where figures are handled, no banned calls, no file that has
grown too long, nothing left to do.

usage: conventions.py ROOT | --self-test
"""
import re
import sys
import tempfile

import source

FIGURE_FOLDERS = ["service/model", "service/extract", "service/series", "service/render"]
FLOATING = re.compile(r"\b(float|double|strtod|strtof|strtold|atof|lround|llround|json_real\w*)\b|\b\d+\.\d*[fFlL]?\b"
                      r"|\b\d+[eE][+-]?\d+\b")
FLOATING_FORMAT = re.compile(r"%[-+ #0]*[\d*]*(\.[\d*]*)?L?[aAeEfFgG]\b")

BANNED = re.compile(r"\b(strcpy|stpcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|strtok|strtok_r|alloca)\s*\(")

LINES_MAX = 600
# path: why it may be longer.
LONG_FILES = {}

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def lines_that(pattern, text):
    """(line number, what matched) for each match."""
    return [(text.count("\n", 0, match.start()) + 1, match.group(0).strip()) for match in pattern.finditer(text)]


def check_floating(root):
    faults = []
    for path in source.files(root, FIGURE_FOLDERS, (".c", ".h", ".def")):
        text = source.read(root, path)
        for line, word in lines_that(FLOATING, source.without_comments(text)):
            faults.append(f"{path}:{line}: binary floating point: {word}")
        literals = "\n".join(re.findall(r'"(?:\\.|[^"\\\n])*"|\n', source.without_comments(text, keep_strings=True)))
        if FLOATING_FORMAT.search(literals):
            faults.append(f"{path}: prints binary floating point: {FLOATING_FORMAT.search(literals).group(0)}")
    return faults


def check_calls(root):
    faults = []
    for path in source.files(root, ["service", "clients"], (".c", ".h", ".def")):
        for line, word in lines_that(BANNED, source.without_comments(source.read(root, path))):
            faults.append(f"{path}:{line}: banned: {word.rstrip('(').strip()}")
    return faults


def check_length(root, long_files):
    faults = []
    for path in source.files(root, ["service", "clients", "tests", "bench"], (".c", ".h", ".py")):
        count = source.read(root, path).count("\n")
        if count > LINES_MAX and path not in long_files:
            faults.append(f"{path}: {count} lines; {LINES_MAX} is the limit")
        if count <= LINES_MAX and path in long_files:
            faults.append(f"{path}: is no longer too long; take it off the list")
    return faults


def check_unfinished(root):
    faults = []
    for path in source.files(root, ["service", "clients", "migrations"], (".c", ".h", ".def", ".sql", ".txt")):
        for line, word in lines_that(UNFINISHED, source.read(root, path)):
            faults.append(f"{path}:{line}: unfinished: {word}")
    return faults


def check(root, long_files=None):
    return (check_floating(root) + check_calls(root) + check_length(root, LONG_FILES if long_files is None else long_files) +
            check_unfinished(root))


def self_test():
    with tempfile.TemporaryDirectory() as root:
        source.write_tree(root, {
            "service/model/fine.c": '/* 93.70 is no double here; strcpy( neither */\nchar *s = "1.5 of a double";\n'
                                    'int f(void) { return snprintf(0, 0, "%d%%", 1); } /* 100% fine */\n',
            "service/http/rate.c": "double tokens = 1.5;\n",
            "service/app/long.c": "int x;\n" * 600,
        })
        source.expect(check(root, {}), [], "a tree without fault")
        source.write_tree(root, {
            "service/series/mean.c": "\nstatic double mean;\n",
            "service/extract/rate.c": "int x = 1.5 * 2;\n",
            "service/render/print.c": 'void f(void) { buf_printf(0, "%.2f", x); }\n',
            "service/model/read.c": "int f(void) { return strtod (s, 0); }\n",
            "service/http/copy.c": "void f(void) { strcpy (a, b); }\n",
            "clients/cli/number.c": "int f(void) { return atoi(s); }\n",
            "service/app/long.c": "int x;\n" * 601,
            "service/app/short.c": "int x;\n",
            "service/storage/later.c": "/* TODO */\n",
        })
        source.expect(check(root, {"service/app/short.c": "it was long"}), [
            "service/series/mean.c:2: binary floating point: double",
            "service/extract/rate.c:1: binary floating point: 1.5",
            "service/render/print.c: prints binary floating point: %.2f",
            "service/model/read.c:1: binary floating point: strtod",
            "service/http/copy.c:1: banned: strcpy",
            "clients/cli/number.c:1: banned: atoi",
            "service/app/long.c: 601 lines",
            "service/app/short.c: is no longer too long",
            "service/storage/later.c:1: unfinished: TODO",
        ], "a tree with faults")
    print("conventions.py can fail")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    return source.report(check(sys.argv[1]), "conventions")


sys.exit(main())
