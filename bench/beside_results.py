"""What bench/beside measured, as tables: medians over the rounds, ratios taken within a round."""
import os
import pathlib
import re
import statistics
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent


class Results:
    """rounds: {name: one Measured a round}; numbers: {name: one number a round}; facts: single lines."""

    def __init__(self):
        self.rounds, self.numbers, self.facts = {}, {}, []

    def add(self, name, measured):
        self.rounds.setdefault(name, []).append(measured)
        print(f"{name:<34} {measured.rate:>10,.0f}/s  p50 {measured.p50_ms:8.3f} ms  p99 {measured.p99_ms:8.3f} ms"
              f"  cpu {measured.cpu_us or 0:8.0f} us  {measured.bytes:10,.0f} bytes", flush=True)

    def number(self, name, value):
        self.numbers.setdefault(name, []).append(value)
        print(f"{name:<46} {value:,.3f}", flush=True)

    def fact(self, line):
        self.facts.append(line)
        print(line, flush=True)

    def _of(self, name):
        """One figure a round: 'trend.rate' of a Measured, or a number by its name."""
        if name in self.numbers:
            return self.numbers[name]
        what, _, field = name.rpartition(".")
        return [getattr(m, field) for m in self.rounds.get(what, [])]

    def ratio(self, above, below):
        """Median of the rounds' ratios, or None where one of the two was not measured in as many rounds."""
        a, b = self._of(above), self._of(below)
        return statistics.median(x / y for x, y in zip(a, b)) if a and len(a) == len(b) else None

    def tables(self):
        lines = []
        if self.rounds:
            lines += ["| what | a second | p50 ms | p99 ms | CPU an answer, µs | bytes |", "|---|---|---|---|---|---|"]
            for name, rounds in self.rounds.items():
                rate, p50, p99, size = (statistics.median(self._of(f"{name}.{field}")) for field in
                                        ("rate", "p50_ms", "p99_ms", "bytes"))
                cpu = [m.cpu_us for m in rounds if m.cpu_us is not None]
                shown = f"{statistics.median(cpu):,.0f}" if cpu else ""
                lines.append(f"| {name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} | {shown} | {size:,.0f} |")
            lines.append("")
        if self.numbers:
            lines += ["| what | median | least | greatest |", "|---|---|---|---|"]
            for name, numbers in self.numbers.items():
                shown = [f"{n:,.0f}" if n >= 1000 else f"{n:.2f}" for n in
                         (statistics.median(numbers), min(numbers), max(numbers))]
                lines.append(f"| {name} | " + " | ".join(shown) + " |")
            lines.append("")
        return lines + [f"- {fact}" for fact in self.facts] + ([""] if self.facts else [])

    def ratios(self, wanted):
        """wanted: (what is said, name above, name below, the goal as text)."""
        found = [(said, self.ratio(above, below), goal) for said, above, below, goal in wanted]
        found = [row for row in found if row[1] is not None]
        if not found:
            return []
        return ["| ratio, within a round | median | goal |", "|---|---|---|",
                *[f"| {said} | {ratio:.2f} | {goal} |" for said, ratio, goal in found], ""]


def place():
    """When and on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    git = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True)
    return (f"{time.strftime('%Y-%m-%d')}, revision {git.stdout.strip() or 'unknown'}, {os.cpu_count()} cores, {memory:.0f} GiB;"
            " daemon, PostgreSQL, peers and loader share them.")


def keep(section, lines):
    """Puts the lines into RESULTS.md in the place of what stood between the section's marks; at the end where there are none."""
    path = HERE / "RESULTS.md"
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    block = "\n".join([begin, *lines, end])
    if begin in text:
        text = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, text, flags=re.DOTALL)
    else:
        text = text.rstrip("\n") + "\n\n" + block + "\n"
    path.write_text(text, encoding="utf-8")
