"""Figures that are already figures: JSON and CSV, all or nothing."""

import json

import harness
import stories


class Observations(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, ((stories.ORG, stories.ORG_NAME), ("other", "北渡区教育局")))

    def post(self, body, content_type="application/json"):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
        if isinstance(body, str):
            body = body.encode("utf-8")
        return self.daemon.call("POST", "/v1/observations", body=body, headers={"Content-Type": content_type})

    def row(self, period="2021-H1", value=10, org=stories.ORG, metric="canteen-meetings", **more):
        return {"org": org, "metric": metric, "period": period, "value": value, **more}

    def values(self, metric, org=stories.ORG, **query):
        answer = self.daemon.get("/v1/trend", org=org, metric=metric, **query)
        self.assertEqual(answer.status, 200, answer)
        return [(p["period"], str(p["value"])) for p in answer.json["points"]]

    def refused(self, body, content_type="application/json"):
        before = self.pg.counts()
        answer = self.post(body, content_type)
        self.assertEqual(self.pg.counts(), before, "something was stored")
        return answer

    def test_json_when_good_then_stored_with_its_digits(self):
        answer = self.post(
            b'[{"org":"qinghe","metric":"canteen-satisfaction","period":"2020-H1","value":93.70},'
            b'{"org":"qinghe","metric":"canteen-satisfaction","period":"2020-H2","value":"94.10"},'
            b'{"org":"qinghe","metric":"canteen-satisfaction","period":"2021S1","value":95}]'
        )
        self.assertIn(answer.status, (200, 201), answer)
        self.assertEqual(answer.json["stored"], 3)
        self.assertEqual(
            self.values("canteen-satisfaction"), [("2020-H1", "93.70"), ("2020-H2", "94.10"), ("2021-H1", "95")]
        )

    def test_csv_when_good_then_stored(self):
        csv = (
            "\ufefforg,metric,period,value,scope\r\n"
            "other,canteen-visits,2020-H1,120,\r\n"
            'other,canteen-visits,2020-H2,"130","城区"\r\n'
            "other,canteen-visits,2021-H1,140,\r\n"
        )
        answer = self.post(csv, "text/csv; charset=utf-8")
        self.assertIn(answer.status, (200, 201), answer)
        self.assertEqual(answer.json["stored"], 3)
        self.assertEqual(
            self.values("canteen-visits", "other", **{"from": "2020-H1"}),
            [("2020-H1", "120"), ("2020-H2", "None"), ("2021-H1", "140")],
        )
        self.assertEqual(self.values("canteen-visits", "other", scope="城区"), [("2020-H2", "130")])

    def test_json_when_some_rows_are_bad_then_each_is_named_and_nothing_stored(self):
        answer = self.refused([
            self.row("2010-H1"), self.row("2010-H9"), self.row("2010-H2", "ten"), self.row("2011-H1", org="nowhere"),
            self.row("2011-H2", metric="nothing"), self.row("2012-H1", True), self.row("2012-H2", colour="red"),
            {"org": stories.ORG, "metric": "canteen-meetings", "period": "2013-H1"}, 7, self.row("2013-H2", status="maybe"),
        ])
        problem = self.assert_problem(answer, 400, "bad-rows")
        self.assertEqual(
            sorted((e["row"], e.get("field")) for e in problem["errors"] if e["row"] != 9),
            [(2, "period"), (3, "value"), (4, "org"), (5, "metric"), (6, "value"), (7, "colour"), (8, "value"), (10, "status")],
        )
        self.assertEqual(len([e for e in problem["errors"] if e["row"] == 9]), 1)

    def test_rows_when_two_contradict_each_other_then_refused(self):
        answer = self.refused([
            self.row("2009-H1", 10), self.row("2009-01/2009-06", 11), self.row("2009-H1", 12, status="target"),
            self.row("2009-H2", 10), self.row("2009-H2", 10),
        ])
        problem = self.assert_problem(answer, 400, "bad-rows")
        self.assertEqual([(e["row"], e["field"]) for e in problem["errors"]], [(1, "value"), (2, "value")])
        self.assertIn("Row 2", problem["errors"][0]["detail"])
        self.assertIn("Row 1", problem["errors"][1]["detail"])
        same = self.post([self.row("2009-H2", 10), self.row("2009-H2", 10)])
        self.assertEqual((same.json["stored"], same.json["unchanged"]), (1, 1))

    def test_csv_when_some_rows_are_bad_then_each_is_named_as_a_spreadsheet_counts(self):
        csv = (
            "org,metric,period,value\n"
            "qinghe,canteen-meetings,2010-H1,5\n"
            "qinghe,canteen-meetings,2010-H9,5\n"
            "qinghe,canteen-meetings,2011-H1,five\n"
            "qinghe,canteen-meetings\n"
        )
        problem = self.assert_problem(self.refused(csv, "text/csv"), 400, "bad-rows")
        rows = [(e["row"], e.get("field")) for e in problem["errors"]]
        self.assertEqual(rows[:2], [(3, "period"), (4, "value")])
        self.assertEqual([row for row, _ in rows[2:]], [5])

    def test_csv_when_a_column_is_unknown_or_missing_then_400(self):
        for csv, field in (
            ("org,metric,period,value,colour\nqinghe,canteen-meetings,2010-H1,5,red\n", "colour"),
            ("org,metric,value\nqinghe,canteen-meetings,5\n", "period"),
        ):
            with self.subTest(field):
                answer = self.refused(csv, "text/csv")
                self.assertEqual(answer.status, 400, answer)
                self.assertIn(field, answer.text)

    def test_body_when_not_rows_then_4xx(self):
        for body, content_type in ((b"", "application/json"), (b"{}", "application/json"), (b"[", "application/json"),
                                   (b'"x"', "application/json"), (b"", "text/csv"),
                                   (b'org,metric,period,value\n"qinghe', "text/csv"), (b"\xff\xfe\x00", "text/csv")):
            with self.subTest(body):
                self.assertIn(self.refused(body, content_type).status, (400, 415, 422))

    def test_body_when_of_another_type_then_415(self):
        self.assert_problem(self.refused(b"a: 1", "application/yaml"), 415, "unsupported-media")

    def test_value_when_posted_anew_then_the_newest_counts_and_nothing_is_overwritten(self):
        self.post([self.row("2005-H1", "10", published="2005-07-01")])
        before = self.pg.count("observations")
        self.post([self.row("2005-H1", "12", published="2005-09-01")])
        self.assertEqual(self.pg.count("observations"), before + 1)
        self.assertIn(("2005-H1", "12"), self.values("canteen-meetings", to="2005-H1"))
        self.assertIn(("2005-H1", "10"), self.values("canteen-meetings", to="2005-H1", as_of="2005-08-31"))

    def test_source_when_posted_then_names_no_report(self):
        self.post([self.row("2004-H1", 4)])
        point = self.daemon.get("/v1/trend", org=stories.ORG, metric="canteen-meetings", to="2004-H1").json["points"][0]
        self.assertIsNone(point["source"]["report"])


if __name__ == "__main__":
    harness.main()
