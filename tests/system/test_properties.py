"""What must hold whatever the figures are: answers against each other and against Python's own decimals, on random figures."""

import random
from decimal import ROUND_HALF_UP, Decimal

import asking
import harness
import stories
from asking import digits

MEETINGS, VISITS, SATISFACTION = stories.METRICS
YEARS = range(2017, 2023)
HALVES = [f"{year}-H{half}" for year in YEARS for half in (1, 2)]
QUARTERS = [f"{year}-Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)]


def percent(value, base):
    """100 * (value - base) / base, rounded half away from zero to two places."""
    return (100 * (value - base) / base).quantize(Decimal("0.01"), ROUND_HALF_UP)


def number(text):
    return None if text is None else Decimal(str(text))


def year_before(period):
    return f"{int(period[:4]) - 1}{period[4:]}"


class Random(asking.Asking):
    """Three organisations with random figures, some left out, some zero; `known` has what was posted."""

    SEED = 20240229

    @classmethod
    def prepare(cls):
        super().prepare()
        dice = random.Random(cls.SEED)
        cls.daemon.add_org("all", "青禾市教育局")
        cls.orgs = ["one", "two", "three"]
        cls.known, rows = {}, []
        for org in cls.orgs:
            cls.daemon.add_org(org, f"{org}区教育局", "all")
            for metric, periods in ((MEETINGS, HALVES), (SATISFACTION, HALVES), (VISITS, QUARTERS)):
                for period in periods:
                    # All report all visits, so that totals and years can be made.
                    if metric != VISITS and dice.random() < 0.2:
                        continue
                    value = cls.figure(dice, metric)
                    cls.known[org, metric, period] = Decimal(value)
                    rows.append((org, metric, period, value))
        cls.observe(cls(), *rows)

    @staticmethod
    def figure(dice, metric):
        if metric == SATISFACTION:
            places = dice.choice((0, 1, 2))
            return f"{dice.randint(60, 99)}" + (f".{dice.randint(0, 10**places - 1):0{places}}" if places else "")
        return str(0 if dice.random() < 0.1 else dice.randint(1, 10**dice.randint(1, 9)))

    def rows(self, metric, period, **query):
        rows = self.ask("/v1/compare", metric=metric, period=period, org=",".join(self.orgs), **query)["rows"]
        self.assertEqual(sorted(row["org"] for row in rows), sorted(self.orgs))
        return {row["org"]: row for row in rows}

    def change_of(self, answer, metric):
        name = "change_pp" if metric == SATISFACTION else "change"
        return number(answer[name]), number(answer["change_rel"])

    def expected_change(self, value, base):
        if value is None or base is None:
            return None, None
        return value - base, None if base == 0 else percent(value, base)


class Comparisons(Random):
    def test_compare_when_against_the_year_before_then_two_trends_subtracted(self):
        checked = 0
        for metric in (MEETINGS, SATISFACTION, VISITS):
            trends = {org: {p["period"]: p for p in self.trend(org, metric)["points"]} for org in self.orgs}
            for period in QUARTERS if metric == VISITS else HALVES:
                rows = self.rows(metric, period, against="previous_year")
                for org, row in rows.items():
                    with self.subTest(f"{org} {metric} {period}"):
                        point, before = (trends[org].get(p, {}) for p in (period, year_before(period)))
                        value, base = number(point.get("value")), number(before.get("value"))
                        self.assertEqual((number(row["value"]), number(row["base"])), (value, base))
                        self.assertEqual((value, base), (self.known.get((org, metric, period)),
                                                         self.known.get((org, metric, year_before(period)))))
                        self.assertEqual(self.change_of(row, metric), self.expected_change(value, base))
                        if point:
                            self.assertEqual(self.change_of(point, metric), self.change_of(row, metric))
                        if value is None or base is None:
                            self.assertEqual(row["reason"], "not_reported" if value is None else "base_missing")
                        checked += value is not None and base is not None
        self.assertGreater(checked, 80)

    def test_compare_when_against_another_base_then_that_trend_subtracted(self):
        for metric in (MEETINGS, SATISFACTION):
            for against, base_period in (("previous_period", "2020-H1"), ("2018-H1", "2018-H1"), ("2017-H2", "2017-H2")):
                for org, row in self.rows(metric, "2020-H2", against=against).items():
                    with self.subTest(f"{org} {metric} {against}"):
                        value, base = (self.known.get((org, metric, p)) for p in ("2020-H2", base_period))
                        self.assertEqual((number(row["value"]), number(row["base"])), (value, base))
                        self.assertEqual(self.change_of(row, metric), self.expected_change(value, base))

    def test_compare_when_ranked_then_higher_values_come_first_and_ties_share(self):
        for period in HALVES:
            rows = self.rows(SATISFACTION, period).values()
            for row in rows:
                better = [other for other in rows if other["value"] is not None and row["value"] is not None
                          and number(other["value"]) > number(row["value"])]
                self.assertEqual(row["rank"], None if row["value"] is None else 1 + len(better), period)

    def test_compare_when_several_metrics_then_the_rows_of_each_alone(self):
        for org in self.orgs:
            rows = self.ask("/v1/compare", metric=f"{MEETINGS},{SATISFACTION}", period="2021-H1", org=org)["rows"]
            self.assertEqual([row["metric"] for row in rows], [MEETINGS, SATISFACTION])
            for row in rows:
                alone = self.rows(row["metric"], "2021-H1")[org]
                for name in ("value", "base", "change_rel", "reason", "series"):
                    self.assertEqual(row[name], alone[name], name)


class Trends(Random):
    def test_units_when_of_random_values_then_as_fred_defines_them(self):
        steps = {"chg": lambda i: i - 1, "pch": lambda i: i - 1, "ch1": lambda i: i - 2, "pc1": lambda i: i - 2}
        for org in self.orgs:
            for metric in (MEETINGS, SATISFACTION):
                for units, step in steps.items():
                    for point in self.trend(org, metric, units=units)["points"]:
                        with self.subTest(f"{org} {metric} {units} {point['period']}"):
                            i = HALVES.index(point["period"])
                            value = self.known.get((org, metric, HALVES[i]))
                            base = self.known.get((org, metric, HALVES[step(i)])) if step(i) >= 0 else None
                            change, relative = self.expected_change(value, base)
                            self.assertEqual(number(point["value"]), change if units.startswith("ch") else relative)

    def test_sum_when_of_quarters_then_as_added_by_hand_and_taken_apart_again(self):
        for org in self.orgs:
            quarters = {period: self.known[org, VISITS, period] for period in QUARTERS}
            years = self.trend(org, VISITS, frequency="A", aggregation="sum")["points"]
            halves = self.trend(org, VISITS, frequency="S", aggregation="sum")["points"]
            reached = self.trend(org, VISITS, frequency="Q", cumulation="ytd")["points"]
            self.assertEqual({p["period"]: number(p["value"]) for p in years},
                             {str(y): sum(v for q, v in quarters.items() if q.startswith(str(y))) for y in YEARS})
            self.assertEqual([number(p["value"]) for p in halves],
                             [quarters[QUARTERS[i]] + quarters[QUARTERS[i + 1]] for i in range(0, len(QUARTERS), 2)])
            self.assertEqual([number(p["value"]) for p in reached],
                             [sum(quarters[q] for q in QUARTERS[i - i % 4:i + 1]) for i in range(len(QUARTERS))])
            # Posted as totals elsewhere, they are the single quarters again.
            other = self.new_org()
            self.observe(*((other, VISITS, p["period"], str(p["value"])) for p in reached))
            singles = self.trend(other, VISITS, frequency="Q", cumulation="single")["points"]
            self.assertEqual({p["period"]: number(p["value"]) for p in singles}, quarters)

    def test_avg_and_eop_when_of_quarters_then_as_by_hand(self):
        for org in self.orgs:
            for i, point in enumerate(self.trend(org, VISITS, frequency="A", aggregation="avg")["points"]):
                four = [self.known[org, VISITS, q] for q in QUARTERS[4 * i:4 * i + 4]]
                self.assertEqual(number(point["value"]), (sum(four) / 4).quantize(Decimal("0.01"), ROUND_HALF_UP))
            ends = [number(p["value"]) for p in self.trend(org, VISITS, frequency="A", aggregation="eop")["points"]]
            self.assertEqual(ends, [self.known[org, VISITS, q] for q in QUARTERS[3::4]])

    def test_total_when_of_random_values_then_their_sum_and_who_is_in_it(self):
        for point in self.totals("all", MEETINGS)["points"]:
            values = {org: self.known.get((org, MEETINGS, point["period"])) for org in self.orgs}
            there = [value for value in values.values() if value is not None]
            with self.subTest(point["period"]):
                self.assertEqual(number(point["value"]), sum(there) if there else None)
                if there:
                    self.assertEqual(point["coverage"]["reported"], len(there))
                    self.assertEqual(sorted(point["coverage"]["missing"]), sorted(o for o, v in values.items() if v is None))

    def test_total_when_summed_over_time_or_organisations_first_then_the_same(self):
        years = {p["period"]: number(p["value"]) for p in self.totals("all", VISITS, frequency="A", aggregation="sum")["points"]}
        self.assertEqual(years, {str(y): sum(v for (_, m, p), v in self.known.items() if m == VISITS and p.startswith(str(y)))
                                 for y in YEARS})

    def test_summary_when_of_random_values_then_extremes_and_means_as_by_hand(self):
        for org in self.orgs:
            values = {p: self.known[org, MEETINGS, p] for p in HALVES if (org, MEETINGS, p) in self.known}
            trend = self.trend(org, MEETINGS)
            summary = trend["summary"]
            self.assertEqual((summary["values"], summary["gaps"]), (len(values), len(trend["points"]) - len(values)))
            for name, best in (("min", min(values.values())), ("max", max(values.values()))):
                told = summary[name]
                self.assertEqual((number(told["value"]), told["period"], told["ties"]),
                                 (best, min(p for p, v in values.items() if v == best), list(values.values()).count(best)))
            for mean in summary["means"]:
                group = [v for p, v in values.items() if p.endswith(mean["position"])]
                self.assertEqual((mean["count"], number(mean["value"])),
                                 (len(group), (sum(group) / len(group)).quantize(Decimal("0.01"), ROUND_HALF_UP)))

    def test_trend_when_cut_then_the_same_points_as_of_the_whole(self):
        dice = random.Random(self.SEED + 1)
        for org in self.orgs:
            whole = self.trend(org, SATISFACTION)["points"]
            periods = [p["period"] for p in whole]
            for _ in range(8):
                first, last = sorted(dice.sample(range(len(whole)), 2))
                self.assertEqual(self.trend(org, SATISFACTION, from_=periods[first], to=periods[last])["points"], whole[first:last + 1])
                self.assertEqual(self.trend(org, SATISFACTION, last=last)["points"], whole[-last:])

    def test_values_when_posted_with_digits_then_answered_with_the_same_digits(self):
        dice = random.Random(self.SEED + 2)
        org = self.new_org()
        posted = {}
        for period in HALVES:
            whole, places = dice.randint(0, 10 ** dice.randint(1, 18)), dice.randint(0, 6)
            posted[period] = f"{whole}" + (f".{dice.randint(0, 10**places - 1):0{places}}" if places else "")
        self.observe(*((org, VISITS, period, value) for period, value in posted.items()))
        points = self.trend(org, VISITS)["points"]
        self.assertEqual({p["period"]: digits(p["value"]) for p in points}, posted)
        for point in points[2:]:
            value, base = Decimal(posted[point["period"]]), Decimal(posted[year_before(point["period"])])
            self.assertEqual(number(point["change"]), value - base)


class BadInput(asking.Asking):
    """Each call answers each bad parameter with a problem that names it, and never with 5xx."""

    BAD = {
        "as_of": ("yesterday", "2021-02-30", "2021-13-01", "", "20210101", "2021-1-1", "2021-01-01T00:00:00Z"),
        "known_at": ("never", "2021-02-30", "2021-01-01T25:00:00Z", ""), "quote": ("2", "yes"), "format": ("xml",),
        "bom": ("2",), "colour": ("red", ""), "org\u0000": ("x",),
    }
    PERIODS = ("soon", "2021-H3", "2021-Q5", "2021-13", "2021-W54", "1066", "2021-02-29", "2021-09/2021-01", "SY2020-T3", "")

    def calls(self, org):
        series = self.series(org, MEETINGS)
        return (
            ("/v1/trend", {"org": org, "metric": MEETINGS}, ("from", "to")),
            ("/v1/trend", {"under": org, "metric": MEETINGS}, ("from", "to")),
            ("/v1/compare", {"metric": MEETINGS, "period": "2021-H1"}, ("period", "against")),
            ("/v1/claims", {}, ("period",)), (f"/v1/series/{series}/vintages", {}, ("period", "from", "to")),
        )

    def test_call_when_a_parameter_is_bad_then_400_names_it(self):
        org = self.new_org()
        self.observe((org, MEETINGS, "2021-H1", "10"))
        for path, good, periods in self.calls(org):
            self.assertEqual(self.daemon.get(path, **good).status, 200)
            bad = {**self.BAD, **{name: self.PERIODS for name in periods}}
            for name, values in bad.items():
                for value in values:
                    with self.subTest(f"{path} {name}={value}"):
                        answer = self.daemon.get(path, **{**good, name: value})
                        self.assertEqual(answer.status, 400, answer)
                        self.assertTrue(answer.json["detail"])
                        if "\u0000" not in name:
                            self.assertEqual(answer.json.get("field"), name, answer)

    def test_call_when_a_parameter_is_repeated_then_400(self):
        org = self.new_org()
        self.observe((org, MEETINGS, "2021-H1", "10"))
        for path, good, _ in self.calls(org):
            with self.subTest(path):
                query = "&".join(f"{name}={value}" for name, value in {**good, "quote": "1"}.items())
                self.assertEqual(self.daemon.call("GET", f"{path}?{query}").status, 200)
                self.assertEqual(self.daemon.call("GET", f"{path}?{query}&quote=1").status, 400)


if __name__ == "__main__":
    harness.main()
