"""Totals over organisations and over time, units, summaries and comparisons side by side: every value worked out by hand."""

import json
from decimal import Decimal

import harness

# All of them names that the shipped catalogue does not know.
METRICS = {
    "taught": {"name_zh": "上门送教学生", "unit": "人", "kind": "count", "direction": "higher_better", "over_time": "sum", "over_orgs": "sum"},
    "enrolled": {"name_zh": "应送教学生", "unit": "人", "kind": "count", "over_time": "sum", "over_orgs": "sum"},
    "share": {"name_zh": "上门送教率", "unit": "%", "kind": "rate", "direction": "higher_better", "over_time": "none", "over_orgs": "none",
              "numerator": "taught", "denominator": "enrolled"},
    "mood": {"name_zh": "送教家庭满意率", "unit": "%", "kind": "rate", "direction": "higher_better", "over_time": "none", "over_orgs": "none"},
    "carts": {"name_zh": "送教车辆", "unit": "辆", "kind": "count", "direction": "neither", "over_time": "end_of_period", "over_orgs": "sum"},
    "mishaps": {"name_zh": "送教途中意外", "unit": "起", "kind": "count", "direction": "lower_better", "over_time": "sum", "over_orgs": "sum"},
    "place": {"name_zh": "送教考评名次", "unit": "位", "kind": "rank", "direction": "lower_better", "over_time": "none", "over_orgs": "none"},
}


def exact(value):
    return None if value is None else Decimal(str(value))


class AggregatesTest(harness.SystemTest):
    """What the tests below share: organisations of their own for each story, and posted figures."""

    @classmethod
    def prepare(cls):
        for code, metric in METRICS.items():
            answer = cls.daemon.put(f"/v1/metrics/{code}", metric)
            assert answer.status == 201, answer
        cls.orgs = 0

    def org(self, parent=None):
        type(self).orgs += 1
        code = f"org{self.orgs:03}"
        self.daemon.add_org(code, f"第{self.orgs}学校", parent)
        return code

    def schools(self, count):
        county = self.org()
        return county, [self.org(county) for _ in range(count)]

    def post(self, org, metric, values, **more):
        """values: the value of each period."""
        rows = [{"org": org, "metric": metric, "period": p, "value": str(v), "published": "2024-01-01", **more} for p, v in values.items()]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201, answer)

    def trend(self, metric, **query):
        answer = self.daemon.get("/v1/trend", metric=metric, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def points(self, metric, **query):
        return {p["period"]: p for p in self.trend(metric, **query)["points"]}

    def values(self, metric, **query):
        """The value of each point, or the reason why there is none."""
        return {name: p["reason"] if p["value"] is None else str(p["value"]) for name, p in self.points(metric, **query).items()}

    def compare(self, metric, period, **query):
        answer = self.daemon.get("/v1/compare", metric=metric, period=period, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json


class OverOrganisations(AggregatesTest):
    def test_total_when_seven_of_nine_reported_then_their_sum_and_who_is_missing(self):
        county, schools = self.schools(9)
        for n, school in enumerate(schools[:7]):
            self.post(school, "taught", {"2020-H1": 10, "2021-H1": 10 + n})
        trend = self.trend("taught", under=county)
        self.assertEqual((trend["org"], trend["total"], trend["series"], trend["frequency"]), (county, True, None, "S"))
        point = {p["period"]: p for p in trend["points"]}["2021-H1"]
        # 10 + … + 16 = 91; 91 - 70 = 21 = 30 %
        self.assertEqual([str(point[k]) for k in ("value", "change", "change_rel", "reason")], ["91", "21", "30.00", "None"])
        self.assertEqual(point["coverage"], {"reported": 7, "expected": 9, "missing": schools[7:]})
        self.assertIsNone(point["source"])
        gap = {p["period"]: p for p in trend["points"]}["2020-H2"]
        self.assertEqual((gap["value"], gap["reason"]), (None, "not_reported"))

    def test_total_when_other_organisations_reported_then_no_change(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2020-H1": 10, "2021-H1": 10})
        self.post(two, "taught", {"2021-H1": 30})
        point = self.points("taught", under=county)["2021-H1"]
        self.assertEqual((point["value"], point["change"], point["change_rel"], point["reason"]), (40, None, None, "coverage_differs"))

    def test_total_when_a_child_did_not_report_then_its_own_children_count(self):
        """The town reports for itself in 2021-H1 (its schools then do not count) and not in 2021-H2 (they do)."""
        county, (town, school) = self.schools(2)
        below = [self.org(town), self.org(town)]
        self.post(town, "taught", {"2021-H1": 100})
        self.post(school, "taught", {"2021-H1": 7, "2021-H2": 8})
        self.post(below[0], "taught", {"2021-H1": 1, "2021-H2": 20})
        points = self.points("taught", under=county)
        self.assertEqual((str(points["2021-H1"]["value"]), points["2021-H1"]["coverage"]),
                         ("107", {"reported": 2, "expected": 2, "missing": []}))
        self.assertEqual((str(points["2021-H2"]["value"]), points["2021-H2"]["coverage"]),
                         ("28", {"reported": 2, "expected": 3, "missing": [below[1]]}))

    def test_total_when_many_are_missing_then_the_first_twenty_and_the_count(self):
        county, schools = self.schools(26)
        self.post(schools[0], "taught", {"2021-H1": 5})
        coverage = self.points("taught", under=county)["2021-H1"]["coverage"]
        self.assertEqual((coverage["reported"], coverage["expected"], coverage["missing"]), (1, 26, schools[1:21]))

    def test_total_when_zero_is_reported_then_it_counts_as_reported(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2021-H1": 0})
        self.post(two, "taught", {"2021-H1": 4})
        point = self.points("taught", under=county)["2021-H1"]
        self.assertEqual((point["value"], point["coverage"]["reported"]), (4, 2))

    def test_total_when_of_a_rate_then_from_both_sides_or_refused(self):
        county, (one, two) = self.schools(2)
        for school, taught, enrolled in ((one, 45, 50), (two, 9, 30)):
            self.post(school, "taught", {"2021-H1": taught})
            self.post(school, "enrolled", {"2021-H1": enrolled})
            self.post(school, "share", {"2021-H1": Decimal(taught) / enrolled * 100})
            self.post(school, "mood", {"2021-H1": "90.0"})
            self.post(school, "place", {"2021-H1": 3})
        point = self.points("share", under=county)["2021-H1"]
        self.assertEqual((exact(point["value"]), point["reason"]), (Decimal("67.5"), "base_missing"))  # 54 of 80
        for metric in ("mood", "place"):
            point = self.points(metric, under=county)["2021-H1"]
            self.assertEqual((point["value"], point["reason"]), (None, "not_additive"), metric)

    def test_total_when_figures_are_approximate_then_an_interval(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2021-H1": 50})
        answer = self.daemon.add_report("送教工作小结\n\n上门送教学生300余人。\n", two, "2021-H1", published="2021-07-01")
        self.assertEqual(answer.status, 201, answer)
        point = self.points("taught", under=county)["2021-H1"]  # 50 + [300, 400)
        self.assertEqual((point["bound"] != "exact", point["low"], point["high"], point["high_open"]), (True, 350, 450, True))

    def test_total_when_nobody_is_below_then_no_points(self):
        self.assertEqual(self.trend("taught", under=self.org())["points"], [])

    def test_total_when_as_of_a_day_then_what_was_out(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2021-H1": 5}, published="2021-07-01")
        self.post(two, "taught", {"2021-H1": 6}, published="2021-08-01")
        self.assertEqual([self.values("taught", under=county, as_of=day) for day in ("2021-06-30", "2021-07-31", "2021-08-01")],
                         [{}, {"2021-H1": "5"}, {"2021-H1": "11"}])

    def test_total_when_aggregated_over_time_too_then_over_both(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2021-H1": 5, "2021-H2": 6})
        self.post(two, "taught", {"2021-H1": 10, "2021-H2": 20})
        point = self.points("taught", under=county, frequency="A", aggregation="sum")["2021"]
        self.assertEqual((point["value"], point["coverage"]["reported"]), (41, 2))

    def test_compare_when_under_then_the_total_beside_the_rows(self):
        county, schools = self.schools(9)
        for n, school in enumerate(schools[:7]):
            self.post(school, "taught", {"2020-H1": 10, "2021-H1": 10 + n})
        total = self.compare("taught", "2021-H1", under=county)["total"]
        coverage = {"reported": 7, "expected": 9, "missing": schools[7:]}
        self.assertEqual([str(total[k]) for k in ("value", "base", "change", "change_rel", "reason")], ["91", "70", "21", "30.00", "None"])
        self.assertEqual((total["coverage"], total["base_coverage"]), (coverage, coverage))
        self.post(schools[7], "taught", {"2021-H1": 9})
        total = self.compare("taught", "2021-H1", under=county)["total"]
        self.assertEqual((total["value"], total["base"], total["change"], total["reason"]), (100, 70, None, "coverage_differs"))
        refused = self.compare("mood", "2021-H1", under=county)["total"]
        self.assertEqual((refused["value"], refused["reason"]), (None, "not_reported"))
        self.assertNotIn("total", self.compare("taught", "2021-H1", org=schools[0]))


class OverTime(AggregatesTest):
    def test_sum_when_shorter_periods_tile_then_their_sum_and_its_parts(self):
        org = self.org()
        self.post(org, "taught", {"2020-01": 1, "2020-02": 2, "2020-03": 3, "2020-Q2": 10, "2020-H2": 30, "2021-H1": 20, "2021-H2": 49})
        points = self.points("taught", org=org, frequency="A", aggregation="sum")
        # 1 + 2 + 3 + 10 + 30 = 46; 69 - 46 = 23 = 50 %
        self.assertEqual([str(points["2021"][k]) for k in ("value", "change", "change_rel")], ["69", "23", "50.00"])
        self.assertEqual(str(points["2020"]["value"]), "46")
        self.assertEqual([(p["period"], p["role"], str(p["value"])) for p in points["2020"]["parts"]], [
            ("2020-01", "+", "1"), ("2020-02", "+", "2"), ("2020-03", "+", "3"), ("2020-Q2", "+", "10"), ("2020-H2", "+", "30")])
        self.assertIsNone(points["2020"]["source"])
        quarters = self.values("taught", org=org, frequency="Q", aggregation="sum")
        self.assertEqual([quarters[f"2020-Q{n}"] for n in (1, 2, 3)], ["6", "10", "not_reported"])

    def test_sum_when_the_period_itself_was_reported_then_that(self):
        org = self.org()
        self.post(org, "taught", {"2021": 70, "2021-H1": 20, "2021-H2": 49})
        point = self.points("taught", org=org, frequency="A", aggregation="sum")["2021"]
        self.assertEqual((str(point["value"]), "parts" in point), ("70", False))

    def test_sum_when_a_part_is_missing_then_a_gap_and_no_sum_of_the_rest(self):
        org = self.org()
        self.post(org, "taught", {"2020-H1": 1, "2020-H2": 2, "2021-H1": 3, "2022-H1": 4, "2022-H2": 5})
        self.assertEqual(self.values("taught", org=org, frequency="A", aggregation="sum"), {"2020": "3", "2021": "not_reported", "2022": "9"})

    def test_sum_when_terms_tile_a_school_year_then_their_sum(self):
        org = self.org()
        self.post(org, "taught", {"SY2020-T1": 11, "SY2020-T2": 12})
        self.assertEqual(self.values("taught", org=org, frequency="SY", aggregation="sum"), {"SY2020": "23"})

    def test_sum_when_parts_are_approximate_then_an_interval(self):
        org = self.org()
        self.post(org, "taught", {"2021-H1": 50})
        self.daemon.add_report("送教工作小结\n\n上门送教学生300余人。\n", org, "2021-H2", published="2022-01-01")
        point = self.points("taught", org=org, frequency="A", aggregation="sum")["2021"]
        self.assertEqual((point["low"], point["high"], point["high_open"]), (350, 450, True))

    def test_avg_when_of_equal_periods_then_two_places_more_and_rounded_half_away(self):
        org = self.org()
        self.post(org, "carts", {"2021-01": 1, "2021-02": 2, "2021-03": 2, "2021-Q2": 4})
        # 5 / 3 = 1.666…; what a quarter had at its end is no mean
        self.assertEqual(self.values("carts", org=org, frequency="Q", aggregation="avg"), {"2021-Q1": "1.67", "2021-Q2": "not_reported"})
        self.post(org, "carts", {"2020-Q1": "0.25", "2020-Q2": "0.25", "2020-Q3": "0.25", "2020-Q4": "0.26"})
        # 1.01 / 4 = 0.2525
        self.assertEqual(exact(self.points("carts", org=org, frequency="A", aggregation="avg")["2020"]["value"]), Decimal("0.2525"))

    def test_eop_when_of_a_stock_then_the_last_one(self):
        org = self.org()
        self.post(org, "carts", {"2020-H1": 5, "2020-H2": 7, "2021-Q1": 8, "2021-Q4": 9})
        points = self.points("carts", org=org, frequency="A", aggregation="eop")
        self.assertEqual([(p["period"], str(p["value"]), p["parts"][-1]["period"]) for p in points.values()],
                         [("2020", "7", "2020-H2"), ("2021", "9", "2021-Q4")])
        # 9 - 7 = 2 = 28.571… %
        self.assertEqual([str(points["2021"][k]) for k in ("change", "change_rel")], ["2", "28.57"])

    def test_ratio_when_both_sides_are_known_then_the_quotient_of_the_sums(self):
        org = self.org()
        self.post(org, "taught", {"2021-H1": 45, "2021-H2": 10})
        self.post(org, "enrolled", {"2021-H1": 50, "2021-H2": 31})
        self.post(org, "share", {"2021-H1": "90.0", "2021-H2": "32.26"})
        point = self.points("share", org=org, frequency="A", aggregation="ratio")["2021"]
        # 55 / 81 = 67.901…
        self.assertEqual(str(point["value"]), "67.90")
        self.assertIn("change_pp", point)
        self.assertEqual({(p["role"], p["period"], str(p["value"])) for p in point["parts"]},
                         {("numerator", "2021-H1", "45"), ("numerator", "2021-H2", "10"), ("denominator", "2021-H1", "50"),
                          ("denominator", "2021-H2", "31")})

    def test_ratio_when_the_denominator_is_zero_or_missing_then_refused(self):
        org = self.org()
        self.post(org, "taught", {"2021-H1": 0, "2021-H2": 0, "2022-H1": 3, "2022-H2": 4})
        self.post(org, "enrolled", {"2021-H1": 0, "2021-H2": 0, "2022-H1": 5})
        self.post(org, "share", {"2021-H1": 0, "2021-H2": 0, "2022-H1": 60, "2022-H2": 80})
        reasons = self.values("share", org=org, frequency="A", aggregation="ratio")
        self.assertEqual(reasons, {"2021": "base_zero", "2022": "not_reported"})

    def test_refusal_when_it_does_not_add_up_then_null_and_the_reason(self):
        org = self.org()
        for metric in ("mood", "place", "carts"):
            self.post(org, metric, {"2021-H1": 3, "2021-H2": 4})
        self.post(org, "taught", {"2021-H1": 3, "2021-H2": 4})
        for metric, aggregation in (("mood", "sum"), ("mood", "avg"), ("mood", "ratio"), ("place", "sum"), ("place", "avg"),
                                    ("carts", "sum"), ("taught", "ratio")):
            with self.subTest(f"{metric} {aggregation}"):
                point = self.points(metric, org=org, frequency="A", aggregation=aggregation)["2021"]
                self.assertEqual((point["value"], point["reason"]), (None, "not_additive"))

    def test_single_when_totals_are_known_then_their_differences(self):
        org = self.org()
        self.post(org, "taught", {"2021-Q1": 10, "2021-H1": 25, "2021-01/2021-09": 45, "2021": 70,
                                  "2022-Q1": 12, "2022-H1": 30, "2022-01/2022-09": 30, "2022": 29})
        points = self.points("taught", org=org, frequency="Q", cumulation="single")
        self.assertEqual({n: p["reason"] if p["value"] is None else str(p["value"]) for n, p in points.items()},
                         {"2021-Q1": "10", "2021-Q2": "15", "2021-Q3": "20", "2021-Q4": "25",
                          "2022-Q1": "12", "2022-Q2": "18", "2022-Q3": "0", "2022-Q4": "cumulative_fall"})
        self.assertEqual([(p["period"], p["role"], str(p["value"])) for p in points["2021-Q3"]["parts"]],
                         [("2021-01/2021-09", "+", "45"), ("2021-H1", "-", "25")])
        # 18 - 15 = 3 = 20 %
        self.assertEqual([str(points["2022-Q2"][k]) for k in ("change", "change_rel")], ["3", "20.00"])

    def test_single_when_one_end_is_missing_then_a_gap(self):
        org = self.org()
        self.post(org, "taught", {"2021-Q1": 10, "2021-01/2021-09": 45, "2021": 70})
        values = self.values("taught", org=org, frequency="Q", cumulation="single")
        self.assertEqual(values, {"2021-Q1": "10", "2021-Q2": "not_reported", "2021-Q3": "not_reported", "2021-Q4": "25"})

    def test_ytd_when_single_periods_are_known_then_their_totals(self):
        org = self.org()
        self.post(org, "taught", {"2021-Q1": 10, "2021-Q2": 15, "2021-Q3": 20, "2021-Q4": 25})
        values = self.values("taught", org=org, frequency="Q", cumulation="ytd")
        self.assertEqual(values, {"2021-Q1": "10", "2021-H1": "25", "2021-01/2021-09": "45", "2021": "70"})

    def test_cumulation_when_it_does_not_add_up_then_refused(self):
        org = self.org()
        self.post(org, "mood", {"2021-Q1": "90.0", "2021-H1": "91.0"})
        self.assertEqual(self.values("mood", org=org, frequency="Q", cumulation="single"), {"2021-Q1": "90.0", "2021-Q2": "not_additive"})
        self.post(org, "mood", {"2021-Q2": "92.0", "2021-Q3": "93.0"})
        ytd = self.values("mood", org=org, frequency="Q", cumulation="ytd")
        self.assertEqual((ytd["2021-H1"], ytd["2021-01/2021-09"]), ("91.0", "not_additive"))


class UnitsAndSummary(AggregatesTest):
    def test_units_when_of_a_count_then_changes_and_percents(self):
        org = self.org()
        self.post(org, "taught", {"2020-H1": 10, "2020-H2": 20, "2021-H1": 15, "2021-H2": 0, "2022-H1": 6})
        for units, expected in {
            "lin": ["10", "20", "15", "0", "6"], "chg": ["base_missing", "10", "-5", "-15", "6"],
            # 10 / 10, -5 / 20, -15 / 15, 6 / 0
            "pch": ["base_missing", "100.00", "-25.00", "-100.00", "base_zero"],
            "ch1": ["base_missing", "base_missing", "5", "-20", "-9"],
            # 5 / 10, -20 / 20, -9 / 15
            "pc1": ["base_missing", "base_missing", "50.00", "-100.00", "-60.00"],
        }.items():
            with self.subTest(units):
                self.assertEqual(list(self.values("taught", org=org, units=units).values()), expected)

    def test_units_when_of_a_rate_then_points_and_never_percent_of_percent_by_default(self):
        org = self.org()
        self.post(org, "mood", {"2020-H1": "80.0", "2020-H2": "90.0", "2021-H1": "81.50"})
        for units, expected in {"chg": ["base_missing", "10.0", "-8.50"], "ch1": ["base_missing", "base_missing", "1.50"],
                                # 10 / 80, -8.5 / 90 = -9.444…, 1.5 / 80 = 1.875
                                "pch": ["base_missing", "12.50", "-9.44"], "pc1": ["base_missing", "base_missing", "1.88"]}.items():
            with self.subTest(units):
                self.assertEqual(list(self.values("mood", org=org, units=units).values()), expected)
                for point in self.points("mood", org=org, units=units).values():
                    self.assertNotIn("change", point)

    def test_units_when_there_is_a_gap_then_it_stays_one(self):
        org = self.org()
        self.post(org, "taught", {"2020-H1": 10, "2021-H1": 15, "2021-H2": 30})
        self.assertEqual(self.values("taught", org=org), {"2020-H1": "10", "2020-H2": "not_reported", "2021-H1": "15", "2021-H2": "30"})
        chg = self.values("taught", org=org, units="chg")
        self.assertEqual((chg["2020-H2"], chg["2021-H1"], chg["2021-H2"]), ("not_reported", "base_missing", "15"))

    def summary(self, org, metric="taught", **query):
        return self.trend(metric, org=org, **query)["summary"]

    def test_summary_when_it_rises_and_falls_then_the_longest_of_each(self):
        org = self.org()
        self.post(org, "taught", {"2018-H1": 10, "2018-H2": 12, "2019-H1": 15, "2019-H2": 9, "2020-H1": 11, "2020-H2": 14, "2021-H1": 16,
                                  "2021-H2": 8, "2022-H1": 4})
        summary = self.summary(org)
        self.assertEqual((summary["values"], summary["gaps"]), (9, 0))
        # 9, 11, 14, 16: three steps, 7 more, 77.777… %
        self.assertEqual(tuple(str(v) for v in summary["longest_rise"].values()), ("2019-H2", "2021-H1", "3", "7", "77.78"))
        # 16, 8, 4
        self.assertEqual(tuple(str(v) for v in summary["longest_fall"].values()), ("2021-H1", "2022-H1", "2", "-12", "-75.00"))
        self.assertEqual((str(summary["min"]["value"]), summary["min"]["period"], summary["min"]["ties"]), ("4", "2022-H1", 1))
        self.assertEqual((str(summary["max"]["value"]), summary["max"]["period"], summary["max"]["ties"]), ("16", "2021-H1", 1))
        # H1: 10 15 11 16 4 = 56 / 5; H2: 12 9 14 8 = 43 / 4
        self.assertEqual([(m["position"], m["count"], str(m["value"])) for m in summary["means"]], [("H1", 5, "11.20"), ("H2", 4, "10.75")])

    def test_summary_when_there_are_gaps_and_ties_then_a_gap_ends_a_rise_and_ties_are_counted(self):
        org = self.org()
        self.post(org, "taught", {"2018-H1": 1, "2018-H2": 2, "2019-H1": 3, "2020-H1": 4, "2020-H2": 4, "2021-H1": 1})
        summary = self.summary(org)
        self.assertEqual((summary["values"], summary["gaps"]), (6, 1))
        self.assertEqual((summary["longest_rise"]["from"], summary["longest_rise"]["to"], summary["longest_rise"]["steps"]), ("2018-H1", "2019-H1", 2))
        self.assertEqual((summary["longest_fall"]["from"], summary["longest_fall"]["steps"]), ("2020-H2", 1))
        self.assertEqual((summary["min"]["period"], summary["min"]["ties"], summary["max"]["period"], summary["max"]["ties"]),
                         ("2018-H1", 2, "2020-H1", 2))

    def test_summary_when_two_are_equally_long_then_the_newest(self):
        org = self.org()
        self.post(org, "taught", {"2018-H1": 1, "2018-H2": 2, "2019-H1": 1, "2019-H2": 5})
        self.assertEqual(self.summary(org)["longest_rise"]["from"], "2019-H1")

    def test_summary_when_of_a_rate_then_points_and_no_means(self):
        org = self.org()
        self.post(org, "mood", {"2020-H1": "80.0", "2021-H1": "90.0"})
        summary = self.summary(org, "mood", frequency="S")
        self.assertEqual((summary["values"], summary["gaps"], summary["longest_rise"]), (2, 1, None))
        self.assertEqual([(m["position"], m["value"], m["reason"]) for m in summary["means"]], [("H1", None, "not_additive")])
        self.post(org, "mood", {"2020-H2": "85.0"})
        rise = self.summary(org, "mood")["longest_rise"]
        self.assertEqual((str(rise["change_pp"]), str(rise["change_rel"]), "change" in rise), ("10.0", "12.50", False))

    def test_summary_when_an_interval_might_be_beyond_then_approximate(self):
        org = self.org()
        self.post(org, "taught", {"2020-H1": 350, "2020-H2": 10})
        self.daemon.add_report("送教工作小结\n\n上门送教学生300余人。\n", org, "2021-H1", published="2021-07-01")
        summary = self.summary(org)
        self.assertEqual((summary["max"]["value"], summary["max"]["reason"]), (None, "approximate"))
        self.assertEqual((str(summary["min"]["value"]), summary["min"]["reason"]), ("10", None))
        self.assertEqual((summary["longest_rise"]["from"], summary["longest_rise"]["to"]), ("2020-H2", "2021-H1"))

    def test_summary_when_not_wanted_then_left_out(self):
        org = self.org()
        self.post(org, "taught", {"2021-H1": 1})
        self.assertNotIn("summary", self.trend("taught", org=org, summary=0))
        self.assertIn("summary", self.trend("taught", org=org, summary=1))


class SideBySide(AggregatesTest):
    def test_metrics_when_several_then_a_row_each_in_the_order_asked(self):
        org = self.org()
        self.post(org, "taught", {"2020-H1": 40, "2021-H1": 50})
        self.post(org, "mood", {"2020-H1": "80.0", "2021-H1": "90.0"})
        comparison = self.compare("mood,carts,taught", "2021-H1", org=org)
        self.assertEqual((comparison["org"], comparison["base_period"]), (org, "2020-H1"))
        self.assertNotIn("metric", comparison)
        mood, carts, taught = comparison["rows"]
        self.assertEqual((mood["metric"], mood["unit"], mood["direction"], str(mood["change_pp"]), str(mood["change_rel"])),
                         ("mood", "%", "higher_better", "10.0", "12.50"))
        self.assertEqual((carts["metric"], carts["value"], carts["reason"]), ("carts", None, "not_reported"))
        self.assertEqual((taught["metric"], str(taught["change"]), str(taught["change_rel"])), ("taught", "10", "25.00"))
        for row in comparison["rows"]:
            self.assertNotIn("rank", row)
        self.assertEqual(("change" in mood, "change_pp" in taught), (False, False))

    def ranks(self, metric, values, **query):
        county, schools = self.schools(len(values))
        for school, value in zip(schools, values):
            if value is not None:
                self.post(school, metric, {"2021-H1": value})
        rows = {r["org"]: r for r in self.compare(metric, "2021-H1", org=",".join(schools), **query)["rows"]}
        return [(rows[s]["rank"], rows[s]["rank_reason"]) for s in schools]

    def test_rank_when_values_tie_then_they_share_it_and_the_next_is_skipped(self):
        self.assertEqual(self.ranks("taught", (5, 9, 9, 7, None, 9)),
                         [(5, None), (1, None), (1, None), (4, None), (None, "not_reported"), (1, None)])
        self.assertEqual(self.ranks("mood", ("90.0", "90.00", "89.9")), [(1, None), (1, None), (3, None)])

    def test_rank_when_lower_is_better_then_the_lowest_is_first(self):
        self.assertEqual(self.ranks("mishaps", (5, 0, 9)), [(2, None), (1, None), (3, None)])

    def test_rank_when_there_is_no_direction_then_none_and_why(self):
        self.assertEqual(self.ranks("carts", (5, 9, None)), [(None, "no_direction"), (None, "no_direction"), (None, "not_reported")])

    def test_rank_when_approximate_then_none_and_why(self):
        county, (one, two) = self.schools(2)
        self.post(one, "taught", {"2021-H1": 5})
        self.daemon.add_report("送教工作小结\n\n上门送教学生300余人。\n", two, "2021-H1", published="2021-07-01")
        rows = {r["org"]: (r["rank"], r["rank_reason"]) for r in self.compare("taught", "2021-H1", org=f"{one},{two}")["rows"]}
        self.assertEqual(rows, {one: (1, None), two: (None, "approximate")})

    def spread(self, metric, values):
        county, schools = self.schools(len(values))
        for school, value in zip(schools, values):
            self.post(school, metric, {"2021-H1": value})
        return schools, self.compare(metric, "2021-H1", org=",".join(schools))["spread"]

    def test_spread_when_odd_and_even_then_one_median_and_the_middle_two(self):
        schools, spread = self.spread("taught", (7, 1, 4))
        self.assertEqual([str(spread[k]) for k in ("values", "median_low", "median_high", "range")], ["3", "4", "4", "6"])
        self.assertEqual((str(spread["min"]["value"]), spread["min"]["orgs"], str(spread["max"]["value"]), spread["max"]["orgs"]),
                         ("1", [schools[1]], "7", [schools[0]]))
        schools, spread = self.spread("mood", ("90.0", "80.5", "90.0", "85.0"))
        self.assertEqual([exact(spread[k]) for k in ("median_low", "median_high", "range")], [Decimal("85.0"), Decimal("90.0"), Decimal("9.5")])
        self.assertEqual((spread["max"]["count"], spread["max"]["orgs"]), (2, [schools[0], schools[2]]))

    def test_spread_when_there_are_no_values_then_nulls(self):
        org = self.org()
        self.assertEqual(self.compare("taught", "2021-H1", org=org)["spread"],
                         {"values": 0, "min": None, "max": None, "median_low": None, "median_high": None, "range": None})

    def test_against_when_a_period_the_period_before_or_a_target_then_that_base(self):
        org = self.org()
        self.post(org, "taught", {"2019-H1": 10, "2020-H1": 20, "2020-H2": 40, "2021-H1": 50, "2020": 60})
        self.post(org, "taught", {"2021-H1": 80}, status="target")
        for against, kind, base_period, base, change, percent in (
            ("2019-H1", "period", "2019-H1", "10", "40", "400.00"), ("previous_year", "previous_year", "2020-H1", "20", "30", "150.00"),
            ("previous_period", "previous_period", "2020-H2", "40", "10", "25.00"), ("target", "target", "2021-H1", "80", "-30", "-37.50"),
            ("2020S1", "period", "2020-H1", "20", "30", "150.00"),
        ):
            with self.subTest(against):
                comparison = self.compare("taught", "2021-H1", org=org, against=against)
                self.assertEqual((comparison["against"], comparison["base_period"]), (kind, base_period))
                row, = comparison["rows"]
                self.assertEqual([str(row[k]) for k in ("base", "change", "change_rel")], [base, change, percent])
        row, = self.compare("taught", "2021-H1", org=org, against="2020")["rows"]
        self.assertEqual((row["change"], row["reason"]), (None, "period_mismatch"))


class BadInput(AggregatesTest):
    @classmethod
    def prepare(cls):
        super().prepare()
        cls.daemon.add_org("one", "第一学校")

    def test_trend_when_something_is_wrong_then_a_problem_names_it(self):
        one = {"org": "one"}
        for query, status, name, field in (
            ({}, 400, "missing-parameter", "org"), ({**one, "under": "one"}, 400, "bad-value", "org"),
            ({"under": "nobody"}, 404, "unknown-org", "under"), ({"org": "one,two"}, 404, "unknown-org", "org"),
            ({**one, "aggregation": "sum"}, 400, "missing-parameter", "frequency"), ({**one, "aggregation": "sum", "frequency": "W"}, 400, "bad-value", "frequency"),
            ({**one, "aggregation": "mean", "frequency": "A"}, 400, "bad-value", "aggregation"),
            ({**one, "aggregation": "sum", "cumulation": "ytd", "frequency": "Q"}, 400, "bad-value", "cumulation"),
            ({**one, "cumulation": "ytd"}, 400, "missing-parameter", "frequency"), ({**one, "cumulation": "ytd", "frequency": "A"}, 400, "bad-value", "frequency"),
            ({**one, "cumulation": "total", "frequency": "Q"}, 400, "bad-value", "cumulation"), ({**one, "units": "log"}, 400, "bad-value", "units"),
            ({**one, "summary": "maybe"}, 400, "bad-value", "summary"), ({**one, "from": "2022", "to": "2021"}, 400, "bad-value", "from"),
            ({**one, "last": "0"}, 400, "bad-value", "last"), ({**one, "last": "10001"}, 400, "bad-value", "last"),
            ({**one, "frequency": "Y"}, 400, "bad-value", "frequency"), ({**one, "period": "2021"}, 400, "unknown-parameter", "period"),
            ({**one, "metric": "nothing"}, 404, "unknown-metric", "metric"), ({**one, "metric": "taught,share"}, 404, "unknown-metric", "metric"),
        ):
            with self.subTest(query):
                self.assert_problem(self.daemon.get("/v1/trend", **{"metric": "taught", **query}), status, name, field=field)
        self.assert_problem(self.daemon.get("/v1/trend", org="one"), 400, "missing-parameter", field="metric")

    def test_compare_when_something_is_wrong_then_a_problem_names_it(self):
        for query, status, name, field in (
            ({"metric": "taught,share"}, 400, "bad-value", "org"), ({"metric": "taught,share", "org": "one,one"}, 400, "bad-value", "org"),
            ({"metric": "taught,share", "under": "one"}, 400, "bad-value", "org"),
            ({"metric": "taught,share", "org": "one", "sort": "value"}, 400, "bad-value", "sort"),
            ({"metric": "taught,nothing", "org": "one"}, 404, "unknown-metric", "metric"), ({"metric": "taught,", "org": "one"}, 400, "bad-value", "metric"),
            ({"metric": ",".join(["taught"] * 101), "org": "one"}, 400, "bad-value", "metric"),
            ({"org": "one,nobody"}, 404, "unknown-org", "org"), ({"under": "nobody"}, 404, "unknown-org", "under"),
            ({"against": "last_year"}, 400, "bad-value", "against"), ({"against": ""}, 400, "bad-value", "against"),
            ({"period": "2021-H3"}, 400, "bad-period", "period"), ({"period": ""}, 400, "bad-value", "period"), ({"limit": "0"}, 400, "bad-value", "limit"),
            ({"sort": "name"}, 400, "bad-value", "sort"), ({"frequency": "A"}, 400, "unknown-parameter", "frequency"),
        ):
            with self.subTest(query):
                answer = self.daemon.get("/v1/compare", **{"metric": "taught", "period": "2021-H1", **query})
                self.assert_problem(answer, status, name, field=field)
        self.assert_problem(self.daemon.get("/v1/compare", metric="taught"), 400, "missing-parameter", field="period")
        self.assert_problem(self.daemon.get("/v1/compare", period="2021"), 400, "missing-parameter", field="metric")


if __name__ == "__main__":
    harness.main()
