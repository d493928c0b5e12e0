"""The client's newer commands against the daemon: what they print of computed values, claims, revisions, loads and exports."""

import csv
import io
import pathlib
import tempfile

import harness
import stories

VISITS, RATE = "canteen-visits", "canteen-satisfaction"


class ClientAnswers(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [("county", "河源县教育局")])
        for code, name in (("s1", "一小"), ("s2", "二小"), ("s3", "三小")):
            cls.daemon.add_org(code, name, parent="county")
        cls.directory = tempfile.TemporaryDirectory(prefix="tongbi-client-")
        cls.files = pathlib.Path(cls.directory.name)
        cls.addClassCleanup(cls.directory.cleanup)
        table = cls.files / "table.csv"
        table.write_text(
            "org,metric,period,value,published\n"
            f"s1,{VISITS},2022-H1,10,2022-07-01\ns1,{VISITS},2022-H2,20,2023-01-05\ns2,{VISITS},2022-H1,5,2022-07-02\n"
            f"s1,{VISITS},2023-H1,12,2023-07-01\ns1,{RATE},2022-H1,93.70,2022-07-01\n", encoding="utf-8")
        status, out, errors = harness.cli(cls.daemon, "observe", table)
        assert status == 0 and "5" in out, (status, out, errors)

    def tongbi(self, *args, status=0):
        got, out, errors = harness.cli(self.daemon, *args)
        self.assertEqual(got, status, out + errors)
        return out + errors

    def test_trend_when_aggregated_then_the_sum_is_spelt_out(self):
        out = self.tongbi("trend", "--org", "s1", "--metric", VISITS, "--frequency", "A", "--aggregation", "sum")
        self.assertIn("2022 = 10 (2022-H1) + 20 (2022-H2)", out)

    def test_trend_when_it_rises_then_the_run_has_its_steps(self):
        out = self.tongbi("trend", "--org", "s1", "--metric", VISITS, "--frequency", "S", "--from", "2022", "--to", "2022")
        self.assertRegex(out, r"longest rise 2022-H1 - 2022-H2 \(\+10 家, \+100.00%, 1 step\)")

    def test_trend_when_of_a_subtree_then_the_missing_schools_are_named(self):
        out = self.tongbi("trend", "--under", "county", "--metric", VISITS)
        for words in ("15", "2022-H1 not reported by: s3", "other bodies reported"):
            self.assertIn(words, out)

    def test_compare_when_of_a_subtree_then_total_and_spread(self):
        out = self.tongbi("compare", "--metric", VISITS, "--period", "2022-H1", "--under", "county")
        self.assertIn("least 5 (s2), greatest 10 (s1)", out)
        self.assertRegex(out, r"total +15")
        self.assertIn("coverage 2/3", out)

    def test_observe_when_rows_are_bad_then_each_is_told(self):
        path = self.files / "bad.csv"
        path.write_text(f"org,metric,period,value\ns1,{VISITS},2010,7\ns1,{VISITS},2010-H9,7\nnobody,{VISITS},2010,7\n")
        out = self.tongbi("observe", path, status=3)
        self.assertIn("2 of 3 rows were refused", out)
        self.assertRegex(out, r"(?m)^ +3 +period ")
        self.assertRegex(out, r"(?m)^ +4 +org +There is no organisation 'nobody'")
        self.assertIn("dry run", self.tongbi("observe", path, "--dry-run", status=1))
        self.assertIn("stored 1, unchanged 0, refused 2", self.tongbi("observe", path, "--partial", status=1))
        self.assertEqual([p["value"] for p in self.daemon.get("/v1/trend", org="s1", metric=VISITS, frequency="A").json["points"]][:1], [7])

    def test_observe_when_sent_again_with_its_key_then_told(self):
        path = self.files / "once.ndjson"
        path.write_text(f'{{"org":"s2","metric":"{RATE}","period":"2011","value":"90.0"}}\n')
        self.assertIn("stored 1", self.tongbi("observe", path, "--idempotency-key", "one"))
        self.assertIn("what the same request got before", self.tongbi("observe", path, "--idempotency-key", "one"))

    def test_export_when_into_files_then_whole_ones(self):
        for name, head in (("all.csv", b"org,org_name,"), ("all.ndjson", b'{"org":'), ("all.xlsx", b"PK\x03\x04")):
            path = self.files / name
            self.tongbi("export", "--output", path)
            self.assertTrue(path.read_bytes().startswith(head), name)
            self.assertFalse((self.files / (name + ".part")).exists())
        out = self.tongbi("export", "--format", "csv", "--org", "s1", "--metric", RATE)
        self.assertEqual([r["value"] for r in csv.DictReader(io.StringIO(out))], ["93.70"])

    def test_export_when_refused_then_no_file(self):
        path = self.files / "none.csv"
        self.assertIn("There is no organisation 'nobody'", self.tongbi("export", "--output", path, "--org", "nobody", status=3))
        self.assertFalse(path.exists())

    def test_report_when_it_claims_too_much_then_shown_revised_and_withdrawn(self):
        path = self.files / "report.txt"
        path.write_text("一小2024年上半年食堂工作小结\n\n走访食堂供货商30家，同比增长50%。\n", encoding="utf-8")
        out = self.tongbi("report", "add", path, "--org", "s1", "--period", "2024-H1", "--published", "2024-07-01")
        self.assertIn("disagrees", out)  # 30 against 12 is +150 %
        self.assertRegex(self.tongbi("claims", "--verdict", "disagrees"), r"\+50%.*\+150\.00%")
        report = self.daemon.get("/v1/reports", org="s1").json["reports"][0]["id"]
        figure = self.daemon.get(f"/v1/reports/{report}").json["figures"][0]["id"]
        self.tongbi("figure", "correct", figure, "--value", "18")
        self.assertRegex(self.tongbi("claims", "--verdict", "agrees"), r"\+50%.*\+50\.00%")
        self.assertRegex(self.tongbi("vintages", "--org", "s1", "--metric", VISITS), r"2024-07-01 +18 ")
        self.assertIn("withdrawn", self.tongbi("report", "withdraw", report))
        self.assertIn("withdrawn", self.tongbi("vintages", "--org", "s1", "--metric", VISITS))
        self.assertNotIn("50%", self.tongbi("claims"))

    def test_query_when_one_part_fails_then_the_others_are_shown(self):
        path = self.files / "query.json"
        path.write_text('{"parts": [{"id": "a", "trend": {"org": "s1", "metric": "%s", "last": 1}}, {"trend": {"org": "x", "metric": "y"}}]}' % RATE)
        out = self.tongbi("query", path, status=3)
        self.assertIn("93.70", out)
        self.assertIn("404", out)


if __name__ == "__main__":
    harness.main()
