#!/usr/bin/env python3
"""score_links.py LINKS_RUNNER GOLD_DIR [CATALOGUE]: linking of consecutive reports, scored by body and in all.

Each body's reports of the dev set are read in order into nothing; the gold's own `score-links` scores what was linked.
Skips with 77 where the gold is not there.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SKIP = 77
SCORES = ("pairs", "precision", "recall", "recall_at_1", "recall_at_5")


def bodies(dev):
    """(name, links file, its reports in order): the reports are those that the links name."""
    for links in sorted(dev.glob("links-*.jsonl")):
        names = {match for match in re.findall(r'"([^":]+):\d+"', links.read_text(encoding="utf-8"))}
        yield links.stem.removeprefix("links-"), links, sorted(names)


def score(gold, predicted, links, show=False):
    command = [sys.executable, str(gold / "score-links"), str(gold / "dev"), str(predicted), *map(str, links)]
    if show:
        print(subprocess.run(command + ["--show"], check=True, capture_output=True, text=True).stdout)
    out = subprocess.run(command + ["--json"], check=True, capture_output=True)
    return json.loads(out.stdout)


def line(name, scores):
    return f"{name:<10} {scores['pairs']:5} " + " ".join(f"{scores[s]:11.3f}" for s in SCORES[1:])


def main(program, gold, catalogue, show):
    gold = pathlib.Path(gold)
    if not (gold / "score-links").exists():
        print(f"skipped: no labelled reports at {gold}")
        return SKIP
    dev = gold / "dev"
    periods = dict(row.split()[:2] for row in (dev / "periods").read_text(encoding="utf-8").splitlines()
                   if row.strip() and not row.startswith("#"))
    print("body       " + " ".join(f"{s:>11}" for s in SCORES)[6:])
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, links, reports in bodies(dev):
            files[name] = links
            triples = [part for r in reports for part in (r, periods[r], str(dev / f"{r}.txt"))]
            arguments = ["", catalogue] if catalogue else []
            subprocess.run([program, folder, *arguments, "--", *triples], check=True)
            print(line(name, score(gold, folder, [links], show)))
        schools = score(gold, folder, [files["E"], files["F"]])
        everybody = score(gold, folder, files.values())
        print(line("E and F", schools))
        print(line("all", everybody))
    floors = ((everybody, "precision", 0.98), (everybody, "recall", 0.85), (everybody, "recall_at_1", 0.92),
              (everybody, "recall_at_5", 0.97), (schools, "recall", 0.70))
    below = [f"{name} {scores[name]} is below {floor}" for scores, name, floor in floors if scores[name] < floor]
    print("\n".join(below))
    return 1 if below else 0


if __name__ == "__main__":
    words = [a for a in sys.argv[1:] if a != "--show"]
    if len(words) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(words[0], words[1], words[2] if len(words) == 3 else None, "--show" in sys.argv))
