#!/usr/bin/env python3
"""check_decimal.py PRINT_DECIMALS: does Tongbi calculate as PostgreSQL's numeric does?

Asks PRINT_DECIMALS for 100,009 random cases (each operation as often) (always the same ones; a second argument is another seed), copies them into
a cluster of its own and lets decimal_numeric.sql say which differ. Without PostgreSQL's programs this test counts as skipped.
"""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "system"))

CASES, SEED = 100_009, "20211101"
SKIPPED = 77
OPERATIONS = {"add", "subtract", "multiply", "compare", "divide", "round", "shift", "change", "change_relative", "low", "high",
              "low_relative", "high_relative"}
# Of each operation at least this share has a number for an answer, and (but for compare) some have none.
ANSWERED_MIN = 0.05


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def faults(rows):
    """What is wrong with what decimal_numeric.sql answered: cases that differ (8 columns), then counts (3 columns)."""
    found = [" | ".join(row) for row in rows if len(row) != 3]
    counts = {row[0]: (int(row[1]), int(row[2])) for row in rows if len(row) == 3}
    if set(counts) != OPERATIONS or sum(cases for cases, _ in counts.values()) <= CASES - len(OPERATIONS):
        found.append(f"not everything was compared: {counts}")
    for operation, (cases, answered) in counts.items():
        print(f"{operation:<16} {cases:6} cases, {answered:6} with a number")
        if answered < ANSWERED_MIN * cases or (answered == cases and operation != "compare"):
            found.append(f"{operation}: {answered} of {cases} cases with a number prove little")
    return found


def main(program, seed=SEED):
    try:
        import harness
    except ImportError as missing:
        skip(f"what the system tests stand on is not installed ({missing})")
    if not (harness.PG_BIN / "initdb").exists():
        skip(f"PostgreSQL's programs are not in {harness.PG_BIN}")
    cases = subprocess.run([program, str(CASES), seed], check=True, capture_output=True).stdout
    cluster = harness.Postgres()
    try:
        command = [harness.PG_BIN / "psql", "-XAtq", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", cluster.conninfo(),
                   "-f", HERE / "decimal_numeric.sql"]
        done = subprocess.run(command, input=cases, capture_output=True)
    finally:
        cluster.close()
    if done.returncode != 0:
        sys.exit(f"psql: {done.stderr.decode()}")
    found = faults([line.split("\x1f") for line in done.stdout.decode().splitlines()])
    for line in found:
        print(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
