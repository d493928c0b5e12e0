"""The same report twice is one report; a preview is none."""

import concurrent.futures

import harness
import stories

BODY = stories.report(12, 340, "93.70").encode("utf-8")


class Once(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, ((stories.ORG, stories.ORG_NAME), ("other", "北渡区教育局")))

    def test_report_when_posted_again_then_200_and_the_same_id(self):
        first = self.daemon.add_report(BODY, stories.ORG, "2021-H1", published="2021-07-10", title="小结")
        self.assertEqual(first.status, 201, first)
        report = first.json
        self.assertEqual(report["sha256"], harness.sha256(BODY))
        self.assertEqual(report["bytes"], len(BODY))
        self.assertEqual((report["org"], report["period"]), (stories.ORG, "2021-H1"))
        self.assertEqual((report["published"], report["title"]), ("2021-07-10", "小结"))
        self.assertEqual(report["figure_count"], stories.FIGURES)
        before = self.pg.counts()
        again = self.daemon.add_report(BODY, stories.ORG, "2021-H1", published="2021-07-10")
        self.assertEqual((again.status, again.json["id"]), (200, report["id"]))
        self.assertEqual(again.json["figures"], report["figures"])
        self.assertEqual(self.pg.counts(), before)

    def test_report_when_period_is_spelt_otherwise_then_still_the_same(self):
        first = self.daemon.add_report(stories.report(1, 2, "80.1"), stories.ORG, "2019-H2")
        again = self.daemon.add_report(stories.report(1, 2, "80.1"), stories.ORG, "2019S2")
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json["id"], again.json["id"])

    def test_report_when_org_or_period_differs_then_another_one(self):
        body = stories.report(3, 4, "81.5")
        ids = set()
        for org, period in ((stories.ORG, "2018-H1"), (stories.ORG, "2018-H2"), ("other", "2018-H1")):
            answer = self.daemon.add_report(body, org, period)
            self.assertEqual(answer.status, 201, answer)
            ids.add(answer.json["id"])
        self.assertEqual(len(ids), 3)

    def test_report_when_posted_at_once_by_many_then_stored_once(self):
        body = stories.report(5, 6, "82.25")
        before = self.pg.counts()
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: self.daemon.add_report(body, stories.ORG, "2017-H1"), range(24)))
        self.assertEqual({a.status for a in answers} - {200, 201}, set(), answers[:3])
        self.assertEqual([a.status for a in answers].count(201), 1)
        self.assertEqual(len({a.json["id"] for a in answers}), 1)
        self.assertEqual({a.json["figure_count"] for a in answers}, {stories.FIGURES})
        after = self.pg.counts()
        self.assertEqual(after["reports"], before["reports"] + 1)
        self.assertEqual(after["figures"], before["figures"] + stories.FIGURES)
        self.assertEqual(after["observations"], before["observations"] + stories.FIGURES)

    def test_preview_when_asked_then_the_same_answer_and_nothing_stored(self):
        body = stories.report(7, 8, "83.00")
        before = self.pg.counts()
        series = self.pg.count("series")
        preview = self.daemon.add_report(body, stories.ORG, "2016-H1", preview="1")
        self.assertEqual(preview.status, 200, preview)
        self.assertNotIn("id", preview.json)
        self.assertEqual(self.pg.counts(), before)
        self.assertEqual(self.pg.count("series"), series)
        stored = self.daemon.add_report(body, stories.ORG, "2016-H1")
        self.assertEqual(stored.status, 201)

        def seen(answer):
            given_when_stored = ("id", "series", "revision")
            return [{k: v for k, v in f.items() if k not in given_when_stored} for f in answer.json["figures"]]

        again = self.daemon.add_report(body, stories.ORG, "2016-H1", preview="1")
        self.assertEqual((again.status, "id" in again.json), (200, False))
        self.assertEqual(seen(again), seen(stored))
        self.assertEqual(len(seen(preview)), stories.FIGURES)
        self.assertEqual(seen(preview), seen(stored))

    def test_report_when_read_back_then_text_bytes_and_figures_are_what_was_posted(self):
        body = stories.report(9, 10, "84.90").encode("gb18030")
        report = self.daemon.add_report(body, stories.ORG, "2015-H1", "text/plain; charset=gb18030").json
        path = f"/v1/reports/{report['id']}"
        self.assertEqual(self.daemon.get(path + "/original").body, body)
        text = self.daemon.get(path + "/text").text
        self.assertEqual(text, body.decode("gb18030"))
        figures = self.daemon.get(path + "/figures").json["figures"]
        self.assertEqual(figures, self.daemon.get(path).json["figures"])
        self.assertEqual([f["text"] for f in figures], ["9次", "10家", "84.90%"])
        for figure in figures:
            self.assertEqual(text[figure["start"]:figure["end"]], figure["text"])
            at = figure["quote_start"]
            self.assertEqual(text[at:at + len(figure["quote"])], figure["quote"])
        self.assertIn('"value":84.90', self.daemon.get(path).text.replace(" ", ""))


if __name__ == "__main__":
    harness.main()
