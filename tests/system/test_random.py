"""What must hold of any figures: random ones, and the same answer by another way, in exact decimals."""

import json
import random
from decimal import ROUND_HALF_UP, Decimal

import harness

COUNT, RATE, FALL = "pickups", "calm", "bumps"
METRICS = {
    COUNT: {"name_zh": "校车接送趟数", "unit": "趟", "kind": "count", "direction": "higher_better", "over_time": "sum", "over_orgs": "sum"},
    RATE: {"name_zh": "校车安静率", "unit": "%", "kind": "rate", "direction": "higher_better", "over_time": "none", "over_orgs": "none"},
    FALL: {"name_zh": "校车剐蹭", "unit": "起", "kind": "count", "direction": "lower_better", "over_time": "sum", "over_orgs": "sum"},
}
YEARS = range(2015, 2023)
HALVES = [f"{year}-H{half}" for year in YEARS for half in (1, 2)]
SEEDS = range(3)


def exact(value):
    return None if value is None else Decimal(str(value))


def percent(value, base):
    """Half away from zero to two places; None where the base is not above zero."""
    return (100 * (value - base) / base).quantize(Decimal("0.01"), ROUND_HALF_UP) if base > 0 else None


def year_before(period):
    return f"{int(period[:4]) - 1}{period[4:]}"


class Properties(harness.SystemTest):
    @classmethod
    def prepare(cls):
        for code, metric in METRICS.items():
            answer = cls.daemon.put(f"/v1/metrics/{code}", metric)
            assert answer.status == 201, answer
        cls.worlds = {seed: cls.world(random.Random(seed), seed) for seed in SEEDS}

    @classmethod
    def world(cls, draw, seed):
        """A county of schools, each metric with holes: {(school, metric): {period: value}}."""
        cls.daemon.add_org(f"w{seed}", f"第{seed}县")
        schools = [f"w{seed}s{n:02}" for n in range(8)]
        series, rows = {}, []
        for n, school in enumerate(schools):
            cls.daemon.add_org(school, f"第{seed}县第{n}小学", f"w{seed}")
            for metric in METRICS:
                values = {p: cls.value(draw, metric) for p in HALVES if draw.random() < 0.8}
                series[school, metric] = values
                rows += [{"org": school, "metric": metric, "period": p, "value": str(v), "published": "2023-02-01"} for p, v in values.items()]
        draw.shuffle(rows)
        answer = cls.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        assert answer.status == 201, answer
        return schools, series

    @staticmethod
    def value(draw, metric):
        if metric == RATE:
            places = draw.randint(0, 3)
            return Decimal(draw.randint(1, 100 * 10**places)).scaleb(-places)
        return Decimal(draw.choice([0, 1, draw.randint(2, 50), draw.randint(51, 10**9), draw.randint(10**17, 10**18)]))

    def get(self, path, **query):
        answer = self.daemon.get(path, quote=0, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def points(self, org, metric, **query):
        return {p["period"]: p for p in self.get("/v1/trend", org=org, metric=metric, frequency="S", **query)["points"]}

    def change_of(self, row):
        return exact(row["change_pp"] if "change_pp" in row else row["change"])

    def each_series(self):
        return [(school, metric, values) for _, series in self.worlds.values() for (school, metric), values in series.items()]

    # ---- one series

    def test_compare_when_against_the_year_before_then_one_trend_less_another(self):
        """Of every school, metric and half year: the change is the difference of the values of two separate trends."""
        for seed, (schools, _) in self.worlds.items():
            for metric in METRICS:
                for period in HALVES[2:]:
                    before = year_before(period)
                    rows = {r["org"]: r for r in self.get("/v1/compare", metric=metric, period=period, org=",".join(schools))["rows"]}
                    self.assertEqual(len(rows), len(schools))
                    for school in schools[seed::3]:
                        self.check_difference(rows[school], self.only(school, metric, period), self.only(school, metric, before))

    def only(self, school, metric, period):
        point = self.points(school, metric, **{"from": period, "to": period}).get(period)
        return None if point is None else exact(point["value"])

    def check_difference(self, row, value, base):
        self.assertEqual((exact(row["value"]), exact(row["base"])), (value, base), row)
        if value is None or base is None:
            self.assertEqual((self.change_of(row), row["change_rel"], row["reason"]),
                             (None, None, "not_reported" if value is None else "base_missing"), row)
            return
        self.assertEqual(self.change_of(row), value - base, row)
        self.assertEqual(exact(row["change_rel"]), percent(value, base), row)
        self.assertEqual(row["reason"], None if base > 0 else "base_zero", row)

    def test_trend_when_of_any_series_then_each_point_and_its_change_as_worked_out(self):
        for school, metric, values in self.each_series():
            with self.subTest(f"{school} {metric}"):
                points = self.points(school, metric)
                shown = [p for p in HALVES if min(values) <= p <= max(values)]
                self.assertEqual(list(points), shown)
                for period, point in points.items():
                    self.assertEqual(exact(point["value"]), values.get(period))
                    if period not in values:
                        self.assertEqual((point["reason"], self.change_of(point)), ("not_reported", None))
                        continue
                    self.assertEqual(len(str(point["value"])), len(str(values[period])), "the digits of the row")
                    base = values.get(year_before(period))
                    self.assertEqual(self.change_of(point), None if base is None else values[period] - base)
                    self.assertEqual(exact(point["change_rel"]), None if base is None else percent(values[period], base))

    def test_units_when_asked_then_those_of_the_plain_values(self):
        for school, metric, values in self.each_series():
            with self.subTest(f"{school} {metric}"):
                for units, step in (("chg", 1), ("ch1", 2), ("pch", 1), ("pc1", 2)):
                    for period, point in self.points(school, metric, units=units).items():
                        at = HALVES.index(period) - step
                        value, base = values.get(period), values.get(HALVES[at]) if at >= 0 else None
                        expected = None
                        if value is not None and base is not None:
                            expected = value - base if units in ("chg", "ch1") else percent(value, base)
                        self.assertEqual(exact(point["value"]), expected, (units, period))
                        if point["value"] is None:
                            self.assertIn(point["reason"], ("not_reported", "base_missing", "base_zero"), point)

    def test_sum_when_of_years_then_both_halves_or_a_gap(self):
        for school, metric, values in self.each_series():
            with self.subTest(f"{school} {metric}"):
                if metric == RATE:
                    continue
                trend = self.get("/v1/trend", org=school, metric=metric, frequency="A", aggregation="sum")
                got = {p["period"]: exact(p["value"]) for p in trend["points"]}
                whole = {str(y): values[f"{y}-H1"] + values[f"{y}-H2"] for y in YEARS if f"{y}-H1" in values and f"{y}-H2" in values}
                self.assertEqual({p: v for p, v in got.items() if v is not None}, whole)
                self.assertEqual({p["reason"] for p in trend["points"] if p["value"] is None} - {"not_reported"}, set())

    def test_summary_when_of_any_series_then_as_counted(self):
        for school, metric, values in self.each_series():
            with self.subTest(f"{school} {metric}"):
                summary = self.get("/v1/trend", org=school, metric=metric, frequency="S")["summary"]
                shown = [values.get(p) for p in HALVES if min(values) <= p <= max(values)]
                self.assertEqual((summary["values"], summary["gaps"]), (len(values), shown.count(None)))
                for name, extreme in (("min", min), ("max", max)):
                    best = extreme(values.values())
                    at = min(p for p, v in values.items() if v == best)
                    got = summary[name]
                    self.assertEqual((exact(got["value"]), got["period"], got["ties"]), (best, at, list(values.values()).count(best)))
                for name, sign in (("longest_rise", 1), ("longest_fall", -1)):
                    self.check_run(summary[name], values, sign)

    def check_run(self, run, values, sign):
        best, steps = None, 0  # the newest of the longest
        for at, period in enumerate(HALVES):
            grows = at > 0 and period in values and HALVES[at - 1] in values and sign * (values[period] - values[HALVES[at - 1]]) > 0
            steps = steps + 1 if grows else 0
            if steps > 0 and (best is None or steps >= best[2]):
                best = (HALVES[at - steps], period, steps)
        if best is None:
            self.assertIsNone(run)
            return
        self.assertEqual((run["from"], run["to"], run["steps"]), best)
        first, last = values[best[0]], values[best[1]]
        self.assertEqual((self.change_of(run), exact(run["change_rel"])), (last - first, percent(last, first)))

    # ---- many organisations

    def test_total_when_of_any_world_then_the_sum_and_who_reported(self):
        for seed, (schools, series) in self.worlds.items():
            for metric in (COUNT, FALL):
                trend = self.get("/v1/trend", under=f"w{seed}", metric=metric, frequency="S")
                for point in trend["points"]:
                    told = {s: series[s, metric][point["period"]] for s in schools if point["period"] in series[s, metric]}
                    self.assertEqual(exact(point["value"]), sum(told.values()) if told else None, point)
                    self.assertEqual(point["coverage"], {"reported": len(told), "expected": 8, "missing": [s for s in schools if s not in told]})
                    before = {s for s in schools if year_before(point["period"]) in series[s, metric]}
                    if self.change_of(point) is not None:
                        self.assertEqual(before, set(told))
                    elif before and told:
                        self.assertEqual((point["reason"], before != set(told)), ("coverage_differs", True), point)

    def test_rank_and_spread_when_of_any_world_then_by_the_sorted_values(self):
        for seed, (schools, series) in self.worlds.items():
            for metric in METRICS:
                for period in HALVES:
                    comparison = self.get("/v1/compare", metric=metric, period=period, org=",".join(schools))
                    told = {s: series[s, metric][period] for s in schools if period in series[s, metric]}
                    for row in comparison["rows"]:
                        value = told.get(row["org"])
                        better = [v for v in told.values() if value is not None and (v < value if metric == FALL else v > value)]
                        self.assertEqual(row["rank"], None if value is None else 1 + len(better), row)
                    ordered, spread = sorted(told.values()), comparison["spread"]
                    self.assertEqual(spread["values"], len(ordered))
                    if ordered:
                        self.assertEqual([exact(spread[k]) for k in ("median_low", "median_high", "range")],
                                         [ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2], ordered[-1] - ordered[0]])
                        self.assertEqual(spread["max"]["orgs"], [s for s in schools if told.get(s) == ordered[-1]])

    def test_query_when_of_all_series_then_what_each_call_answers(self):
        for schools, _ in self.worlds.values():
            asked = [(s, m) for s in schools for m in METRICS]
            body = json.dumps({"parts": [{"id": s, "trend": {"org": s, "metric": m, "frequency": "S", "quote": 0}} for s, m in asked]})
            parts = self.daemon.call("POST", "/v1/query", body=body, headers={"Content-Type": "application/json"}).json["parts"]
            for (school, metric), part in zip(asked, parts):
                self.assertEqual(part["body"], self.get("/v1/trend", org=school, metric=metric, frequency="S"))

    # ---- claims and totals since the year began

    def claim(self, org, sentence):
        answer = self.daemon.add_report(f"校车工作小结\n\n{sentence}\n", org, "2021-H1", published="2021-07-01", preview=1)
        self.assertEqual(answer.status, 200, answer)
        claim, = answer.json["claims"]
        return claim

    def post(self, *rows):
        body = [dict(zip(("org", "metric", "period", "value"), row), published="2021-01-01") for row in rows]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(body), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201, answer)

    def test_claim_when_rounded_rightly_then_agrees_and_one_unit_of_the_last_digit_off_disagrees(self):
        draw = random.Random(11)
        for n in range(40):
            base, value, places = draw.randint(50, 5000), draw.randint(50, 5000), draw.randint(0, 2)
            if base == value:
                continue
            org = f"c{n}"
            self.daemon.add_org(org, f"第{n}小学")
            self.post((org, COUNT, "2020-H1", str(base)))
            change = 100 * (Decimal(value) - base) / base
            unit = Decimal(1).scaleb(-places)
            rounded = change.quantize(unit, ROUND_HALF_UP)
            for said, verdict in ((rounded, "agrees"), (rounded + 2 * unit, "disagrees"), (rounded - 2 * unit, "disagrees")):
                if said == 0 or said.is_signed() != change.is_signed():
                    continue
                sentence = f"校车接送趟数{value}趟，同比{'下降' if said < 0 else '增长'}{abs(said)}%。"
                claim = self.claim(org, sentence)
                self.assertEqual((claim["verdict"], claim["base"], exact(claim["computed"])), (verdict, base, percent(value, Decimal(base))), sentence)

    def test_cumulation_when_there_and_back_then_the_same_figures(self):
        """Random quarters; their totals since the year began are posted of another school, whose single quarters they are again."""
        totals = ("Q1", "H1", "01/{}-09", "")
        for seed in SEEDS:
            draw = random.Random(seed)
            single, ytd = f"single{seed}", f"ytd{seed}"
            quarters = {f"{year}-Q{n}": draw.randint(0, 10**6) for year in YEARS for n in range(1, 5)}
            sums = {}
            for year in YEARS:
                for n in range(4):
                    name = f"{year}-{totals[n].format(year)}".rstrip("-")
                    sums[name] = sum(quarters[f"{year}-Q{k}"] for k in range(1, n + 2))
            for org, values in ((single, quarters), (ytd, sums)):
                self.daemon.add_org(org, f"{org}小学")
                self.post(*[(org, COUNT, period, str(value)) for period, value in values.items()])
            for org, cumulation, expected in ((ytd, "single", quarters), (single, "single", quarters), (ytd, "ytd", sums), (single, "ytd", sums)):
                points = self.get("/v1/trend", org=org, metric=COUNT, frequency="Q", cumulation=cumulation)["points"]
                self.assertEqual({p["period"]: p["value"] for p in points}, expected, (org, cumulation))


if __name__ == "__main__":
    harness.main()
