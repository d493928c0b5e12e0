"""What reports say of their own change: the verdict at once and again when history changes; and what does not fit together."""

import csv
import datetime
import io
import json

import harness
import stories

VISITS, RATE, MEETINGS = "canteen-visits", "canteen-satisfaction", "canteen-meetings"
SHARE = {
    "share": {"name_zh": "上门送教率", "unit": "%", "kind": "rate", "over_time": "none", "over_orgs": "none",
              "numerator": "taught", "denominator": "enrolled"},
    "taught": {"name_zh": "上门送教学生", "unit": "人", "kind": "count", "over_time": "sum", "over_orgs": "sum"},
    "enrolled": {"name_zh": "应送教学生", "unit": "人", "kind": "count", "over_time": "sum", "over_orgs": "sum"},
}
QUARTER_MORE = "走访食堂供货商150家，同比增长25%。"


class ClaimsTest(harness.SystemTest):
    """What the tests below share."""

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [])
        for code, metric in SHARE.items():
            answer = cls.daemon.put(f"/v1/metrics/{code}", metric)
            assert answer.status == 201, answer
        cls.orgs = 0

    def org(self, parent=None):
        """A new one for each story."""
        type(self).orgs += 1
        self.daemon.add_org(f"org{self.orgs}", f"第{self.orgs}教育局", parent)
        return f"org{self.orgs}"

    def report(self, org, sentence, period="2021-H1", published="2021-07-10", **query):
        answer = self.daemon.add_report(f"食堂工作小结\n\n{sentence}\n", org, period, published=published, **query)
        self.assertIn(answer.status, (200, 201), answer)
        return answer.json

    def post(self, org, *rows):
        """rows: metric, period, value, and the day of publication (2020-12-31 unless told), and status."""
        body = [dict(zip(("org", "metric", "period", "value", "published", "status"), (org, *row) + ("2020-12-31",) * (len(row) < 4)))
                for row in rows]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(body), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201, answer)

    def patch(self, figure, **value):
        answer = self.daemon.call("PATCH", f"/v1/figures/{figure}", body=json.dumps(value), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer)

    def claims(self, **query):
        answer = self.daemon.get("/v1/claims", **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json["claims"]


class Claims(ClaimsTest):
    def verdict(self, org, **query):
        """Of the only claim of the organisation: in the list and, as of now, in the report's own answer."""
        claim, = self.claims(org=org, **query)
        if not query:
            told, = self.daemon.get(f"/v1/reports/{claim['report']}").json["claims"]
            self.assertEqual(told, claim)
        return claim["verdict"]

    # ---- at once

    def test_claim_when_taken_in_then_the_answer_has_it_and_the_list_the_same(self):
        org = self.org()
        self.post(org, (VISITS, "2020-H1", "120"))
        report = self.report(org, QUARTER_MORE)
        claim, = report["claims"]
        change = report["figures"][1]
        self.assertEqual((claim["id"], claim["report"], claim["org"], claim["metric"], claim["metric_name"], claim["kind"]),
                         (change["id"], report["id"], org, VISITS, "走访食堂供货商", "count"))
        self.assertEqual((claim["period"], claim["basis"], claim["base_period"], claim["status"], claim["scope"]),
                         ("2021-H1", "yoy", "2020-H1", "actual", None))
        # 150 / 120 = 1.25
        self.assertEqual([str(claim[k]) for k in ("claimed", "unit", "value", "base", "computed", "verdict", "reason")],
                         ["25", "%", "150", "120", "25.00", "agrees", "None"])
        self.assertEqual((claim["source"]["quote"], claim["value_source"]["quote"]), (QUARTER_MORE, QUARTER_MORE))
        text = self.daemon.get(f"/v1/reports/{report['id']}/text").text
        self.assertEqual([text[claim[k]["start"]:claim[k]["end"]] for k in ("source", "value_source")], ["25%", "150家"])
        self.assertEqual(claim["base_source"]["report"], None)
        self.assertEqual(self.claims(org=org), [claim])
        self.assertEqual(self.daemon.get(f"/v1/reports/{report['id']}").json["claims"], [claim])
        shorter, = self.claims(org=org, quote=0)
        self.assertNotIn("quote", shorter["source"])

    def test_claim_when_previewed_then_the_verdict_and_nothing_stored(self):
        org = self.org()
        self.post(org, (VISITS, "2020-H1", "120"))
        claim, = self.report(org, QUARTER_MORE, preview=1)["claims"]
        self.assertEqual((claim["id"], claim["report"], claim["verdict"]), (None, None, "agrees"))
        self.assertEqual(self.claims(org=org), [])

    def test_claim_when_its_base_stands_in_an_earlier_report_then_both_sentences(self):
        org = self.org()
        before = self.report(org, "走访食堂供货商120家。", "2020-H1", "2020-07-10")
        claim, = self.report(org, QUARTER_MORE)["claims"]
        self.assertEqual((claim["base_source"]["report"], claim["base_source"]["quote"]), (before["id"], "走访食堂供货商120家。"))
        self.assertEqual(claim["source"]["quote"], QUARTER_MORE)

    # ---- each verdict

    def test_verdict_when_of_a_sentence_then_as_worked_out_by_hand(self):
        org = self.org()
        self.post(org, (VISITS, "2020-H1", "143"), (VISITS, "2020-H2", "160"), (VISITS, "2020", "303"), (VISITS, "2019-H1", "200"),
                  (MEETINGS, "2020-H1", "0"), (RATE, "2020-H1", "80.0"))
        for sentence, computed, verdict, base_period in (
            # 178 / 143 = 1.24475…: 24.48 %, 35 more
            ("走访食堂供货商178家，同比增长24.5%。", "24.48", "agrees", "2020-H1"),
            ("走访食堂供货商178家，同比增长24.48%。", "24.48", "agrees", "2020-H1"),
            ("走访食堂供货商178家，同比增长24.47%。", "24.48", "disagrees", "2020-H1"),  # 24.4755… is above 24.47 ± 0.005
            ("走访食堂供货商178家，同比增长24.4%。", "24.48", "disagrees", "2020-H1"),
            ("走访食堂供货商178家，增长24.5%。", "24.48", "agrees", "2020-H1"),
            ("走访食堂供货商178家，同比增加35家。", "35", "agrees", "2020-H1"),
            ("走访食堂供货商178家，同比增加34家。", "35", "disagrees", "2020-H1"),
            ("走访食堂供货商108家，同比减少35家。", "-35", "agrees", "2020-H1"),
            ("走访食堂供货商108家，同比下降24.5%。", "-24.48", "agrees", "2020-H1"),
            ("走访食堂供货商108家，同比增长24.5%。", "-24.48", "disagrees", "2020-H1"),
            # 286 is twice 143
            ("走访食堂供货商286家，同比增长1倍。", "100.00", "agrees", "2020-H1"),
            ("走访食堂供货商286家，同比增长2倍。", "100.00", "disagrees", "2020-H1"),
            # Against the half before (160) and a named one (200): 11.25 %, -11 %
            ("走访食堂供货商178家，环比增长11.3%。", "11.25", "agrees", "2020-H2"),
            ("走访食堂供货商178家，比2019年上半年下降11%。", "-11.00", "agrees", "2019-H1"),
            ("走访食堂供货商178家，同比增长11.3%。", "11.25", "base_differs", "2020-H2"),
            # 90 against 80: 10 points, 12.5 %
            ("家长对食堂的满意度达90.0%，同比提高10.0个百分点。", "10.0", "agrees", "2020-H1"),
            ("家长对食堂的满意度达90.0%，同比提高10%。", "12.50", "unit_confused", "2020-H1"),
            ("家长对食堂的满意度达90.0%，同比提高12.5个百分点。", "10.0", "unit_confused", "2020-H1"),
            ("家长对食堂的满意度达90.0%，同比提高3个百分点。", "10.0", "disagrees", "2020-H1"),
            # A base of zero has no percent, but a difference.
            ("召开食堂安全例会30次，同比增加30次。", "30", "agrees", "2020-H1"),
            ("召开食堂安全例会30次，同比增长50%。", None, "undecided", "2020-H1"),
            # [300, 400) of 143: from 109.79 % to under 179.72 %
            ("走访食堂供货商300余家，同比增长1.5倍。", None, "undecided", "2020-H1"),
            ("走访食堂供货商300余家，同比增长3倍。", None, "disagrees", "2020-H1"),
            ("走访食堂供货商178家，同比增长两成多。", "24.48", "agrees", "2020-H1"),
            # Nothing stands in 2020-H1 of a rate that only this year has, nor in 2018-H1
            ("走访食堂供货商178家，比2018年上半年下降11%。", None, "base_missing", "2018-H1"),
        ):
            with self.subTest(sentence):
                claim, = self.report(org, sentence, preview=1)["claims"]
                got = None if claim["computed"] is None else str(claim["computed"])
                self.assertEqual((got, claim["verdict"], claim["base_period"]), (computed, verdict, base_period), claim)
                self.assertEqual(claim["source"]["quote"], sentence)
                if computed is None:
                    self.assertIsNotNone(claim["reason"])

    def test_verdict_when_digits_are_few_then_within_the_rounding_of_both_figures(self):
        """94.6 and 94.0 stand for 94.55 to 94.65 and 93.95 to 94.05: 0.5 to 0.7 points apart, 0.53 to 0.745 percent."""
        org = self.org()
        self.post(org, (RATE, "2020-H1", "94.0"))
        for points, verdict in (("0.6", "agrees"), ("0.5", "agrees"), ("0.7", "agrees"), ("0.4", "disagrees"), ("0.8", "disagrees"),
                                ("0.60", "agrees"), ("0.68", "agrees"), ("0.72", "unit_confused"), ("0.77", "disagrees"), ("1", "agrees"), ("2", "disagrees")):
            with self.subTest(points):
                sentence = f"家长对食堂的满意度达94.6%，同比提高{points}个百分点。"
                self.assertEqual(self.report(org, sentence, preview=1)["claims"][0]["verdict"], verdict)

    def test_verdict_when_against_a_target_then_the_target_is_the_base(self):
        org = self.org()
        self.post(org, (VISITS, "2021-H1", "120", "2021-01-01", "target"))
        claim, = self.report(org, "走访食堂供货商150家，比计划增长25%。")["claims"]
        self.assertEqual((claim["basis"], claim["base_period"], claim["base"], claim["verdict"]), ("target", "2021-H1", 120, "agrees"))

    # ---- checked again

    def test_claim_when_its_base_arrives_is_revised_and_taken_back_then_checked_each_time(self):
        org = self.org()
        claim, = self.report(org, QUARTER_MORE)["claims"]
        self.assertEqual((claim["verdict"], claim["base"], claim["computed"], claim["reason"]), ("base_missing", None, None, "base_missing"))
        self.assertEqual(self.verdict(org), "base_missing")
        self.post(org, (VISITS, "2020-H1", "120", "2020-07-10"))
        self.assertEqual(self.verdict(org), "agrees")
        self.post(org, (VISITS, "2020-H1", "125", "2022-01-10"))  # 150 / 125 = 1.2
        claim, = self.claims(org=org)
        self.assertEqual(self.verdict(org), "agrees_with_vintage")
        self.assertEqual(claim["base_period"], "2020-H1")
        self.post(org, (VISITS, "2020-H1", "120.0", "2022-02-10"))
        self.assertEqual(self.verdict(org), "agrees")
        for day, verdict in (("2021-07-10", "agrees"), ("2022-01-09", "agrees"), ("2022-01-10", "agrees_with_vintage"), ("2022-02-10", "agrees")):
            self.assertEqual(self.verdict(org, as_of=day), verdict, day)
        self.assertEqual(self.claims(org=org, as_of="2021-07-09"), [])

    def test_claim_when_the_base_came_in_a_report_that_is_withdrawn_then_base_missing_again(self):
        org = self.org()
        before = self.report(org, "走访食堂供货商100家。", "2020-H1", "2020-07-10")
        self.report(org, QUARTER_MORE)
        self.assertEqual(self.verdict(org), "disagrees")  # 150 / 100 is 50 %
        self.patch(before["figures"][0]["id"], value=120)
        self.assertEqual(self.verdict(org), "agrees")
        self.assertEqual(self.daemon.call("DELETE", f"/v1/reports/{before['id']}?published=2021-09-01").status, 200)
        self.assertEqual(self.verdict(org), "base_missing")
        self.assertEqual(self.verdict(org, as_of="2021-08-31"), "agrees")

    def test_claim_when_its_own_figure_is_mended_then_checked_again(self):
        org = self.org()
        self.post(org, (VISITS, "2020-H1", "100"))
        report = self.report(org, QUARTER_MORE)
        self.assertEqual(self.verdict(org), "disagrees")
        self.patch(report["figures"][0]["id"], value=125)
        claim, = self.claims(org=org)
        self.assertEqual((claim["verdict"], claim["value"], claim["computed"]), ("agrees", 125, 25))

    def test_claim_when_its_report_is_withdrawn_then_no_more_but_as_of_before(self):
        org = self.org()
        report = self.report(org, QUARTER_MORE)
        self.daemon.call("DELETE", f"/v1/reports/{report['id']}?published=2021-09-01")
        self.assertEqual(self.claims(org=org), [])
        self.assertEqual(len(self.claims(org=org, as_of="2021-08-31")), 1)

    def test_claim_when_known_at_before_the_base_then_base_missing(self):
        org = self.org()
        recorded = self.report(org, QUARTER_MORE)["recorded"]
        then = datetime.datetime.fromisoformat(recorded.replace("Z", "+00:00")) + datetime.timedelta(milliseconds=2)
        harness.wait_until(lambda: datetime.datetime.now(datetime.timezone.utc) > then, "the next millisecond")
        self.post(org, (VISITS, "2020-H1", "120", "2020-07-10"))
        self.assertEqual((self.verdict(org), self.verdict(org, known_at=recorded)), ("agrees", "base_missing"))
        self.assertEqual(self.claims(org=org, known_at="2001-01-01"), [])

    # ---- the list

    def story_of_many(self):
        """A bureau with two schools below; five claims, each with a verdict of its own."""
        bureau = self.org()
        one, two = self.org(bureau), self.org(bureau)
        self.post(one, (VISITS, "2020-H1", "120"), (RATE, "2020-H1", "80.0"), (VISITS, "2020-H2", "100"), (VISITS, "2021-H1", "150"))
        first = self.report(one, QUARTER_MORE + "家长对食堂的满意度达90.0%，同比提高10%。")
        second = self.report(one, "走访食堂供货商180家，环比增长10%。", "2021-H2", "2022-01-10")
        third = self.report(two, "走访食堂供货商180家，同比增长20%。召开食堂安全例会9次，比2020年上半年增加1次。")
        self.post(two, (MEETINGS, "2020-H1", "8"))
        return bureau, one, two, first["id"], second["id"], third["id"]

    def test_claims_when_filtered_then_only_those(self):
        bureau, one, two, first, second, third = self.story_of_many()
        everything = {(one, VISITS, "agrees"), (one, RATE, "unit_confused"), (one, VISITS, "disagrees"), (two, VISITS, "base_missing"),
                      (two, MEETINGS, "agrees")}

        def shown(**query):
            claims = self.claims(**query)
            found = {(c["org"], c["metric"], c["verdict"]) for c in claims}
            self.assertEqual(len(found), len(claims))
            return found
        for query, expected in (
            ({}, everything), ({"org": one}, {c for c in everything if c[0] == one}),
            ({"metric": VISITS}, {c for c in everything if c[1] == VISITS}), ({"metric": RATE}, {(one, RATE, "unit_confused")}),
            ({"verdict": "agrees"}, {(one, VISITS, "agrees"), (two, MEETINGS, "agrees")}),
            ({"verdict": "unit_confused"}, {(one, RATE, "unit_confused")}), ({"verdict": "undecided"}, set()),
            ({"verdict": "base_missing"}, {(two, VISITS, "base_missing")}),
            ({"report": first}, {(one, VISITS, "agrees"), (one, RATE, "unit_confused")}), ({"report": second}, {(one, VISITS, "disagrees")}),
            ({"report": third}, {(two, VISITS, "base_missing"), (two, MEETINGS, "agrees")}),
            ({"period": "2021-H2"}, {(one, VISITS, "disagrees")}), ({"period": "2019"}, set()),
            ({"basis": "pop"}, {(one, VISITS, "disagrees")}), ({"basis": "since"}, {(two, MEETINGS, "agrees")}), ({"basis": "target"}, set()),
            ({"basis": "yoy"}, {(one, VISITS, "agrees"), (one, RATE, "unit_confused"), (two, VISITS, "base_missing")}),
            ({"org": two, "verdict": "agrees", "basis": "since", "period": "2021-H1"}, {(two, MEETINGS, "agrees")}),
            ({"org": two, "verdict": "disagrees"}, set()), ({"as_of": "2021-12-31", "basis": "pop"}, set()),
        ):
            with self.subTest(query):
                self.assertEqual(shown(under=bureau, **query), expected)
        self.assertEqual(shown(org=bureau), set())

    def test_claims_when_paged_then_all_of_them_once_newest_first(self):
        bureau = self.story_of_many()[0]
        whole = [c["id"] for c in self.claims(under=bureau)]
        self.assertEqual(whole, sorted(whole, reverse=True))
        for more in ({}, {"verdict": "agrees"}):
            pages, cursor = [], None
            while True:
                answer = self.daemon.get("/v1/claims", under=bureau, limit=2, **more, **({"cursor": cursor} if cursor else {})).json
                self.assertLessEqual(len(answer["claims"]), 2)
                pages += answer["claims"]
                cursor = answer["next"]
                if cursor is None:
                    break
            self.assertEqual([c["id"] for c in pages], [c["id"] for c in self.claims(under=bureau, **more)])

    def test_claims_when_csv_then_a_row_a_claim(self):
        bureau = self.story_of_many()[0]
        answer = self.daemon.get("/v1/claims", under=bureau, format="csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual([(r["org"], r["metric"], r["verdict"], r["computed"]) for r in rows],
                         [(c["org"], c["metric"], c["verdict"], "" if c["computed"] is None else str(c["computed"]))
                          for c in self.claims(under=bureau)])
        self.assertEqual(len(rows), 5)

    def test_claims_when_something_is_wrong_then_a_problem_names_it(self):
        for query, status, name, field in (
            ({"verdict": "maybe"}, 400, "bad-value", "verdict"), ({"org": "nobody"}, 404, "unknown-org", "org"),
            ({"under": "nobody"}, 404, "unknown-org", "under"), ({"metric": "nothing"}, 404, "unknown-metric", "metric"),
            ({"report": "x"}, 400, "bad-value", "report"), ({"report": "0"}, 400, "bad-value", "report"),
            ({"period": "soon"}, 400, "bad-period", "period"), ({"basis": "mom"}, 400, "bad-value", "basis"),
            ({"as_of": "2021-02-30"}, 400, "bad-value", "as_of"), ({"known_at": "never"}, 400, "bad-value", "known_at"),
            ({"limit": "0"}, 400, "bad-value", "limit"), ({"limit": "1001"}, 400, "bad-value", "limit"),
            ({"cursor": "zzz"}, 400, "bad-value", "cursor"), ({"quote": "x"}, 400, "bad-value", "quote"),
            ({"bom": "x"}, 400, "bad-value", "bom"), ({"status": "actual"}, 400, "unknown-parameter", "status"),
        ):
            with self.subTest(query):
                self.assert_problem(self.daemon.get("/v1/claims", **query), status, name, field=field)
        self.assert_problem(self.daemon.call("GET", "/v1/claims", headers={"Accept": "image/png"}), 406, "not-acceptable")
        self.assert_problem(self.daemon.call("GET", "/v1/claims", token=None), 401, "unauthorized")


class Warnings(ClaimsTest):
    """Each is told with both sentences; the report is taken in all the same."""

    def warned(self, org, text, kind, figure, other, **query):
        report = self.report(org, text, **query)
        warning, = report["warnings"]
        self.assertEqual(warning["kind"], kind)
        self.assertTrue(warning["detail"])
        for source, (shown, quote) in ((warning["figure"], figure), (warning["other"], other or (None, None))):
            if shown is None:
                self.assertIsNone(source)
                continue
            self.assertEqual(source["quote"], quote)
            text = self.daemon.get(f"/v1/reports/{source['report']}/text").text
            self.assertEqual(text[source["start"]:source["end"]], shown)
        self.assertEqual(self.daemon.get(f"/v1/reports/{report['id']}").json["warnings"], report["warnings"])
        return report

    def silent(self, org, text, **query):
        self.assertEqual(self.report(org, text, **query)["warnings"], [])

    def test_two_values_when_one_report_says_both_then_a_warning_and_the_same_twice_none(self):
        first, second = "走访食堂供货商178家。", "全局共走访食堂供货商187家。"
        report = self.warned(self.org(), first + second, "two_values", ("178家", first), ("187家", second))
        self.assertEqual(report["figure_count"], 2)
        self.silent(self.org(), first + "全局共走访食堂供货商178家。")
        self.silent(self.org(), first + "2020年上半年走访食堂供货商187家。")

    def test_two_values_when_one_is_mended_then_told_no_more(self):
        first, second = "走访食堂供货商178家。", "全局共走访食堂供货商187家。"
        report = self.warned(self.org(), first + second, "two_values", ("178家", first), ("187家", second))
        self.patch(report["figures"][0]["id"], value=187)
        self.assertEqual(self.daemon.get(f"/v1/reports/{report['id']}").json["warnings"], [])

    def test_part_above_whole_when_among_them_there_are_more_then_a_warning(self):
        sentence = "走访食堂供货商120家，其中乡镇供货商150家。"
        self.warned(self.org(), sentence, "part_above_whole", ("150家", sentence), ("120家", sentence))
        self.silent(self.org(), "走访食堂供货商120家，其中乡镇供货商120家。")
        self.silent(self.org(), "走访食堂供货商120家，其中乡镇供货商人员150人。")

    def test_rate_above_100_when_there_is_one_then_a_warning(self):
        sentence = "家长对食堂的满意度达104.5%。"
        org = self.org()
        self.warned(org, sentence, "rate_above_100", ("104.5%", sentence), None)
        self.assertEqual(str(self.daemon.get("/v1/trend", org=org, metric=RATE).json["points"][0]["value"]), "104.5")
        self.silent(self.org(), "家长对食堂的满意度达100.0%。")

    def test_rate_unlike_parts_when_the_division_says_otherwise_then_a_warning(self):
        sentence = "应送教学生200人，上门送教学生150人，上门送教率{}%。"
        told = sentence.format(80)
        self.warned(self.org(), told, "rate_unlike_parts", ("80%", told), ("150人", told))
        told = sentence.format("75.1")
        self.warned(self.org(), told, "rate_unlike_parts", ("75.1%", told), ("150人", told))
        self.silent(self.org(), sentence.format("75"))
        self.silent(self.org(), sentence.format("75.0"))
        self.silent(self.org(), sentence.format(75).replace("150", "149"))  # 74.5 rounds to 75

    def test_cumulative_fall_when_a_later_total_is_lower_then_a_warning(self):
        sentence = "上半年走访食堂供货商120家，1-9月走访食堂供货商110家。"
        self.warned(self.org(), sentence, "cumulative_fall", ("110家", sentence), ("120家", sentence), period="2021")
        self.silent(self.org(), "上半年走访食堂供货商120家，1-9月走访食堂供货商120家。", period="2021")

    def test_cumulative_fall_when_the_earlier_total_stands_in_another_report_then_both_sentences(self):
        org = self.org()
        self.silent(org, "走访食堂供货商120家。")
        self.warned(org, "走访食堂供货商110家。", "cumulative_fall", ("110家", "走访食堂供货商110家。"), ("120家", "走访食堂供货商120家。"),
                    period="2021-01/2021-09", published="2021-10-10")

    def test_warnings_when_there_are_several_then_all_and_the_figures_are_points(self):
        org = self.org()
        report = self.report(org, "家长对食堂的满意度达104.5%。走访食堂供货商178家，其中乡镇供货商200家。召开食堂安全例会9次。全局共召开食堂安全例会8次。")
        self.assertEqual(sorted(w["kind"] for w in report["warnings"]), ["part_above_whole", "rate_above_100", "two_values"])
        self.assertEqual(report["state"], "active")
        self.assertEqual(report["figure_count"], 5)
        for metric in (VISITS, RATE, MEETINGS):
            self.assertEqual(len(self.daemon.get("/v1/trend", org=org, metric=metric).json["points"]), 1, metric)

    def test_warnings_when_previewed_then_told_too(self):
        warning, = self.report(self.org(), "家长对食堂的满意度达104.5%。", preview=1)["warnings"]
        self.assertEqual((warning["kind"], warning["figure"]["report"]), ("rate_above_100", None))


if __name__ == "__main__":
    harness.main()
