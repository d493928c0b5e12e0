"""Two metrics that become one, two again, and one that is split: where points, figures, claims and labels go, and back."""

import concurrent.futures
import datetime
import json

import asking
import harness
import stories
from asking import JSON, counting

MEETINGS, VISITS, SATISFACTION = stories.METRICS
OLD, NEW = "old-lessons", "new-lessons"
OLD_LABEL, NEW_LABEL = "开展食安微课堂", "举办食安讲堂"



class Merging(asking.Asking):
    def setUp(self):
        asking.Asking.made += 1
        self.old, self.new = f"{OLD}-{asking.Asking.made}", f"{NEW}-{asking.Asking.made}"
        self.old_label, self.new_label = f"{OLD_LABEL}第{asking.Asking.made}类", f"{NEW_LABEL}第{asking.Asking.made}类"
        self.put_metric(self.old, self.old_label)
        self.put_metric(self.new, self.new_label)
        self.org = self.new_org()

    def put_metric(self, code, name, status=201, **more):
        body = {"name_zh": name, "unit": "次", "kind": "count", "over_time": "sum", "over_orgs": "sum", **more}
        answer = self.daemon.put(f"/v1/metrics/{code}", body)
        self.assertEqual(answer.status, status, answer)

    def told(self, old=None, new=None, period="2021-H1", published="2021-07-10", org=None):
        pairs = ((self.old_label, old), (self.new_label, new))
        parts = [f"我局{label}{value}次" for label, value in pairs if value is not None]
        return self.report("食堂工作小结\n\n" + "，".join(parts) + "。\n", org or self.org, period, published)

    def try_merge(self, merged, into, **query):
        return self.daemon.call("PUT", f"/v1/metrics/{merged}/merge", body=json.dumps({"into": into}), headers=JSON, query=query)

    def merge(self, merged=None, into=None, **query):
        answer = self.try_merge(merged or self.old, into or self.new, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def try_undo(self, merged):
        return self.daemon.call("DELETE", f"/v1/metrics/{merged}/merge")

    def undo(self, merged=None):
        answer = self.try_undo(merged or self.old)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def try_split(self, metric, **body):
        return self.daemon.call("POST", f"/v1/metrics/{metric}/split", body=json.dumps(body), headers=JSON)

    def split(self, metric, **body):
        answer = self.try_split(metric, **body)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def has_no_series(self, org, metric):
        return self.ask("/v1/series", org=org, metric=metric)["series"] == []

    def everything(self):
        """What the tables hold, but for verdicts, which are checked again whenever they are asked for."""
        pick = "select coalesce(string_agg(t::text, e'\\n' order by t::text), '') from ({}) t"
        return [self.pg.sql(pick.format(f"select {columns} from {table}")) for table, columns in (
            ("figures", "*"), ("series", "*"), ("claims", "org_id, report_id, figure_id, metric_id, scope"),
            ("metrics", "*"), ("metric_aliases", "*"), ("metric_merges", "*"), ("merged_series", "*"),
            ("merged_figures", "*"), ("merged_claims", "*"), ("merged_aliases", "*"))]


class Merges(Merging):
    # ---- one of two ----

    def test_merge_when_periods_differ_then_one_trend_of_both(self):
        self.told(old=6, period="2020-H1", published="2020-07-10")
        self.told(new=9)
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "9"})
        answer = self.merge()
        self.assertEqual((answer["series"], answer["figures"], answer["difference_count"]), (1, 1, 0))
        self.assertEqual(self.values(self.org, self.new, from_="2020-H1", frequency="S", last=3),
                         {"2020-H1": "6", "2020-H2": "not_reported", "2021-H1": "9"})
        year, = [p for p in self.trend(self.org, self.new)["points"] if p["period"] == "2021-H1"]
        self.assertEqual((year["base_period"], str(year["change"])), ("2020-H1", "3"))

    def test_merge_when_asked_by_the_old_code_then_it_means_the_new(self):
        self.told(old=6, period="2020-H1", published="2020-07-10")
        self.merge()
        trend = self.trend(self.org, self.old)
        self.assertEqual((trend["metric"], trend["points"][0]["value"]), (self.new, 6))
        shown = self.ask(f"/v1/metrics/{self.old}")
        self.assertEqual(shown["merged_into"], self.new)
        self.assertEqual(self.ask(f"/v1/metrics/{self.new}")["merged"], [self.old])
        listed = [m["code"] for m in self.ask("/v1/metrics", limit=1000)["metrics"]]
        self.assertIn(self.new, listed)
        self.assertNotIn(self.old, listed)
        compared = self.ask("/v1/compare", org=self.org, metric=self.old, period="2020-H1")
        self.assertEqual([str(r["value"]) for r in compared["rows"]], ["6"])
        found = [m["code"] for m in self.ask("/v1/metrics", q=self.old_label)["metrics"]]
        self.assertEqual(found[:1], [self.new])

    def test_merge_when_answers_were_kept_then_none_is_old(self):
        self.told(old=6, period="2020-H1", published="2020-07-10")
        self.told(new=9)
        for metric in (self.old, self.new, self.old, self.new):
            self.trend(self.org, metric)
        self.merge()
        for metric in (self.old, self.new):
            self.assertEqual(set(self.values(self.org, metric, frequency="S")), {"2020-H1", "2020-H2", "2021-H1"})
        self.undo()
        self.assertEqual(self.values(self.org, self.old), {"2020-H1": "6"})
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "9"})

    def test_merge_when_both_have_a_point_then_it_is_told_and_both_vintages_stay(self):
        self.told(old=6, published="2021-07-10")
        self.told(new=9, published="2021-07-20")
        self.assertEqual(self.merge(dry_run=1)["difference_count"], 1)
        answer = self.merge()
        self.assertEqual([(d["org"], d["period"], str(d["value"]), str(d["other"])) for d in answer["differences"]],
                         [(self.org, "2021-H1", "9", "6")])
        vintages = self.vintages(self.org, self.new)["2021-H1", "actual"]
        self.assertEqual([(v["event"], str(v["value"]), v["published"]) for v in vintages],
                         [("first", "6", "2021-07-10"), ("revised", "9", "2021-07-20")])
        self.assertEqual(counting(vintages), "9")
        self.assertEqual(self.values(self.org, self.new, as_of="2021-07-15"), {"2021-H1": "6"})

    def test_merge_when_one_report_says_both_then_that_of_the_metric_which_stays_counts(self):
        self.told(old=6, new=9)
        self.merge()
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "9"})
        self.assertEqual(len(self.vintages(self.org, self.new)["2021-H1", "actual"]), 2)

    def test_merge_when_both_say_the_same_then_no_difference(self):
        self.told(old=6, published="2021-07-10")
        self.told(new=6, published="2021-07-20")
        self.assertEqual(self.merge()["difference_count"], 0)

    def test_merge_when_a_later_report_bears_the_old_label_then_it_joins_the_new_metric(self):
        self.merge()
        later = self.told(old=7)
        self.assertEqual([f["metric"] for f in later["figures"]], [self.new])
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "7"})

    def test_merge_when_observations_are_posted_by_the_old_code_then_they_join_the_new_metric(self):
        self.merge()
        self.observe((self.org, self.old, "2019", "12"), (self.org, self.new, "2020", "13"))
        self.assertEqual(self.values(self.org, self.new, frequency="A"), {"2019": "12", "2020": "13"})

    def test_merge_when_dry_run_then_nothing_changes(self):
        self.told(old=6, new=9)
        before = self.everything()
        answer = self.merge(dry_run=1)
        self.assertEqual((answer["dry_run"], answer["series"], answer["figures"], answer["aliases"]), (True, 1, 1, 1))
        self.assertEqual(self.everything(), before)

    def test_merge_when_again_then_it_says_so_and_nothing_changes(self):
        self.told(old=6)
        self.assertFalse(self.merge()["was_merged"])
        before = self.everything()
        self.assertTrue(self.merge()["was_merged"])
        self.assertEqual(self.everything(), before)

    def test_merge_when_a_rate_is_made_of_it_then_it_is_made_of_the_other(self):
        top, rate = self.new + "-top", self.new + "-rate"
        self.put_metric(top, f"全部{self.new_label}")
        self.put_metric(rate, f"{self.new_label}占比", kind="rate", unit="%", over_time="none", over_orgs="none",
                        numerator=self.old, denominator=top)
        self.merge()
        self.assertEqual(self.ask(f"/v1/metrics/{rate}")["numerator"], self.new)
        self.assert_problem(self.try_merge(self.new, top), 409, "conflict", f"'{rate}' is made of both", "into")
        self.undo()
        self.assertEqual(self.ask(f"/v1/metrics/{rate}")["numerator"], self.old)

    def test_merge_when_claims_rest_on_it_then_they_are_checked_against_both(self):
        self.told(old=8, period="2020-H1", published="2020-07-10")
        text = f"食堂工作小结\n\n我局{self.new_label}10次，同比增长25%。\n"
        self.report(text, self.org, "2021-H1", "2021-07-10")
        verdict = lambda: [c["verdict"] for c in self.ask("/v1/claims", org=self.org)["claims"]]
        self.assertEqual(verdict(), ["base_missing"])
        self.merge()
        self.assertEqual(verdict(), ["agrees"])
        self.undo()
        self.assertEqual(verdict(), ["base_missing"])

    # ---- and back ----

    def test_undo_when_nothing_came_since_then_everything_is_as_it_was(self):
        other = self.new_org()
        self.told(old=6, new=9)
        self.told(old=5, period="2020-H1", published="2020-07-10")
        self.told(old=4, org=other)
        self.observe((self.org, self.old, "2019-H1", "3"), (self.org, self.new, "2019-H1", "2"))
        text = f"食堂工作小结\n\n我局{self.old_label}10次，同比增长25%。\n"
        self.report(text, self.org, "2022-H1", "2022-07-10")
        before = self.everything()
        self.merge()
        self.assertNotEqual(self.everything(), before)
        answer = self.undo()
        self.assertEqual((answer["series"], answer["figures"], answer["later"]), (2, 4, 0))
        self.assertEqual(self.everything(), before)

    def test_undo_when_reports_came_since_then_each_goes_with_its_label(self):
        self.told(old=6, period="2020-H1", published="2020-07-10")
        self.told(new=9, period="2020-H1", published="2020-07-11")
        self.merge()
        self.told(old=7, published="2021-07-10")
        self.told(new=10, published="2021-07-11")
        self.assertEqual(self.undo()["later"], 1)
        self.assertEqual(self.values(self.org, self.old, frequency="S", from_="2020-H1"),
                         {"2020-H1": "6", "2020-H2": "not_reported", "2021-H1": "7"})
        self.assertEqual(self.values(self.org, self.new, frequency="S", from_="2020-H1"),
                         {"2020-H1": "9", "2020-H2": "not_reported", "2021-H1": "10"})
        again = self.told(old=8, new=11, period="2022-H1", published="2022-07-10")
        self.assertEqual([f["metric"] for f in again["figures"]], [self.old, self.new])

    def test_undo_when_a_new_organisation_came_since_then_its_figures_go_back_too(self):
        self.told(old=6)
        self.merge()
        other = self.new_org()
        self.told(old=4, org=other)
        self.undo()
        self.assertEqual(self.values(other, self.old), {"2021-H1": "4"})
        self.assertEqual(self.values(other, self.new), {})

    def test_undo_when_a_figure_was_corrected_since_then_its_correction_goes_back_with_it(self):
        told = self.told(old=6, new=9)
        self.merge()
        self.judge(told["figures"][0]["id"], value="5")
        self.undo()
        self.assertEqual(self.values(self.org, self.old), {"2021-H1": "5"})
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "9"})

    def test_undo_when_the_report_was_withdrawn_since_then_neither_has_a_point(self):
        told = self.told(old=6, new=9)
        self.merge()
        self.withdraw(told["id"], "2021-08-01")
        self.undo()
        for metric in (self.old, self.new):
            self.assertEqual([v["event"] for v in self.vintages(self.org, metric)["2021-H1", "actual"]], ["first", "withdrawn"])

    def test_undo_when_a_figure_was_given_another_metric_since_then_it_stays_there(self):
        told = self.told(old=6)
        self.merge()
        self.judge(told["figures"][0]["id"], metric=MEETINGS)
        self.undo()
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "6"})
        self.assertEqual([v["event"] for v in self.vintages(self.org, self.old)["2021-H1", "actual"]], ["first", "withdrawn"])

    def test_undo_when_observations_were_posted_since_then_they_stay_and_the_old_ones_go(self):
        self.observe((self.org, self.old, "2019", "12"), (self.org, self.new, "2018", "1"))
        self.merge()
        self.observe((self.org, self.old, "2020", "13"))
        self.undo()
        self.assertEqual(self.values(self.org, self.old), {"2019": "12"})
        self.assertEqual(self.values(self.org, self.new), {"2018": "1", "2019": "not_reported", "2020": "13"})

    def test_undo_when_three_were_merged_then_in_any_order_each_gets_its_own(self):
        third = self.new + "-third"
        self.put_metric(third, f"开设{self.new_label}")
        self.told(old=6, new=9)
        self.observe((self.org, third, "2021-H1", "1"))
        before = self.everything()
        self.merge(self.old, self.new)
        self.merge(third, self.new)
        self.undo(self.old)
        self.assertEqual(self.values(self.org, self.old), {"2021-H1": "6"})
        self.undo(third)
        self.assertEqual(self.values(self.org, third), {"2021-H1": "1"})
        self.assertEqual(self.everything(), before)

    def test_undo_when_the_target_had_no_series_then_the_series_of_two_merged_part_again(self):
        third = self.new + "-third"
        self.put_metric(third, f"开设{self.new_label}")
        self.observe((self.org, self.old, "2021-H1", "6"), (self.org, third, "2021-H1", "1"))
        self.merge(self.old, self.new)
        self.merge(third, self.new)
        self.undo(self.old)
        self.assertEqual(self.values(self.org, self.old), {"2021-H1": "6"})
        self.assertEqual(self.values(self.org, self.new), {"2021-H1": "1"})
        self.undo(third)
        self.assertEqual(self.values(self.org, third), {"2021-H1": "1"})
        self.assertTrue(self.has_no_series(self.org, self.new) or self.values(self.org, self.new) == {})

    def test_undo_when_chained_then_the_last_first(self):
        third = self.new + "-third"
        self.put_metric(third, f"开设{self.new_label}")
        self.told(old=6, new=9)
        before = self.everything()
        self.merge(self.old, self.new)
        self.merge(self.new, third)
        self.assertEqual(self.trend(self.org, self.old)["metric"], third)
        self.assert_problem(self.try_undo(self.old), 409, "conflict", f"'{third}'", "code")
        self.undo(self.new)
        self.assertEqual(self.ask(f"/v1/metrics/{self.old}")["merged_into"], self.new)
        self.undo(self.old)
        self.assertEqual(self.everything(), before)

    # ---- what is refused ----

    def test_merge_when_it_cannot_be_then_said_why_and_nothing_changes(self):
        self.told(old=6, new=9)
        rate, persons = self.new + "-rate", self.new + "-persons"
        self.put_metric(rate, f"{self.new_label}覆盖率", kind="rate", unit="%", over_time="none", over_orgs="none")
        self.put_metric(persons, f"{self.new_label}听众", unit="人次")
        before = self.everything()
        refused = self.assert_problem
        refused(self.try_merge(self.old, self.old), 400, "bad-value", "itself", "into")
        refused(self.try_merge(self.old, rate), 409, "conflict", "a rate in '%'", "into")
        refused(self.try_merge(self.old, persons), 409, "conflict", "in '人次'", "into")
        refused(self.try_merge(self.old, "nobody"), 404, "unknown-metric", "'nobody'", "into")
        refused(self.try_merge("nobody", self.old), 404, "unknown-metric", "'nobody'", "code")
        refused(self.try_undo(self.old), 409, "conflict", "not merged", "code")
        refused(self.try_undo("nobody"), 404, "unknown-metric", "'nobody'", "code")
        refused(self.daemon.call("PUT", f"/v1/metrics/{self.old}/merge", body="{}", headers=JSON), 400, "missing-parameter", "into")
        refused(self.daemon.call("PUT", f"/v1/metrics/{self.old}/merge", body='{"into": 3}', headers=JSON), 400, "bad-value", "string")
        refused(self.daemon.call("PUT", f"/v1/metrics/{self.old}/merge", body='{"into": "a", "x": 1}', headers=JSON), 400,
                "unknown-field", "'x'")
        self.assertEqual(self.everything(), before)
        for role in ("viewer", "reporter", "reviewer"):
            answer = self.daemon.call("PUT", f"/v1/metrics/{self.old}/merge", body=json.dumps({"into": self.new}), headers=JSON, token=role)
            self.assert_problem(answer, 403, "forbidden")

    def test_merge_when_one_was_merged_before_then_refused(self):
        third = self.new + "-third"
        self.put_metric(third, f"开设{self.new_label}")
        self.merge(self.old, self.new)
        self.assert_problem(self.try_merge(self.old, third), 409, "conflict", "undo that first", "code")
        self.assert_problem(self.try_merge(third, self.old), 409, "conflict", f"into '{self.new}'", "into")
        self.assert_problem(self.try_merge(self.new, self.old), 409, "conflict", f"into '{self.new}'", "into")
        self.assert_problem(self.daemon.put(f"/v1/metrics/{self.old}", {"name_zh": "另名", "kind": "count"}), 409, "conflict",
                            f"merged into '{self.new}'", "code")
        csv = f"code,name_zh,kind\n{self.old},另名,count\n"
        answer = self.daemon.call("POST", "/v1/metrics", body=csv.encode(), headers={"Content-Type": "text/csv; charset=utf-8"})
        self.assert_problem(answer, 400, "bad-rows")
        self.assertEqual([(e["row"], e["field"]) for e in answer.json["errors"]], [(2, "code")])

    def test_metric_when_its_alias_is_anothers_then_refused(self):
        code = self.new + "-claims"
        body = {"name_zh": f"{self.new}另一类", "unit": "次", "kind": "count", "aliases": [self.old_label]}
        self.assert_problem(self.daemon.put(f"/v1/metrics/{code}", body), 409, "conflict", f"means '{self.old}' already", "aliases")
        self.assertEqual(self.daemon.get(f"/v1/metrics/{code}").status, 404)
        self.put_metric(code, self.old_label, kind="money", unit="万元")
        self.put_metric(code + "-namesake", self.old_label)
        self.assertEqual(self.ask(f"/v1/metrics/{code}-namesake")["aliases"], [])
        self.assertEqual([f["metric"] for f in self.told(old=6)["figures"]], [self.old])

    def test_merge_when_reports_come_meanwhile_then_each_figure_is_in_one_series_or_waits(self):
        """A report whose labels and past were looked up on both sides of a merge finds two answers, and asks a person."""
        orgs = [self.new_org() for _ in range(4)]
        periods = [f"{year}-H1" for year in range(2010, 2020)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            coming = [pool.submit(self.told, old=1, period=p, published=f"{p[:4]}-07-10", org=o) for p in periods for o in orgs]
            for _ in range(3):
                self.merge()
                self.undo()
            self.merge()
            reports = [report.result() for report in coming]
        waiting = {}
        for report in reports:
            figure, = self.ask(f"/v1/reports/{report['id']}/figures")["figures"]
            self.assertIn((figure["metric"], figure["state"]), {(self.new, "sure"), (None, "pending")})
            if figure["metric"] is None:
                waiting.setdefault(report["org"], set()).add(report["period"])
        for org in orgs:
            points = {p for p, v in self.values(org, self.new, frequency="S", last=100).items() if v == "1"}
            self.assertEqual(points, set(periods) - waiting.get(org, set()))
        self.undo()
        found = self.pg.sql("select count(*) from figures f join series s on s.id = f.series_id "
                            "where f.is_point and (f.metric_id <> s.metric_id or not exists (select from unpack_vintages(s.vintages) v "
                            "where v.figure_id = f.id) or not f.id = any (s.figure_ids))")
        self.assertEqual(found, [["0"]])


    def test_merge_when_a_load_has_begun_then_the_load_is_refused_whole(self):
        """Its codes were looked up before; they mean something else now."""
        connection = self.daemon.connect()
        connection.putrequest("POST", "/v1/observations")
        for name, value in (("Content-Type", "text/csv"), ("Transfer-Encoding", "chunked"),
                            ("Authorization", "Bearer " + self.daemon.token("reporter"))):
            connection.putheader(name, value)
        connection.endheaders()

        def send(text):
            data = text.encode()
            connection.send(b"%x\r\n%s\r\n" % (len(data), data))
        days = (datetime.date(1900, 1, 1) + datetime.timedelta(i) for i in range(40000))
        send("org,metric,period,value\n" + "".join(f"{self.org},{self.old},{day},1\n" for day in days))
        harness.wait_until(lambda: self.pg.sql("select count(*) from pg_stat_activity where state = 'idle in transaction' "
                                               "and query like '%metric_merge_count%'") == [["1"]], "the load to know its codes")
        self.merge()
        send(f"{self.org},{self.old},2020,13\n")
        connection.send(b"0\r\n\r\n")
        answer = connection.getresponse()
        self.assertEqual((answer.status, b"send them again" in answer.read()), (409, True))
        connection.close()
        self.assertTrue(self.has_no_series(self.org, self.new))

    # ---- the client ----

    def client(self, *args, status=0):
        got, out, errors = harness.cli(self.daemon, *args)
        self.assertEqual(got, status, f"{args}: {out}{errors}")
        return out if status == 0 else errors

    def test_client_when_merging_then_counts_and_what_differs_and_back(self):
        self.told(old=6, published="2021-07-10")
        self.told(new=9, published="2021-07-20")
        shown = self.client("metric", "merge", self.old, "--into", self.new, "--dry-run")
        for part in (self.org, "2021-H1", "6", "9", "dry run"):
            self.assertIn(part, shown)
        self.client("metric", "merge", self.old, "--into", self.new)
        self.assertIn(self.new, self.client("metric", "show", self.old))
        self.assertIn(self.old, self.client("metric", "show", self.new))
        self.assertEqual(json.loads(self.client("metric", "unmerge", self.old, "--json"))["was_merged_into"], self.new)
        self.assertIn("--into", self.client("metric", "merge", self.old, status=2))
        self.assertIn("not merged", self.client("metric", "unmerge", self.old, status=3))

    def test_client_when_splitting_then_by_labels_and_organisations(self):
        self.told(old=6)
        target = self.old + "-cli"
        split = ("metric", "split", self.old, "--into", target, "--name", f"{self.new_label}丙", "--labels", self.old_label)
        self.assertEqual(json.loads(self.client(*split, "--orgs", self.org, "--json"))["figures"], 1)
        self.assertEqual(self.values(self.org, target), {"2021-H1": "6"})


class Parting(Merging):
    def test_segments_when_each_vintage_stands_alone_then_the_same_vintages(self):
        """What unpack_vintages reads from all of them in turn is what it read from the whole."""
        self.observe(*((self.org, self.old, f"{year}-{month:02}", str(year * month)) for year in range(1999, 2009) for month in (1, 5, 12)))
        self.observe((self.org, self.old, "1955-03-05", "-0.50"), (self.org, self.old, "2021-W05", "99999999999999999.999"),
                     (self.org, self.old, "SY2020-T2", "7"), (self.org, self.old, "2021-01/2021-09", "300"),
                     (self.org, self.old, "2022", "5", {"status": "target"}), (self.org, self.old, "2022", "6", {"published": "2023-01-01"}))
        told = self.report(f"食堂工作小结\n\n我局{self.old_label}300余次。\n", self.org, "2021-H1", "2021-07-10")
        self.judge(told["figures"][0]["id"], value="310")
        self.withdraw(told["id"], "2021-08-01")
        differing = self.pg.sql("""
            with whole as (select s.id as series, v.* from series s cross join lateral unpack_vintages(s.vintages) v),
                 alone as (select s.id as series, v.id as of, u.* from series s cross join lateral vintage_segments(s.vintages) v
                           cross join lateral unpack_vintages(v.segment) u)
            select count(*), count(*) filter (where row(w.recorded, w.published, w.status, w.period_start, w.period_end, w.is_withdrawn,
                w.value::text, w.low::text, w.high::text, w.low_open, w.high_open, w.bound, w.last_place, w.report_id, w.figure_id,
                w.start_at, w.end_at) is distinct from row(a.recorded, a.published, a.status, a.period_start, a.period_end,
                a.is_withdrawn, a.value::text, a.low::text, a.high::text, a.low_open, a.high_open, a.bound, a.last_place, a.report_id,
                a.figure_id, a.start_at, a.end_at))
            from whole w full join alone a on a.series = w.series and a.of = w.id""")
        self.assertEqual(differing, [["40", "0"]])


class Splits(Merging):
    def setUp(self):
        super().setUp()
        self.extra = f"{self.old_label}甲"
        self.put_metric(self.old, self.old_label, 200, aliases=[self.extra])

    def both(self, one, other, period="2021-H1", published="2021-07-10", org=None):
        text = f"食堂工作小结\n\n我局{self.old_label}{one}次。\n\n我局{self.extra}{other}次。\n"
        return self.report(text, org or self.org, period, published)

    def test_split_when_by_label_then_its_figures_go_with_all_vintages(self):
        self.report(f"食堂工作小结\n\n我局{self.extra}4次。\n", self.org, "2020-H1", "2020-07-10")
        told = self.report(f"食堂工作小结\n\n我局{self.extra}5次。\n", self.org, "2021-H1", "2021-07-10")
        self.judge(told["figures"][0]["id"], value="6")
        self.report(f"食堂工作小结\n\n我局{self.old_label}9次。\n", self.org, "2022-H1", "2022-07-10")
        target = self.old + "-extra"
        answer = self.split(self.old, into=target, name_zh=f"{self.extra}类", labels=[self.extra])
        self.assertEqual((answer["created"], answer["series"], answer["figures"]), (True, 1, 2))
        self.assertEqual(self.values(self.org, target, frequency="S"), {"2020-H1": "4", "2020-H2": "not_reported", "2021-H1": "6"})
        self.assertEqual(self.values(self.org, self.old), {"2022-H1": "9"})
        self.assertEqual([v["event"] for v in self.vintages(self.org, target)["2021-H1", "actual"]],
                         ["first", "withdrawn", "corrected"])
        later = self.both(10, 7, "2023-H1", "2023-07-10")
        self.assertEqual([f["metric"] for f in later["figures"]], [self.old, target])
        self.merge(target, self.old)
        self.assertEqual(set(self.values(self.org, self.old, frequency="S")) >= {"2020-H1", "2021-H1", "2022-H1", "2023-H1"}, True)

    def test_split_when_for_one_organisation_then_the_label_still_means_the_same_elsewhere(self):
        other, target = self.new_org(), self.old + "-extra"
        for org in (self.org, other):
            self.report(f"食堂工作小结\n\n我局{self.extra}4次。\n", org, "2020-H1", "2020-07-10")
        self.split(self.old, into=target, name_zh=f"{self.extra}类", labels=[self.extra], orgs=[self.org])
        self.assertEqual(self.values(self.org, target), {"2020-H1": "4"})
        self.assertEqual(self.values(other, self.old), {"2020-H1": "4"})
        for org, metric in ((self.org, target), (other, self.old)):
            told = self.report(f"食堂工作小结\n\n我局{self.extra}5次。\n", org, "2021-H1", "2021-07-10")
            self.assertEqual([f["metric"] for f in told["figures"]], [metric])

    def test_split_when_by_organisation_then_all_that_it_said_and_posted_goes(self):
        other, target = self.new_org(), self.old + "-extra"
        for org in (self.org, other):
            self.report(f"食堂工作小结\n\n我局{self.old_label}4次。\n", org, "2020-H1", "2020-07-10")
            self.observe((org, self.old, "2019-H1", "3"))
        answer = self.split(self.old, into=target, name_zh=f"{self.extra}类", orgs=[self.org])
        self.assertEqual((answer["series"], answer["figures"]), (1, 1))
        self.assertEqual(self.values(self.org, target, frequency="S"), {"2019-H1": "3", "2019-H2": "not_reported", "2020-H1": "4"})
        self.assertEqual(self.values(other, self.old, frequency="S"), {"2019-H1": "3", "2019-H2": "not_reported", "2020-H1": "4"})
        told = self.report(f"食堂工作小结\n\n我局{self.old_label}5次。\n", self.org, "2021-H1", "2021-07-10")
        self.assertEqual([f["metric"] for f in told["figures"]], [target])

    def test_split_when_a_merge_is_undone_behind_it_then_each_part_is_where_it_was_put(self):
        self.report(f"食堂工作小结\n\n我局{self.extra}4次。\n", self.org, "2020-H1", "2020-07-10")
        self.report(f"食堂工作小结\n\n我局{self.old_label}5次。\n", self.org, "2021-H1", "2021-07-10")
        self.told(new=9, period="2022-H1", published="2022-07-10")
        self.merge()
        target = self.old + "-extra"
        self.split(self.new, into=target, name_zh=f"{self.extra}类", labels=[self.extra])
        self.undo()
        self.assertEqual(self.values(self.org, target), {"2020-H1": "4"})
        self.assertEqual(self.values(self.org, self.old), {"2021-H1": "5"})
        self.assertEqual(self.values(self.org, self.new), {"2022-H1": "9"})

    def test_split_when_it_cannot_be_then_said_why_and_nothing_changes(self):
        self.both(3, 3)
        refused, target = self.assert_problem, self.old + "-extra"
        before = self.everything()
        refused(self.try_split(self.old, into=target), 400, "missing-parameter", "labels")
        refused(self.try_split(self.old, into=target, labels=[self.extra]), 400, "missing-parameter", "name_zh", "name_zh")
        refused(self.try_split(self.old, into=self.old, labels=[self.extra]), 400, "bad-value", "another code", "into")
        refused(self.try_split(self.old, into=target, name_zh="某类", labels=["从来没有的说法"]), 400, "bad-value", "labels[0]", "labels")
        refused(self.try_split(self.old, into=target, name_zh="某类", orgs=["nobody"]), 404, "unknown-org", "'nobody'", "orgs")
        refused(self.try_split("nobody", into=target, name_zh="某类", labels=["甲"]), 404, "unknown-metric", "'nobody'", "code")
        refused(self.try_split(self.old, into=SATISFACTION, labels=[self.extra]), 409, "conflict", "a rate in '%'", "into")
        refused(self.try_split(self.old, into=self.new, name_zh="某类", labels=[self.extra]), 409, "conflict", "there already", "name_zh")
        self.assertEqual(self.everything(), before)


if __name__ == "__main__":
    harness.main()
