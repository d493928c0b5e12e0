"""Stored reports read again by a newer reader: people's decisions stay, vintages come only where something is otherwise.

What an older reader misread is made here: a report is posted as that reader understood it (93.60, where the document says 94.60; 若干, where
it says 12), and then the stored text is put right. To the reader of today it is the same as a reader that has learnt something.
"""

import subprocess
import threading

import asking
import harness
from asking import counting, digits, events

VISITS, RATE, MEETINGS = "canteen-visits", "canteen-satisfaction", "canteen-meetings"
H1 = ("2021-H1", "actual")
PUBLISHED = "2021-07-10"
TEXT = "食堂工作小结\n\n召开食堂安全例会{}次。走访食堂供货商{}家。家长对食堂的满意度达{}%。\n"


class Reading(asking.Asking):
    def reread(self, report, daemon=None, **query):
        answer = self.daemon.call("POST", f"/v1/reports/{report}/reread", query=query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def put_right(self, report, said, meant, version="1"):
        """The stored text is what the document says; an older reader had understood `said`."""
        self.assertEqual(len(said), len(meant))
        self.pg.sql(f"update reports set decoded = replace(decoded, '{said}', '{meant}'), extract_version = '{version}' "
                    f"where id = {report} and position('{said}' in decoded) > 0")

    def misread(self, said, meant, org=None, text=TEXT, period="2021-H1"):
        """A report of which an older reader understood `said`, where it says `meant`: both fill the text's gaps."""
        report = self.report(text.format(*said), org or self.new_org(), period, PUBLISHED)
        wrong, right = text.format(*said), text.format(*meant)
        self.put_right(report["id"], wrong, right)
        return report

    def stored(self):
        """All that a reading may change, as it stands."""
        tables = ("figures", "claims", "warnings", "suggestions", "metrics", "metric_aliases")
        rows = {table: sorted(map(tuple, self.pg.sql(f"select xmin, t.* from {table} t"))) for table in tables}
        rows["series"] = self.pg.sql("select id, encode(vintages, 'hex'), figure_ids from series order by id")
        rows["reports"] = self.pg.sql("select id, xmin, extract_version, figure_count from reports order by id")
        return rows

    def counts(self, answer):
        names = ("kept", "revised", "added", "withdrawn", "decided")
        return {name: answer[name] for name in names if answer[name] != 0}

    def figures(self, report):
        return self.ask(f"/v1/reports/{report}/figures")["figures"]

    def settled(self, report):
        """A second reading finds nothing to do, and writes nothing."""
        before = self.stored()
        answer = self.reread(report)
        self.assertEqual(answer["differences"], [])
        self.assertEqual((answer["touched"], answer["warnings_changed"]), (0, False))
        self.assertEqual(self.stored(), before)
        return answer


class Differences(Reading):
    def test_reread_when_nothing_is_otherwise_then_only_the_version_is_new(self):
        org = self.new_org()
        report = self.report(TEXT.format(12, 340, "93.70"), org, "2021-H1", PUBLISHED)
        self.pg.sql(f"update reports set extract_version = '1' where id = {report['id']}")
        before = self.stored()
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 3})
        self.assertEqual((told["extract_version_before"], told["difference_count"], told["org"], told["period"]), ("1", 0, org, "2021-H1"))
        after = self.stored()
        for table in before:
            if table != "reports":
                self.assertEqual(after[table], before[table], table)
        again = self.settled(report["id"])
        self.assertEqual(again["extract_version_before"], told["extract_version"])

    def test_value_when_read_otherwise_then_the_old_is_taken_back_and_known_at_shows_it(self):
        org = self.new_org()
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"), org)
        figure, = [f for f in report["figures"] if f["text"] == "93.60%"]
        moment = self.moment()
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 2, "revised": 1})
        difference, = told["differences"]
        self.assertEqual((difference["action"], difference["figure"], difference["text"]), ("revised", figure["id"], "94.60%"))
        self.assertEqual(difference["quote"], "家长对食堂的满意度达94.60%。")
        self.assertEqual({k: digits(v) for k, v in difference["before"].items()}, {"value": "93.60", "bound": "exact"})
        self.assertEqual({k: digits(v) for k, v in difference["after"].items()}, {"value": "94.60", "bound": "exact"})
        self.assertEqual(self.values(org, RATE), {"2021-H1": "94.60"})
        self.assertEqual(self.values(org, RATE, known_at=moment), {"2021-H1": "93.60"})
        # On the day of publication already, for it is the reading that was mended, not the report.
        self.assertEqual(self.values(org, RATE, as_of=PUBLISHED), {"2021-H1": "94.60"})
        vintages = self.vintages(org, RATE)[H1]
        self.assertEqual([(digits(v["value"]), v["published"], v["source"]["figure"]) for v in vintages if v["value"] is not None],
                         [("93.60", PUBLISHED, figure["id"]), ("94.60", PUBLISHED, figure["id"])])
        self.assertEqual(counting(vintages), "94.60")
        self.assertEqual(len(self.vintages(org, MEETINGS)[H1]), 1)
        now, = [f for f in self.figures(report["id"]) if f["id"] == figure["id"]]
        self.assertEqual((digits(now["value"]), now["text"], now["revision"], now["state"]), ("94.60", "94.60%", 1, "sure"))
        self.settled(report["id"])

    def test_value_when_a_later_report_restates_it_then_that_still_counts(self):
        org = self.new_org()
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"), org)
        self.report("家长对食堂的满意度达95.10%。", org, "2021-H1", "2022-01-10")
        self.reread(report["id"])
        self.assertEqual(self.values(org, RATE), {"2021-H1": "95.10"})
        self.assertEqual(self.values(org, RATE, as_of="2021-12-31"), {"2021-H1": "94.60"})

    def test_figure_when_one_was_missing_then_added_behind_the_others(self):
        org = self.new_org()
        report = self.misread(("若干", 340, "93.70"), (12, 340, "93.70"), org)
        self.assertEqual(len(report["figures"]), 2)
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 2, "added": 1})
        difference, = told["differences"]
        self.assertEqual((difference["action"], difference["before"], difference["after"]["metric"]), ("added", None, MEETINGS))
        self.assertEqual((digits(difference["after"]["value"]), difference["after"]["point"]), ("12", True))
        figures = self.figures(report["id"])
        self.assertEqual([f["text"] for f in figures], ["340家", "93.70%", "12次"])
        self.assertEqual(figures[2]["id"], difference["figure"])
        self.assertEqual([f["id"] for f in figures[:2]], [f["id"] for f in report["figures"]])
        self.assertEqual(self.values(org, MEETINGS), {"2021-H1": "12"})
        self.assertEqual(events(self.vintages(org, MEETINGS)[H1]), [("first", "12", PUBLISHED)])
        self.assertEqual(self.ask(f"/v1/reports/{report['id']}")["figure_count"], 3)
        self.settled(report["id"])

    def test_figure_when_not_found_any_more_then_withdrawn_and_back_when_found_again(self):
        org = self.new_org()
        report = self.misread((12, 340, "93.70"), ("若干", 340, "93.70"), org)
        meetings = report["figures"][0]
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 2, "withdrawn": 1})
        difference, = told["differences"]
        self.assertEqual((difference["action"], difference["after"], digits(difference["before"]["value"])), ("withdrawn", None, "12"))
        gone = self.figures(report["id"])[0]
        self.assertEqual((gone["id"], gone["state"], gone["revision"]), (meetings["id"], "withdrawn", 1))
        self.assertIsNone(counting(self.vintages(org, MEETINGS)[H1]))
        self.assertEqual(self.counts(self.settled(report["id"])), {"kept": 2})
        # It is no decision of a person: the same label is read as before in the next report.
        later = self.report("召开食堂安全例会15次。", org, "2022-H1", "2022-07-10")
        self.assertEqual((later["figures"][0]["state"], later["figures"][0]["metric"]), ("sure", MEETINGS))
        self.put_right(report["id"], "若干次", "12次次"[:3])
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 2, "revised": 1})
        back, = told["differences"]
        self.assertEqual((back["figure"], back["before"], back["after"]),
                         (meetings["id"], {"state": "withdrawn", "point": False}, {"state": "sure", "point": True}))
        self.assertEqual(self.values(org, MEETINGS, to="2021-H1"), {"2021-H1": "12"})
        self.settled(report["id"])

    def test_period_and_status_when_read_otherwise_then_the_point_moves(self):
        org = self.new_org()
        text = "食堂工作小结\n\n{}走访食堂供货商340家。\n"
        report = self.misread(("上半年，我局",), ("下半年，计划",), org, text, "2021")
        figure, = report["figures"]
        self.assertEqual(figure["period"], "2021-H1")
        told = self.reread(report["id"])
        difference, = told["differences"]
        self.assertEqual((difference["before"]["period"], difference["after"]["period"]), ("2021-H1", "2021-H2"))
        self.assertEqual((difference["before"]["status"], difference["after"]["status"]), ("actual", "target"))
        vintages = self.vintages(org, VISITS)
        self.assertIsNone(counting(vintages[H1]))
        self.assertEqual(counting(vintages["2021-H2", "target"]), "340")
        self.assertEqual(self.figures(report["id"])[0]["id"], figure["id"])
        self.settled(report["id"])

    def test_label_when_read_otherwise_then_another_series(self):
        org = self.new_org()
        report = self.misread(("走访食堂供货商",), ("新增校园微菜园",), org, "食堂工作小结\n\n我局{}340家。\n")
        told = self.reread(report["id"])
        difference, = told["differences"]
        self.assertEqual((difference["before"]["label"], difference["before"]["metric"]), ("走访食堂供货商", VISITS))
        metric = difference["after"]["metric"]
        self.assertNotIn(metric, (None, VISITS))
        self.assertIsNone(counting(self.vintages(org, VISITS)[H1]))
        self.assertEqual(self.values(org, metric), {"2021-H1": "340"})
        self.settled(report["id"])

    def test_figures_when_several_are_otherwise_then_told_in_the_order_of_the_text(self):
        report = self.misread(("若干", 340, "93.60"), (12, "若干家"[:3], "94.60"))
        told = self.reread(report["id"])
        self.assertEqual([(d["action"], d["text"]) for d in told["differences"]],
                         [("added", "12次"), ("withdrawn", "340家"), ("revised", "94.60%")])
        self.assertEqual(told["difference_count"], 3)
        self.settled(report["id"])

    def test_figure_when_it_stood_back_behind_one_that_leaves_then_it_takes_its_place(self):
        # The sentence on last year was read as this year's; the other one said the same and was no point of its own.
        org = self.new_org()
        text = "食堂工作小结\n\n{}走访食堂供货商340家。全局共走访食堂供货商340家。\n"
        report = self.misread(("2021年上半年",), ("2020年上半年",), org, text)
        told = self.reread(report["id"])
        self.assertEqual([(d["action"], d["before"].get("point"), d["after"].get("point")) for d in told["differences"]],
                         [("revised", None, None), ("revised", False, True)])
        self.assertEqual(self.values(org, VISITS, frequency="S"),
                         {"2020-H1": "340", "2020-H2": "not_reported", "2021-H1": "340"})
        self.settled(report["id"])

    def test_label_when_spelled_otherwise_but_the_same_metric_then_no_vintage(self):
        org = self.new_org()
        report = self.report("食堂工作小结\n\n走访食堂供货商340家。\n", org, "2021-H1", PUBLISHED)
        self.pg.sql(f"update figures set label = '共走访食堂供货商', confidence = confidence - 1 where report_id = {report['id']}")
        told = self.reread(report["id"])
        difference, = told["differences"]
        self.assertEqual((difference["before"], difference["after"]), ({"label": "共走访食堂供货商"}, {"label": "走访食堂供货商"}))
        self.assertEqual(len(self.vintages(org, VISITS)[H1]), 1)
        self.settled(report["id"])

    def test_confidence_when_another_then_touched_without_a_difference(self):
        org = self.new_org()
        report = self.report("食堂工作小结\n\n走访食堂供货商340家。\n", org, "2021-H1", PUBLISHED)
        confidence = report["figures"][0]["confidence"]
        self.pg.sql(f"update figures set confidence = confidence - 1 where report_id = {report['id']}")
        told = self.reread(report["id"])
        self.assertEqual((self.counts(told), told["touched"], told["difference_count"]), ({"kept": 1}, 1, 0))
        now, = self.figures(report["id"])
        self.assertEqual((now["confidence"], now["revision"]), (confidence, 0))
        self.assertEqual(len(self.vintages(org, VISITS)[H1]), 1)
        self.settled(report["id"])

    def test_metric_when_it_was_never_known_and_is_now_then_linked(self):
        org = self.new_org()
        first = self.report("家长对午间托管的满意度为94.20%。", org, "2021-H1", PUBLISHED)
        second = self.report("家长对午间托管的满意度为6.10%。", org, "2022-H1", "2022-07-10")
        self.assertEqual((second["figures"][0]["link"], second["figures"][0]["metric"]), ("waits", None))
        self.assertEqual(self.counts(self.settled(second["id"])), {"kept": 1})
        # Without the report that speaks against the value, its name alone says what it is.
        self.withdraw(first["id"], "2022-08-01")
        told = self.reread(second["id"])
        self.assertEqual(self.counts(told), {"revised": 1})
        metric = first["figures"][0]["metric"]
        self.assertEqual((told["differences"][0]["before"]["metric"], told["differences"][0]["after"]["metric"]), (None, metric))
        self.assertEqual(counting(self.vintages(org, metric)["2022-H1", "actual"]), "6.10")
        self.settled(second["id"])

    def test_series_when_the_catalogue_knows_another_metric_now_then_it_stays(self):
        org = self.new_org()
        report = self.report("布置劳动教育角27处。", org, "2021-H1", PUBLISHED)
        self.daemon.put("/v1/metrics/labour-corners", {
            "name_zh": "布置劳动教育角", "unit": "处", "kind": "count", "over_time": "sum", "over_orgs": "sum"})
        self.assertEqual(self.counts(self.settled(report["id"])), {"kept": 1})
        self.assertEqual(self.figures(report["id"])[0]["metric"], report["figures"][0]["metric"])

    def test_value_when_the_point_is_taken_by_another_value_then_kept_apart(self):
        org = self.new_org()
        text = "食堂工作小结\n\n走访食堂供货商340家。{}走访食堂供货商351家。\n"
        report = self.misread(("2020年上半年",), ("2021年上半年",), org, text)
        self.assertEqual([f["period"] for f in report["figures"]], ["2021-H1", "2020-H1"])
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 1, "revised": 1})
        apart = self.figures(report["id"])[1]
        self.assertEqual((apart["period"], apart["state"], apart["link"]), ("2021-H1", "pending", "new"))
        self.assertNotIn(apart["metric"], (None, VISITS))
        self.assertEqual(self.values(org, VISITS, from_="2021"), {"2021-H1": "340"})
        self.assertIsNone(counting(self.vintages(org, VISITS)["2020-H1", "actual"]))
        self.assertEqual([w["kind"] for w in self.ask(f"/v1/reports/{report['id']}")["warnings"]], ["two_values"])
        self.settled(report["id"])


class Claims(Reading):
    TEXT = "食堂工作小结\n\n走访食堂供货商150家，同比增长{}%。\n"

    def claims(self, report):
        return self.ask("/v1/claims", report=report)["claims"]

    def test_claim_when_read_otherwise_then_checked_anew(self):
        org = self.new_org()
        self.observe((org, VISITS, "2020-H1", "120"))
        report = self.misread((29,), (25,), org, self.TEXT)
        claim, = report["claims"]
        self.assertEqual(claim["verdict"], "disagrees")
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"kept": 1, "revised": 1})
        claim, = self.claims(report["id"])
        # 150 of 120 is 25 percent more
        self.assertEqual((digits(claim["claimed"]), claim["verdict"], claim["metric"]), ("25", "agrees", VISITS))
        self.settled(report["id"])

    def test_claim_when_its_change_is_new_or_gone_then_so_is_it(self):
        org = self.new_org()
        self.observe((org, VISITS, "2020-H1", "120"))
        report = self.misread(("好多",), (25,), org, self.TEXT)
        self.assertEqual(report["claims"], [])
        added, = self.reread(report["id"])["differences"]
        self.assertEqual((added["action"], added["after"]["kind"], added["after"]["metric"], added["after"]["change_of"]),
                         ("added", "change", VISITS, report["figures"][0]["start"]))
        claim, = self.claims(report["id"])
        self.assertEqual((claim["id"], claim["verdict"]), (added["figure"], "agrees"))
        self.settled(report["id"])
        self.put_right(report["id"], "增长25", "增长好多"[:4])
        self.assertEqual(self.reread(report["id"])["withdrawn"], 1)
        self.assertEqual(self.claims(report["id"]), [])
        self.assertEqual(self.ask(f"/v1/reports/{report['id']}")["claims"], [])
        self.settled(report["id"])

    def test_claim_of_another_report_when_its_base_is_read_otherwise_then_marked(self):
        org = self.new_org()
        base = self.misread((12, 130, "93.70"), (12, 120, "93.70"), org, period="2020-H1")
        report = self.report(self.TEXT.format(25), org, "2021-H1", "2021-07-20")
        self.assertEqual(report["claims"][0]["verdict"], "disagrees")
        self.reread(base["id"])
        self.assertEqual([c["verdict"] for c in self.claims(report["id"])], ["agrees"])
        # The list by verdict, too: what it is filtered by is no longer held for known.
        self.assertIn(report["claims"][0]["id"], [c["id"] for c in self.ask("/v1/claims", org=org, verdict="agrees")["claims"]])

    def test_warning_when_the_figures_fit_now_then_told_no_more(self):
        report = self.misread((200,), (100,), text="食堂工作小结\n\n走访食堂供货商120家，其中乡镇供货商{}家。\n")
        self.assertEqual([w["kind"] for w in report["warnings"]], ["part_above_whole"])
        self.assertTrue(self.reread(report["id"])["warnings_changed"])
        self.assertEqual(self.ask(f"/v1/reports/{report['id']}")["warnings"], [])
        self.settled(report["id"])


class Decisions(Reading):
    def test_decisions_when_read_otherwise_or_not_at_all_then_kept(self):
        org = self.new_org()
        report = self.misread((12, 340, "93.60"), ("若干", 341, "94.60"), org)
        accepted, corrected, rejected = (f["id"] for f in report["figures"])
        self.judge(accepted, state="accepted")
        self.judge(corrected, value=350)
        self.judge(rejected, state="rejected")
        before = self.stored()
        told = self.reread(report["id"])
        self.assertEqual(self.counts(told), {"decided": 3})
        after = self.stored()
        for table in ("figures", "series"):
            self.assertEqual(after[table], before[table], table)
        self.assertEqual([f["state"] for f in self.figures(report["id"])], ["accepted", "corrected", "rejected"])
        self.assertEqual(self.values(org, VISITS), {"2021-H1": "350"})
        self.assertIsNone(counting(self.vintages(org, RATE)[H1]))
        self.settled(report["id"])

    def test_withdrawn_figure_when_a_person_accepts_it_then_it_counts_and_stays(self):
        org = self.new_org()
        report = self.misread((12, 340, "93.70"), ("若干", 340, "93.70"), org)
        self.reread(report["id"])
        figure = report["figures"][0]["id"]
        self.assert_problem(self.patch(figure, state="withdrawn"), 400, "bad-value", field="state")
        self.assertEqual([i["figure"]["id"] for i in self.ask("/v1/figures", state="withdrawn", org=org)["figures"]], [figure])
        self.assertEqual(self.judge(figure, state="accepted")["state"], "accepted")
        self.assertEqual(self.values(org, MEETINGS), {"2021-H1": "12"})
        self.assertEqual(self.counts(self.settled(report["id"])), {"kept": 2, "decided": 1})

    def test_reviewer_when_the_figure_was_read_otherwise_since_he_looked_then_told(self):
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"))
        figure, = [f for f in report["figures"] if f["text"] == "93.60%"]
        self.reread(report["id"])
        answer = self.daemon.call("PATCH", f"/v1/figures/{figure['id']}", body='{"state": "accepted"}',
                                  headers={**asking.JSON, "If-Match": f'"{figure["revision"]}"'})
        self.assert_problem(answer, 412, "precondition-failed", "94.60")

    def test_label_when_a_person_decides_then_what_was_read_anew_follows_and_what_was_withdrawn_does_not(self):
        org = self.new_org()
        self.daemon.put("/v1/metrics/bookshelves", {
            "name_zh": "流动书架", "unit": "个", "kind": "count", "over_time": "sum", "over_orgs": "sum"})
        text = "图书角小结\n\n班级漂流书柜{}个。\n"
        anew = self.misread((61,), (67,), org, text, "2019")
        gone = self.misread(("12",), ("若干",), org, text + "图书角6个。\n", "2020")
        for report, revised, withdrawn in ((anew, 1, 0), (gone, 0, 1)):
            told = self.reread(report["id"])
            self.assertEqual((told["revised"], told["withdrawn"]), (revised, withdrawn))
        last = self.report(text.format(70), org, "2021", PUBLISHED)
        self.assertEqual(self.judge(last["figures"][0]["id"], metric="bookshelves")["relinked"], 1)
        self.assertEqual(self.values(org, "bookshelves", frequency="A"), {"2019": "67", "2020": "not_reported", "2021": "70"})
        self.assertEqual(self.counts(self.settled(anew["id"])), {"decided": 1})


class Requests(Reading):
    def test_dry_run_when_asked_then_the_same_differences_and_nothing_written(self):
        report = self.misread(("若干", 340, "93.60"), (12, "若干家"[:3], "94.60"))
        before = self.stored()
        would = self.reread(report["id"], dry_run=1)
        self.assertEqual(self.stored(), before)
        self.assertTrue(would["dry_run"])
        self.assertEqual([d["figure"] is None for d in would["differences"]], [True, False, False])
        told = self.reread(report["id"])
        self.assertEqual({**told, "dry_run": True, "differences": None}, {**would, "differences": None})
        for one, other in zip(told["differences"], would["differences"]):
            self.assertEqual({**one, "figure": None}, {**other, "figure": None})

    def test_quote_when_left_out_then_no_sentences(self):
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"))
        self.assertNotIn("quote", self.reread(report["id"], dry_run=1, quote=0)["differences"][0])

    def test_report_when_withdrawn_or_unknown_or_not_allowed_then_a_problem(self):
        report = self.report(TEXT.format(1, 2, "93.70"), self.new_org(), "2021-H1", PUBLISHED)["id"]
        self.assertEqual(self.daemon.call("POST", f"/v1/reports/{report}/reread", token="reporter").status, 403)
        self.assertEqual(self.daemon.call("POST", f"/v1/reports/{report}/reread", token=None).status, 401)
        self.assertEqual(self.daemon.call("POST", f"/v1/reports/{report}/reread", token="reviewer").status, 200)
        self.withdraw(report, "2021-08-01")
        for query in ({}, {"dry_run": 1}):
            self.assert_problem(self.daemon.call("POST", f"/v1/reports/{report}/reread", query=query), 409, "conflict", "withdrawn")
        self.assert_problem(self.daemon.call("POST", "/v1/reports/999999/reread"), 404, "not-found", "999999")
        self.assert_problem(self.daemon.call("POST", "/v1/reports/first/reread"), 400, "bad-value", field="id")
        self.assert_problem(self.daemon.call("POST", f"/v1/reports/{report}/reread?dry_run=x"), 400, "bad-value", field="dry_run")
        self.assert_problem(self.daemon.call("POST", f"/v1/reports/{report}/reread?force=1"), 400, "unknown-parameter", field="force")
        self.assertEqual(self.daemon.call("GET", f"/v1/reports/{report}/reread").status, 405)

    def test_report_when_no_figure_is_found_then_refused_and_left(self):
        report = self.misread(("340",), ("许多的",), text="食堂工作小结\n\n走访食堂供货商{}家。\n")
        before = self.stored()
        self.assert_problem(self.daemon.call("POST", f"/v1/reports/{report['id']}/reread"), 422, "no-figures", "nothing was changed")
        self.assertEqual(self.stored(), before)

    def test_withdrawing_when_read_anew_before_then_all_points_go(self):
        org = self.new_org()
        report = self.misread(("若干", 340, "93.60"), (12, 340, "94.60"), org)
        self.reread(report["id"])
        self.withdraw(report["id"], "2021-09-01")
        for metric in (VISITS, RATE, MEETINGS):
            self.assertIsNone(counting(self.vintages(org, metric)[H1]), metric)


class Client(Reading):
    """tongbi report reread."""

    def run_client(self, *args, status=0):
        got, out, errors = harness.cli(self.daemon, "report", "reread", *args)
        self.assertEqual(got, status, f"{args}: {out}{errors}")
        return out if status == 0 else out + errors

    def test_client_when_dry_run_then_told_and_when_run_then_done_once(self):
        org = self.new_org()
        wrong = self.misread(("若干", 340, "93.60"), (12, 340, "94.60"), org)
        right = self.report(TEXT.format(13, 350, "95.10"), org, "2022-H1", "2022-07-10")
        before = self.stored()
        told = self.run_client("--org", org, "--dry-run")
        self.assertEqual(self.stored(), before)
        self.assertIn(f"{wrong['id']} {org} 2021-H1: revised 1, added 1, withdrawn 0, kept 1,", told)
        self.assertIn("value 93.60 -> 94.60", told)
        self.assertIn("dry run, nothing is stored: reports read: 2, with differences: 1; revised 1, added 1, withdrawn 0, failed 0", told)
        self.assertNotIn(f"{right['id']} {org}", told)
        done = self.run_client("--org", org)
        self.assertIn("reports read: 2, with differences: 1; revised 1, added 1, withdrawn 0, failed 0", done)
        self.assertEqual(self.values(org, RATE, to="2021-H1"), {"2021-H1": "94.60"})
        self.assertEqual(self.run_client("--org", org).splitlines(),
                         ["reports read: 2, with differences: 0; revised 0, added 0, withdrawn 0, failed 0"])

    def test_client_when_one_is_refused_then_the_rest_is_read_and_3(self):
        org = self.new_org()
        gone = self.report(TEXT.format(1, 2, "93.70"), org, "2020-H1", "2020-07-10")["id"]
        wrong = self.misread((12, 340, "93.60"), (12, 340, "94.60"), org)["id"]
        self.withdraw(gone, "2020-08-01")
        told = self.run_client(gone, 999999, wrong, status=3)
        self.assertIn("reports read: 1, with differences: 1", told)
        self.assertIn("failed 2", told)
        self.assertEqual(self.values(org, RATE, from_="2021"), {"2021-H1": "94.60"})
        # Of all, only those that are active.
        self.assertIn("reports read: 1, with differences: 0", self.run_client("--org", org))

    def test_client_when_json_then_what_the_server_said(self):
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"))["id"]
        would = self.daemon.call("POST", f"/v1/reports/{report}/reread?dry_run=1")
        self.assertEqual(self.run_client(report, "--dry-run", "--json"), would.text + "\n")


class Collisions(Reading):
    def while_held(self, report, statement):
        """The answer to a reading that has to wait for a transaction which holds the report, does `statement` and commits."""
        answers = []
        holder = subprocess.Popen(
            self.pg._command("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.pg.conninfo()), cwd=self.pg.directory,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            holder.stdin.write(f"begin;\nselect id from reports where id = {report} for no key update;\n")
            holder.stdin.flush()
            self.assertEqual(holder.stdout.readline().strip(), str(report))
            reading = threading.Thread(target=lambda: answers.append(self.daemon.call("POST", f"/v1/reports/{report}/reread")))
            reading.start()
            harness.wait_until(lambda: self.pg.sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'"), "the reading waits")
            holder.stdin.write(statement + ";\ncommit;\n")
            holder.stdin.close()
            self.assertEqual(holder.wait(harness.PATIENCE_S), 0)
            reading.join(harness.PATIENCE_S)
        finally:
            holder.stdout.close()
            if holder.poll() is None:
                holder.kill()
                holder.wait()
        return answers[0]

    def test_reread_when_a_figure_is_judged_meanwhile_then_409_and_nothing_written(self):
        report = self.misread(("若干", 340, "93.60"), (12, 340, "94.60"))
        figure = report["figures"][0]["id"]
        before = self.stored()
        answer = self.while_held(report["id"], f"update figures set state = 'accepted', revision = revision + 1 where id = {figure}")
        self.assert_problem(answer, 409, "conflict", "look at it again")
        after = self.stored()
        for table in ("series", "reports", "claims", "warnings", "metrics"):
            self.assertEqual(after[table], before[table], table)
        self.assertEqual(len(after["figures"]), len(before["figures"]))
        self.assertEqual(self.counts(self.reread(report["id"])), {"decided": 1, "revised": 1, "added": 1})

    def test_reread_when_withdrawn_meanwhile_then_409(self):
        report = self.misread((12, 340, "93.60"), (12, 340, "94.60"))
        answer = self.while_held(report["id"], "update reports set state = 'withdrawn', withdrawn = '2021-08-01', "
                                               f"withdrawn_recorded = now() where id = {report['id']}")
        self.assert_problem(answer, 409, "conflict", "look at it again")

    def test_rereads_when_many_at_once_then_one_writes(self):
        org = self.new_org()
        report = self.misread(("若干", 340, "93.60"), (12, 340, "94.60"), org)["id"]
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.daemon.call("POST", f"/v1/reports/{report}/reread")))
                   for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(harness.PATIENCE_S)
        self.assertEqual(len(answers), 6)
        self.assertLessEqual({a.status for a in answers}, {200, 409})
        self.assertEqual([a.json["added"] for a in answers if a.status == 200 and a.json["difference_count"] > 0], [1])
        self.assertEqual(len(self.figures(report)), 3)
        self.assertEqual(events(self.vintages(org, MEETINGS)[H1]), [("first", "12", PUBLISHED)])
        self.settled(report)


if __name__ == "__main__":
    harness.main()
