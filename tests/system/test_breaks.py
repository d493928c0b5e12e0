"""Definition breaks: from a period on a metric is counted otherwise. Where values are held against each other, across none."""

import csv
import io
import json
import random
import urllib.parse

import asking
import harness
import stories
from asking import digits

VISITS, MEETINGS, RATE = "canteen-visits", "canteen-meetings", "canteen-satisfaction"


class Breaks(asking.Asking):
    """Each test has a metric of its own too, for breaks are of all organisations."""

    numbered = 0

    def new_metric(self, kind="count", daemon=None, **more):
        Breaks.numbered += 1
        code = f"patrols-{Breaks.numbered}"
        adds_up = "sum" if kind == "count" else "none"
        metric = {"name_zh": f"巡逻第{Breaks.numbered}类", "kind": kind, "unit": "次" if kind == "count" else "%",
                  "direction": "higher_better", "over_time": adds_up, "over_orgs": adds_up, **more}
        self.assertEqual((daemon or self.daemon).put(f"/v1/metrics/{code}", metric).status, 201)
        return code

    def path(self, metric, period):
        return f"/v1/metrics/{metric}/breaks/{urllib.parse.quote(period, safe='')}"

    def put_break(self, metric, period, note="统计口径调整", status=201, daemon=None):
        answer = (daemon or self.daemon).put(self.path(metric, period), {"note": note})
        self.assertEqual(answer.status, status, answer)
        return answer.json["breaks"]

    def remove_break(self, metric, period):
        answer = self.daemon.call("DELETE", self.path(metric, period))
        self.assertEqual(answer.status, 200, answer)
        return answer.json["breaks"]

    def changes(self, org, metric, **query):
        """{period: change on the year, or the reason why there is none}."""
        points = self.trend(org, metric, **query)["points"]
        return {p["period"]: p["reason"] if p.get("change") is None else digits(p["change"]) for p in points}

    def halves(self, org, metric, first=2020, last=2025):
        """First halves 10, 12, 14 …, second halves 20, 22, 24 …"""
        self.observe(*((org, metric, f"{year}-H{half}", 10 * half + 2 * (year - first))
                       for year in range(first, last + 1) for half in (1, 2)))


class Catalogue(Breaks):
    def test_breaks_are_listed_in_the_order_of_time_wherever_metrics_are(self):
        metric = self.new_metric()
        self.assertEqual(self.ask(f"/v1/metrics/{metric}")["breaks"], [])
        self.put_break(metric, "2024-H2", "含夜间巡逻")
        breaks = self.put_break(metric, "SY2021", "按学年统计,\"值班\"另计")
        expected = [{"period": "SY2021", "note": "按学年统计,\"值班\"另计"}, {"period": "2024-H2", "note": "含夜间巡逻"}]
        self.assertEqual(breaks, expected)
        self.assertEqual(self.ask(f"/v1/metrics/{metric}")["breaks"], expected)
        listed, = [m for m in self.ask("/v1/metrics", limit=1000)["metrics"] if m["code"] == metric]
        self.assertEqual(listed["breaks"], expected)
        searched, = [m for m in self.ask("/v1/metrics", q=metric)["metrics"] if m["code"] == metric]
        self.assertEqual(searched["breaks"], expected)

    def test_put_twice_is_put_once_and_the_note_is_the_last_one(self):
        metric = self.new_metric()
        self.put_break(metric, "2024", "一")
        self.assertEqual(self.put_break(metric, "2024", "一", status=200), [{"period": "2024", "note": "一"}])
        self.assertEqual(self.put_break(metric, "2024", " 二 ", status=200), [{"period": "2024", "note": "二"}])
        # The same day by another name is the same break.
        self.assertEqual(self.put_break(metric, "2024S1", "三", status=200), [{"period": "2024-H1", "note": "三"}])
        self.assertEqual(self.remove_break(metric, "2024-Q1"), [])
        self.assert_problem(self.daemon.call("DELETE", self.path(metric, "2024")), 404, "not-found", "2024", "period")

    def test_period_with_a_slash_is_a_period(self):
        metric = self.new_metric()
        self.assertEqual(self.put_break(metric, "2021-03/2021-09")[0]["period"], "2021-03/2021-09")
        self.assertEqual(self.remove_break(metric, "2021-03/2021-09"), [])

    def test_putting_and_importing_a_metric_leave_its_breaks(self):
        metric = self.new_metric()
        self.put_break(metric, "2024")
        answer = self.daemon.put(f"/v1/metrics/{metric}", {"name_zh": "夜间巡逻", "kind": "count", "unit": "次"})
        self.assertEqual([b["period"] for b in answer.json["breaks"]], ["2024"])
        exported = self.daemon.call("GET", "/v1/metrics?format=csv").text
        self.assertNotIn("breaks", exported.splitlines()[0])
        row = f"code,name_zh,kind\n{metric},夜间巡逻二,count\n"
        answer = self.daemon.call("POST", "/v1/metrics", body=row.encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual((answer.status, answer.json["changed"]), (200, 1), answer)
        shown = self.ask(f"/v1/metrics/{metric}")
        self.assertEqual((shown["name_zh"], [b["period"] for b in shown["breaks"]]), ("夜间巡逻二", ["2024"]))

    def test_what_is_wrong_is_named(self):
        metric = self.new_metric()
        path = self.path(metric, "2024")
        for body, name, field in (({}, "missing-parameter", "note"), ({"note": " "}, "missing-parameter", "note"),
                                  ({"note": 5}, "bad-value", "note"), ({"note": "x" * 501}, "bad-value", "note"),
                                  ({"note": "一\n二"}, "bad-value", "note"), ({"note": "x", "why": "y"}, "unknown-field", "why")):
            with self.subTest(body):
                self.assert_problem(self.daemon.put(path, body), 400, name, field=field)
        self.assertEqual(self.put_break(metric, "2024", "注" * 500)[0]["note"], "注" * 500)
        self.assert_problem(self.daemon.put(self.path(metric, "2024-13"), {"note": "x"}), 400, "bad-period", field="period")
        self.assert_problem(self.daemon.put(path + "?dry_run=1", {"note": "x"}), 400, "unknown-parameter", field="dry_run")
        for method, body in (("PUT", b'{"note": "x"}'), ("DELETE", None)):
            answer = self.daemon.call(method, "/v1/metrics/nothing/breaks/2024", body=body)
            self.assert_problem(answer, 404, "unknown-metric", "nothing", "code")
            answer = self.daemon.call(method, path, body=body, token="reviewer")
            self.assert_problem(answer, 403, "forbidden")
        self.assert_problem(self.daemon.call("GET", path), 405, "method-not-allowed")

    def test_a_hundred_breaks_are_kept_and_no_more(self):
        metric = self.new_metric()
        for year in range(1950, 2050):
            self.put_break(metric, str(year))
        self.assert_problem(self.daemon.put(self.path(metric, "2050"), {"note": "x"}), 409, "conflict", "100")
        self.assertEqual(len(self.put_break(metric, "2049", "又", status=200)), 100)
        self.remove_break(metric, "1999")
        self.assertEqual(len(self.put_break(metric, "2050")), 100)

    def test_metric_that_is_split_off_is_counted_otherwise_from_the_same_day_on(self):
        org, other, metric = self.new_org(), self.new_org(), self.new_metric()
        self.observe(*((one, metric, year, value) for one in (org, other) for year, value in (("2021", 5), ("2022", 9))))
        self.put_break(metric, "2022", "含夜间巡逻")
        made = f"{metric}-split"
        body = {"into": made, "name_zh": "另一类巡逻", "orgs": [other]}
        answer = self.daemon.call("POST", f"/v1/metrics/{metric}/split", body=json.dumps(body), headers=asking.JSON)
        self.assertEqual((answer.status, answer.json["created"]), (200, True), answer)
        for one, code in ((org, metric), (other, made)):
            self.assertEqual(self.ask(f"/v1/metrics/{code}")["breaks"], [{"period": "2022", "note": "含夜间巡逻"}])
            self.assertEqual(self.changes(one, code)["2022"], "definition_break")

    def test_breaks_of_a_merged_metric_hold_for_what_it_counts_as(self):
        org, old, new = self.new_org(), self.new_metric(), self.new_metric()
        self.observe((org, old, "2021", 10), (org, old, "2022", 14), (org, new, "2023", 15))
        self.put_break(old, "2022", "旧指标口径")
        self.put_break(new, "2023", "并入")
        merge = f"/v1/metrics/{old}/merge"
        self.assertEqual(self.daemon.put(merge, {"into": new}).status, 200)
        self.assertEqual([b["period"] for b in self.ask(f"/v1/metrics/{new}")["breaks"]], ["2022", "2023"])
        self.assertEqual(self.changes(org, new), {"2021": "base_missing", "2022": "definition_break", "2023": "definition_break"})
        self.assert_problem(self.daemon.put(self.path(old, "2024"), {"note": "x"}), 409, "conflict", new, "code")
        self.assertEqual(self.daemon.call("DELETE", merge).status, 200)
        self.assertEqual([b["period"] for b in self.ask(f"/v1/metrics/{new}")["breaks"]], ["2023"])
        self.assertEqual([b["period"] for b in self.ask(f"/v1/metrics/{old}")["breaks"]], ["2022"])


class Trends(Breaks):
    def test_two_breaks_one_removed_again(self):
        org, metric = self.new_org(), self.new_metric()
        self.halves(org, metric)
        whole = self.trend(org, metric)
        self.assertNotIn("definition_breaks", whole)
        self.put_break(metric, "2022", "含夜间巡逻")
        self.put_break(metric, "2024-H2", "只计校内巡逻")
        trend = self.trend(org, metric)
        self.assertEqual(trend["definition_breaks"], [{"metric": metric, "period": "2022", "note": "含夜间巡逻"},
                                                      {"metric": metric, "period": "2024-H2", "note": "只计校内巡逻"}])
        self.assertIs(trend["across_breaks"], False)
        self.assertEqual([digits(p["value"]) for p in trend["points"]], [digits(p["value"]) for p in whole["points"]])
        across = {"2022-H1", "2022-H2", "2024-H2", "2025-H1"}
        for point, before in zip(trend["points"], whole["points"]):
            if point["period"] in across:
                self.assertEqual((point["change"], point["change_rel"], point["reason"]), (None, None, "definition_break"))
            else:
                self.assertEqual(point, before)
        self.assertEqual(trend["summary"]["min"]["reason"], "definition_break")
        self.assertEqual({m["reason"] for m in trend["summary"]["means"]}, {"definition_break"})
        self.remove_break(metric, "2022")
        changes = self.changes(org, metric)
        self.assertEqual([p for p, change in changes.items() if change == "definition_break"], ["2024-H2", "2025-H1"])
        self.assertEqual(changes["2022-H1"], "2")
        self.remove_break(metric, "2024-H2")
        self.assertEqual(self.trend(org, metric), whole)

    def test_across_breaks_gives_the_changes_and_names_the_breaks(self):
        org, metric = self.new_org(), self.new_metric()
        self.halves(org, metric)
        whole = self.trend(org, metric)
        self.put_break(metric, "2022", "含夜间巡逻")
        trend = self.trend(org, metric, across_breaks="1")
        self.assertIs(trend.pop("across_breaks"), True)
        self.assertEqual(trend.pop("definition_breaks"), [{"metric": metric, "period": "2022", "note": "含夜间巡逻"}])
        self.assertEqual(trend, whole)
        answer = self.daemon.get("/v1/trend", org=org, metric=metric, across_breaks="maybe")
        self.assert_problem(answer, 400, "bad-value", field="across_breaks")

    def test_units_and_values_made_of_both_sides(self):
        org, metric = self.new_org(), self.new_metric()
        self.halves(org, metric, 2023, 2025)
        self.put_break(metric, "2024-H2")
        # 10 20 | 12 then 22 | 14 24: against the period before 2024-H2 is across, against the year before 2024-H2 and 2025-H1.
        self.assertEqual(self.values(org, metric, units="chg"), {
            "2023-H1": "base_missing", "2023-H2": "10", "2024-H1": "-8", "2024-H2": "definition_break", "2025-H1": "-8", "2025-H2": "10"})
        self.assertEqual(self.values(org, metric, units="pc1", from_="2024"), {
            "2024-H1": "20.00", "2024-H2": "definition_break", "2025-H1": "definition_break", "2025-H2": "9.09"})
        self.assertEqual(self.values(org, metric, frequency="A", aggregation="sum"),
                         {"2023": "30", "2024": "definition_break", "2025": "38"})
        self.assertEqual(self.values(org, metric, frequency="A", aggregation="sum", across_breaks="true"),
                         {"2023": "30", "2024": "34", "2025": "38"})
        self.assertEqual(self.values(org, metric, frequency="S", cumulation="ytd", from_="2024"),
                         {"2024-H1": "12", "2024": "definition_break", "2025-H1": "14", "2025": "38"})

    def test_ratio_and_its_total_are_parted_by_the_breaks_of_a_side(self):
        parent = self.new_org()
        org, other = self.new_org(parent), self.new_org(parent)
        above, below = self.new_metric(), self.new_metric()
        share = self.new_metric("rate", numerator=above, denominator=below)
        for one in (org, other):
            self.observe((one, above, "2021", 30), (one, below, "2021", 50), (one, above, "2022", 40), (one, below, "2022", 50))
        self.put_break(above, "2022", "分子口径")
        query = {"metric": share, "frequency": "A", "aggregation": "ratio"}
        for whose in ({"org": org}, {"under": parent}):
            trend = self.ask("/v1/trend", **whose, **query)
            self.assertEqual(asking.points_of(trend), {"2021": "60.00", "2022": "80.00"})
            self.assertEqual([p["reason"] for p in trend["points"]], ["base_missing", "definition_break"])
            self.assertEqual([b["metric"] for b in trend["definition_breaks"]], [above])
        across = self.ask("/v1/trend", under=parent, across_breaks="1", **query)
        self.assertEqual(digits(across["points"][1]["change_pp"]), "20.00")

    def test_totals_over_organisations(self):
        parent = self.new_org()
        east, west, metric = self.new_org(parent), self.new_org(parent), self.new_metric()
        self.observe(*((org, metric, year, value) for org, values in ((east, (5, 6, 7)), (west, (1, 2, 4)))
                       for year, value in zip(("2021", "2022", "2023"), values)))
        self.put_break(metric, "2022")
        points = self.totals(parent, metric)["points"]
        self.assertEqual([(digits(p["value"]), digits(p["change"]), p["reason"]) for p in points],
                         [("6", None, "base_missing"), ("8", None, "definition_break"), ("11", "3", None)])


class Comparisons(Breaks):
    def test_rows_and_total_keep_value_base_and_rank(self):
        parent = self.new_org()
        east, west, metric = self.new_org(parent), self.new_org(parent), self.new_metric()
        self.observe((east, metric, "2021", 10), (east, metric, "2022", 14), (west, metric, "2022", 20))
        self.put_break(metric, "2022", "含夜间巡逻")
        answer = self.ask("/v1/compare", metric=metric, period="2022", under=parent)
        rows = {r["org"]: r for r in answer["rows"]}
        told = [(digits(rows[o]["value"]), digits(rows[o]["base"]), rows[o]["change"], rows[o]["rank"], rows[o]["reason"])
                for o in (east, west)]
        self.assertEqual(told, [("14", "10", None, 2, "definition_break"), ("20", None, None, 1, "base_missing")])
        self.assertEqual(answer["definition_breaks"], [{"metric": metric, "period": "2022", "note": "含夜间巡逻"}])
        self.observe((west, metric, "2021", 18))
        total = self.ask("/v1/compare", metric=metric, period="2022", under=parent)["total"]
        self.assertEqual((digits(total["value"]), digits(total["base"]), total["change"], total["reason"]),
                         ("34", "28", None, "definition_break"))
        across = self.ask("/v1/compare", metric=metric, period="2022", under=parent, across_breaks="1")
        self.assertEqual((digits(across["total"]["change"]), across["across_breaks"]), ("6", True))
        self.assertEqual({r["org"]: digits(r["change"]) for r in across["rows"]}, {east: "4", west: "2", parent: None})

    def test_each_base(self):
        org, metric = self.new_org(), self.new_metric()
        self.halves(org, metric, 2021, 2023)
        self.observe((org, metric, "2022-H1", 13, {"status": "target"}))
        self.put_break(metric, "2022-H1")

        def change(**query):
            answer = self.ask("/v1/compare", metric=metric, org=org, **query)
            row, = answer["rows"]
            return row["reason"] if row["change"] is None else digits(row["change"]), "definition_breaks" in answer

        self.assertEqual(change(period="2022-H1", against="target"), ("-1", False))
        self.assertEqual(change(period="2022-H1", against="previous_period"), ("definition_break", True))
        self.assertEqual(change(period="2022-H2", against="previous_period"), ("10", False))
        self.assertEqual(change(period="2023-H1"), ("2", False))
        self.assertEqual(change(period="2023-H1", against="2021-H1"), ("definition_break", True))
        self.assertEqual(change(period="2021-H1", against="2023-H1"), ("definition_break", True))
        self.assertEqual(change(period="2023-H1", against="2021"), ("period_mismatch", True))

    def test_metrics_side_by_side(self):
        org, first, second = self.new_org(), self.new_metric(), self.new_metric()
        self.observe(*((org, m, year, value) for m in (first, second) for year, value in (("2021", 5), ("2022", 9))))
        self.put_break(second, "2022", "第二类口径")
        answer = self.ask("/v1/compare", metric=f"{first},{second}", period="2022", org=org)
        self.assertEqual([(digits(r["change"]), r["reason"]) for r in answer["rows"]], [("4", None), (None, "definition_break")])
        self.assertEqual([b["metric"] for b in answer["definition_breaks"]], [second])

    def test_csv_has_the_reason(self):
        org, metric = self.new_org(), self.new_metric()
        self.observe((org, metric, "2021", 5), (org, metric, "2022", 9))
        self.put_break(metric, "2022")
        for path, query in (("/v1/trend", {"org": org}), ("/v1/compare", {"org": org, "period": "2022"})):
            rows = list(csv.DictReader(io.StringIO(self.daemon.get(path, metric=metric, format="csv", **query).text)))
            self.assertEqual((rows[-1]["value"], rows[-1]["change"], rows[-1]["change_rel"], rows[-1]["reason"]),
                             ("9", "", "", "definition_break"))
            rows = list(csv.DictReader(io.StringIO(self.daemon.get(path, metric=metric, format="csv", across_breaks="1", **query).text)))
            self.assertEqual((rows[-1]["change"], rows[-1]["reason"]), ("4", ""))

    def test_query_asks_with_and_without(self):
        org, metric = self.new_org(), self.new_metric()
        self.observe((org, metric, "2021", 5), (org, metric, "2022", 9))
        self.put_break(metric, "2022")
        parts = [{"trend": {"org": org, "metric": metric}}, {"trend": {"org": org, "metric": metric, "across_breaks": True}},
                 {"compare": {"org": org, "metric": metric, "period": "2022"}},
                 {"compare": {"org": org, "metric": metric, "period": "2022", "across_breaks": "1"}}]
        answer = self.daemon.call("POST", "/v1/query", body=json.dumps({"parts": parts}), headers=asking.JSON)
        bodies = [part["body"] for part in answer.json["parts"]]
        self.assertEqual([digits(b["points"][-1]["change"]) for b in bodies[:2]], [None, "4"])
        self.assertEqual([(digits(b["rows"][0]["change"]), b["rows"][0]["reason"]) for b in bodies[2:]],
                         [(None, "definition_break"), ("4", None)])


class Claims(Breaks):
    TEXT = "上半年,我局召开食堂安全例会{}次,同比增长{}%。"

    def claim(self, org, **query):
        found, = self.ask("/v1/claims", org=org, **query)["claims"]
        return found

    def verdict(self, org, **query):
        claim = self.claim(org, **query)
        return claim["verdict"], claim["reason"]

    def test_claim_across_a_break_is_undecided_from_then_on_until_it_is_removed(self):
        org = self.new_org()
        self.observe((org, MEETINGS, "2023-H1", 20))
        report = self.report(self.TEXT.format(26, 45), org, "2024-H1", "2024-07-10")
        self.assertEqual([c["verdict"] for c in report["claims"]], ["disagrees"]) # 26 is 30 % more than 20
        self.assertEqual(self.verdict(org, verdict="disagrees"), ("disagrees", None))
        self.put_break(MEETINGS, "2024", "含线上例会")
        self.addCleanup(self.daemon.call, "DELETE", self.path(MEETINGS, "2024"))
        claim = self.claim(org)
        self.assertEqual((claim["verdict"], claim["reason"], digits(claim["value"]), digits(claim["base"]), claim["computed"]),
                         ("undecided", "definition_break", "26", "20", None))
        self.assertEqual(self.verdict(org, verdict="undecided"), ("undecided", "definition_break"))
        self.assertEqual(self.ask("/v1/claims", org=org, verdict="disagrees")["claims"], [])
        # With across_breaks it is judged, by the filter too, and nothing of that is kept.
        self.assertEqual(self.verdict(org, across_breaks="1"), ("disagrees", None))
        self.assertEqual(self.verdict(org, across_breaks="1", verdict="disagrees"), ("disagrees", None))
        self.assertEqual(self.ask("/v1/claims", org=org, verdict="undecided", across_breaks="1")["claims"], [])
        self.assertEqual(self.verdict(org, verdict="undecided"), ("undecided", "definition_break"))
        # So says the report itself, taken in again, looked at, or only tried.
        shown = self.ask(f"/v1/reports/{report['id']}")["claims"]
        self.assertEqual([(c["verdict"], c["reason"]) for c in shown], [("undecided", "definition_break")])
        tried = self.daemon.add_report(self.TEXT.format(27, 45), org, "2024-H1", preview="1").json["claims"]
        self.assertEqual([(c["verdict"], c["reason"]) for c in tried], [("undecided", "definition_break")])
        later = self.report(self.TEXT.format(28, 45), org, "2024-H1", "2024-08-01")["claims"]
        self.assertEqual([(c["verdict"], c["reason"]) for c in later], [("undecided", "definition_break")])
        self.withdraw(later[0]["report"], "2024-08-02")
        table = list(csv.DictReader(io.StringIO(self.daemon.get("/v1/claims", org=org, format="csv").text)))
        self.assertEqual([(r["verdict"], r["reason"], r["computed"]) for r in table], [("undecided", "definition_break", "")])
        self.remove_break(MEETINGS, "2024")
        self.assertEqual(self.verdict(org, verdict="disagrees"), ("disagrees", None))


class KeptAnswers(Breaks):
    settings = {"TONGBI_WORKERS": "2"}

    def test_no_kept_answer_is_from_before_a_break(self):
        harness.wait_until(lambda: self.daemon.log().count("hears of other hosts") >= self.workers, "listening")
        org, metric = self.new_org(), self.new_metric()
        self.observe((org, metric, "2021", 5), (org, metric, "2022", 9))
        kept = 'tongbi_answers_looked_up_total{result="found"}'
        dice = random.Random(12)

        def ask():
            found = self.changes(org, metric)["2022"]
            compared, = self.ask("/v1/compare", metric=metric, org=org, period="2022")["rows"]
            self.assertEqual(digits(compared["change"]) or compared["reason"], found)
            return found

        def given_again():
            lines = self.daemon.call("GET", "/metrics").text.splitlines()
            return sum(float(line.split()[1]) for line in lines if line.startswith(kept))

        has_break = False
        for _ in range(40):
            expected = "definition_break" if has_break else "4"
            self.assertEqual([ask() for _ in range(dice.randint(1, 6))][-1], expected)
            if has_break:
                self.remove_break(metric, "2022")
            else:
                self.put_break(metric, "2022")
            has_break = not has_break
            # The first answer after the write, whichever worker gives it.
            self.assertEqual(ask(), "definition_break" if has_break else "4")
        before = given_again()
        harness.wait_until(lambda: ask() and given_again() > before, "an answer given again")

    def test_other_host_hears_of_it(self):
        other = harness.Daemon(self.pg.conninfo(), workers=1, migrate=False)
        self.addCleanup(other.close)
        harness.wait_until(lambda: "hears of other hosts" in other.log(), "listening")
        org, metric = self.new_org(), self.new_metric()
        self.observe((org, metric, "2021", 5), (org, metric, "2022", 9))

        def reason():
            return self.trend(org, metric, daemon=other)["points"][-1]["reason"]

        harness.wait_until(lambda: self.trend(org, metric, daemon=other)["points"] and reason() is None, "the other host's answer")
        self.put_break(metric, "2022")
        harness.wait_until(lambda: reason() == "definition_break", "the other host hears of the break")


class Client(Breaks):
    def run_client(self, *args, code=0):
        status, out, err = harness.cli(self.daemon, "--lang", "en", *args)
        self.assertEqual(status, code, (out, err))
        return out + err

    def test_break_show_trend_compare_and_remove(self):
        org, metric = self.new_org(), self.new_metric()
        self.observe((org, metric, "2021", 5), (org, metric, "2022", 9))
        self.assertIn("2022 on counted otherwise: night patrols too", self.run_client("metric", "break", metric, "2022", "night patrols too"))
        self.assertIn("night patrols too", self.run_client("metric", "show", metric))
        for asked in (("trend", "--org", org), ("compare", "--org", org, "--period", "2022")):
            out = self.run_client(*asked, "--metric", metric)
            self.assertIn("definition changed", out)
            self.assertIn(f"2022 {metric} on counted otherwise: night patrols too", out)
            self.assertIn("+4", self.run_client(*asked, "--metric", metric, "--across-breaks"))
        self.run_client("claims", "--org", org, "--across-breaks")
        self.assertIn("no definition breaks", self.run_client("metric", "break", metric, "2022", "--remove"))
        self.assertIn("+4", self.run_client("trend", "--org", org, "--metric", metric))
        self.run_client("metric", "break", metric, "2022", "--remove", code=3)
        self.run_client("metric", "break", metric, "2022", code=2)
        self.run_client("metric", "break", metric, "2022", "note", "--remove", code=2)
        self.run_client("metric", "break", metric, "2021-03/2021-09", "note")


if __name__ == "__main__":
    harness.main()
