"""The sample reports, taken in as ./run does it; every value against the table in samples/README.md, read by hand."""

import csv
import re

import harness

SAMPLES = harness.TOP / "samples"
ORGS = {"砚溪": "yanxi", "槐浦": "huaipu"}


def manifest():
    with open(SAMPLES / "manifest.tsv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def values_by_hand():
    """{metric: {(org, period): value as printed}} from the table of samples/README.md."""
    table, columns, org = {}, None, None
    for line in (SAMPLES / "README.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == "metric (code)":
            columns = []
            for cell in cells[1:]:
                name, _, period = cell.rpartition(" ")
                org = ORGS.get(name, org)
                columns.append((org, period))
        elif not line.startswith("|"):
            columns = None
        elif columns and (code := re.search(r"`(\w+)`", cells[0])):
            table[code[1]] = {column: cell.strip("*") for column, cell in zip(columns, cells[1:]) if cell}
    return table


class Samples(harness.SystemTest):
    @classmethod
    def prepare(cls):
        cls.reports = {}
        for row in manifest():
            for code, name, parent in ((row["parent"], row["parent_name"], None), (row["org"], row["org_name"], row["parent"])):
                if code and cls.daemon.get(f"/v1/orgs/{code}").status == 404:
                    cls.daemon.add_org(code, name, parent)
            kind = "text/html" if row["file"].endswith(".html") else "text/plain"
            answer = cls.daemon.add_report(
                (SAMPLES / row["file"]).read_bytes(), row["org"], row["period"], kind,
                published=row["published"], title=row["title"],
            )
            assert answer.status == 201, answer
            cls.reports[row["org"], row["period"]] = answer.json

    def test_trends_when_samples_are_in_then_the_values_read_by_hand(self):
        table = values_by_hand()
        self.assertGreater(len(table), 15)
        for metric, cells in table.items():
            for org in ORGS.values():
                expected = {period: value for (whose, period), value in cells.items() if whose == org}
                if not expected:
                    continue
                with self.subTest(f"{org} {metric}"):
                    answer = self.daemon.get("/v1/trend", org=org, metric=metric, frequency="S")
                    self.assertEqual(answer.status, 200, answer)
                    found = {p["period"]: str(p["value"]) for p in answer.json["points"] if p["value"] is not None}
                    self.assertEqual(found, expected)
                    for point in answer.json["points"]:
                        if point["value"] is not None:
                            self.assertEqual(point["source"]["report"], self.reports[org, point["period"]]["id"])
                            text = self.figure_text(org, point)
                            self.assertIn(text, point["source"]["quote"])

    def figure_text(self, org, point):
        figures = self.reports[org, point["period"]]["figures"]
        return [f["text"] for f in figures if f["id"] == point["source"]["figure"]][0]

    def test_fall_when_asked_then_in_points_with_both_sentences(self):
        # 93.88 - 95.12 = -1.24 points; -124 / 95.12 = -1.3036… percent
        answer = self.daemon.get("/v1/compare", metric="satisfaction_teacher_ethics", period="2023-H1")
        rows = {row["org"]: row for row in answer.json["rows"]}
        row = rows["yanxi"]
        self.assertEqual([str(row[k]) for k in ("value", "base", "change_pp", "change_rel")],
                         ["93.88", "95.12", "-1.24", "-1.30"])
        self.assertIn("学生对教师的师德满意度为93.88%", row["source"]["quote"])
        self.assertIn("学生对教师的师德满意度为95.12%", row["base_source"]["quote"])
        # 93.71 - 92.66 = 1.05; 105 / 92.66 = 1.1331…
        self.assertEqual([str(rows["huaipu"][k]) for k in ("change_pp", "change_rel")], ["1.05", "1.13"])
        self.assertEqual((rows["yanxi"]["rank"], rows["huaipu"]["rank"]), (1, 2))
        self.assertEqual(rows["jinglan"]["reason"], "not_reported")
        trend = self.daemon.get("/v1/trend", org="yanxi", metric="satisfaction_teacher_ethics", frequency="S").json
        self.assertEqual([str(p["change_pp"]) for p in trend["points"]], ["None", "None", "-1.24", "-0.61"])

    def test_claims_when_reports_make_them_then_the_true_and_the_false_one_are_told_apart(self):
        """In the report's own answer, in the list of claims, and by the client."""
        listed = {c["org"]: c for c in self.daemon.get("/v1/claims").json["claims"]}
        self.assertEqual(sorted(listed), ["huaipu", "yanxi"])
        status, out, errors = harness.cli(self.daemon, "claims")
        self.assertEqual(status, 0, errors)
        for org, period, said, change_rel, verdict in (("yanxi", "2023-H1", "24.5", "24.48", "agrees"),
                                                       ("huaipu", "2023-H2", "35.2", "27.88", "disagrees")):
            with self.subTest(org):
                claim, = self.reports[org, period]["claims"]
                for told in (claim, listed[org]):
                    self.assertEqual([str(told[k]) for k in ("claimed", "computed", "verdict")], [said, change_rel, verdict])
                self.assertRegex(out, f"(?m)^.*{said}.*{change_rel}.*$")
                claims = [f for f in self.reports[org, period]["figures"] if f["kind"] == "change" and f["basis"] == "yoy"]
                self.assertEqual([str(f["value"]) for f in claims], [said])
                points = self.daemon.get("/v1/trend", org=org, metric="media_articles", frequency="S").json["points"]
                point = [p for p in points if p["period"] == period][0]
                # 178 against 143: +24.4755…%; 133 against 104: +27.8846…%
                self.assertEqual(str(point["change_rel"]), change_rel)

    def test_page_when_html_then_what_stands_around_the_report_is_no_part_of_it(self):
        texts = [f["text"] for f in self.reports["yanxi", "2022-H2"]["figures"]]
        for text in ("358次", "1260个"):
            self.assertNotIn(text, texts)

    def test_targets_when_set_then_apart_from_what_was_measured(self):
        answer = self.daemon.get("/v1/trend", org="yanxi", metric="satisfaction_teacher_ethics", status="target")
        self.assertIn("95.5", [str(p["value"]) for p in answer.json["points"]])

    def test_samples_when_compared_by_the_client_then_the_fall_is_shown(self):
        status, out, errors = harness.cli(self.daemon, "compare", "--metric", "satisfaction_teacher_ethics", "--period", "2023-H1")
        self.assertEqual(status, 0, errors)
        for word in ("93.88", "95.12", "1.24"):
            self.assertIn(word, out)


if __name__ == "__main__":
    harness.main()
