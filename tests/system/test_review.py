"""The review queue: what waits for a person, the most doubtful first; many accepted at once; two who judge the same figure."""

import concurrent.futures
import json
import os
import pty
import subprocess

import asking
import harness
import stories
from asking import JSON, digits

MEETINGS, VISITS, SATISFACTION = stories.METRICS


class Waiting(asking.Asking):
    """Reports whose figures all wait, as they would had the rules been less sure; nobody has judged them."""

    def report(self, *args, **more):
        told = super().report(*args, **more)
        self.pg.sql(f"update figures set state = 'pending' where report_id = {told['id']} and state = 'sure'")
        for figure in told["figures"]:
            figure["state"] = "pending"
        return told


class Review(Waiting):
    def setUp(self):
        self.top = self.new_org()
        self.org = self.new_org(self.top)
        self.told = self.report(stories.report(10, 300, "95.20"), self.org, "2021-H1", "2021-07-15")

    def queue(self, **query):
        """All pages of the queue, put together."""
        items, cursor = [], None
        while True:
            page = self.ask("/v1/figures", **query, **({"cursor": cursor} if cursor else {}))
            items += page["figures"]
            cursor = page["next"]
            if cursor is None:
                return items

    def ids(self, **query):
        return [item["figure"]["id"] for item in self.queue(**query)]

    def accept(self, *figures, **more):
        body = json.dumps({"state": "accepted", "figures": list(figures), **more})
        return self.daemon.call("PATCH", "/v1/figures", body=body, headers=JSON)

    def judge_as_seen(self, figure, revision, **fields):
        headers = {**JSON, "If-Match": revision}
        return self.daemon.call("PATCH", f"/v1/figures/{figure}", body=json.dumps(fields), headers=headers, checked=False)

    # ---- the queue ----

    def test_queue_when_asked_then_the_reports_figures_the_most_doubtful_first(self):
        items = self.queue(org=self.org)
        figures = [item["figure"] for item in items]
        in_report = self.ask(f"/v1/reports/{self.told['id']}/figures")["figures"]
        self.assertGreater(len(in_report), 2)
        self.assertEqual(sorted(figures, key=lambda f: f["id"]), sorted(in_report, key=lambda f: f["id"]))
        order = [(f["confidence"], f["id"]) for f in figures]
        self.assertEqual(order, sorted(order))
        for item in items:
            self.assertEqual(
                {k: v for k, v in item.items() if k != "figure"},
                {"report": self.told["id"], "title": None, "org": self.org, "org_name": f"{self.org}区教育局",
                 "period": "2021-H1", "published": "2021-07-15"})

    def test_queue_when_a_change_then_it_says_whose_as_the_report_does(self):
        org = self.new_org()
        told = self.report("我局召开食堂安全例会50次，同比增长25%。\n", org, "2021-H1", "2021-07-15")
        changes = [f["change_of"] for f in told["figures"] if f["kind"] == "change"]
        self.assertEqual(len(changes), 1)
        self.assertIsNotNone(changes[0])
        self.assertEqual([i["figure"]["change_of"] for i in self.queue(org=org) if i["figure"]["kind"] == "change"], changes)

    def test_queue_when_paged_then_each_figure_once_whatever_is_judged_meanwhile(self):
        whole = self.ids(org=self.org)
        self.assertEqual(self.ids(org=self.org, limit=1), whole)
        self.assertEqual(self.ids(under=self.top, limit=2), whole)
        first = self.ask("/v1/figures", org=self.org, limit=1)
        self.judge(first["figures"][0]["figure"]["id"], state="accepted")
        rest = self.ask("/v1/figures", org=self.org, cursor=first["next"])
        self.assertEqual([i["figure"]["id"] for i in rest["figures"]], whole[1:])

    def test_queue_when_filtered_then_only_those(self):
        other = self.new_org()
        self.report(stories.report(11, 310, "96.20"), other, "2021-H2", "2022-01-15")
        whole = self.ids(org=self.org)
        self.assertEqual(self.ids(under=self.top), whole)
        self.assertEqual(self.ids(under=self.top, period="2021-H1"), whole)
        self.assertEqual(self.ids(under=self.top, period="2021-H2"), [])
        everything = self.ids()
        self.assertTrue(set(whole) < set(everything))
        self.assertEqual([i["figure"]["text"] for i in self.queue(org=self.org, metric=MEETINGS)], ["10次"])
        self.assertEqual([i["figure"]["text"] for i in self.queue(under=self.top, metric=MEETINGS)], ["10次"])
        highest = max(i["figure"]["confidence"] for i in self.queue(org=self.org))
        self.assertEqual(self.ids(org=self.org, confidence=int(highest * 1000)), whole)
        doubtful = [i["figure"]["id"] for i in self.queue(org=self.org) if i["figure"]["confidence"] < highest]
        self.assertEqual(self.ids(org=self.org, confidence=int(highest * 1000) - 1), doubtful)
        self.assertNotIn("quote", self.queue(org=self.org, quote=0)[0]["figure"])

    def test_figure_when_judged_then_it_goes_to_the_queue_of_its_state(self):
        meetings, visits = self.figure(self.told, "10次"), self.figure(self.told, "300家")
        whole = self.ids(org=self.org)
        self.judge(meetings, state="rejected")
        self.judge(visits, value=301)
        self.assertEqual(self.ids(org=self.org), [i for i in whole if i not in (meetings, visits)])
        self.assertEqual(self.ids(org=self.org, state="rejected"), [meetings])
        self.assertEqual([digits(i["figure"]["value"]) for i in self.queue(under=self.top, state="corrected")], ["301"])
        self.judge(meetings, state="pending")
        self.assertIn(meetings, self.ids(org=self.org))

    def test_queue_when_the_report_is_withdrawn_then_without_its_figures(self):
        self.assertTrue(self.ids(org=self.org))
        self.withdraw(self.told["id"], "2021-08-01")
        self.assertEqual(self.ids(org=self.org), [])
        self.assertEqual(self.ids(under=self.top), [])

    def test_queue_when_something_is_wrong_then_4xx_names_it(self):
        for query, status, name, field in (
            ({"org": "nowhere"}, 404, "unknown-org", "org"), ({"under": "nowhere"}, 404, "unknown-org", "under"),
            ({"metric": "nothing"}, 404, "unknown-metric", "metric"), ({"org": self.org, "under": self.top}, 400, "bad-value", "under"),
            ({"cursor": "x"}, 400, "bad-value", "cursor"), ({"cursor": "900"}, 400, "bad-value", "cursor"),
            ({"cursor": "900-0"}, 400, "bad-value", "cursor"), ({"cursor": "900-1x"}, 400, "bad-value", "cursor"),
            ({"cursor": "900-" + "9" * 30}, 400, "bad-value", "cursor"), ({"state": "new"}, 400, "bad-value", "state"),
            ({"confidence": 1001}, 400, "bad-value", "confidence"), ({"colour": "red"}, 400, "unknown-parameter", "colour"),
        ):
            with self.subTest(str(query)):
                self.assert_problem(self.daemon.get("/v1/figures", **query), status, name, field=field)

    # ---- two who judge the same ----

    def test_figure_when_judged_by_two_then_the_second_is_told_what_the_first_did(self):
        figure = self.figure(self.told, "10次")
        self.assertEqual([f["revision"] for f in self.told["figures"]], [0] * len(self.told["figures"]))
        first = self.judge_as_seen(figure, '"0"', value=12)
        self.assertEqual((first.status, first.json["revision"]), (200, 1), first)
        second = self.judge_as_seen(figure, '"0"', state="rejected")
        problem = self.assert_problem(second, 412, "precondition-failed", "corrected", field="If-Match")
        self.assertIn("12次", problem["detail"])
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "12"})
        self.assertEqual(self.judge_as_seen(figure, '"1"', state="rejected").json["revision"], 2)
        self.assertEqual(self.judge_as_seen(figure, "*", state="accepted").json["revision"], 3)
        found, = [f["revision"] for f in self.ask(f"/v1/reports/{self.told['id']}/figures")["figures"] if f["id"] == figure]
        self.assertEqual(found, 3)

    def test_precondition_when_it_is_no_revision_then_400(self):
        figure = self.figure(self.told, "10次")
        for wrong in ("0", '"x"', '"-1"', '"1', '""', 'W/"0"', '"0", "1"', '"99999999999999"'):
            with self.subTest(wrong):
                self.assert_problem(self.judge_as_seen(figure, wrong, value=1), 400, "bad-value", field="If-Match")
        self.assertEqual(self.values(self.org, MEETINGS), {"2021-H1": "10"})

    # ---- many at once ----

    def test_figures_when_accepted_together_then_all_that_are_as_they_were_seen(self):
        ids = self.ids(org=self.org)
        moved = self.judge(ids[0], state="rejected")
        points = self.pg.count("observations")
        answer = self.accept({"id": ids[0], "revision": 0}, *({"id": i, "revision": 0} for i in ids[1:]), {"id": 999999})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json["accepted"], len(ids) - 1)
        self.assertEqual([r["id"] for r in answer.json["refused"]], [ids[0], 999999])
        self.assertIn("rejected", answer.json["refused"][0]["detail"])
        self.assertEqual(self.ids(org=self.org), [])
        self.assertEqual(sorted(self.ids(org=self.org, state="accepted")), sorted(ids[1:]))
        self.assertEqual(self.pg.count("observations"), points)
        again = self.accept(*({"id": i} for i in ids[1:]), {"id": ids[0], "revision": moved["revision"]})
        self.assertEqual((again.json["accepted"], len(again.json["refused"])), (0, len(ids)))

    def test_figures_when_of_a_withdrawn_report_then_none_is_accepted(self):
        ids = self.ids(org=self.org)
        self.withdraw(self.told["id"], "2021-08-01")
        answer = self.accept(*({"id": i} for i in ids))
        self.assertEqual(answer.json["accepted"], 0)
        self.assertEqual({r["detail"] for r in answer.json["refused"]}, {"Its report is withdrawn."})

    def test_figures_when_many_accept_the_same_then_each_is_accepted_once(self):
        ids = self.ids(org=self.org)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.accept(*({"id": i} for i in ids)), range(16)))
        self.assertEqual({a.status for a in answers}, {200})
        self.assertEqual(sum(a.json["accepted"] for a in answers), len(ids))
        revisions = {f["revision"] for f in self.ask(f"/v1/reports/{self.told['id']}/figures")["figures"]}
        self.assertEqual(revisions, {1})

    def test_acceptance_when_the_body_is_wrong_then_4xx_and_nothing_changes(self):
        ids = self.ids(org=self.org)
        for body in ('', '[]', '{}', '{"state": "accepted"}', '{"state": "rejected", "figures": [{"id": 1}]}',
                     '{"state": "accepted", "figures": []}', '{"state": "accepted", "figures": {}}',
                     '{"state": "accepted", "figures": [1]}', '{"state": "accepted", "figures": [{"id": "1"}]}',
                     '{"state": "accepted", "figures": [{"id": 0}]}', '{"state": "accepted", "figures": [{"id": 1.5}]}',
                     '{"state": "accepted", "figures": [{"id": 1, "revision": -1}]}',
                     '{"state": "accepted", "figures": [{"id": 1, "note": "x"}]}',
                     '{"state": "accepted", "figures": [{"id": 1}, {"id": 1}]}',
                     '{"state": "accepted", "figures": [{"id": 1}], "more": 1}',
                     json.dumps({"state": "accepted", "figures": [{"id": i + 1} for i in range(1001)]})):
            with self.subTest(body[:60]):
                answer = self.daemon.call("PATCH", "/v1/figures", body=body, headers=JSON)
                self.assertEqual(answer.status, 400, answer)
        answer = self.daemon.call("PATCH", "/v1/figures", body=json.dumps({"state": "accepted", "figures": [{"id": ids[0]}]}),
                                  headers=JSON, token="reporter")
        self.assertEqual(answer.status, 403, answer)
        self.assertEqual(self.ids(org=self.org), ids)


class Terminal(Waiting):
    """`tongbi report review`: with keys from a pipe, and with keys from a terminal."""

    def setUp(self):
        self.org = self.new_org()
        self.told = self.report(stories.report(10, 300, "95.20"), self.org, "2021-H1", "2021-07-15")
        self.items = self.ask("/v1/figures", org=self.org)["figures"]
        self.assertGreaterEqual(len(self.items), 3)

    def words(self, *more):
        return [str(harness.BIN / "tongbi"), "report", "review", "--org", self.org, "--lang", "en", *more]

    def env(self):
        return {**os.environ, "TONGBI_URL": f"http://127.0.0.1:{self.daemon.port}", "TONGBI_TOKEN": self.daemon.token()}

    def review(self, keys, *more, code=0):
        done = subprocess.run(self.words(*more), input=keys, capture_output=True, text=True, env=self.env(),
                              timeout=harness.PATIENCE_S)
        self.assertEqual(done.returncode, code, done)
        return done

    def states(self):
        figures = self.ask(f"/v1/reports/{self.told['id']}/figures")["figures"]
        return {f["id"]: (f["state"], digits(f["value"])) for f in figures}

    def test_figures_when_judged_by_keys_then_each_as_the_key_says(self):
        ids = [item["figure"]["id"] for item in self.items]
        rest = "s\n" * (len(ids) - 3)
        shown = self.review("a\nv\n77\nr\n" + rest).stdout
        states = self.states()
        self.assertEqual([states[i][0] for i in ids[:3]], ["accepted", "corrected", "rejected"])
        self.assertEqual(states[ids[1]][1], "77")
        self.assertEqual({states[i][0] for i in ids[3:]} | {"pending"}, {"pending"})
        for item in self.items:
            self.assertIn("【" + item["figure"]["text"] + "】", shown)
        self.assertIn(f"accepted 1, rejected 1, corrected 1, skipped {len(ids) - 3}", shown)

    def test_suggestion_when_its_key_is_pressed_then_that_metric_and_who_follows(self):
        self.org = self.new_org()
        for year in (2020, 2021, 2022):
            known = self.report(f"{year}年上半年工作总结\n\n向寄宿学生发放保暖冬被{year - 1960}床。", self.org, f"{year}-H1", f"{year}-07-10")
            self.judge(known["figures"][0]["id"], state="accepted")
        told = [self.report(f"{year}年上半年工作总结\n\n寄宿学生冬被发放到位{year - 1900}床。", self.org, f"{year}-H1", f"{year}-07-11")
                for year in (2023, 2024)]
        waits = told[0]["figures"][0]
        first = waits["suggestions"][0]
        shown = self.review("1\nq\n").stdout
        self.assertIn(f"1 {first['metric_name']} ({first['metric']})", shown)
        self.assertIn("a similar name", shown)
        judged = self.ask(f"/v1/reports/{told[0]['id']}/figures")["figures"][0]
        self.assertEqual((judged["metric"], judged["link"], judged["state"]), (first["metric"], "person", "accepted"))
        self.assertIn("1 other figures have followed", shown)
        follower = self.ask(f"/v1/reports/{told[1]['id']}/figures")["figures"][0]
        self.assertEqual(follower["metric"], first["metric"])

    def test_unit_and_label_when_their_keys_are_pressed_then_corrected(self):
        first = self.items[0]["figure"]["id"]
        self.review("l\n走访食堂供货企业\nq\n")
        figure, = [f for f in self.ask(f"/v1/reports/{self.told['id']}/figures")["figures"] if f["id"] == first]
        self.assertEqual((figure["label"], figure["state"]), ("走访食堂供货企业", "corrected"))

    def test_last_one_when_taken_back_then_it_waits_again(self):
        first = self.items[0]["figure"]["id"]
        self.review("a\nz\nz\nq\n")
        self.assertEqual(self.states()[first][0], "pending")

    def test_figure_when_somebody_else_was_first_then_told_and_left(self):
        first, second = (item["figure"]["id"] for item in self.items[:2])
        asked = subprocess.Popen(self.words(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, env=self.env())
        self.addCleanup(asked.kill)
        self.assertEqual(asked.stdout.readline(), "\n")  # the first is shown now
        self.judge(first, state="rejected")
        out, err = asked.communicate("a\na\nq\n", timeout=harness.PATIENCE_S)
        self.assertIn("rejected", err)
        self.assertEqual((self.states()[first][0], self.states()[second][0]), ("rejected", "accepted"))
        self.assertIn("accepted 1, rejected 0", out)

    def test_value_when_it_is_none_then_asked_again(self):
        first = self.items[0]["figure"]["id"]
        done = self.review("v\nmany\nx\na\nq\n")
        self.assertIn("value", done.stderr)
        self.assertEqual(self.states()[first][0], "accepted")

    def test_keys_when_from_a_terminal_then_no_line_end_is_needed(self):
        ids = [item["figure"]["id"] for item in self.items]
        ours, theirs = pty.openpty()
        asked = subprocess.Popen(self.words(), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.env())
        self.addCleanup(asked.kill)
        os.close(theirs)
        os.write(ours, b"arq")
        out, _ = asked.communicate(timeout=harness.PATIENCE_S)
        os.close(ours)
        self.assertEqual(asked.returncode, 0, out)
        self.assertEqual([self.states()[i][0] for i in ids[:2]], ["accepted", "rejected"])

    def test_review_when_something_is_wrong_then_said_and_the_code_tells(self):
        self.assertIn("twice", self.review("", "--org", "nowhere", code=2).stderr)
        self.assertIn("no metric", self.review("", "--metric", "nothing", code=3).stderr)
        self.review("", "--json", code=2)
        self.review("", "--confidence", "many", code=3)


if __name__ == "__main__":
    harness.main()
