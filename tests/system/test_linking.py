"""The same thing said otherwise every year: which series a figure continues, what waits for a person, and what a decision does.

The reports are the test's own, in the genre's voice; what belongs together is known because the test wrote it in.
"""

import csv

import asking
import harness
from asking import digits

SAMPLES = harness.TOP / "samples"


def summary(year, *sentences):
    return f"{year}年上半年工作总结\n\n" + "".join(f"{sentence}\n" for sentence in sentences)


class Linking(asking.Asking):
    def half(self, org, year, *sentences):
        return self.report(summary(year, *sentences), org, f"{year}-H1", f"{year}-07-10")

    def read(self, report, text):
        """The figure of this text."""
        found, = [f for f in report["figures"] if f["text"] == text]
        return found

    def said(self, org, metric):
        """{period: value as written}, without gaps."""
        return {period: value for period, value in self.values(org, metric, frequency="S").items() if value != "not_reported"}

    def queue(self, **query):
        return [item["figure"]["text"] for item in self.ask("/v1/figures", **query)["figures"]]

    # ---- by itself ----

    def test_study_when_called_otherwise_each_year_then_one_series(self):
        org = self.new_org()
        said = ["集中学习6次。", "开展中心组学习7场次。", "组织理论学习中心组专题学习8次。"]
        told = [self.half(org, 2021 + n, sentence) for n, sentence in enumerate(said)]
        series = {figure["series"] for report in told for figure in report["figures"]}
        self.assertEqual(len(series), 1, told)
        metric, = {figure["metric"] for report in told for figure in report["figures"]}
        self.assertEqual(self.said(org, metric), {"2021-H1": "6", "2022-H1": "7", "2023-H1": "8"})

    def test_children_when_models_among_them_then_two_series(self):
        org = self.new_org()
        first = self.half(org, 2021, "评选“最美少年”12名，“最美少年标兵”3名。")
        second = self.half(org, 2022, "评选“最美少年”15名，“最美少年标兵”4名。")
        pairs = [(self.read(first, a)["series"], self.read(second, b)["series"]) for a, b in (("12名", "15名"), ("3名", "4名"))]
        for before, after in pairs:
            self.assertEqual(before, after)
        self.assertNotEqual(pairs[0][0], pairs[1][0])

    def test_label_when_other_words_but_its_growth_fits_then_linked(self):
        # 126 * 1.175 = 148.05, printed as 148; of the other series, 126 - 31 = 95, nothing of the kind holds.
        org = self.new_org()
        first = self.half(org, 2021, "接待学生个体咨询126人次。", "心理健康筛查95人次。")
        second = self.half(org, 2022, "开展学生个别辅导148人次，比上年同期增长17.5%。")
        figure = self.read(second, "148人次")
        self.assertEqual((figure["series"], figure["link"]), (self.read(first, "126人次")["series"], "likeness"))
        claim, = second["claims"]
        self.assertEqual(claim["verdict"], "agrees")

    def test_persons_and_visits_when_alike_then_never_one_series(self):
        org = self.new_org()
        first = self.half(org, 2021, "参加应急救护演练320人。")
        second = self.half(org, 2022, "参加应急救护演练341人次。")
        self.assertNotEqual(first["figures"][0]["series"], second["figures"][0]["series"])

    def test_satisfaction_when_it_is_six_then_it_waits_and_is_no_point(self):
        org = self.new_org()
        first = self.half(org, 2021, "家长对午间托管的满意度为94.20%。")
        second = self.half(org, 2022, "家长对午间托管的满意度为6.10%。")
        figure, = second["figures"]
        self.assertEqual((figure["series"], figure["state"], figure["link"]), (None, "pending", "waits"))
        suggested = figure["suggestions"][0]
        self.assertEqual(suggested["series"], first["figures"][0]["series"])
        self.assertIn("implausible_value", suggested["reasons"])
        metric = first["figures"][0]["metric"]
        self.assertEqual(self.said(org, metric), {"2021-H1": "94.20"})
        # Whoever says that it is right makes it a point.
        self.judge(figure["id"], metric=metric)
        self.assertEqual(self.said(org, metric), {"2021-H1": "94.20", "2022-H1": "6.10"})

    def test_label_when_twice_with_two_values_then_kept_apart_and_warned_of(self):
        org = self.new_org()
        told = self.half(org, 2021, "一、本级", "结转资金120万元。", "二、专户", "结转资金45万元。")
        one, other = (self.read(told, text) for text in ("120万元", "45万元"))
        self.assertNotEqual(one["series"], other["series"])
        self.assertEqual({one["state"], other["state"]}, {"sure", "pending"})
        self.assertEqual([w["kind"] for w in told["warnings"]], ["two_values"])
        self.assertEqual(len(told["notes"]), 1)

    def test_organisation_when_new_then_siblings_and_the_catalogue_are_suggested(self):
        top = self.new_org()
        elder, younger = self.new_org(top), self.new_org(top)
        self.half(elder, 2021, "开展校舍抗震排查38处。")
        told = self.half(younger, 2021, "组织校舍抗震隐患排查41处。")
        figure, = told["figures"]
        self.assertEqual(figure["link"], "new")
        self.assertIn("开展校舍抗震排查", [s["metric_name"] for s in figure["suggestions"]])

    # ---- what a person decides ----

    def test_decision_when_made_then_what_waits_follows_and_the_next_report_knows(self):
        org = self.new_org()
        self.half(org, 2020, "慰问困难教师家庭23户。")
        first = self.half(org, 2021, "冬送温暖惠及31户。")
        second = self.half(org, 2022, "冬送温暖惠及36户。")
        metric = self.half(org, 2019, "慰问困难教师家庭20户。")["figures"][0]["metric"]
        self.assertEqual(self.said(org, metric), {"2019-H1": "20", "2020-H1": "23"})
        answer = self.judge(second["figures"][0]["id"], metric=metric)
        self.assertEqual((answer["state"], answer["link"], answer["metric"], answer["relinked"]), ("accepted", "person", metric, 1))
        self.assertEqual(self.said(org, metric),
                         {"2019-H1": "20", "2020-H1": "23", "2021-H1": "31", "2022-H1": "36"})
        moved = self.ask(f"/v1/reports/{first['id']}/figures")["figures"][0]
        self.assertEqual((moved["metric"], moved["link"], moved["revision"]), (metric, "name", 1))
        third = self.half(org, 2023, "冬送温暖惠及40户。")["figures"][0]
        self.assertEqual((third["metric"], third["link"], third["state"]), (metric, "name", "sure"))

    def test_decision_when_two_organisations_agree_then_it_holds_for_all(self):
        self.daemon.put("/v1/metrics/quilts", {
            "name_zh": "发放棉被", "unit": "床", "kind": "count", "direction": "neither", "over_time": "sum", "over_orgs": "sum"})
        one, other, third, fourth = (self.new_org() for _ in range(4))
        said = "向寄宿生派送冬被{}床。"
        told = {org: self.half(org, 2021, said.format(n))["figures"][0] for org, n in ((one, 61), (other, 62), (third, 63))}
        self.assertEqual(len({figure["metric"] for figure in told.values()}), 1)
        self.assertEqual(self.judge(told[one]["id"], metric="quilts")["relinked"], 0)
        untouched = self.half(fourth, 2020, said.format(60))["figures"][0]
        self.assertNotEqual(untouched["metric"], "quilts")
        # The second: now it holds for the third and the fourth, whose figures follow, and for whoever comes.
        self.assertEqual(self.judge(told[other]["id"], metric="quilts")["relinked"], 2)
        self.assertEqual(self.said(third, "quilts"), {"2021-H1": "63"})
        self.assertEqual(self.said(fourth, "quilts"), {"2020-H1": "60"})
        fresh = self.half(self.new_org(), 2021, said.format(64))["figures"][0]
        self.assertEqual((fresh["metric"], fresh["link"]), ("quilts", "name"))

    def test_rejection_when_the_next_report_says_it_again_then_it_does_not_come_back(self):
        org = self.new_org()
        first = self.half(org, 2021, "本册共收录简报58篇。", "家长对午间托管的满意度为94.20%。")
        rejected = self.read(first, "58篇")
        self.judge(rejected["id"], state="rejected")
        second = self.half(org, 2022, "本册共收录简报61篇。", "家长对午间托管的满意度为94.90%。")
        again = self.read(second, "61篇")
        self.assertEqual(again["state"], "rejected")
        self.assertEqual(self.read(second, "94.90%")["state"], "sure")
        self.assertNotIn("61篇", self.queue(org=org))
        self.assertEqual(self.said(org, rejected["metric"]), {})
        # Nothing is lost: a person may take it back.
        self.judge(again["id"], state="accepted")
        self.assertEqual(self.said(org, rejected["metric"]), {"2022-H1": "61"})

    def test_figure_when_rejected_once_but_another_stands_then_the_next_is_read_as_ever(self):
        org = self.new_org()
        self.half(org, 2021, "编印教研简报52期。")
        wrong = self.half(org, 2022, "编印教研简报520期。")
        self.judge(wrong["figures"][0]["id"], state="rejected")
        third = self.half(org, 2023, "编印教研简报54期。")["figures"][0]
        self.assertEqual(third["state"], "sure")

    def test_preview_when_asked_then_linked_as_when_stored(self):
        org = self.new_org()
        self.half(org, 2021, "集中学习6次。")
        text = summary(2022, "开展中心组学习7场次。")
        preview = self.daemon.add_report(text, org, "2022-H1", preview="1").json["figures"][0]
        stored = self.daemon.add_report(text, org, "2022-H1").json["figures"][0]
        self.assertEqual([preview[k] for k in ("metric", "link", "state", "suggestions")],
                         [stored[k] for k in ("metric", "link", "state", "suggestions")])


class Samples(asking.Asking):
    """The sample bureaus, half-year by half-year, without one alias made by hand."""

    def test_queue_when_the_samples_are_in_then_at_most_a_tenth_of_the_last_waits(self):
        with open(SAMPLES / "manifest.tsv", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        last = {}
        for row in sorted(rows, key=lambda row: row["period"]):
            if row["org"] not in last:
                self.daemon.add_org(row["org"], row["org_name"])
            kind = "text/html" if row["file"].endswith(".html") else "text/plain"
            answer = self.daemon.add_report((SAMPLES / row["file"]).read_bytes(), row["org"], row["period"], kind)
            last[row["org"]] = answer.json["figures"]
        for org, figures in last.items():
            waiting = [f"{f['label']} {f['text']}" for f in figures if f["state"] == "pending"]
            self.assertLessEqual(len(waiting) * 10, len(figures), f"{org}: {waiting}")
        # Digits count: nothing was joined that the table of samples/README.md does not have.
        points = self.trend("huaipu", "satisfaction_teacher_ethics", frequency="S")["points"]
        self.assertEqual(len([p for p in points if digits(p["value"]) is not None]), 4)


if __name__ == "__main__":
    harness.main()
