#!/usr/bin/env python3
"""Checks the built archives: what the pure ones need from outside, that they hold no writable data, and that libpq is
called from service/storage/pg_*.c alone.

usage: symbols.py ROOT NAME=ARCHIVE…                 NAME is a folder of service/
       symbols.py --self-test [--compiler CC]
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

import source

# pure folder: the archives whose symbols it may use. base is exempt: the clock and the allocation hook are there.
PURE = {
    "model": ["base"],
    "documents": ["model", "base"],
    "extract": ["model", "base"],
    "series": ["model", "base"],
    "render": ["model", "base"],
}

# What no pure folder may reach, not even by way of base.
BANNED = re.compile(
    r"PQ\w+|ev(ent|buffer|http|util|conn|dns|timer|signal|thread)\w*|bufferevent\w*|clock_\w+|"
    r"(open|openat|creat|fopen|freopen|fdopen|opendir|stat|unlink|rename|mmap)(64)?|socket\w*|connect|bind|listen|accept4?|"
    r"p?read|p?write|close|send\w*|recv\w*|poll|select|epoll_\w+|"
    r"time|gettimeofday|localtime(_r)?|gmtime(_r)?|mktime|strftime|(secure_)?getenv|setenv|putenv|setlocale|"
    r"v?f?printf|v?dprintf|f?puts|f?putc|putchar|fwrite|fread|fgets|fgetc|f?scanf|fflush|perror|stdin|stdout|stderr|syslog|"
    r"fork|vfork|exec\w+|posix_spawn\w*|system|popen|pthread_create|dlopen|rand|srand|random|srandom|exit|_exit|raise|kill|"
    r"signal|sigaction|usleep|sleep|nanosleep|strtod|strtof|strtold|atof|strtok|memory_fail_after")

# libc and compiler support that neither does I/O nor keeps state.
PLAIN = re.compile(
    r"mem(cpy|move|set|cmp|chr|rchr|mem|pcpy|ccpy)|bcmp|str(n?len|n?cmp|n?casecmp|chr|rchr|chrnul|str|casestr|n?dup|spn|cspn|pbrk)|"
    r"rawmemchr|strto(u?ll?|[iu]max)|v?snprintf|qsort(_r)?|bsearch|malloc|calloc|realloc|reallocarray|free|abort|"
    r"is(alnum|alpha|digit|space|upper|lower|punct|xdigit|cntrl|print)|to(upper|lower)|errno_location|ctype_\w+_loc|assert_fail|"
    r"stack_chk_\w+|(isoc\d+_)?sscanf|(isoc\d+_)?strtou?(l|ll|imax|max)|u?(div|mod|mul|divmod)[td]i[34]|mul[otd]+i4|clz\w+|popcount\w+|"
    r"GLOBAL_OFFSET_TABLE_|isoc23_\w+|explicit_bzero|chk_fail|dso_handle|tls_get_addr")

# Third parties' parsers and what they are for; only in the archive named.
THIRD_PARTY = {
    "documents": re.compile(r"_*xml\w+|html\w+|iconv(_open|_close)?|libiconv\w*|csv_\w+|inflate\w*|crc32|zlibVersion"),
}

# Sanitizers and coverage bring their own.
INSTRUMENTED = re.compile(r"_*(asan|ubsan|sanitizer|sancov|lsan|odr_asan|gcov|llvm|profd?|profc|profn|covrec)\w*[.\w]*|"
                          r"\.?LASAN\w*|\.?Lubsan\w*|\.?LPBX\w*|_GLOBAL__\w+|_sub_[DI]_\w+|asan\.\w+|___asan\w*")
# Clang's UBSan describes each checked line in writable data without a name; only where the archive is sanitized.
UNNAMED = re.compile(r"__unnamed_\d+")
WRITABLE_TYPES = set("dDbBCsSgG")
PQ_CALL = re.compile(r"\bPQ[a-z]\w*\s*\(|<libpq-fe\.h>")


def bare(symbol):
    """__printf_chk -> printf, __isoc99_sscanf -> isoc99_sscanf, puts@GLIBC_2.2.5 -> puts."""
    name = symbol.split("@")[0].lstrip("_")
    return name[:-4] if name.endswith("_chk") else name


def symbols(archive):
    """(member, name, type, section) of each symbol."""
    output = subprocess.run(["nm", "--format=sysv", archive], check=True, capture_output=True, text=True).stdout
    member, found = "", []
    for line in output.splitlines():
        head = re.match(r"(?:Undefined s|S)ymbols from .*\[(.*)\]:", line)
        if head:
            member = head.group(1)
        columns = [column.strip() for column in line.split("|")]
        if len(columns) == 7 and columns[0] != "Name":
            found.append((member, columns[0], columns[2], columns[6]))
    return found


def is_writable(kind, section):
    """Tables of pointers are relocated once, then read-only: .data.rel.ro is constant."""
    return kind in WRITABLE_TYPES and not section.startswith(".data.rel.ro")


def check_pure(name, archives, tables):
    faults = []
    own = {symbol for _, symbol, kind, _ in tables[name] if kind not in "Uwv"}
    below = {symbol for lower in PURE[name] if lower in archives for _, symbol, kind, _ in tables[lower] if kind in "TRDBVW"}
    is_sanitized = any(symbol.startswith(("__ubsan_", "__asan_")) for _, symbol, _, _ in tables[name])
    for member, symbol, kind, section in tables[name]:
        if INSTRUMENTED.fullmatch(symbol) or (is_sanitized and UNNAMED.fullmatch(symbol)):
            continue
        if is_writable(kind, section):
            faults.append(f"{name}/{member}: {symbol} is writable data ({kind} {section})")
        if kind not in "Uwv" or symbol in own:
            continue
        plain = bare(symbol)
        if BANNED.fullmatch(plain):
            faults.append(f"{name}/{member}: {symbol} is not for pure code")
        elif symbol not in below and not PLAIN.fullmatch(plain):
            third = THIRD_PARTY.get(name)
            if third is None or not third.fullmatch(symbol):
                faults.append(f"{name}/{member}: {symbol} comes from nowhere that the table knows")
    return faults


def check_pq(root, tables):
    """Nobody but service/storage/pg_*.c calls libpq: by the sources, and by what the compiler made of them."""
    faults = []
    for path in source.files(root, ["service", "clients"], (".c",)):
        text = source.without_comments(source.read(root, path))
        if PQ_CALL.search(text) and not re.fullmatch(r"service/storage/pg_\w+\.c", path):
            faults.append(f"{path}: calls libpq; only service/storage/pg_*.c may")
    for name, table in tables.items():
        members = {member for member, symbol, kind, _ in table if kind == "U" and re.fullmatch(r"PQ\w+", symbol)}
        faults += [f"{name}/{member}: refers to libpq" for member in sorted(members)
                   if name != "storage" or not member.startswith("pg_")]
    return faults


def check(root, archives):
    tables = {name: symbols(archive) for name, archive in archives.items()}
    faults = [fault for name in PURE if name in archives for fault in check_pure(name, archives, tables)]
    faults += [f"{name}: nm shows no symbols" for name, table in tables.items() if not table]
    return faults + check_pq(root, tables)


def build(root, compiler, folder, files):
    """An archive of the files' objects, as the build makes them."""
    source.write_tree(root, {f"service/{folder}/{name}": text for name, text in files.items()})
    objects = []
    for name in files:
        objects.append(os.path.join(root, f"{name}.o"))
        subprocess.run([compiler, "-fPIC", "-O1", "-fno-builtin", "-w", "-c", os.path.join(root, "service", folder, name), "-o", objects[-1]],
                       check=True)
    archive = os.path.join(root, f"lib{folder}.a")
    subprocess.run(["ar", "rcs", archive, *objects], check=True)
    for path in objects:
        os.remove(path)
    return archive


def self_test(compiler):
    with tempfile.TemporaryDirectory() as root:
        archives = {
            "base": build(root, compiler, "base", {"clock.c": "long clock_wall_ms(void) { return 1; }\nint text_len;\n"
                                                              "int text_find(void) { return 1; }\n"}),
            "extract": build(root, compiler, "extract", {
                "fine.c": "int text_find(void); int strcmp(const char *, const char *);\n"
                          'static const char *const names[] = {"a", "b"};\n'
                          "const char *name(int i) { return text_find() ? names[i] : names[strcmp(names[i], names[0])]; }\n"}),
            "documents": build(root, compiler, "documents", {
                "xml.c": "void xmlFreeDoc(void *); void f(void) { xmlFreeDoc(0); }\n"}),
            "storage": build(root, compiler, "storage", {
                "pg_conn.c": "void *PQexec(void *); void *ask(void) { return PQexec(0); } /* PQ calls */\n"}),
        }
        source.expect(check(root, archives), [], "archives without fault")
        archives |= {
            "extract": build(root, compiler, "extract", {
                "data.c": "static int count; static int begun = 7; int f(void) { return ++count + ++begun; }\n",
                "clocked.c": "long clock_wall_ms(void); long g(void) { return clock_wall_ms(); }\n",
                "talks.c": "int printf(const char *, ...); void h(int x) { printf(\"%d\", x); }\n",
                "asks.c": "char *getenv(const char *); char *i(void) { return getenv(\"HOME\"); }\n"}),
            "series": build(root, compiler, "series", {
                "sideways.c": "int name(int); int j(void) { return name(1); }\n",
                "parses.c": "void xmlFreeDoc(void *); void k(void) { xmlFreeDoc(0); }\n"}),
            "render": build(root, compiler, "render", {
                "opens.c": "int open(const char *, int); int l(void) { return open(\"/\", 0); }\n",
                "streams.c": "extern void *stdout; int fputs(const char *, void *);\n"
                             "void m(void) { fputs(\"x\", stdout); }\n"}),
            "http": build(root, compiler, "http", {
                "direct.c": "void *PQexec(void *); void *n(void) { return PQexec(0); }\n"}),
        }
        source.expect(check(root, archives), [
            "extract/data.c.o: count is writable", "extract/data.c.o: begun is writable",
            "extract/clocked.c.o: clock_wall_ms is not for pure", "extract/talks.c.o: printf is not for pure",
            "extract/asks.c.o: getenv is not for pure", "series/sideways.c.o: name comes from nowhere",
            "series/parses.c.o: xmlFreeDoc comes from nowhere", "render/opens.c.o: open is not for pure",
            "render/streams.c.o: stdout is not for pure", "render/streams.c.o: fputs is not for pure",
            "service/http/direct.c: calls libpq", "http/direct.c.o: refers to libpq",
        ], "archives with faults")
    print("symbols.py can fail")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", nargs="?")
    parser.add_argument("archives", nargs="*")
    parser.add_argument("--compiler", default="cc")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test(options.compiler)
    if not options.archives:
        parser.error("ROOT and archives are missing")
    return source.report(check(options.root, dict(pair.split("=", 1) for pair in options.archives)), "symbols")


sys.exit(main())
