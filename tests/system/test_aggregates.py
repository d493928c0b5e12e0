"""Totals over organisations, periods made of shorter ones, totals since the year began, units and summaries, by hand."""

import asking
import harness
import stories
from asking import digits, points_of

MEETINGS, VISITS, SATISFACTION = stories.METRICS
OWN_METRICS = {
    "canteen-invited": ("应到家委", "人", "count", {"over_time": "sum", "over_orgs": "sum"}),
    "canteen-came": ("实到家委", "人", "count", {"over_time": "sum", "over_orgs": "sum"}),
    "canteen-cooks": ("食堂在岗厨师", "人", "count", {"over_time": "end_of_period", "over_orgs": "sum"}),
    "canteen-turnout": ("家委到会率", "%", "rate", {"numerator": "canteen-came", "denominator": "canteen-invited"}),
}
INVITED, CAME, COOKS, TURNOUT = OWN_METRICS


class Aggregates(asking.Asking):
    @classmethod
    def prepare(cls):
        super().prepare()
        for code, (name, unit, kind, more) in OWN_METRICS.items():
            answer = cls.daemon.put(f"/v1/metrics/{code}", {"name_zh": name, "unit": unit, "kind": kind, **more})
            assert answer.status == 201, answer

    def point(self, trend, period):
        found, = [p for p in trend["points"] if p["period"] == period]
        return found

    def parts(self, point):
        return [(part["role"], part["period"], digits(part["value"])) for part in point["parts"]]

    def coverage(self, point):
        """'7 of 9', and who is missing."""
        return f"{point['coverage']['reported']} of {point['coverage']['expected']}", point["coverage"]["missing"]


class Totals(Aggregates):
    """under=: a county of nine."""

    def setUp(self):
        self.county = self.new_org()
        self.nine = [self.new_org(self.county) for _ in range(9)]

    def say(self, metric, period, values, **more):
        self.observe(*((org, metric, period, str(value), more) for org, value in zip(self.nine, values) if value is not None))

    def test_total_when_seven_of_nine_reported_then_told_so(self):
        self.say(MEETINGS, "2021-H1", range(1, 8))
        trend = self.totals(self.county, MEETINGS)
        self.assertEqual((trend["org"], trend["total"], trend["series"], trend["frequency"]), (self.county, True, None, "S"))
        point = self.point(trend, "2021-H1")
        # 1 + 2 + … + 7
        self.assertEqual((digits(point["value"]), point["source"]), ("28", None))
        self.assertEqual(self.coverage(point), ("7 of 9", self.nine[7:]))

    def test_total_when_the_bases_organisations_are_others_then_no_change(self):
        self.say(MEETINGS, "2021-H1", range(1, 8))
        self.say(MEETINGS, "2022-H1", range(2, 20, 2))
        self.say(MEETINGS, "2023-H1", range(3, 30, 3))
        trend = self.totals(self.county, MEETINGS)
        self.assertEqual(points_of(trend), {"2021-H1": "28", "2021-H2": "not_reported", "2022-H1": "90",
                                            "2022-H2": "not_reported", "2023-H1": "135"})
        middle, last = self.point(trend, "2022-H1"), self.point(trend, "2023-H1")
        self.assertEqual((middle["change"], middle["change_rel"], middle["reason"]), (None, None, "coverage_differs"))
        # 135 - 90 = 45, half of 90
        self.assertEqual((digits(last["change"]), digits(last["change_rel"]), last["reason"]), ("45", "50.00", None))
        self.assertEqual(self.coverage(last), ("9 of 9", []))
        self.assertIsNone(self.point(trend, "2021-H2")["coverage"])

    def test_total_when_as_many_but_others_reported_then_no_change(self):
        self.say(MEETINGS, "2021-H1", [1, 1, 1, 1, 1, 1, 1, None, None])
        self.say(MEETINGS, "2022-H1", [None, None, 2, 2, 2, 2, 2, 2, 2])
        point = self.point(self.totals(self.county, MEETINGS), "2022-H1")
        self.assertEqual((digits(point["value"]), point["change"], point["reason"]), ("14", None, "coverage_differs"))
        for units in ("ch1", "pc1"):
            self.assertEqual(self.point(self.totals(self.county, MEETINGS, units=units), "2022-H1")["reason"], "coverage_differs")

    def test_total_when_the_organisation_itself_reported_then_not_counted_twice(self):
        self.say(MEETINGS, "2021-H1", [1] * 9)
        self.observe((self.county, MEETINGS, "2021-H1", "1000"))
        self.assertEqual(points_of(self.totals(self.county, MEETINGS)), {"2021-H1": "9"})

    def test_total_when_a_child_did_not_report_then_its_own_children_stand_in(self):
        schools = [self.new_org(self.nine[8]) for _ in range(2)]
        self.say(MEETINGS, "2021-H1", [1] * 8)
        self.observe((schools[0], MEETINGS, "2021-H1", "100"), (schools[0], MEETINGS, "2021-H2", "100"))
        self.say(MEETINGS, "2021-H2", [1] * 9)
        trend = self.totals(self.county, MEETINGS)
        self.assertEqual(points_of(trend), {"2021-H1": "108", "2021-H2": "9"})
        self.assertEqual(self.coverage(trend["points"][0]), ("9 of 10", [schools[1]]))
        self.assertEqual(self.coverage(trend["points"][1]), ("9 of 9", []))

    def test_total_when_of_a_rate_then_made_of_both_sides_of_those_who_reported_both(self):
        self.say(INVITED, "2021-H1", [100, 300])
        self.say(CAME, "2021-H1", [50, 240, 5])
        point = self.point(self.totals(self.county, TURNOUT), "2021-H1")
        # (50 + 240) / (100 + 300); the third one's 5 have nothing to be held against.
        self.assertEqual(digits(point["value"]), "72.50")
        self.assertEqual(self.coverage(point), ("2 of 9", self.nine[2:]))

    def test_total_when_of_a_rate_for_a_year_then_of_the_same_organisations_above_and_below(self):
        self.say(INVITED, "2021-H1", [100, 300])
        self.say(CAME, "2021-H1", [50, 240, 5])
        self.say(INVITED, "2021-H2", [100, 100])
        self.say(CAME, "2021-H2", [60, 100])
        point = self.point(self.totals(self.county, TURNOUT, frequency="A", aggregation="ratio"), "2021")
        # (50 + 240 + 60 + 100) / (100 + 300 + 100 + 100)
        self.assertEqual(digits(point["value"]), "75.00")
        self.assertEqual(self.parts(point), [("numerator", "2021-H1", "290"), ("numerator", "2021-H2", "160"),
                                             ("denominator", "2021-H1", "400"), ("denominator", "2021-H2", "200")])
        self.assertEqual(self.coverage(point), ("2 of 9", self.nine[2:]))

    def test_total_when_it_does_not_add_up_then_refused_with_a_reason(self):
        self.say(SATISFACTION, "2021-H1", ["93.70", "95.20"])
        point = self.point(self.totals(self.county, SATISFACTION), "2021-H1")
        self.assertEqual((point["value"], point["reason"]), (None, "not_additive"))
        self.assertEqual(self.coverage(point)[0], "2 of 9")

    def test_total_when_one_value_is_approximate_then_an_interval(self):
        self.report("召开食堂安全例会50余次。", self.nine[0], "2021-H1", "2021-07-15")
        self.observe((self.nine[1], MEETINGS, "2021-H1", "10"))
        point = self.point(self.totals(self.county, MEETINGS), "2021-H1")
        # [50, 60) + 10
        self.assertEqual((digits(point["low"]), digits(point["high"]), point["high_open"], digits(point["value"])),
                         ("60", "70", True, "60"))

    def test_total_when_of_targets_or_as_of_a_day_then_only_those(self):
        self.say(MEETINGS, "2021-H1", [20, 30], status="target")
        self.say(MEETINGS, "2021-H1", [1, 2, 3], published="2021-07-10")
        self.say(MEETINGS, "2021-H1", [1, 2, 5, 7], published="2021-08-10")
        self.assertEqual(points_of(self.totals(self.county, MEETINGS, status="target")), {"2021-H1": "50"})
        for query, value, covered in (({}, "15", "4 of 9"), ({"as_of": "2021-08-09"}, "6", "3 of 9"),
                                      ({"release": "first"}, "13", "4 of 9")):
            with self.subTest(str(query)):
                point = self.point(self.totals(self.county, MEETINGS, **query), "2021-H1")
                self.assertEqual((digits(point["value"]), self.coverage(point)[0]), (value, covered))
        self.assertEqual(self.totals(self.county, MEETINGS, as_of="2021-07-09")["points"], [])

    def test_total_when_very_many_are_missing_then_the_first_twenty_are_named(self):
        for _ in range(21):
            self.new_org(self.county)
        self.say(MEETINGS, "2021-H1", [1])
        point = self.point(self.totals(self.county, MEETINGS), "2021-H1")
        self.assertEqual((point["coverage"]["reported"], point["coverage"]["expected"]), (1, 30))
        self.assertEqual(len(point["coverage"]["missing"]), 20)

    def test_total_when_nobody_is_below_then_empty(self):
        self.assertEqual(self.totals(self.nine[0], MEETINGS)["points"], [])

    def test_year_when_its_halves_are_of_others_then_only_those_in_both_are_counted_as_reported(self):
        self.say(MEETINGS, "2021-H1", [1, 1, 1, 1, 1, 1, 1, None, None])
        self.say(MEETINGS, "2021-H2", [None, None, 2, 2, 2, 2, 2, 2, 2])
        for period in ("2022-H1", "2022-H2"):
            self.say(MEETINGS, period, [None, None, 2, 2, 2, 2, 2, None, None])
        trend = self.totals(self.county, MEETINGS, frequency="A", aggregation="sum")
        self.assertEqual(points_of(trend), {"2021": "21", "2022": "20"})
        covered, missing = self.coverage(trend["points"][0])
        self.assertEqual((covered, sorted(missing)), ("5 of 9", sorted(self.nine[:2] + self.nine[7:])))
        # Though the same five are whole in both years, 21 is not theirs alone.
        self.assertEqual((trend["points"][1]["change"], trend["points"][1]["reason"]), (None, "coverage_differs"))

    def test_single_period_when_the_totals_are_of_others_then_refused(self):
        self.say(MEETINGS, "2021-Q1", [1] * 7)
        self.say(MEETINGS, "2021-H1", [5] * 9)
        self.say(MEETINGS, "2021-01/2021-09", [6] * 9)
        trend = self.totals(self.county, MEETINGS, frequency="Q", cumulation="single")
        # 45 - 7 would be the second quarter of seven and the first half of two.
        self.assertEqual(points_of(trend), {"2021-Q1": "7", "2021-Q2": "coverage_differs", "2021-Q3": "9"})

    def test_summary_when_totals_are_of_others_then_no_rise(self):
        self.say(MEETINGS, "2021-H1", [1] * 7)
        self.say(MEETINGS, "2021-H2", [2] * 9)
        self.say(MEETINGS, "2022-H1", [3] * 9)
        rise = self.totals(self.county, MEETINGS)["summary"]["longest_rise"]
        self.assertEqual((rise["from"], rise["to"], digits(rise["change"])), ("2021-H2", "2022-H1", "9"))

    def test_comparison_when_under_then_the_total_beside_the_rows(self):
        self.say(MEETINGS, "2021-H1", [1] * 7)
        self.say(MEETINGS, "2022-H1", [3] * 9)
        self.say(MEETINGS, "2023-H1", [4] * 9)
        total = self.ask("/v1/compare", metric=MEETINGS, period="2022-H1", under=self.county)["total"]
        self.assertEqual((digits(total["value"]), digits(total["base"]), total["change"], total["reason"]),
                         ("27", "7", None, "coverage_differs"))
        self.assertEqual((total["coverage"]["reported"], total["base_coverage"]["reported"]), (9, 7))
        total = self.ask("/v1/compare", metric=MEETINGS, period="2023-H1", under=self.county)["total"]
        # 36 - 27 = 9, a third of 27
        self.assertEqual((digits(total["change"]), digits(total["change_rel"]), total["reason"]), ("9", "33.33", None))


class Periods(Aggregates):
    """aggregation=: what was not reported for a period is made of what was for shorter ones."""

    def setUp(self):
        self.org = self.new_org()

    def say(self, metric, **values):
        """say(VISITS, Q1_2021='3'): one value a period."""
        self.observe(*((self.org, metric, "-".join(reversed(name.split("_"))), value) for name, value in values.items()))

    def made(self, metric, frequency, aggregation, **query):
        return self.trend(self.org, metric, frequency=frequency, aggregation=aggregation, **query)

    def test_sum_when_a_half_and_two_quarters_tile_the_year_then_their_sum_with_sources(self):
        self.say(VISITS, Q1_2021="3", Q2_2021="4", H2_2021="10")
        self.observe((self.org, VISITS, "2022", "30"))
        trend = self.made(VISITS, "A", "sum")
        self.assertEqual((trend["aggregation"], trend["frequency"]), ("sum", "A"))
        self.assertEqual(points_of(trend), {"2021": "17", "2022": "30"})
        made, told = trend["points"]
        self.assertEqual(self.parts(made), [("+", "2021-Q1", "3"), ("+", "2021-Q2", "4"), ("+", "2021-H2", "10")])
        self.assertIsNone(made["source"])
        self.assertTrue(all(part["source"] for part in made["parts"]))
        # What was reported for the year goes first, and is made of nothing: 30 - 17 = 13, 76.47 percent.
        self.assertNotIn("parts", told)
        self.assertIsNotNone(told["source"])
        self.assertEqual((digits(told["change"]), digits(told["change_rel"])), ("13", "76.47"))

    def test_sum_when_a_part_is_missing_then_nothing_is_filled_in(self):
        self.say(VISITS, Q1_2021="3", H2_2021="10")
        self.assertEqual(points_of(self.made(VISITS, "A", "sum")), {"2021": "not_reported"})
        self.assertEqual(points_of(self.made(VISITS, "S", "sum")), {"2021-H1": "not_reported", "2021-H2": "10"})

    def test_sum_when_halves_and_quarters_overlap_then_each_day_counts_once(self):
        self.say(VISITS, Q1_2021="3", Q2_2021="4", H1_2021="8", H2_2021="10")
        self.assertEqual(points_of(self.made(VISITS, "A", "sum")), {"2021": "18"})

    def test_sum_when_it_does_not_add_up_over_time_then_refused_with_its_parts(self):
        self.say(COOKS, H1_2021="8", H2_2021="9")
        self.say(SATISFACTION, H1_2021="93.70", H2_2021="94.10")
        for metric in (COOKS, SATISFACTION):
            with self.subTest(metric):
                point, = self.made(metric, "A", "sum")["points"]
                self.assertEqual((point["value"], point["reason"], len(point["parts"])), (None, "not_additive", 2))

    def test_avg_when_of_a_count_then_the_mean_and_of_a_rate_refused(self):
        self.say(COOKS, Q1_2021="3", Q2_2021="5", Q3_2021="4", Q4_2021="9")
        self.say(SATISFACTION, H1_2021="93.70", H2_2021="94.10")
        # 21 / 4
        self.assertEqual(points_of(self.made(COOKS, "A", "avg")), {"2021": "5.25"})
        # 8 / 2 and 13 / 2
        self.assertEqual(points_of(self.made(COOKS, "S", "avg")), {"2021-H1": "4.00", "2021-H2": "6.50"})
        self.assertEqual(points_of(self.made(SATISFACTION, "A", "avg")), {"2021": "not_additive"})

    def test_avg_when_it_does_not_come_out_even_then_rounded_half_away_from_zero(self):
        self.observe(*((self.org, MEETINGS, f"2021-{month:02}", value) for month, value in ((1, "1"), (2, "1"), (3, "0"))))
        # 2 / 3
        self.assertEqual(points_of(self.made(MEETINGS, "Q", "avg")), {"2021-Q1": "0.67"})

    def test_eop_when_the_last_one_is_there_then_its_value(self):
        self.say(COOKS, Q1_2021="3", Q2_2021="5", Q3_2021="4", Q4_2021="9")
        trend = self.made(COOKS, "A", "eop")
        self.assertEqual(points_of(trend), {"2021": "9"})
        self.assertEqual(self.parts(trend["points"][0]), [("+", "2021-Q4", "9")])
        self.say(COOKS, Q3_2022="7")
        self.assertEqual(points_of(self.made(COOKS, "A", "eop"))["2022"], "not_reported")

    def test_ratio_when_both_sides_are_known_then_recomputed_and_never_averaged(self):
        self.say(INVITED, H1_2021="100", H2_2021="300")
        self.say(CAME, H1_2021="50", H2_2021="240")
        self.say(TURNOUT, H1_2021="50", H2_2021="80")
        trend = self.made(TURNOUT, "A", "ratio")
        # 290 / 400; the mean of 50 and 80 would be 65.
        self.assertEqual(points_of(trend), {"2021": "72.50"})
        self.assertEqual(self.parts(trend["points"][0]), [
            ("numerator", "2021-H1", "50"), ("numerator", "2021-H2", "240"),
            ("denominator", "2021-H1", "100"), ("denominator", "2021-H2", "300")])

    def test_ratio_when_it_does_not_come_out_even_then_two_places(self):
        self.say(INVITED, H1_2021="2", H2_2021="1")
        self.say(CAME, H1_2021="1", H2_2021="1")
        self.assertEqual(points_of(self.made(TURNOUT, "A", "ratio")), {"2021": "66.67"})

    def test_ratio_when_a_side_is_missing_or_zero_then_refused_with_a_reason(self):
        self.say(INVITED, H1_2021="100", H2_2021="300", H1_2022="0", H2_2022="0")
        self.say(CAME, H1_2021="50", H1_2022="0", H2_2022="0")
        self.assertEqual(points_of(self.made(TURNOUT, "A", "ratio")), {"2021": "not_reported", "2022": "base_zero"})

    def test_ratio_when_there_are_no_sides_then_not_additive(self):
        self.say(SATISFACTION, Q1_2021="93.70", Q2_2021="94.10", H2_2021="94.00")
        self.assertEqual(points_of(self.made(SATISFACTION, "A", "ratio")), {"2021": "not_additive"})

    def test_school_year_when_both_terms_are_there_then_their_sum(self):
        self.observe((self.org, VISITS, "SY2020-T1", "11"), (self.org, VISITS, "SY2020-T2", "12"), (self.org, VISITS, "SY2021-T1", "1"))
        self.assertEqual(points_of(self.made(VISITS, "SY", "sum")), {"SY2020": "23", "SY2021": "not_reported"})

    def test_sum_when_a_part_is_approximate_then_an_interval(self):
        self.report("召开食堂安全例会50余次。", self.org, "2021-H1", "2021-07-15")
        self.say(MEETINGS, H2_2021="10")
        point, = self.made(MEETINGS, "A", "sum")["points"]
        self.assertEqual((digits(point["low"]), digits(point["high"]), point["high_open"]), ("60", "70", True))

    def test_sum_when_as_of_a_day_then_of_what_stood(self):
        self.observe((self.org, VISITS, "2021-H1", "3", {"published": "2021-07-10"}),
                     (self.org, VISITS, "2021-H2", "4", {"published": "2022-01-10"}),
                     (self.org, VISITS, "2021-H1", "5", {"published": "2022-03-10"}))
        for query, value in (({}, "9"), ({"as_of": "2022-03-09"}, "7"), ({"release": "first"}, "7"),
                             ({"as_of": "2021-12-31"}, "not_reported")):
            with self.subTest(str(query)):
                self.assertEqual(points_of(self.made(VISITS, "A", "sum", **query)), {"2021": value})


class Cumulations(Aggregates):
    """cumulation=: single periods out of totals since the year began, and the other way."""

    def setUp(self):
        self.org = self.new_org()
        self.observe(*((self.org, VISITS, period, value) for period, value in (
            ("2021-Q1", "3"), ("2021-Q2", "4"), ("2021-H2", "10"),
            ("2022-Q1", "5"), ("2022-H1", "11"), ("2022-01/2022-09", "10"), ("2022", "30"))))

    def test_single_when_totals_are_known_then_by_difference(self):
        trend = self.trend(self.org, VISITS, frequency="Q", cumulation="single")
        self.assertEqual(trend["cumulation"], "single")
        self.assertEqual(points_of(trend), {
            "2021-Q1": "3", "2021-Q2": "4", "2021-Q3": "not_reported", "2021-Q4": "not_reported",
            # 11 - 5; 10 is less than 11; 30 - 10
            "2022-Q1": "5", "2022-Q2": "6", "2022-Q3": "cumulative_fall", "2022-Q4": "20"})
        point = self.point(trend, "2022-Q2")
        self.assertEqual(self.parts(point), [("+", "2022-H1", "11"), ("-", "2022-Q1", "5")])
        # 6 - 4 = 2
        self.assertEqual((digits(point["change"]), digits(point["change_rel"])), ("2", "50.00"))
        self.assertEqual(points_of(self.trend(self.org, VISITS, frequency="S", cumulation="single")),
                         {"2021-H1": "7", "2021-H2": "10", "2022-H1": "11", "2022-H2": "19"})

    def test_ytd_when_single_ones_are_known_then_their_sum(self):
        trend = self.trend(self.org, VISITS, frequency="Q", cumulation="ytd")
        self.assertEqual(points_of(trend), {
            "2021-Q1": "3", "2021-H1": "7", "2021-01/2021-09": "not_reported", "2021": "17",
            "2022-Q1": "5", "2022-H1": "11", "2022-01/2022-09": "10", "2022": "30"})
        self.assertEqual(self.parts(self.point(trend, "2021-H1")), [("+", "2021-Q1", "3"), ("+", "2021-Q2", "4")])
        # 11 - 7 = 4, 4 / 7 = 57.14 percent
        point = self.point(trend, "2022-H1")
        self.assertEqual((digits(point["change"]), digits(point["change_rel"]), point["base_period"]), ("4", "57.14", "2021-H1"))

    def test_summary_when_ytd_then_runs_within_a_year_and_means_of_equal_reach(self):
        summary = self.trend(self.org, VISITS, frequency="Q", cumulation="ytd")["summary"]
        # From 17 for all of 2021 to 5 for a quarter is no fall; 11 to 10 is one.
        fall, rise = summary["longest_fall"], summary["longest_rise"]
        self.assertEqual((fall["from"], fall["to"], digits(fall["change"])), ("2022-H1", "2022-01/2022-09", "-1"))
        self.assertEqual((rise["from"], rise["to"], digits(rise["change"])), ("2022-01/2022-09", "2022", "20"))
        # (3 + 5) / 2; (7 + 11) / 2; 10; (17 + 30) / 2
        self.assertEqual([(m["position"], m["count"], digits(m["value"])) for m in summary["means"]],
                         [("Q1", 2, "4.00"), ("Q2", 2, "9.00"), ("Q3", 1, "10.00"), ("Q4", 2, "23.50")])

    def test_single_when_it_does_not_add_up_then_not_additive(self):
        self.observe((self.org, SATISFACTION, "2022-H1", "93.70"), (self.org, SATISFACTION, "2022", "94.10"))
        trend = self.trend(self.org, SATISFACTION, frequency="S", cumulation="single")
        self.assertEqual(points_of(trend), {"2022-H1": "93.70", "2022-H2": "not_additive"})

    def test_months_when_from_totals_then_by_difference(self):
        org = self.new_org()
        self.observe(*((org, VISITS, period, value) for period, value in (
            ("2021-01", "2"), ("2021-01/2021-02", "5"), ("2021-Q1", "9"))))
        self.assertEqual(points_of(self.trend(org, VISITS, frequency="M", cumulation="single")),
                         {"2021-01": "2", "2021-02": "3", "2021-03": "4"})


class Units(Aggregates):
    """units= as FRED defines them; of a rate in points."""

    def setUp(self):
        self.org = self.new_org()
        self.observe(*((self.org, SATISFACTION, period, value) for period, value in (
            ("2020-H1", "95.20"), ("2020-H2", "96.00"), ("2021-H1", "94.64"), ("2021-H2", "93.70"))))
        self.observe(*((self.org, MEETINGS, period, value) for period, value in (
            ("2020-H1", "10"), ("2020-H2", "12"), ("2021-H1", "15"), ("2021-H2", "9"))))

    def test_units_when_of_a_rate_then_differences_are_points(self):
        for units, expected in (
            ("lin", ["95.20", "96.00", "94.64", "93.70"]),
            ("chg", ["base_missing", "0.80", "-1.36", "-0.94"]),
            # 80 / 95.20 = 0.840…; 136 / 96 = 1.4166…; 94 / 94.64 = 0.9932…
            ("pch", ["base_missing", "0.84", "-1.42", "-0.99"]),
            ("ch1", ["base_missing", "base_missing", "-0.56", "-2.30"]),
            # 56 / 95.20 = 0.588…; 230 / 96 = 2.3958…
            ("pc1", ["base_missing", "base_missing", "-0.59", "-2.40"]),
        ):
            with self.subTest(units):
                trend = self.trend(self.org, SATISFACTION, units=units)
                self.assertEqual(list(points_of(trend).values()), expected)
                for point in trend["points"]:
                    self.assertIn("change_pp", point)
                    self.assertNotIn("change", point)

    def test_units_when_of_made_years_then_of_their_sums(self):
        for units, expected in (("chg", "2"), ("ch1", "2"), ("pch", "9.09"), ("pc1", "9.09")):
            with self.subTest(units):
                # 24 against 22: 2 / 22 = 9.0909… percent
                trend = self.trend(self.org, MEETINGS, frequency="A", aggregation="sum", units=units)
                self.assertEqual(points_of(trend), {"2020": "base_missing", "2021": expected})

    def test_units_when_the_base_is_zero_then_no_percent(self):
        org = self.new_org()
        self.observe((org, MEETINGS, "2020-H1", "0"), (org, MEETINGS, "2021-H1", "5"))
        self.assertEqual(self.values(org, MEETINGS, units="pc1")["2021-H1"], "base_zero")
        self.assertEqual(self.values(org, MEETINGS, units="ch1")["2021-H1"], "5")


class Summaries(Aggregates):
    def setUp(self):
        self.org = self.new_org()

    def say(self, metric, values):
        self.observe(*((self.org, metric, period, value) for period, value in values.items()))

    def test_summary_when_of_a_count_then_extremes_runs_and_means_by_hand(self):
        self.say(MEETINGS, {"2019-H1": "10", "2019-H2": "12", "2020-H1": "15", "2021-H1": "9", "2021-H2": "15", "2022-H1": "7"})
        summary = self.trend(self.org, MEETINGS)["summary"]
        self.assertEqual((summary["values"], summary["gaps"]), (6, 1))
        self.assertEqual([(digits(summary[k]["value"]), summary[k]["period"], summary[k]["ties"]) for k in ("min", "max")],
                         [("7", "2022-H1", 1), ("15", "2020-H1", 2)])
        rise, fall = summary["longest_rise"], summary["longest_fall"]
        self.assertEqual((rise["from"], rise["to"], rise["steps"], digits(rise["change"]), digits(rise["change_rel"])),
                         ("2019-H1", "2020-H1", 2, "5", "50.00"))
        # 7 - 15 = -8; 800 / 15 = 53.33…; over the gap nothing falls.
        self.assertEqual((fall["from"], fall["to"], fall["steps"], digits(fall["change"]), digits(fall["change_rel"])),
                         ("2021-H2", "2022-H1", 1, "-8", "-53.33"))
        # (10 + 15 + 9 + 7) / 4 and (12 + 15) / 2
        self.assertEqual([(m["position"], m["count"], digits(m["value"])) for m in summary["means"]],
                         [("H1", 4, "10.25"), ("H2", 2, "13.50")])

    def test_summary_when_of_a_rate_then_in_points_and_no_means(self):
        self.say(SATISFACTION, {"2020-H1": "95.20", "2020-H2": "94.64", "2021-H1": "93.70"})
        summary = self.trend(self.org, SATISFACTION)["summary"]
        fall = summary["longest_fall"]
        # 93.70 - 95.20 = -1.50; 150 / 95.20 = 1.5756…
        self.assertEqual((fall["steps"], digits(fall["change_pp"]), digits(fall["change_rel"])), (2, "-1.50", "-1.58"))
        self.assertNotIn("change", fall)
        self.assertIsNone(summary["longest_rise"])
        self.assertEqual([(m["position"], m["value"], m["reason"]) for m in summary["means"]],
                         [("H1", None, "not_additive"), ("H2", None, "not_additive")])

    def test_summary_when_an_interval_may_be_beyond_then_no_extreme_there(self):
        self.report("召开食堂安全例会50余次。", self.org, "2021-H1", "2021-07-15")
        self.say(MEETINGS, {"2020-H2": "20", "2021-H2": "55"})
        summary = self.trend(self.org, MEETINGS)["summary"]
        self.assertEqual((summary["max"]["value"], summary["max"]["reason"]), (None, "approximate"))
        self.assertEqual(digits(summary["min"]["value"]), "20")
        # From [50, 60) to 55 may be up or down.
        self.assertEqual((summary["longest_rise"]["to"], summary["longest_fall"]), ("2021-H1", None))

    def test_summary_when_not_wanted_or_nothing_is_there_then_none(self):
        self.assertNotIn("summary", self.trend(self.org, MEETINGS, summary="0"))
        summary = self.trend(self.org, MEETINGS, frequency="S").get("summary")
        self.assertEqual((summary["values"], summary["min"]["value"], summary["means"]), (0, None, []))

    def test_summary_when_in_other_units_then_of_what_is_shown(self):
        self.say(MEETINGS, {"2020-H1": "10", "2020-H2": "12", "2021-H1": "15"})
        summary = self.trend(self.org, MEETINGS, units="chg")["summary"]
        self.assertEqual((digits(summary["min"]["value"]), digits(summary["max"]["value"]), summary["gaps"]), ("2", "3", 1))


class Refused(Aggregates):
    def test_trend_when_parameters_contradict_each_other_then_400_names_one(self):
        org = self.new_org()
        base = {"org": org, "metric": VISITS}
        for more, name, field in (
            ({"under": org}, "bad-value", "org"), ({"aggregation": "sum"}, "missing-parameter", "frequency"),
            ({"cumulation": "single"}, "missing-parameter", "frequency"),
            ({"cumulation": "ytd", "frequency": "A"}, "bad-value", "frequency"),
            ({"cumulation": "single", "frequency": "I"}, "bad-value", "frequency"),
            ({"aggregation": "sum", "frequency": "I"}, "bad-value", "frequency"),
            ({"aggregation": "sum", "frequency": "W"}, "bad-value", "frequency"),
            ({"aggregation": "sum", "cumulation": "single", "frequency": "Q"}, "bad-value", "cumulation"),
            ({"cumulation": "ytd", "frequency": "Q", "units": "chg"}, "bad-value", "units"),
            ({"cumulation": "ytd", "frequency": "Q", "units": "pch"}, "bad-value", "units"),
            ({"aggregation": "mean", "frequency": "A"}, "bad-value", "aggregation"),
            ({"cumulation": "total", "frequency": "Q"}, "bad-value", "cumulation"),
            ({"release": "second"}, "bad-value", "release"), ({"summary": "x"}, "bad-value", "summary"),
            ({"from": "2022", "to": "2021"}, "bad-value", "from"), ({"as_of": "2021-02-29"}, "bad-value", "as_of"),
        ):
            with self.subTest(str(more)):
                self.assert_problem(self.daemon.get("/v1/trend", **base, **more), 400, name, field=field)

    def test_trend_when_whose_is_not_said_or_unknown_then_4xx(self):
        self.assert_problem(self.daemon.get("/v1/trend", metric=VISITS), 400, "missing-parameter", "under", field="org")
        self.assert_problem(self.daemon.get("/v1/trend", under="nowhere", metric=VISITS), 404, "unknown-org", field="under")
        self.assert_problem(self.daemon.get("/v1/trend", under=self.new_org(), metric="nothing"), 404, "unknown-metric", field="metric")
        answer = self.daemon.get("/v1/compare", metric=VISITS, period="2021-H1", under="nowhere")
        self.assert_problem(answer, 404, "unknown-org", field="under")


if __name__ == "__main__":
    harness.main()
