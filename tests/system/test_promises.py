"""What Tongbi promises of its arithmetic, one test a promise, through the API alone. Each value is worked out in a comment or plain to see."""

import json
from decimal import Decimal

import harness
import stories

VISITS, RATE, MEETINGS = "canteen-visits", "canteen-satisfaction", "canteen-meetings"


class Arithmetic(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [])
        for code, metric in (("share", {"name_zh": "上门送教率", "unit": "%", "kind": "rate", "over_time": "none", "over_orgs": "none",
                                        "numerator": "taught", "denominator": "enrolled"}),
                             ("taught", {"name_zh": "上门送教学生", "unit": "人", "kind": "count", "over_time": "sum", "over_orgs": "sum"}),
                             ("enrolled", {"name_zh": "应送教学生", "unit": "人", "kind": "count", "over_time": "sum", "over_orgs": "sum"})):
            answer = cls.daemon.put(f"/v1/metrics/{code}", metric)
            assert answer.status in (200, 201), answer

    def org(self, parent=None):
        """A new one for each story."""
        type(self).orgs = getattr(type(self), "orgs", 0) + 1
        code = f"org{self.orgs}"
        self.daemon.add_org(code, f"第{self.orgs}教育局", parent=parent)
        return code

    def post(self, org, metric, **values):
        """2020H1="93.70": the value of 2020-H1."""
        rows = [{"org": org, "metric": metric, "period": name.replace("H", "-H").lstrip("_"), "value": str(value),
                 "published": "2024-01-01"} for name, value in values.items()]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201, answer)

    def report(self, org, period, text, **query):
        answer = self.daemon.add_report(text, org, period, published="2024-01-01", **query)
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def points(self, **query):
        return {p["period"]: p for p in self.daemon.get("/v1/trend", **query).json["points"]}

    def row(self, org, metric, period, **query):
        return self.daemon.get("/v1/compare", metric=metric, org=org, period=period, **query).json["rows"][0]

    # ---- a rate changes in percentage points

    def test_rate_when_it_changes_then_in_points_and_its_relative_change_only_beside_them(self):
        org = self.org()
        self.post(org, RATE, _2020H1="80.0", _2021H1="90.0")
        row = self.row(org, RATE, "2021-H1")
        self.assertNotIn("change", row)
        self.assertEqual([str(row[k]) for k in ("change_pp", "change_rel")], ["10.0", "12.50"])  # 10 / 80

    def test_count_when_it_changes_then_in_its_unit_and_percent(self):
        org = self.org()
        self.post(org, VISITS, _2020H1="80", _2021H1="90")
        row = self.row(org, VISITS, "2021-H1")
        self.assertNotIn("change_pp", row)
        self.assertEqual([str(row[k]) for k in ("change", "change_rel")], ["10", "12.50"])

    # ---- a missing value is not zero

    def test_zero_when_reported_then_a_value_and_missing_is_none(self):
        org = self.org()
        self.post(org, VISITS, _2020H1=0, _2021H1=5)
        points = self.points(org=org, metric=VISITS)
        self.assertEqual([(points[p]["value"], points[p]["reason"]) for p in ("2020-H1", "2020-H2", "2021-H1")],
                         [(0, "base_missing"), (None, "not_reported"), (5, "base_zero")])
        self.assertEqual((points["2021-H1"]["change"], points["2021-H1"]["change_rel"]), (5, None))

    def test_null_when_there_is_one_then_its_reason(self):
        org, none, below = self.org(), self.org(), self.org()
        self.post(org, VISITS, _2020H1=7, _2022=9)
        self.post(below, VISITS, _2020H1=-4, _2021H1=2)
        for answer, reason in (
            (self.row(none, VISITS, "2020-H1"), "not_reported"), (self.row(none, VISITS, "2099-H1"), "not_due"),
            (self.row(org, VISITS, "2020-H1"), "base_missing"), (self.row(below, VISITS, "2021-H1"), "base_negative"),
            (self.row(org, VISITS, "2022", against="2020-H1"), "period_mismatch"),
        ):
            self.assertEqual(answer["reason"], reason, answer)

    # ---- rates are never averaged

    def test_rate_when_over_periods_then_from_its_sides_or_refused(self):
        org = self.org()
        self.post(org, "taught", _2020H1=45, _2020H2=9)
        self.post(org, "enrolled", _2020H1=50, _2020H2=30)
        self.post(org, "share", _2020H1="90.0", _2020H2="30.0")
        self.post(org, RATE, _2020H1="90.0", _2020H2="30.0")
        year = self.points(org=org, metric="share", frequency="A", aggregation="ratio")["2020"]
        self.assertEqual(year["value"], Decimal("67.5"))  # 54 of 80, not the mean of 90 and 30
        for metric, aggregation in ((RATE, "sum"), (RATE, "avg"), (RATE, "ratio")):
            answer = self.daemon.get("/v1/trend", org=org, metric=metric, frequency="A", aggregation=aggregation)
            told = answer.json["points"][0]["reason"] if answer.status == 200 else "not_additive"
            self.assertEqual(told, "not_additive", (metric, aggregation))
            if answer.status == 200:
                self.assertEqual({p["value"] for p in answer.json["points"]}, {None})

    def test_rate_when_over_organisations_then_from_its_sides_or_refused(self):
        county = self.org()
        for taught, enrolled, rate in ((45, 50, "90.0"), (9, 30, "30.0")):
            school = self.org(county)
            self.post(school, "taught", _2020H1=taught)
            self.post(school, "enrolled", _2020H1=enrolled)
            self.post(school, "share", _2020H1=rate)
            self.post(school, RATE, _2020H1=rate)
        self.assertEqual(self.points(under=county, metric="share")["2020-H1"]["value"], Decimal("67.5"))
        refused = self.points(under=county, metric=RATE)["2020-H1"]
        self.assertEqual((refused["value"], refused["reason"]), (None, "not_additive"))

    # ---- approximate figures are intervals

    def test_approximate_when_told_then_an_interval_and_what_it_shows(self):
        org = self.org()
        report = self.report(org, "2021-H1", "青禾区食堂工作小结\n\n走访食堂供货商300余家。召开食堂安全例会超过20次。家长对食堂的满意度近三成。\n")
        told = {f["metric"]: tuple(f.get(k) for k in ("value", "bound", "low", "low_open", "high", "high_open")) for f in report["figures"]}
        self.assertEqual(told[VISITS], (300, "about", 300, None, 400, True))
        self.assertEqual(told[MEETINGS][1:4], ("at_least", 20, True))  # above 20
        self.assertEqual((told[MEETINGS][4], told[RATE][4], told[RATE][5]), (None, 30, True))  # just under 30 %

    def test_approximate_when_compared_then_certain_or_undecided(self):
        org = self.org()
        self.post(org, VISITS, _2020H1=350, _2022H1=500)
        self.report(org, "2021-H1", "青禾区食堂工作小结\n\n走访食堂供货商300余家。\n")
        points = self.points(org=org, metric=VISITS)
        change = points["2021-H1"]  # [300, 400) - 350 is [-50, 50): up or down, nobody knows
        self.assertEqual((change["change"], change["change_low"], change["change_high"], change["reason"]), (None, -50, 50, "approximate"))
        rise = points["2022-H1"]  # 500 - [300, 400) is (100, 200]: a rise for certain
        self.assertEqual((rise["change"], rise["change_low"], rise["change_high"]), (None, 100, 200))

    # ---- no figure under another's name

    def test_figure_when_corrected_to_another_unit_then_its_metric_has_to_be_said(self):
        org = self.org()
        report = self.report(org, "2021-H1", "青禾区食堂工作小结\n\n家长对食堂的满意度达93.70%。\n")
        path = f"/v1/figures/{report['figures'][0]['id']}"

        def patch(**fields):
            return self.daemon.call("PATCH", path, body=json.dumps(fields), headers={"Content-Type": "application/json"})

        problem = self.assert_problem(patch(unit="家"), 409, "conflict")
        self.assertEqual(problem["field"], "unit")
        self.assertEqual(self.points(org=org, metric=RATE)["2021-H1"]["value"], Decimal("93.70"))
        self.assertEqual(patch(value="94.7", unit="%").status, 200)
        self.assertEqual(self.points(org=org, metric=RATE)["2021-H1"]["value"], Decimal("94.7"))

    def test_figure_when_judged_again_and_again_then_no_more_is_taken_back_than_was_said(self):
        org = self.org()
        report = self.report(org, "2021-H1", "青禾区食堂工作小结\n\n走访食堂供货商30家。\n")
        path = f"/v1/figures/{report['figures'][0]['id']}"
        for fields in ({"state": "rejected"}, {"state": "rejected"}, {"state": "accepted"}, {"period": "2021"}, {"status": "target"}):
            answer = self.daemon.call("PATCH", path, body=json.dumps(fields), headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status, 200, answer)
        series, = self.daemon.get("/v1/series", org=org).json["series"]
        told = [(p["period"], p["status"], [v["event"] for v in p["vintages"]])
                for p in self.daemon.get(f"/v1/series/{series['id']}/vintages").json["points"]]
        self.assertEqual(sorted(told), [("2021", "actual", ["first", "withdrawn"]), ("2021", "target", ["first"]),
                                        ("2021-H1", "actual", ["first", "withdrawn", "corrected", "withdrawn"])])

    # ---- exact decimals

    def test_decimal_when_written_then_the_same_digits_in_the_answer(self):
        org = self.org()
        self.report(org, "2021-H1", "青禾区食堂工作小结\n\n家长对食堂的满意度达93.70%。\n")
        self.post(org, RATE, _2020H1="0.1", _2019H1="123456789012345678.10")
        answer = self.daemon.get("/v1/trend", org=org, metric=RATE)
        for digits in ('"value":93.70,', '"value":0.1,', '"value":123456789012345678.10,', '"change_pp":93.60,'):
            self.assertIn(digits, answer.text)

    # ---- claims

    def claim(self, sentence, **history):
        org = self.org()
        for name, values in history.items():
            self.post(org, name.replace("_", "-"), **values)
        claim, = self.report(org, "2021-H1", f"青禾区食堂工作小结\n\n{sentence}\n")["claims"]
        return claim["verdict"], claim["reason"]

    def test_claim_when_within_the_rounding_of_its_digits_then_agrees_and_else_disagrees(self):
        base = {"canteen_visits": {"_2020H1": 143}}
        # 178 / 143 = 1.24475…
        self.assertEqual(self.claim("走访食堂供货商178家，同比增长24.5%。", **base)[0], "agrees")
        self.assertEqual(self.claim("走访食堂供货商178家，同比增长24%。", **base)[0], "agrees")
        self.assertEqual(self.claim("走访食堂供货商178家，同比增长24.6%。", **base)[0], "disagrees")
        self.assertEqual(self.claim("走访食堂供货商178家，同比增加35家。", **base)[0], "agrees")
        self.assertEqual(self.claim("走访食堂供货商178家，同比下降24.5%。", **base)[0], "disagrees")

    def test_claim_when_points_are_called_percent_then_unit_confused(self):
        base = {"canteen_satisfaction": {"_2020H1": "80.0"}}
        self.assertEqual(self.claim("家长对食堂的满意度达90.0%，同比提高10个百分点。", **base)[0], "agrees")
        self.assertEqual(self.claim("家长对食堂的满意度达90.0%，同比提高10%。", **base)[0], "unit_confused")  # it is 12.5 percent

    def test_claim_when_it_agrees_with_another_base_then_base_differs(self):
        base = {"canteen_visits": {"_2020H1": 100, "_2020H2": 150}}
        self.assertEqual(self.claim("走访食堂供货商180家，同比增长20%。", **base)[0], "base_differs")  # 180 / 150, the half before

    def test_claim_when_nothing_stands_at_its_base_then_base_missing(self):
        self.assertEqual(self.claim("走访食堂供货商180家，同比增长20%。")[0], "base_missing")

    def test_claim_when_its_base_was_revised_since_then_agrees_with_vintage(self):
        org = self.org()
        rows = [{"org": org, "metric": VISITS, "period": "2020-H1", "value": value, "published": day}
                for value, day in ((150, "2020-07-01"), (160, "2022-02-01"))]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201)
        claim, = self.report(org, "2021-H1", "青禾区食堂工作小结\n\n走访食堂供货商180家，同比增长20%。\n")["claims"]
        self.assertEqual(claim["verdict"], "agrees_with_vintage")

    def test_claim_when_figures_are_approximate_then_undecided(self):
        base = {"canteen_visits": {"_2020H1": 300}}
        self.assertEqual(self.claim("走访食堂供货商300余家，同比增长20%。", **base)[0], "undecided")  # 0 to 33 percent


if __name__ == "__main__":
    harness.main()
