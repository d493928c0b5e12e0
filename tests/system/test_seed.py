"""The real report that the project is measured by, where it lies beside the checkout; skipped where it does not."""

import json
import subprocess
import sys

import harness

SEED = harness.SHARED / "gold/seed.txt"
GOLD = harness.SHARED / "gold/seed.jsonl"
SCORE = harness.SHARED / "gold/score"
HERE = all(path.exists() for path in (SEED, GOLD, SCORE))


@harness.unittest.skipUnless(HERE, f"{SEED.parent} is not there")
class Seed(harness.SystemTest):
    @classmethod
    def prepare(cls):
        cls.daemon.add_org("seed", "种子局")

    def test_extract_when_scored_then_at_least_as_good_as_promised(self):
        status, lines, errors = harness.cli(None, "extract", SEED, "--period", "2021-H1")
        self.assertEqual(status, 0, errors)
        with harness.tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
            out.write(lines)
            out.flush()
            scored = subprocess.run([sys.executable, SCORE, GOLD, out.name, "--json"], capture_output=True, text=True)
        self.assertEqual(scored.returncode, 0, scored.stderr)
        numbers = json.loads(scored.stdout)
        self.assertGreaterEqual(numbers["f1"], 0.95, numbers)
        self.assertGreaterEqual(numbers["full_f1"], 0.75, numbers)

    def test_rates_when_the_report_was_added_then_in_trend_and_comparison_with_their_sentences(self):
        gold = [json.loads(line, parse_float=harness.decimal.Decimal) for line in GOLD.read_text("utf-8").splitlines()]
        rates = [g for g in gold if g.get("kind") == "rate" and "满意度" in str(g.get("metric"))]
        self.assertEqual(len(rates), 3)
        text = SEED.read_text("utf-8")
        status, out, errors = harness.cli(
            self.daemon, "report", "add", SEED, "--org", "seed", "--period", "2021-H1", "--json"
        )
        self.assertEqual(status, 0, errors)
        figures = {f["start"]: f for f in json.loads(out)["figures"]}
        series = {s["id"]: s for s in self.daemon.get("/v1/series", org="seed", limit=1000).json["series"]}
        for rate in rates:
            with self.subTest(rate["text"]):
                self.assertIn(rate["start"], figures)
                figure = figures[rate["start"]]
                metric = series[figure["series"]]["metric"]
                scope = {"scope": series[figure["series"]]["scope"]} if series[figure["series"]]["scope"] else {}
                point = self.daemon.get("/v1/trend", org="seed", metric=metric, **scope).json["points"][0]
                row = self.daemon.get("/v1/compare", metric=metric, period="2021-H1", org="seed", **scope).json["rows"][0]
                for found in (point, row):
                    self.assertEqual(f"{found['value']}%", rate["text"])
                    quote = found["source"]["quote"]
                    self.assertIn(rate["text"], quote)
                    self.assertIn(quote, text)
                self.assertEqual(row["reason"], "base_missing")
                status, shown, errors = harness.cli(
                    self.daemon, "trend", "--org", "seed", "--metric", metric, *(["--scope", *scope.values()] if scope else [])
                )
                self.assertEqual(status, 0, errors)
                self.assertIn(rate["text"].rstrip("%"), shown)


if __name__ == "__main__":
    harness.main()
