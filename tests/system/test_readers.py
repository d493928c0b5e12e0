"""Documents are read by processes of their own: what becomes of one touches no other, and no other request."""

import concurrent.futures
import os
import pathlib
import signal
import tempfile

import harness
import stories

PAGE = "<html><body><h1>{}</h1><p>2021年上半年，召开党组会议{}次，走访慰问困难学生{}人次。</p></body></html>"
HTML = "text/html; charset=utf-8"


def page(n):
    return PAGE.format(f"第{n}号通报", 10 + n, 100 + n).encode()


def children(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def readers(daemon):
    """The processes that wait for a document or read one."""
    found = []
    for worker in daemon.workers():
        for child in children(worker):
            try:
                if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "tongbi-reader":
                    found.append(child)
            except OSError:
                continue
    return found


def status_of(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


class Readers(harness.SystemTest):
    workers = 1
    settings = {"TONGBI_READERS": "1", "TONGBI_READER_DEADLINE_MS": "1500", "TONGBI_READER_QUEUE": "2"}

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def post(self, body, period="2021-H1", content_type=HTML):
        return self.daemon.add_report(body, stories.ORG, period, content_type)

    def spare(self):
        """The reader that is up for the next document."""
        if not readers(self.daemon):
            self.assertEqual(self.post(page(0)).status // 100, 2)
        harness.wait_until(lambda: len(readers(self.daemon)) == 1, "a reader is up")
        return readers(self.daemon)

    def documents(self, result):
        for line in self.daemon.get("/metrics").text.splitlines():
            if line.startswith(f'tongbi_documents_total{{result="{result}"}}'):
                return int(float(line.split()[-1]))
        return 0

    def test_page_is_read_by_a_reader_and_text_is_not(self):
        before = self.documents("read")
        told = self.post(page(1)).json
        self.assertEqual([(f["label"], f["value"]) for f in told["figures"]], [("召开党组会议", 11), ("走访慰问困难学生", 101)])
        self.assertEqual(self.documents("read"), before + 1)
        self.post(stories.report(12, 340, "93.70"), content_type="text/plain; charset=utf-8")
        self.assertEqual(self.documents("read"), before + 1)

    def test_each_document_has_a_reader_of_its_own(self):
        first = self.spare()
        self.assertEqual(self.post(page(2)).status // 100, 2)
        self.assertNotEqual(self.spare(), first)

    def test_reader_that_stands_still_is_given_up_and_others_are_served(self):
        stopped = self.spare()
        signal_all(stopped, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            late = pool.submit(self.post, page(3))
            self.assertEqual(self.post(stories.report(13, 341, "93.80"), content_type="text/plain; charset=utf-8").status // 100, 2)
            self.assert_problem(late.result(), 422, "unreadable", "within 1500 ms")
        harness.wait_until(lambda: not set(stopped) & set(readers(self.daemon)), "the reader has been ended")
        self.assertEqual(self.post(page(3)).status, 201)

    def test_reader_that_was_killed_before_its_work_is_replaced(self):
        signal_all(self.spare(), signal.SIGKILL)
        self.assertEqual(self.post(page(4)).status, 201)

    def test_readers_killed_under_load_lose_no_other_request(self):
        harness.wait_until(lambda: len(self.spare()) == 1, "a reader is up")
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            posts = [pool.submit(self.post, page(n), period="2020-H1") for n in range(100, 160)]
            while not all(post.done() for post in posts):
                signal_all(readers(self.daemon), signal.SIGKILL)
            answers = [post.result() for post in posts]
        for n, answer in zip(range(100, 160), answers):
            if answer.status == 201:
                self.assertEqual([f["value"] for f in answer.json["figures"]], [10 + n, 100 + n])
            else:
                self.assertIn(answer.status, (422, 503), answer)
        self.assertEqual(self.post(page(5)).status // 100, 2)

    def test_more_documents_than_may_wait_are_told_to_come_again(self):
        signal_all(self.spare(), signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = [post.result() for post in [pool.submit(self.post, page(n), "2019-H1") for n in range(200, 208)]]
        refused = [answer for answer in answers if answer.status == 503]
        self.assertGreaterEqual(len(refused), 5)
        for answer in refused:
            self.assertIn("retry-after", answer.headers)
        self.assertLessEqual({answer.status for answer in answers}, {201, 422, 503})

    def test_reader_has_no_files_no_rights_and_no_way_out(self):
        (pid,) = self.spare()
        harness.wait_until(lambda: status_of(pid)["Seccomp"] == "2", "the reader is in its cage")
        self.assertEqual(status_of(pid)["NoNewPrivs"], "1")
        self.assertEqual(sorted(os.listdir(f"/proc/{pid}/fd")), ["0", "1", "2"])
        self.assertEqual(pathlib.Path(f"/proc/{pid}/environ").read_bytes(), b"")

    def test_extract_reads_a_page_without_a_server(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.html"
            path.write_bytes(page(6))
            code, out, err = harness.cli(None, "extract", path, "--period", "2021-H1")
            self.assertEqual((code, err), (0, ""))
            self.assertEqual(out.count("\n"), 2)
            path.write_bytes(b"%PDF-1.7\n1 0 obj\n")
            code, out, err = harness.cli(None, "extract", path)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("PDF", err)


class Places(harness.SystemTest):
    """A reader that says where what stands: what it says is kept with each figure, and told wherever its sentence is."""

    workers = 1
    settings = {"TONGBI_READER_PROGRAM": str(pathlib.Path(harness.TONGBI).parent / "fake_reader")}

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def test_place_is_told_with_the_figure_and_with_each_source(self):
        body = "<html>2021年召开党组会议12次。\n2021年家访340户，比上年增长5%。\n"
        told = self.daemon.add_report(body, stories.ORG, "2021", HTML)
        self.assertEqual(told.status, 201, told)
        places = ["page 3", "sheet 2 (明细), C7", "sheet 2 (明细), C7"]
        self.assertEqual([figure["place"] for figure in told.json["figures"]], places)
        read = self.daemon.get(f"/v1/reports/{told.json['id']}").json
        self.assertEqual([figure["place"] for figure in read["figures"]], places)
        first = read["figures"][0]
        listed = [item["figure"] for state in ("sure", "pending")
                  for item in self.daemon.get("/v1/figures", state=state, org=stories.ORG).json["figures"]
                  if item["figure"]["id"] == first["id"]]
        self.assertEqual([figure["place"] for figure in listed], ["page 3"])
        trend = self.daemon.get("/v1/trend", org=stories.ORG, metric=first["metric"]).json
        self.assertEqual([(point["source"]["place"], point["source"]["quote"]) for point in trend["points"]],
                         [("page 3", first["quote"])])
        (claim,) = self.daemon.get("/v1/claims", org=stories.ORG).json["claims"]
        self.assertEqual((claim["source"]["place"], claim["value_source"]["place"]), (places[1], places[1]))

        code, out, err = harness.cli(self.daemon, "figure", "accept", first["id"])
        self.assertEqual((code, err), (0, ""))
        self.assertIn("page 3", out)

    def test_plain_text_has_no_places(self):
        told = self.daemon.add_report(stories.report(12, 340, "93.70"), stories.ORG, "2020-H1").json
        self.assertFalse([figure for figure in told["figures"] if "place" in figure])


class NoReader(harness.SystemTest):
    workers = 1
    settings = {"TONGBI_READER_PROGRAM": "/nonexistent/tongbi-reader"}

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def test_page_when_no_reader_can_be_started_then_told_and_text_is_read(self):
        answer = self.daemon.add_report(page(1), stories.ORG, "2021-H1", HTML)
        self.assert_problem(answer, 500, "internal")
        text = self.daemon.add_report(stories.report(12, 340, "93.70"), stories.ORG, "2021-H1")
        self.assertEqual(text.status, 201)


if __name__ == "__main__":
    harness.main()
