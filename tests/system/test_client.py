"""The program tongbi against a real daemon: what people and scripts see."""

import csv
import io
import json
import pathlib
import tempfile

import harness
import stories


class Client(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)
        cls.place = tempfile.TemporaryDirectory(prefix="tongbi-client-")
        cls.directory = pathlib.Path(cls.place.name)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.place.cleanup()

    def run_client(self, *args, status=0, **more):
        got, out, errors = harness.cli(self.daemon, *args, **more)
        self.assertEqual(got, status, f"{args}: {out}{errors}")
        return out if status == 0 else errors

    def write(self, name, text, encoding="utf-8"):
        path = self.directory / name
        path.write_bytes(text.encode(encoding))
        return path

    def test_story_when_two_reports_are_added_then_trend_and_comparison_show_the_fall(self):
        self.assertIn("故事局", self.run_client("org", "add", "story", "故事区教育局", "--aliases", "故事局,故事教体局"))
        first = self.write("first.txt", stories.report(10, 300, "95.20"))
        second = self.write("second.txt", stories.report(12, 320, "93.70"), "gb18030")
        shown = self.run_client("report", "add", first, "--org", "story", "--period", "2020-H1", "--published", "2020-07-10")
        for word in ("95.20", "10", "300"):
            self.assertIn(word, shown)
        self.run_client("report", "add", second, "--org", "story", "--period", "2021-H1", "--published", "2021-07-10")
        trend = self.run_client("trend", "--org", "story", "--metric", "canteen-satisfaction")
        # 93.70 - 95.20 = -1.50 points; -150 / 95.20 = -1.575… percent
        for word in ("2020-H1", "2021-H1", "95.20", "93.70", "1.50", "1.58", stories.SATISFACTION.format("93.70")[:8]):
            self.assertIn(word, trend)
        compare = self.run_client("compare", "--metric", "canteen-satisfaction", "--period", "2021-H1", "--org", "story")
        for word in ("93.70", "95.20", "1.50"):
            self.assertIn(word, compare)
        listed = json.loads(self.run_client("report", "list", "--org", "story", "--json"))["reports"]
        self.assertEqual([r["period"] for r in listed], ["2021-H1", "2020-H1"])
        shown = self.run_client("report", "show", listed[0]["id"])
        self.assertIn("93.70", shown)

    def test_trend_when_json_or_csv_is_asked_then_what_the_server_said(self):
        self.daemon.add_report(stories.report(1, 2, "80.10"), stories.ORG, "2001-H1")
        answer = self.daemon.get("/v1/trend", org=stories.ORG, metric="canteen-meetings")
        self.assertEqual(
            json.loads(self.run_client("trend", "--org", stories.ORG, "--metric", "canteen-meetings", "--json"),
                       parse_float=harness.decimal.Decimal),
            answer.json,
        )
        table = self.run_client("trend", "--org", stories.ORG, "--metric", "canteen-satisfaction", "--csv")
        self.assertEqual([(r["period"], r["value"]) for r in csv.DictReader(io.StringIO(table))], [("2001-H1", "80.10")])

    def test_preview_when_asked_then_nothing_is_stored(self):
        before = self.pg.counts()
        path = self.write("preview.txt", stories.report(5, 6, "70.70"))
        self.assertIn("70.70", self.run_client("report", "add", path, "--org", stories.ORG, "--period", "2002", "--preview"))
        self.assertEqual(self.pg.counts(), before)

    def test_observe_when_csv_or_json_then_stored_and_bad_rows_listed(self):
        rows = self.write("rows.csv", "org,metric,period,value\nqinghe,canteen-visits,1999-H1,7\n")
        self.assertIn("1", self.run_client("observe", rows))
        self.run_client("observe", "-", stdin=b'[{"org":"qinghe","metric":"canteen-visits","period":"1999-H2","value":"8"}]')
        bad = self.write("bad.csv", "org,metric,period,value\nqinghe,canteen-visits,1998-H1,7\nqinghe,canteen-visits,1998-H7,7\n")
        errors = self.run_client("observe", bad, status=3)
        self.assertIn("3", errors)
        self.assertIn("period", errors)

    def test_extract_when_without_daemon_then_one_figure_a_line(self):
        status, out, errors = harness.cli(None, "extract", "-", "--period", "2021-H1",
                                          stdin=stories.report(12, 340, "93.70").encode())
        self.assertEqual(status, 0, errors)
        figures = [json.loads(line, parse_float=harness.decimal.Decimal) for line in out.splitlines()]
        self.assertEqual([(f["text"], str(f["value"]), f["unit"], f["kind"], f["metric"]) for f in figures], [
            ("12次", "12", "次", "count", "召开食堂安全例会"), ("340家", "340", "家", "count", "走访食堂供货商"),
            ("93.70%", "93.70", "%", "rate", "家长对食堂的满意度"),
        ])

    def test_exit_status_when_something_is_wrong_then_says_what_kind(self):
        path = self.write("story.txt", stories.report(1, 1, "1.0"))
        for status, args in (
            (2, ("dance",)), (2, ("trend", "--org", "x")), (2, ("trend", "--org", "x", "--metric", "y", "--colour", "red")),
            (3, ("trend", "--org", "nowhere", "--metric", "canteen-meetings")),
            (3, ("report", "add", path, "--org", "nowhere", "--period", "2021")),
            (3, ("report", "add", path, "--org", stories.ORG, "--period", "2021-H7")),
            (1, ("trend", "--org", stories.ORG, "--metric", "canteen-meetings", "--from", "1950", "--to", "1951",
                 "--status", "norm")),
        ):
            with self.subTest(str(args)):
                self.assertTrue(self.run_client(*args, status=status))

    def test_exit_status_when_nobody_answers_then_4(self):
        status, _, errors = harness.cli(None, "org", "list", TONGBI_URL=f"http://127.0.0.1:{harness.free_port()}")
        self.assertEqual(status, 4)
        self.assertTrue(errors)

    def test_token_when_wrong_then_refused_and_not_shown(self):
        token = "tb_" + "x" * 43
        status, out, errors = harness.cli(
            None, "org", "list", TONGBI_URL=f"http://127.0.0.1:{self.daemon.port}", TONGBI_TOKEN=token
        )
        self.assertEqual(status, 3)
        self.assertNotIn(token, out + errors)


if __name__ == "__main__":
    harness.main()
