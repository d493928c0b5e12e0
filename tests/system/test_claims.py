"""What reports say of their own change, against history; and what in a report does not fit together."""

import csv
import io

import asking
import harness
import stories
from asking import digits

MEETINGS, VISITS, SATISFACTION = stories.METRICS
POSTED = {"published": "2022-01-10"}
# What stands before the report of 2022-H1 that makes the claim.
BASES = (
    (MEETINGS, "2020-H1", "30"), (MEETINGS, "2021-H1", "40"), (MEETINGS, "2021-H2", "45"),
    (VISITS, "2021-H1", "143"), (SATISFACTION, "2021-H1", "93.40"), (SATISFACTION, "2021-H2", "94.00"),
)
# sentence: claimed, base, base's period, computed, verdict
SENTENCES = {
    "召开食堂安全例会50次，同比增长25%。": ("25", "40", "2021-H1", "25.00", "agrees"),
    "召开食堂安全例会50次，同比增长26%。": ("26", "40", "2021-H1", "25.00", "disagrees"),
    "召开食堂安全例会50次，比上年同期增加10次。": ("10", "40", "2021-H1", "10", "agrees"),
    "召开食堂安全例会50次，比上年同期增加11次。": ("11", "40", "2021-H1", "10", "disagrees"),
    "召开食堂安全例会30次，同比下降25%。": ("-25", "40", "2021-H1", "-25.00", "agrees"),
    # 5 of 45 is 11.11… percent: right against the half before, and it says 同比.
    "召开食堂安全例会50次，环比增长11.1%。": ("11.1", "45", "2021-H2", "11.11", "agrees"),
    "召开食堂安全例会50次，同比增长11.1%。": ("11.1", "45", "2021-H2", "11.11", "base_differs"),
    # 20 of 30 is 66.66… percent: two years before.
    "召开食堂安全例会50次，同比增长66.7%。": ("66.7", "30", "2020-H1", "66.67", "base_differs"),
    # 178 - 143 = 35; 35 / 143 is 24.4755… percent.
    "走访食堂供货商178家，同比增长24.5%。": ("24.5", "143", "2021-H1", "24.48", "agrees"),
    "走访食堂供货商178家，同比增长24%。": ("24", "143", "2021-H1", "24.48", "agrees"),
    "走访食堂供货商178家，同比增长24.4%。": ("24.4", "143", "2021-H1", "24.48", "disagrees"),
    "走访食堂供货商429家，同比增长2倍。": ("2", "143", "2021-H1", "200.00", "agrees"),
    # 94.60 - 93.40 = 1.20 points; 120 / 93.40 is 1.2847… percent.
    "家长对食堂的满意度达94.60%，同比提高1.20个百分点。": ("1.20", "93.40", "2021-H1", "1.20", "agrees"),
    "家长对食堂的满意度达94.60%，同比提高1.28%。": ("1.28", "93.40", "2021-H1", "1.28", "agrees"),
    "家长对食堂的满意度达94.60%，同比提高1.2%。": ("1.2", "93.40", "2021-H1", "1.28", "unit_confused"),
    "家长对食堂的满意度达94.60%，同比提高1.28个百分点。": ("1.28", "93.40", "2021-H1", "1.20", "unit_confused"),
    "家长对食堂的满意度达94.60%，同比提高0.6个百分点。": ("0.6", "94.00", "2021-H2", "0.60", "base_differs"),
    "家长对食堂的满意度达94.60%，同比提高2.5个百分点。": ("2.5", "93.40", "2021-H1", "1.20", "disagrees"),
    # [50, 60) against 40 is [25 %, 50 %): 25 may be, 60 cannot.
    "召开食堂安全例会50余次，同比增长25%。": ("25", "40", "2021-H1", None, "undecided"),
    "召开食堂安全例会50余次，同比增长90%。": ("90", "40", "2021-H1", None, "disagrees"),
}


def verdicts(claims):
    return [(digits(c["claimed"]), c["verdict"]) for c in claims]


class Verdicts(asking.Asking):
    def posted_org(self):
        org = self.new_org()
        self.observe(*((org, *base, POSTED) for base in BASES))
        return org

    def test_claim_when_taken_in_then_its_verdict_by_hand_everywhere_the_same(self):
        for sentence, (claimed, base, base_period, computed, verdict) in SENTENCES.items():
            with self.subTest(sentence):
                org = self.posted_org()
                preview = self.daemon.add_report(sentence, org, "2022-H1", published="2022-07-15", preview="1").json
                told = self.report(sentence, org, "2022-H1", "2022-07-15")
                stored, = told["claims"]
                self.assertEqual((digits(stored["claimed"]), digits(stored["base"]), stored["base_period"],
                                  digits(stored["computed"]), stored["verdict"]),
                                 (claimed, base, base_period, computed, verdict))
                self.assertEqual(self.ask("/v1/claims", org=org)["claims"], [stored])
                self.assertEqual(self.ask(f"/v1/reports/{told['id']}")["claims"], [stored])
                self.assertEqual(verdicts(preview["claims"]), [(claimed, verdict)])

    def test_claim_when_taken_in_then_its_three_sources_are_named(self):
        org = self.new_org()
        before = self.report(stories.report(40, 143, "93.40"), org, "2021-H1", "2021-07-15")
        sentence = "召开食堂安全例会50次，同比增长25%。"
        told = self.report(sentence, org, "2022-H1", "2022-07-15")
        claim, = told["claims"]
        self.assertEqual((claim["id"], claim["report"]), (self.figure(told, "25%"), told["id"]))
        self.assertEqual((claim["metric"], claim["period"], claim["basis"], claim["unit"], digits(claim["value"])),
                         (MEETINGS, "2022-H1", "yoy", "%", "50"))
        self.assertEqual(claim["source"]["quote"], sentence)
        self.assertEqual(claim["value_source"]["figure"], self.figure(told, "50次"))
        self.assertEqual((claim["base_source"]["report"], claim["base_source"]["quote"]),
                         (before["id"], stories.MEETINGS.format(40, 143)))

    def test_claim_when_nothing_is_known_then_base_missing(self):
        claim, = self.report("召开食堂安全例会50次，同比增长25%。", self.new_org(), "2022-H1", "2022-07-15")["claims"]
        self.assertEqual((claim["verdict"], claim["reason"], claim["base"], claim["computed"]),
                         ("base_missing", "base_missing", None, None))

    def test_claim_when_the_base_is_zero_then_percent_undecided_and_units_decided(self):
        for sentence, verdict in (("召开食堂安全例会5次，同比增长25%。", "undecided"), ("召开食堂安全例会5次，同比增加5次。", "agrees")):
            with self.subTest(sentence):
                org = self.new_org()
                self.observe((org, MEETINGS, "2021-H1", "0", POSTED))
                claim, = self.report(sentence, org, "2022-H1", "2022-07-15")["claims"]
                self.assertEqual((claim["verdict"], digits(claim["base"])), (verdict, "0"))

    def test_claim_when_both_rates_are_rounded_then_what_rounding_allows_agrees(self):
        """94.6 less 93.4 may be anything from 1.1 to 1.3; 1.5 is 1.45 at least, and in percent it would be 1.39 at most."""
        for points, verdict in (("1.1", "agrees"), ("1.2", "agrees"), ("1.3", "agrees"), ("1.5", "disagrees"), ("0.9", "disagrees")):
            with self.subTest(points):
                org = self.new_org()
                self.observe((org, SATISFACTION, "2021-H1", "93.4", POSTED))
                sentence = f"家长对食堂的满意度达94.6%，同比提高{points}个百分点。"
                self.assertEqual(verdicts(self.report(sentence, org, "2022-H1", "2022-07-15")["claims"]), [(points, verdict)])


class Rechecked(asking.Asking):
    """The verdict goes by the history as it stands."""

    def setUp(self):
        self.org = self.new_org()
        self.told = self.report("召开食堂安全例会50次，同比增长25%。", self.org, "2022-H1", "2022-07-15")

    def verdict(self, **query):
        claim, = self.ask("/v1/claims", org=self.org, **query)["claims"]
        if not query:
            self.assertEqual(self.ask(f"/v1/reports/{self.told['id']}")["claims"], [claim])
            # The list is filtered by what was found, too.
            for verdict in ("agrees", "disagrees", "agrees_with_vintage", "base_missing"):
                found = self.ask("/v1/claims", org=self.org, verdict=verdict)["claims"]
                self.assertEqual(len(found), verdict == claim["verdict"], verdict)
        return claim["verdict"]

    def test_claim_when_the_base_is_posted_later_then_checked_again(self):
        self.assertEqual(self.verdict(), "base_missing")
        before = self.moment()
        self.observe((self.org, MEETINGS, "2021-H1", "40", {"published": "2022-09-01"}))
        self.assertEqual(self.verdict(), "agrees")
        self.assertEqual(self.verdict(known_at=before), "base_missing")
        self.assertEqual(self.verdict(as_of="2022-08-31"), "base_missing")
        self.assertEqual(self.verdict(as_of="2022-09-01"), "agrees")

    def test_claim_when_the_bases_report_arrives_later_then_checked_again(self):
        before = self.report(stories.report(39, 143, "93.40"), self.org, "2021-H1", "2021-07-15")
        # 11 of 39 is 28.2 percent.
        self.assertEqual(self.verdict(), "disagrees")
        # Published before the claim: as of the claim's day it stood.
        self.assertEqual(self.verdict(as_of="2022-07-15"), "disagrees")
        self.judge(self.figure(before, "39次"), value=40)
        self.assertEqual(self.verdict(), "agrees")

    def test_claim_when_the_base_is_revised_then_it_agrees_with_the_earlier_vintage(self):
        self.observe((self.org, MEETINGS, "2021-H1", "40", {"published": "2021-07-15"}))
        self.assertEqual(self.verdict(), "agrees")
        self.observe((self.org, MEETINGS, "2021-H1", "44", {"published": "2022-10-01"}))
        self.assertEqual(self.verdict(), "agrees_with_vintage")
        self.assertEqual(self.verdict(as_of="2022-09-30"), "agrees")

    def test_claim_when_a_later_report_restates_the_base_then_checked_again(self):
        self.observe((self.org, MEETINGS, "2021-H1", "39", {"published": "2021-07-15"}))
        self.assertEqual(self.verdict(), "disagrees")
        self.report("2021年上半年，召开食堂安全例会40次。\n", self.org, "2022-H2", "2023-01-15")
        self.assertEqual(self.verdict(), "agrees")
        self.assertEqual(self.verdict(as_of="2023-01-14"), "disagrees")

    def test_claim_when_the_bases_report_is_withdrawn_then_base_missing(self):
        before = self.report(stories.report(40, 143, "93.40"), self.org, "2021-H1", "2021-07-15")
        self.assertEqual(self.verdict(), "agrees")
        self.withdraw(before["id"], "2022-10-01")
        self.assertEqual(self.verdict(), "base_missing")
        self.assertEqual(self.verdict(as_of="2022-09-30"), "agrees")

    def test_claim_when_its_own_figures_are_corrected_then_checked_again(self):
        self.observe((self.org, MEETINGS, "2021-H1", "40", {"published": "2021-07-15"}))
        self.assertEqual(self.verdict(), "agrees")
        # 51 against 40 is 27.5 percent.
        self.judge(self.figure(self.told, "50次"), value=51)
        self.assertEqual(self.verdict(), "disagrees")
        self.judge(self.figure(self.told, "25%"), value="27.5")
        self.assertEqual(self.verdict(), "agrees")

    def test_claim_when_its_report_is_withdrawn_then_it_is_none_any_more(self):
        self.withdraw(self.told["id"], "2022-10-01")
        self.assertEqual(self.ask("/v1/claims", org=self.org)["claims"], [])
        self.assertEqual(len(self.ask("/v1/claims", org=self.org, as_of="2022-09-30")["claims"]), 1)


class Listed(asking.Asking):
    @classmethod
    def prepare(cls):
        super().prepare()
        for code, parent in (("county", None), ("east", "county"), ("west", "county"), ("far", None)):
            cls.daemon.add_org(code, f"{code}教育局", parent)
        cls.told = {}
        for org, period, published, text in (
            ("east", "2021-H1", "2021-07-15", "召开食堂安全例会40次，走访食堂供货商143家，家长对食堂的满意度达93.40%。"),
            ("east", "2022-H1", "2022-07-15",
             "召开食堂安全例会50次，同比增长25%。走访食堂供货商178家，同比增长35%。家长对食堂的满意度达94.60%，同比提高1.2个百分点。"),
            ("west", "2022-H1", "2022-07-20", "召开食堂安全例会50次，环比增长11.1%。"),
            ("far", "2022-H2", "2023-01-15", "召开食堂安全例会60次，同比增长20%。"),
        ):
            answer = cls.daemon.add_report(text, org, period, published=published)
            assert answer.status == 201, answer
            cls.told[org, period] = answer.json["id"]

    def claimed(self, **query):
        return [(c["org"], digits(c["claimed"])) for c in self.ask("/v1/claims", **query)["claims"]]

    def test_claims_when_listed_then_newest_first_and_filtered(self):
        # 178 against 143 is 24.48 percent, not 35.
        east = [("east", "25"), ("east", "35"), ("east", "1.2")]
        self.assertEqual(sorted(self.claimed()), sorted([("far", "20"), ("west", "11.1"), *east]))
        self.assertEqual(self.claimed()[:2], [("far", "20"), ("west", "11.1")])
        for query, expected in (
            ({"org": "east"}, east), ({"under": "county"}, [("west", "11.1"), *east]), ({"under": "west"}, [("west", "11.1")]),
            ({"verdict": "agrees"}, [east[0], east[2]]), ({"verdict": "disagrees"}, [east[1]]),
            ({"verdict": "base_missing"}, [("far", "20"), ("west", "11.1")]), ({"verdict": "undecided"}, []),
            ({"metric": MEETINGS}, [("far", "20"), ("west", "11.1"), east[0]]), ({"metric": SATISFACTION}, [east[2]]),
            ({"report": self.told["west", "2022-H1"]}, [("west", "11.1")]), ({"period": "2022-H2"}, [("far", "20")]),
            ({"period": "2022-07/2022-12"}, [("far", "20")]), ({"basis": "pop"}, [("west", "11.1")]), ({"basis": "target"}, []),
            ({"org": "east", "verdict": "agrees", "metric": SATISFACTION, "basis": "yoy"}, [east[2]]),
            ({"as_of": "2022-07-19"}, east), ({"known_at": "2001-01-01"}, []),
        ):
            with self.subTest(str(query)):
                self.assertEqual(sorted(self.claimed(**query)), sorted(expected))

    def test_claims_when_paged_then_all_of_them_once(self):
        for query in ({}, {"verdict": "agrees"}):
            with self.subTest(str(query)):
                whole = self.ask("/v1/claims", **query)["claims"]
                found, cursor = [], {}
                while cursor is not None:
                    page = self.ask("/v1/claims", limit=2, **query, **cursor)
                    self.assertLessEqual(len(page["claims"]), 2)
                    found += page["claims"]
                    cursor = {"cursor": page["next"]} if page["next"] else None
                self.assertEqual(found, whole)

    def test_claims_when_as_csv_then_a_row_a_claim(self):
        answer = self.daemon.get("/v1/claims", format="csv", org="east", quote="0")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual({(r["claimed"], r["computed"], r["verdict"]) for r in rows},
                         {("25", "25.00", "agrees"), ("35", "24.48", "disagrees"), ("1.2", "1.20", "agrees")})

    def test_claims_when_something_is_wrong_then_4xx_names_it(self):
        for name, value in (("verdict", "true"), ("period", "2022-H9"), ("basis", "year"), ("as_of", "2022-02-30"), ("report", "x"),
                            ("known_at", "never"), ("limit", "0"), ("limit", "1001"), ("cursor", "!"), ("quote", "maybe"),
                            ("format", "xml"), ("colour", "red"), ("status", "actual")):
            with self.subTest(f"{name}={value}"):
                answer = self.daemon.get("/v1/claims", **{name: value})
                self.assertEqual((answer.status, answer.json.get("field")), (400, name), answer)
        self.assert_problem(self.daemon.get("/v1/claims", org="nowhere"), 404, "unknown-org", field="org")
        self.assert_problem(self.daemon.get("/v1/claims", under="nowhere"), 404, "unknown-org", field="under")
        self.assert_problem(self.daemon.get("/v1/claims", metric="nothing"), 404, "unknown-metric", field="metric")
        self.assertEqual(self.daemon.call("GET", "/v1/claims", token=None).status, 401)


class Warnings(asking.Asking):
    """What does not fit together is told; the report is taken in all the same, with all its figures."""

    @classmethod
    def prepare(cls):
        super().prepare()
        for code, name, unit, kind, more in (
            ("canteen-invited", "应到家委", "人", "count", {"over_time": "sum"}),
            ("canteen-came", "实到家委", "人", "count", {"over_time": "sum"}),
            ("canteen-turnout", "家委到会率", "%", "rate", {"numerator": "canteen-came", "denominator": "canteen-invited"}),
        ):
            answer = cls.daemon.put(f"/v1/metrics/{code}", {"name_zh": name, "unit": unit, "kind": kind, "aliases": [name], **more})
            assert answer.status == 201, answer

    def warned(self, text, period="2023-H1", org=None, figures=None):
        """[(kind, text of the figure, text of the other)] of a report that was stored whole."""
        told = self.report(text, org or self.new_org(), period, "2023-12-15")
        if figures is not None:
            self.assertEqual([f["text"] for f in told["figures"]], figures)
        self.assertEqual(self.ask(f"/v1/reports/{told['id']}")["warnings"], told["warnings"])
        texts = {f["id"]: f["text"] for f in told["figures"]}
        for warning in told["warnings"]:
            self.assertTrue(warning["detail"])
            self.assertEqual(warning["figure"]["report"], told["id"])
        return [(w["kind"], texts[w["figure"]["figure"]], w["other"] and texts.get(w["other"]["figure"])) for w in told["warnings"]]

    def test_report_when_it_says_two_values_then_warned_and_the_first_counts(self):
        org = self.new_org()
        found = self.warned("召开食堂安全例会15次。其间再次部署。召开食堂安全例会16次。\n", org=org, figures=["15次", "16次"])
        self.assertEqual(found, [("two_values", "15次", "16次")])
        self.assertEqual(self.values(org, MEETINGS), {"2023-H1": "15"})

    def test_report_when_the_same_value_stands_twice_then_not_warned(self):
        self.assertEqual(self.warned("召开食堂安全例会15次。以上共召开食堂安全例会15次。\n"), [])

    def test_report_when_a_part_is_above_its_whole_then_warned(self):
        for text, expected in (
            ("走访食堂供货商80家，其中民办供货商90家。\n", [("part_above_whole", "90家", "80家")]),
            ("走访食堂供货商80家，其中民办供货商80家。\n", []),
            # 80余 is [80, 90): 85 may be a part of it, 90 cannot.
            ("走访食堂供货商80余家，其中民办供货商85家。\n", []),
            ("走访食堂供货商80余家，其中民办供货商95家。\n", [("part_above_whole", "95家", "80余家")]),
        ):
            with self.subTest(text):
                self.assertEqual(self.warned(text), expected)

    def test_report_when_a_rate_is_above_100_then_warned_and_stored(self):
        org = self.new_org()
        self.assertEqual(self.warned("家长对食堂的满意度达104.6%。\n", org=org), [("rate_above_100", "104.6%", None)])
        self.assertEqual(self.values(org, SATISFACTION), {"2023-H1": "104.6"})
        self.assertEqual(self.warned("家长对食堂的满意度达100%。\n"), [])

    def test_report_when_a_rate_is_not_that_of_its_parts_then_warned(self):
        # 150 of 200 is 75 percent; 151 of 200 is 75.5.
        for rate, expected in (("75%", []), ("75.0%", []), ("80%", ["80%"]), ("75.1%", ["75.1%"])):
            with self.subTest(rate):
                found = self.warned(f"应到家委200人，实到家委150人，家委到会率{rate}。\n", figures=["200人", "150人", rate])
                self.assertEqual([(kind, figure) for kind, figure, _ in found], [("rate_unlike_parts", r) for r in expected])
        self.assertEqual(self.warned("应到家委200人，实到家委151人，家委到会率76%。\n"), [])

    def test_report_when_a_total_of_the_year_falls_then_warned(self):
        text = "2023年1-9月，召开食堂安全例会20次。2023年1-6月，召开食堂安全例会21次。\n"
        found = self.warned(text, "2023-01/2023-09")
        self.assertEqual([(kind, {figure, other}) for kind, figure, other in found], [("cumulative_fall", {"20次", "21次"})])
        self.assertEqual(self.warned(text.replace("20次", "21次"), "2023-01/2023-09"), [])

    def test_report_when_a_total_is_below_what_history_has_then_warned(self):
        org = self.new_org()
        self.observe((org, MEETINGS, "2023-H1", "21", {"published": "2023-07-10"}))
        found = self.warned("2023年1-9月，召开食堂安全例会20次。\n", "2023-01/2023-09", org)
        self.assertEqual(found, [("cumulative_fall", "20次", None)])

    def test_report_when_its_fault_is_corrected_then_no_longer_warned(self):
        told = self.report("家长对食堂的满意度达104.6%。\n", self.new_org(), "2023-H1", "2023-07-15")
        self.judge(told["figures"][0]["id"], value="94.6")
        self.assertEqual(self.ask(f"/v1/reports/{told['id']}")["warnings"], [])

    def test_report_when_all_is_wrong_at_once_then_every_kind_and_still_stored(self):
        text = ("2023年1-9月，走访食堂供货商70家，召开食堂安全例会20次。2023年1-6月，召开食堂安全例会21次。"
                "家长对食堂的满意度达104.6%。走访食堂供货商80家，其中民办供货商90家。"
                "应到家委200人，实到家委150人，家委到会率80%。\n")
        kinds = {kind for kind, _, _ in self.warned(text, "2023-01/2023-09")}
        self.assertEqual(kinds, {"two_values", "part_above_whole", "rate_above_100", "rate_unlike_parts", "cumulative_fall"})


if __name__ == "__main__":
    harness.main()
