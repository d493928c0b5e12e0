#!/usr/bin/env python3
"""rules.py EXTRACT_PRINT GOLD_DIR…: how often the figures that each rule made are right.

Each GOLD_DIR holds labelled reports (NAME.txt, NAME.jsonl) and `periods`; the first one's parent, or GOLD_SCORE, has the
gold's `score`, whose matching is used. Prints for each rule how many figures it made, how many of them were wrong in unit,
status, period or label (or were no figures), and the share; then how right the figures of each confidence are. The
doubts in service/extract/rules.def come from this table.
"""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
from collections import Counter


def load_score(folder):
    path = os.environ.get("GOLD_SCORE") or str(folder.parent / "score")
    loader = importlib.machinery.SourceFileLoader("score", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
    loader.exec_module(module)
    return module


def reports(folder):
    for line in sorted(set((folder / "periods").read_text(encoding="utf-8").splitlines())):
        if line.strip() and not line.startswith("#"):
            name, period = line.split()[:2]
            yield folder / f"{name}.txt", folder / f"{name}.jsonl", period


def judged(score, program, text, gold_path, period):
    """(figure, is right) of each predicted figure that counts."""
    out = subprocess.run([program, str(text), period, "rules"], check=True, capture_output=True, text=True).stdout
    predicted = [json.loads(line) for line in out.splitlines()]
    lines = score.read(gold_path)
    regions = [r for line in lines for r in line.get("regions", [])]
    lines = [line for line in lines if "regions" not in line]
    if regions:
        predicted = [p for p in predicted if any(a <= p["start"] < b for a, b in regions)]
    gold = [g for g in lines if g.get("series_worthy", True) and not g.get("borderline")]
    shrug = [g for g in lines if g.get("borderline")]
    found, _, taken = score.match(gold, predicted)
    pairs = {pi: gi for gi, pi in found}
    for i, p in enumerate(predicted):
        if i not in taken and any(score.overlap(s, p) > 0 for s in shrug):
            continue
        tests = ("unit", "status", "period", "metric")
        yield p, i in pairs and all(score.FIELDS[t](gold[pairs[i]], p) for t in tests)


def main(program, folders):
    score = load_score(folders[0])
    made, wrong, at, at_wrong = Counter(), Counter(), Counter(), Counter()
    for folder in folders:
        for text, gold, period in reports(folder):
            if not gold.exists():
                continue
            for figure, is_right in judged(score, program, text, gold, period):
                made.update(figure["rules"])
                wrong.update(figure["rules"] if not is_right else [])
                step = int(figure["confidence"] * 20 + 1e-9) / 20
                at[step] += 1
                at_wrong[step] += not is_right
    print(f"{'rule':<18} {'made':>6} {'wrong':>6} {'share':>7}")
    for rule, n in made.most_common():
        print(f"{rule:<18} {n:6} {wrong[rule]:6} {wrong[rule] / n:7.3f}")
    print(f"{'confidence':<18} {'made':>6} {'wrong':>6} {'right':>7}")
    for step in sorted(at, reverse=True):
        print(f"{step:<18.2f} {at[step]:6} {at_wrong[step]:6} {1 - at_wrong[step] / at[step]:7.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], [pathlib.Path(f) for f in sys.argv[2:]])
