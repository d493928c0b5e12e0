#!/usr/bin/env python3
"""Checks who includes whom in service/ and clients/ against the table below; that no headers include each other in a
circle; and that every header compiles alone.

usage: layers.py ROOT [--compiler CC] [-I DIR]…     (without a compiler the last check is left out)
       layers.py --self-test
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

import source

# folder: what it may include besides itself. Folders of one layer do not see each other.
PURE = ["model", "base"]
ALLOWED = {
    "base": [],
    "model": ["base"],
    "ops": ["base"],
    "documents": PURE,
    "extract": PURE,
    "series": PURE,
    "render": PURE,
    "storage": ["ops", "model", "base"],
    "http": ["ops", "model", "base"],
    "reader": ["ops", "model", "base"],
    "notify": ["ops", "model", "base"],
    "app": ["storage", "http", "reader", "notify", "documents", "extract", "series", "render", "ops", "model", "base"],
    "main": ["app", "storage", "http", "reader", "notify", "documents", "extract", "series", "render", "ops", "model",
             "base"],
    # libtongbi speaks HTTP and nothing else; the command also reads reports without a daemon.
    "clients/c": [],
    "clients/cli": ["clients/c", "reader", "documents", "extract", "render", "model", "base"],
}

# What of libc the pure folders and those below them may name: nothing that does I/O, reads a clock or starts anything.
PURE_FOLDERS = ["model", "documents", "extract", "series", "render"]
PURE_LIBC = {"assert.h", "ctype.h", "errno.h", "inttypes.h", "limits.h", "stdalign.h", "stdarg.h", "stdbool.h", "stddef.h",
             "stdatomic.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "uchar.h"}

LIBC_FOLDERS = {"sys", "linux", "netinet", "arpa", "net"}

# library header: the only folders that may include it. A header of a library that is not named here is refused.
LIBRARIES = {
    r"libxml/.*": ["documents"],
    r"iconv\.h": ["documents", "main"],
    r"seccomp\.h": ["reader"],
    r"csv\.h": ["documents", "app"],
    r"uni(case|conv|ctype|gbrk|lbrk|name|norm|stdio|str|types|wbrk|width)\.h": ["documents", "extract", "clients/cli"],
    r"zlib\.h": ["documents", "http"],
    r"xxhash\.h": ["http"],
    r"libpq-fe\.h|postgres_ext\.h|catalog/.*": ["storage"],
    r"event2/.*": ["http", "storage", "reader", "app", "main"],
    r"jansson\.h": ["app", "clients/c", "clients/cli"],
    r"xlsxwriter\.h": ["app"],
    r"zstd\.h": ["app"],
    r"openssl/.*": ["app", "http", "storage"],
    r"curl/.*": ["clients/c"],
}

# Made by the build from files that are no C; for their own folder only.
GENERATED = {"storage/sql_text.h", "storage/migration_text.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
ENDINGS = (".c", ".h", ".def")


def folder_of(path):
    """service/http/router.c -> http; service/main.c -> main; clients/cli/x.c -> clients/cli."""
    parts = path.split("/")
    if parts[0] == "clients":
        return "/".join(parts[:2])
    return parts[1] if len(parts) > 2 else "main"


def resolve(path, name, known):
    """The project file that `#include "name"` of path means, or None."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), name))
    candidates = [beside, "service/" + name, "clients/c/" + name]
    return next((candidate for candidate in candidates if candidate in known), None)


def library_fault(path, folder, name):
    for pattern, folders in LIBRARIES.items():
        if re.fullmatch(pattern, name):
            return None if folder in folders else f"{path}: <{name}> belongs to {', '.join(folders)}"
    if folder in PURE_FOLDERS and name not in PURE_LIBC:
        return f"{path}: <{name}> in a pure folder"
    is_libc = "/" not in name or name.split("/")[0] in LIBC_FOLDERS
    return None if is_libc and is_installed(name) else f"{path}: <{name}> is of no library that the table names"


def is_installed(name):
    """A header of libc or of the compiler, not one that merely could be."""
    folders = ["/usr/include", *glob.glob("/usr/include/*-linux-gnu")]
    return name in PURE_LIBC or any(os.path.exists(os.path.join(folder, name)) for folder in folders)


def check_edges(root):
    """Faults, and the include graph of the project's files."""
    known = set(source.files(root, ["service", "clients"], ENDINGS))
    faults, graph = [], {}
    for path in sorted(known):
        folder = folder_of(path)
        if folder not in ALLOWED:
            faults.append(f"{path}: the table knows no folder {folder}")
            continue
        graph[path] = []
        for kind, name in INCLUDE.findall(source.without_comments(source.read(root, path), keep_strings=True)):
            target = resolve(path, name, known) if kind == '"' else None
            if kind == "<":
                fault = library_fault(path, folder, name)
                faults += [fault] if fault else []
            elif name in GENERATED and folder == name.split("/")[0]:
                continue
            elif target is None:
                faults.append(f'{path}: "{name}" is no file of the project')
            else:
                graph[path].append(target)
                other = folder_of(target)
                if other != folder and other not in ALLOWED[folder]:
                    faults.append(f"{path}: {folder} may not include {target}")
    return faults, graph


def check_cycles(graph):
    """One fault for each file on a circle where it is closed."""
    faults, state = [], {}

    def visit(path, trail):
        state[path] = "open"
        for target in graph.get(path, []):
            if state.get(target) == "open":
                circle = trail[trail.index(target):] if target in trail else [target]
                faults.append("includes go in a circle: " + " -> ".join(circle + [target]))
            elif target not in state:
                visit(target, trail + [target])
        state[path] = "done"

    for path in sorted(graph):
        if path not in state:
            visit(path, [path])
    return faults


def check_headers(root, compiler, include_dirs):
    flags = ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-fsyntax-only", "-xc"]
    dirs = [os.path.join(root, "service"), os.path.join(root, "clients/c"), *include_dirs]
    flags += [f"-I{folder}" for folder in dirs]
    faults = []
    for path in source.files(root, ["service", "clients"], (".h",)):
        # By way of a file that includes it: a header as the main file is warned about.
        run = subprocess.run([compiler, *flags, "-"], input=f'#include "{os.path.join(root, path)}"\n', text=True,
                             capture_output=True)
        if run.returncode != 0:
            first = next((line for line in run.stderr.splitlines() if "error" in line), run.stderr[:200])
            faults.append(f"{path}: does not compile alone: {first}")
    return faults


def check(root, compiler, include_dirs):
    faults, graph = check_edges(root)
    faults += check_cycles(graph)
    if compiler:
        faults += check_headers(root, compiler, include_dirs)
    return faults


def self_test(compiler):
    with tempfile.TemporaryDirectory() as root:
        good = {
            "service/base/text.h": "#include <stddef.h>\nsize_t text_length(void);\n",
            "service/model/period.h": '#include "base/text.h"\n',
            "service/extract/extract.h": '#include "model/period.h"\n',
            "service/storage/pg_conn.c": '#include <libpq-fe.h>\n#include "storage/sql_text.h"\n',
            "service/app/task.c": '#include "extract/extract.h"\n#include <event2/event.h>\n',
            "service/main.c": '#include "model/period.h"\n',
            "clients/c/tongbi.h": "int tongbi_open(void);\n",
            "clients/cli/main.c": '#include "tongbi.h"\n#include "extract/extract.h"\n',
        }
        source.write_tree(root, good)
        source.expect(check(root, compiler, []), [], "a tree without fault")
        source.write_tree(root, {
            "service/base/up.c": '#include "model/period.h"\n',
            "service/render/side.c": '/* "extract/extract.h" */\n#include "extract/extract.h"\n',
            "service/http/edge.c": '#include "extract/extract.h"\n',
            "service/series/clock.c": "#include <time.h>\n",
            "service/http/database.c": "#include <libpq-fe.h>\n",
            "service/ops/unknown.c": "#include <glib/glib.h>\n",
            "service/nowhere/new.c": "\n",
            "service/app/lost.c": '#include "app/gone.h"\n',
            "service/app/sql.c": '#include "storage/sql_text.h"\n',
            "service/app/one.h": '#ifndef A\n#define A\n#include "app/two.h"\n#endif\n',
            "service/app/two.h": '#ifndef B\n#define B\n#include "app/one.h"\n#endif\n',
            "service/app/lame.h": "size_t lame(void);\n",
            "clients/cli/deep.c": '#include "../../service/app/one.h"\n#include "storage/pg.h"\n',
            "clients/c/own.c": '#include "base/text.h"\n',
        })
        source.expect(check(root, compiler, []), [
            "service/base/up.c: base may not include",
            "service/render/side.c: render may not include",
            "service/http/edge.c: http may not include",
            "service/series/clock.c: <time.h> in a pure folder",
            "service/http/database.c: <libpq-fe.h> belongs to storage",
            "service/ops/unknown.c: <glib/glib.h> is of no library",
            "knows no folder nowhere",
            'service/app/lost.c: "app/gone.h" is no file',
            'service/app/sql.c: "storage/sql_text.h" is no file',
            "circle: service/app/one.h -> service/app/two.h -> service/app/one.h",
            "service/app/lame.h: does not compile alone",
            "clients/cli/deep.c: clients/cli may not include service/app/one.h",
            'clients/cli/deep.c: "storage/pg.h" is no file',
            "clients/c/own.c: clients/c may not include",
        ], "a tree with faults")
    print("layers.py can fail")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", nargs="?")
    parser.add_argument("--compiler")
    parser.add_argument("-I", action="append", default=[], dest="include_dirs")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test(options.compiler or "cc")
    if options.root is None:
        parser.error("ROOT is missing")
    return source.report(check(options.root, options.compiler, options.include_dirs), "layers")


sys.exit(main())
