"""Reading C sources for the checks of this folder."""
import os
import re

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def without_comments(text, keep_strings=False):
    """Comments, and unless told otherwise the contents of literals, blanked; line numbers stay."""
    def blank(match):
        token = match.group(0)
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        return token if keep_strings else token[0] + token[-1]
    return TOKEN.sub(blank, text)


def files(root, folders, endings):
    """Paths relative to root of all files below the folders, sorted; no build output."""
    found = []
    for folder in folders:
        for where, below, names in os.walk(os.path.join(root, folder)):
            below[:] = sorted(name for name in below if name not in ("build", "node_modules", "__pycache__"))
            found += [os.path.relpath(os.path.join(where, name), root) for name in names if name.endswith(endings)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def write_tree(root, tree):
    """For self-tests: {path: content} as files below root."""
    for path, content in tree.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(content)


def report(faults, subject):
    """Prints the faults; the exit code."""
    for fault in faults:
        print(fault)
    print(f"{subject}: {len(faults)} fault(s)" if faults else f"{subject}: as it should be")
    return 1 if faults else 0


def expect(faults, wanted, what):
    """For self-tests: exactly one fault that holds each wanted piece of text, and no other fault."""
    missing = [piece for piece in wanted if not any(piece in fault for fault in faults)]
    surplus = [fault for fault in faults if not any(piece in fault for piece in wanted)]
    if missing or surplus:
        raise SystemExit(f"self-test of {what}: not found {missing}, found besides {surplus}")
