"""Every revision of every point: later reports, corrections, withdrawals, and what counted as of a day."""

import csv
import datetime
import io
import random

import asking
import harness
import stories
from asking import counting, digits, events, points_of

MEETINGS, VISITS, SATISFACTION = stories.METRICS
H1 = ("2021-H1", "actual")


class Revisions(asking.Asking):
    """One point, said three times: 93.70, 93.70 again, then 94.20."""

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.reports = []
        for visits, rate, published in ((300, "93.70", "2021-07-15"), (301, "93.70", "2021-09-01"), (302, "94.20", "2022-01-10")):
            answer = cls.daemon.add_report(stories.report(10, visits, rate), stories.ORG, "2021-H1", published=published)
            assert answer.status == 201, answer
            cls.reports.append(answer.json)

    def told(self, **query):
        return self.vintages(stories.ORG, SATISFACTION, **query)[H1]

    def test_vintages_when_said_again_and_revised_then_each_with_its_event_and_revision(self):
        vintages = self.told()
        self.assertEqual(events(vintages), [
            ("first", "93.70", "2021-07-15"), ("repeated", "93.70", "2021-09-01"), ("revised", "94.20", "2022-01-10")])
        # 94.20 - 93.70 = 0.50 points; 50 / 93.70 = 0.5336… percent
        self.assertEqual([(digits(v["change_pp"]), digits(v["change_rel"]), v["reason"]) for v in vintages],
                         [(None, None, "base_missing"), ("0.00", "0.00", None), ("0.50", "0.53", None)])
        self.assertEqual([v["counts"] for v in vintages], [False, False, True])
        self.assertEqual([v["source"]["report"] for v in vintages], [r["id"] for r in self.reports])
        self.assertEqual(vintages[2]["source"]["quote"], stories.SATISFACTION.format("94.20"))

    def test_vintages_when_of_a_count_then_revised_in_units(self):
        vintages = self.vintages(stories.ORG, VISITS)[H1]
        # 1 / 300 = 0.333… percent, 1 / 301 = 0.332…
        self.assertEqual([(digits(v["change"]), digits(v["change_rel"])) for v in vintages],
                         [(None, None), ("1", "0.33"), ("1", "0.33")])
        self.assertEqual([v["event"] for v in self.vintages(stories.ORG, MEETINGS)[H1]], ["first", "repeated", "repeated"])

    def test_vintages_when_as_of_a_day_then_those_published_by_then_and_which_counted(self):
        self.assertEqual([v["counts"] for v in self.told(as_of="2022-01-09")], [False, True])
        self.assertEqual([v["counts"] for v in self.told(as_of="2021-07-15")], [True])
        self.assertEqual(self.vintages(stories.ORG, SATISFACTION, as_of="2021-07-14"), {})

    def test_vintages_when_known_at_a_moment_then_what_was_recorded_by_then(self):
        recorded = [v["recorded"] for v in self.told()]
        self.assertEqual(len(self.told(known_at=recorded[1])), 2)
        self.assertEqual(self.vintages(stories.ORG, SATISFACTION, known_at="2001-01-01"), {})

    def test_trend_when_revised_then_latest_or_first_release_and_how_often_it_was_said(self):
        def point(**query):
            found, = self.trend(stories.ORG, SATISFACTION, **query)["points"]
            return digits(found["value"]), found["published"], found["releases"], found["source"]["report"]
        first, second, third = (r["id"] for r in self.reports)
        self.assertEqual(point(), ("94.20", "2022-01-10", 3, third))
        self.assertEqual(point(release="latest"), point())
        self.assertEqual(point(release="first"), ("93.70", "2021-07-15", 3, first))
        self.assertEqual(point(as_of="2021-12-31"), ("93.70", "2021-09-01", 2, second))
        self.assertEqual(point(as_of="2021-08-31"), ("93.70", "2021-07-15", 1, first))

    def test_compare_when_first_release_is_asked_then_the_first_value(self):
        def row(**query):
            comparison = self.ask("/v1/compare", metric=SATISFACTION, period="2021-H1", org=stories.ORG, **query)
            return comparison["release"], digits(comparison["rows"][0]["value"])
        self.assertEqual(row(), ("latest", "94.20"))
        self.assertEqual(row(release="first"), ("first", "93.70"))
        self.assertEqual(row(as_of="2021-10-01"), ("latest", "93.70"))

    def test_vintages_when_selected_then_only_those_points(self):
        self.assertEqual(list(self.vintages(stories.ORG, SATISFACTION, period="2021-01/2021-06")), [H1])
        for query in ({"period": "2021-H2"}, {"status": "target"}, {"from_": "2021-H2"}, {"to": "2020"}):
            with self.subTest(str(query)):
                self.assertEqual(self.vintages(stories.ORG, SATISFACTION, **query), {})
        self.assertEqual(list(self.vintages(stories.ORG, SATISFACTION, from_="2021", to="2021")), [H1])

    def test_vintages_when_as_csv_then_a_row_a_vintage(self):
        path = f"/v1/series/{self.series(stories.ORG, SATISFACTION)}/vintages"
        answer = self.daemon.get(path, format="csv", quote="0")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual([(r["period"], r["value"], r["event"], r["counts"], r["change_pp"]) for r in rows], [
            ("2021-H1", "93.70", "first", "false", ""), ("2021-H1", "93.70", "repeated", "false", "0.00"),
            ("2021-H1", "94.20", "revised", "true", "0.50")])
        self.assertNotIn("满意度", answer.text)

    def test_vintages_when_something_is_wrong_then_4xx_names_it(self):
        path = f"/v1/series/{self.series(stories.ORG, SATISFACTION)}/vintages"
        self.assert_problem(self.daemon.get("/v1/series/999999/vintages"), 404, "not-found", "999999")
        self.assert_problem(self.daemon.get("/v1/series/first/vintages"), 400, "bad-value", field="id")
        for name, value in (("status", "maybe"), ("period", "2021-H9"), ("from", "soon"), ("to", "2021-13"), ("as_of", "2021-02-30"),
                            ("known_at", "never"), ("quote", "yes"), ("format", "xml"), ("colour", "red"), ("release", "first")):
            with self.subTest(name):
                answer = self.daemon.get(path, **{name: value})
                self.assertEqual((answer.status, answer.json.get("field")), (400, name), answer)
        self.assert_problem(self.daemon.call("GET", path + "?from=2022&to=2021"), 400, "bad-value", field="from")
        self.assertEqual(self.daemon.call("GET", path, token=None).status, 401)


class Corrections(asking.Asking):
    """A person mends what was read."""

    def setUp(self):
        self.org = self.new_org()
        self.told = self.report(stories.report(10, 300, "95.20"), self.org, "2021-H1", "2021-07-15")
        self.meetings = self.figure(self.told, "10次")

    def test_value_when_corrected_then_it_counts_from_the_reports_own_day(self):
        before = self.moment()
        figure = self.judge(self.meetings, value="11")
        self.assertEqual((digits(figure["value"]), figure["state"], figure["text"]), ("11", "corrected", "10次"))
        vintages = self.vintages(self.org, MEETINGS)[H1]
        self.assertEqual(events(vintages), [
            ("first", "10", "2021-07-15"), ("withdrawn", None, "2021-07-15"), ("corrected", "11", "2021-07-15")])
        self.assertEqual([(digits(v["change"]), digits(v["change_rel"])) for v in vintages],
                         [(None, None), (None, None), ("1", "10.00")])
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "11"})
        self.assertEqual(self.values(self.org, MEETINGS, as_of="2021-07-15"), {"2021-H1": "11"})
        self.assertEqual(self.values(self.org, MEETINGS, known_at=before), {"2021-H1": "10"})
        # It was our reading that was wrong: the report never said otherwise.
        self.assertEqual(self.values(self.org, MEETINGS, release="first"), {"2021-H1": "11"})
        self.assertEqual(self.values(self.org, VISITS), {"2021-H1": "300"})

    def test_value_when_corrected_after_a_later_report_then_the_later_one_still_counts(self):
        self.report(stories.report(12, 300, "95.20"), self.org, "2021-H1", "2021-09-01")
        self.judge(self.meetings, value=11)
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "12"})
        self.assertEqual(self.values(self.org, MEETINGS, as_of="2021-08-31"), {"2021-H1": "11"})
        last = self.vintages(self.org, MEETINGS)[H1][-1]
        # Against what it revised: 12 - 11.
        self.assertEqual((last["event"], digits(last["value"]), digits(last["change"]), digits(last["change_rel"])),
                         ("revised", "12", "1", "9.09"))

    def test_figure_when_rejected_and_accepted_again_then_no_point_and_a_point_again(self):
        before = self.moment()
        self.assertEqual(self.judge(self.meetings, state="rejected")["state"], "rejected")
        between = self.moment()
        self.assertIsNone(counting(self.vintages(self.org, MEETINGS)[H1]))
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "not_reported"})
        self.assertEqual(self.judge(self.meetings, state="accepted")["state"], "accepted")
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "10"})
        self.assertEqual(self.values(self.org, MEETINGS, known_at=between), {"2021-H1": "not_reported"})
        self.assertEqual(self.values(self.org, MEETINGS, known_at=before), {"2021-H1": "10"})

    def test_figure_when_accepted_as_it_is_then_no_vintage_is_added(self):
        count = self.pg.count("observations")
        self.assertEqual(self.judge(self.meetings, state="accepted")["state"], "accepted")
        self.assertEqual(self.judge(self.meetings, metric=MEETINGS)["state"], "accepted")
        self.assertEqual(self.pg.count("observations"), count)

    def test_period_or_status_when_corrected_then_the_point_moves(self):
        self.judge(self.meetings, period="2020-H1")
        self.assertEqual(self.values(self.org, MEETINGS)["2020-H1"], "10")
        self.assertEqual(self.values(self.org, MEETINGS)["2021-H1"], "not_reported")
        self.judge(self.meetings, status="target")
        self.assertEqual(self.values(self.org, MEETINGS, status="target"), {"2020-H1": "10"})
        # What was taken back is a gap now.
        self.assertEqual(set(self.values(self.org, MEETINGS).values()), {"not_reported"})

    def test_metric_when_named_then_the_point_is_there_and_the_label_is_remembered(self):
        label = "检查食品留样"
        first = self.report(f"我局{label}40次。\n", self.org, "2021-H2", "2022-01-15")
        figure = self.judge(self.figure(first, "40次"), metric=MEETINGS)
        self.assertEqual((figure["metric"], figure["state"]), (MEETINGS, "accepted"))
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "10", "2021-H2": "40"})
        second = self.report(f"我局{label}44次。\n", self.org, "2022-H1", "2022-07-15")
        self.assertEqual(second["figures"][0]["metric"], MEETINGS)
        self.assertEqual(self.values(self.org, MEETINGS)["2022-H1"], "44")
        # Only here: another organisation may mean something else by it.
        other = self.report(f"我局{label}5次。\n", self.new_org(), "2022-H1", "2022-07-15")
        self.assertNotEqual(other["figures"][0]["metric"], MEETINGS)

    def test_metric_when_of_another_unit_then_409(self):
        answer = self.patch(self.figure(self.told, "95.20%"), metric=MEETINGS)
        self.assert_problem(answer, 409, "conflict", field="metric")

    def test_figure_when_the_judgement_is_wrong_then_4xx_and_nothing_changes(self):
        counts = self.pg.counts()
        for fields, status, name, field in (
            ({}, 400, "bad-request", None), ({"colour": "red"}, 400, "unknown-field", "colour"),
            ({"value": "ten"}, 400, "bad-number", "value"), ({"value": None}, 400, None, "value"),
            ({"state": "corrected"}, 400, "bad-value", "state"), ({"state": 1}, 400, None, "state"),
            ({"period": "2021-H3"}, 400, "bad-period", "period"), ({"status": "maybe"}, 400, "bad-value", "status"),
            ({"metric": "nothing"}, 404, "unknown-metric", "metric"), ({"label": ""}, 400, None, "label"),
        ):
            with self.subTest(str(fields)):
                answer = self.patch(self.meetings, **fields)
                self.assert_problem(answer, status, name or "", field=field)
        self.assertEqual(self.patch(999999, value=1).status, 404)
        self.assertEqual(self.patch("x", value=1).status, 400)
        self.assertEqual(self.patch(self.meetings, token="reporter", value=1).status, 403)
        self.assertEqual(self.pg.counts(), counts)
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "10"})


class Withdrawals(asking.Asking):
    def setUp(self):
        self.org = self.new_org()
        self.first = self.report(stories.report(10, 300, "95.20"), self.org, "2021-H1", "2021-07-15")
        self.second = self.report(stories.report(12, 300, "95.90"), self.org, "2021-H1", "2021-09-01")

    def test_report_when_withdrawn_then_from_that_day_the_earlier_one_counts_again(self):
        before = self.moment()
        told = self.withdraw(self.second["id"], "2021-10-01")
        self.assertEqual((told["state"], told["withdrawn"]), ("withdrawn", "2021-10-01"))
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "10"})
        self.assertEqual(self.values(self.org, MEETINGS, as_of="2021-10-01"), {"2021-H1": "10"})
        self.assertEqual(self.values(self.org, MEETINGS, as_of="2021-09-30"), {"2021-H1": "12"})
        self.assertEqual(self.values(self.org, MEETINGS, known_at=before), {"2021-H1": "12"})
        self.assertEqual(events(self.vintages(self.org, MEETINGS)[H1]), [
            ("first", "10", "2021-07-15"), ("revised", "12", "2021-09-01"), ("withdrawn", None, "2021-10-01")])
        self.assertEqual(counting(self.vintages(self.org, MEETINGS)[H1]), "10")

    def test_report_when_the_earlier_one_is_withdrawn_then_the_later_one_still_counts(self):
        self.withdraw(self.first["id"], "2021-12-01")
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "12"})
        # What was said first was said: on that day nothing else was known.
        self.assertEqual(self.values(self.org, MEETINGS, release="first"), {"2021-H1": "10"})

    def test_reports_when_all_are_withdrawn_then_a_gap_and_no_base(self):
        self.report(stories.report(20, 300, "96.00"), self.org, "2022-H1", "2022-07-15")
        for report in (self.first, self.second):
            self.withdraw(report["id"], "2022-08-01")
        trend = self.trend(self.org, MEETINGS)
        self.assertEqual(points_of(trend), {"2021-H1": "not_reported", "2021-H2": "not_reported", "2022-H1": "20"})
        self.assertEqual((trend["points"][2]["change"], trend["points"][2]["reason"]), (None, "base_missing"))
        self.assertEqual(digits(self.trend(self.org, MEETINGS, as_of="2022-07-31")["points"][2]["change"]), "8")

    def test_report_when_withdrawn_twice_then_nothing_changes(self):
        self.withdraw(self.second["id"], "2021-10-01")
        counts = self.pg.counts()
        self.assertEqual(self.withdraw(self.second["id"], "2021-11-01")["withdrawn"], "2021-10-01")
        self.assertEqual(self.pg.counts(), counts)

    def test_reports_when_listed_by_state_then_the_withdrawn_one_is_told(self):
        self.withdraw(self.second["id"], "2021-10-01")

        def ids(**query):
            return [r["id"] for r in self.ask("/v1/reports", org=self.org, **query)["reports"]]
        self.assertEqual(ids(state="withdrawn"), [self.second["id"]])
        self.assertEqual(ids(state="active"), [self.first["id"]])
        self.assertEqual(sorted(ids()), sorted([self.first["id"], self.second["id"]]))
        self.assertEqual(ids(as_of="2021-08-31"), [self.first["id"]])

    def test_figure_when_its_report_is_withdrawn_then_409(self):
        self.withdraw(self.second["id"], "2021-10-01")
        self.assert_problem(self.patch(self.figure(self.second, "12次"), value=13), 409, "conflict", "withdrawn")

    def test_withdrawal_when_something_is_wrong_then_4xx_and_nothing_changes(self):
        path = f"/v1/reports/{self.second['id']}"
        counts = self.pg.counts()
        for query, status, field in (("?published=2021-08-31", 400, "published"), ("?published=soon", 400, "published"),
                                     ("?colour=red", 400, "colour")):
            with self.subTest(query):
                answer = self.daemon.call("DELETE", path + query)
                self.assertEqual((answer.status, answer.json.get("field")), (status, field), answer)
        self.assert_problem(self.daemon.call("DELETE", "/v1/reports/999999"), 404, "not-found")
        self.assertEqual(self.daemon.call("DELETE", path, token="viewer").status, 403)
        self.assertEqual(self.pg.counts(), counts)
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "12"})

    def test_posted_point_when_withdrawn_then_what_a_report_said_counts(self):
        self.observe((self.org, MEETINGS, "2021-H1", "13", {"published": "2021-11-01"}))
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "13"})
        self.observe((self.org, MEETINGS, "2021-H1", None, {"published": "2021-12-01", "withdrawn": True}))
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "12"})
        self.assertEqual(self.values(self.org, MEETINGS, as_of="2021-11-30"), {"2021-H1": "13"})


class Restatements(asking.Asking):
    """A later report says an earlier period's figure otherwise: 去年上半年走访310家, where that year's own said 300家."""

    def setUp(self):
        self.org = self.new_org()
        self.report(stories.report(10, 300, "95.20"), self.org, "2021-H1", "2021-07-15")
        self.told = self.report(
            "2022年上半年，走访食堂供货商341家。2021年上半年，走访食堂供货商310家。\n", self.org, "2022-H1", "2022-07-15")

    def test_restatement_when_later_then_the_base_is_the_restated_one(self):
        points = self.trend(self.org, VISITS)["points"]
        self.assertEqual([(p["period"], digits(p["value"]), p["releases"]) for p in points if p["value"] is not None],
                         [("2021-H1", "310", 2), ("2022-H1", "341", 1)])
        # 341 - 310 = 31, 10 %; against the first release 341 - 300 = 41, 13.666… %
        self.assertEqual((digits(points[-1]["change"]), digits(points[-1]["change_rel"])), ("31", "10.00"))
        first = self.trend(self.org, VISITS, release="first")["points"][-1]
        self.assertEqual((digits(first["change"]), digits(first["change_rel"])), ("41", "13.67"))
        self.assertEqual(self.values(self.org, VISITS, as_of="2022-07-14"), {"2021-H1": "300"})

    def test_restatement_when_compared_then_the_restated_base_with_its_own_sentence(self):
        row = self.ask("/v1/compare", metric=VISITS, period="2022-H1", org=self.org)["rows"][0]
        self.assertEqual((digits(row["value"]), digits(row["base"]), digits(row["change"])), ("341", "310", "31"))
        self.assertEqual(row["base_source"]["report"], self.told["id"])
        self.assertEqual(row["base_source"]["quote"], "2021年上半年，走访食堂供货商310家。")

    def test_restatement_when_its_report_is_withdrawn_then_the_first_value_again(self):
        self.withdraw(self.told["id"], "2022-08-01")
        self.assertEqual(self.values(self.org, VISITS)["2021-H1"], "300")
        self.assertEqual(self.values(self.org, VISITS, as_of="2022-07-31")["2021-H1"], "310")

    def test_restatement_when_loaded_before_what_it_restates_then_the_same_answers(self):
        org = self.new_org()
        self.report("2022年上半年，走访食堂供货商341家。2021年上半年，走访食堂供货商310家。\n", org, "2022-H1", "2022-07-15")
        self.report(stories.report(10, 300, "95.20"), org, "2021-H1", "2021-07-15")
        self.assertEqual(self.values(org, VISITS), self.values(self.org, VISITS))
        self.assertEqual(events(self.vintages(org, VISITS)[H1]),
                         [("first", "300", "2021-07-15"), ("revised", "310", "2022-07-15")])
        self.assertEqual(self.values(org, VISITS, release="first"), self.values(self.org, VISITS, release="first"))


# ---- a property: as of a day is as on that day

PERIODS = [f"{year}-H{half}" for year in (2018, 2019, 2020) for half in (1, 2)]
FIRST_DAY = datetime.date(2021, 1, 4)


class Deed:
    """Something published on a day: a report (corrected or not, perhaps withdrawn later) or a posted point."""

    def __init__(self, dice, published):
        self.published = published.isoformat()
        self.period = dice.choice(PERIODS)
        self.rate = f"{dice.randint(8000, 9999) / 100:.2f}"
        self.meetings, self.visits = dice.randint(0, 40), dice.randint(0, 500)
        self.earlier = dice.choice([p for p in PERIODS if p <= self.period])
        self.is_posted = dice.random() < 0.4
        self.corrected = dice.randint(0, 40) if dice.random() < 0.3 else None
        self.takes_back = self.is_posted and dice.random() < 0.3
        self.report = None

    def text(self):
        year, half = self.earlier.split("-H")
        which = "上半年" if half == "1" else "下半年"
        return stories.report(self.meetings, self.visits, self.rate) + f"{year}年{which}，走访食堂供货商{self.visits + 7}家。\n"


class Withdrawal:
    def __init__(self, of, published):
        self.of, self.published = of, published.isoformat()


def deeds(dice, count):
    """Deeds on different days, and for some of the reports a withdrawal on a later day."""
    days = [FIRST_DAY + datetime.timedelta(days=d) for d in dice.sample(range(400), count)]
    told = [Deed(dice, day) for day in days]
    late = iter(range(count))
    for deed in list(told):
        if not deed.is_posted and dice.random() < 0.3:
            # A day of its own, after every deed's.
            told.append(Withdrawal(deed, FIRST_DAY + datetime.timedelta(days=420 + next(late))))
    return told


class AsOf(asking.Asking):
    SEEDS = (1, 20, 300)
    COUNT = 16

    def load(self, daemon, org, deed):
        if isinstance(deed, Withdrawal):
            self.withdraw(deed.of.report["id"], deed.published, daemon)
        elif deed.takes_back:
            more = {"published": deed.published, "withdrawn": True}
            self.observe((org, MEETINGS, deed.period, None, more), daemon=daemon)
        elif deed.is_posted:
            self.observe(*((org, metric, deed.period, value, {"published": deed.published}) for metric, value in (
                (MEETINGS, deed.meetings), (VISITS, deed.visits), (SATISFACTION, deed.rate))), daemon=daemon)
        else:
            deed.report = self.report(deed.text(), org, deed.period, deed.published, daemon)
            if deed.corrected is not None:
                figure = deed.report["figures"][0]["id"]
                self.judge(figure, daemon, value=deed.corrected)

    def answers(self, daemon, org, **query):
        """All that can be asked of three series, without what names the database's own ids and moments."""
        found = {}
        for metric in stories.METRICS:
            for release in ("latest", "first"):
                trend = self.trend(org, metric, daemon, frequency="S", release=release, **query)
                found[metric, release] = [
                    (p["period"], digits(p["value"]), digits(p.get("change", p.get("change_pp"))), digits(p["change_rel"]),
                     p["published"], p["releases"], p["reason"], p["source"] and p["source"]["quote"]) for p in trend["points"]]
                found[metric, release, "summary"] = trend["summary"]
            comparison = self.ask("/v1/compare", daemon, metric=metric, period="2020-H1", org=org, **query)
            found[metric, "compare"] = [(digits(r["value"]), digits(r["base"]), r["reason"]) for r in comparison["rows"]]
            if self.ask("/v1/series", daemon, org=org, metric=metric)["series"]:
                found[metric, "vintages"] = [
                    (point, events(vintages), [v["counts"] for v in vintages])
                    for point, vintages in self.vintages(org, metric, daemon, **query).items()]
        return found

    def test_trend_when_as_of_a_day_then_as_a_database_loaded_only_until_then(self):
        second = harness.Daemon(self.pg.create_database("intime"), 1)
        try:
            stories.set_up_catalogue(second)
            for seed in self.SEEDS:
                with self.subTest(f"seed {seed}"):
                    self.compare_databases(seed, second)
        finally:
            second.close()

    def compare_databases(self, seed, second):
        """Everything in any order here, and day by day in the second database."""
        org = self.new_org()
        second.add_org(org, f"{org}区教育局")
        shuffled = deeds(random.Random(seed), self.COUNT)
        random.Random(seed + 1).shuffle(shuffled)
        # No report can be withdrawn before it is in.
        shuffled.sort(key=lambda deed: isinstance(deed, Withdrawal))
        for deed in shuffled:
            self.load(self.daemon, org, deed)
        for deed in sorted(shuffled, key=lambda deed: deed.published):
            self.load(second, org, deed)
            with self.subTest(deed.published):
                self.assert_same(self.answers(self.daemon, org, as_of=deed.published), self.answers(second, org))
        self.assert_same(self.answers(self.daemon, org), self.answers(second, org))

    def assert_same(self, full, partial):
        for key, value in partial.items():
            self.assertEqual(full[key], value, key)
        for key in full.keys() - partial.keys():
            self.assertFalse(full[key], key)


if __name__ == "__main__":
    harness.main()
