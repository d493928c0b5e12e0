#!/usr/bin/env python3
"""score_gold.py EXTRACT_PRINT GOLD_DIR: extraction against the hand-labelled reports, held to a floor.

Runs the program over the seed report and the dev set, calls the gold's own `score`, prints its table, and fails when a
score lies below floor.json (the scores last landed; raise it when they rise). Skips with 77 where the gold is not there.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SKIP = 77


def documents(gold):
    """(name, gold file, text, period) of each labelled report."""
    yield "seed", gold / "seed.jsonl", gold / "seed.txt", "2021-H1"
    for line in (gold / "dev" / "periods").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, period = line.split()[:2]
            yield name, gold / "dev" / f"{name}.jsonl", gold / "dev" / f"{name}.txt", period


def score(gold, pairs):
    names = [str(name) for pair in pairs for name in pair]
    out = subprocess.run([sys.executable, str(gold / "score"), *names, "--json"], check=True, capture_output=True)
    return json.loads(out.stdout)


def below(scores, floor):
    return [f"{key} {scores[key]:.4f} < {least:.4f}" for key, least in floor.items() if scores[key] < least]


def main(program, gold):
    gold = pathlib.Path(gold)
    if not (gold / "score").exists():
        print(f"skipped: no labelled reports at {gold}")
        return SKIP
    floor = json.loads((pathlib.Path(__file__).parent / "floor.json").read_text(encoding="utf-8"))
    columns = ("precision", "recall", "f1", "unit", "kind", "status", "bound", "period", "metric", "full_f1", "claim_f1")
    print("document    " + " ".join(f"{c:>9}" for c in columns))
    pairs = {}
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, labels, text, period in documents(gold):
            predicted = pathlib.Path(folder) / f"{name}.jsonl"
            with open(predicted, "wb") as out:
                subprocess.run([program, str(text), period], check=True, stdout=out)
            pairs[name] = (labels, predicted)
            one = score(gold, [pairs[name]])
            print(f"{name:<11} " + " ".join(f"{one[c]:9.3f}" for c in columns))
        dev = score(gold, [pair for name, pair in pairs.items() if name != "seed"])
        seed = score(gold, [pairs["seed"]])
    print("dev         " + " ".join(f"{dev[c]:9.3f}" for c in columns))
    print(f"sure        seed {seed['sure']} right {seed['sure_right']:.3f}, dev {dev['sure']} right {dev['sure_right']:.3f}")
    failures += [f"seed: {f}" for f in below(seed, floor["seed"])]
    failures += [f"dev: {f}" for f in below(dev, floor["dev"])]
    for failure in failures:
        print(f"below the floor: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
