"""Answers that workers keep: the same bytes as fresh ones, never from before a write that was answered, here or on another host."""

import concurrent.futures
import json
import random
import re
import time
import urllib.parse

import harness

REPORT = "上半年，全县共走访农户{}户，群众满意率{}%。"


class Kept(harness.unittest.TestCase):
    settings = ()
    workers = 2

    @classmethod
    def setUpClass(cls):
        cls.pg = harness.Postgres()
        cls.addClassCleanup(cls.pg.close)
        cls.daemon = harness.Daemon(cls.pg.conninfo(), workers=cls.workers, settings=cls.settings)
        cls.addClassCleanup(cls.daemon.close)
        for code in ("east", "west"):
            cls.put(f"/v1/orgs/{code}", {"name": code + "县"})
        cls.put("/v1/metrics/visits", {"name_zh": "走访农户", "kind": "count", "unit": "户", "over_time": "sum"})
        cls.hearing(cls.daemon)

    @classmethod
    def hearing(cls, daemon, workers=None):
        """Every worker keeps answers only when it hears of other hosts."""
        harness.wait_until(lambda: daemon.log().count("hears of other hosts") >= (workers or cls.workers), "listening")

    @classmethod
    def put(cls, path, body, daemon=None):
        answer = (daemon or cls.daemon).call("PUT", path, body=json.dumps(body), headers={"Content-Type": "application/json"})
        assert answer.status in (200, 201), answer
        return answer

    def observe(self, org, period, value, **more):
        row = {"org": org, "metric": "visits", "period": period, "value": value, **more}
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps([row]), headers={"Content-Type": "application/json"})
        self.assertIn(answer.status, (200, 201), answer)

    def trend(self, org="east", daemon=None, headers=None, method="GET", **query):
        query = {"org": org, "metric": "visits", **query}
        return (daemon or self.daemon).call(method, "/v1/trend", query=query, headers=headers, checked=method != "HEAD" and "Accept-Encoding" not in (headers or {}))

    def newest(self, **more):
        answer = self.trend(**more)
        self.assertEqual(answer.status, 200, answer)
        return answer.json["points"][-1]["value"]

    def counted(self, daemon=None):
        """The counters of kept answers, summed over the workers."""
        lines = (daemon or self.daemon).call("GET", "/metrics").text.splitlines()
        return {line.split()[0]: float(line.split()[1]) for line in lines if line.startswith("tongbi_answer")}

    def found(self):
        return self.counted()['tongbi_answers_looked_up_total{result="found"}']

    def until_kept(self, ask):
        """Ask until an answer was given again."""
        before = self.found()

        def asked():
            ask()
            return self.found() > before

        harness.wait_until(asked, "an answer given again")


class SameAnswer(Kept):
    def test_kept_answer_is_the_fresh_one(self):
        """All headers but the date and the request's id, and every byte; in each form, coding and method."""
        for year in range(2000, 2020):
            self.observe("west", f"{year}-H1", year * 7)
        for query, headers in (({}, {}), ({"format": "csv"}, {}), ({}, {"Accept": "text/csv"}), ({}, {"Accept-Encoding": "gzip"}),
                               ({"units": "pc1", "last": "3"}, {})):
            with self.subTest(query=query, headers=headers):
                fresh = self.trend("west", headers=headers, **query)
                self.until_kept(lambda: self.trend("west", headers=headers, **query))
                for _ in range(6):
                    again = self.trend("west", headers=headers, **query)
                    self.assertEqual(again.body, fresh.body)
                    self.assertEqual(self.lasting(again), self.lasting(fresh))
                head = self.trend("west", headers=headers, method="HEAD", **query)
                self.assertEqual((head.status, head.body), (200, b""))
                self.assertEqual(self.lasting(head), self.lasting(fresh))

    @staticmethod
    def lasting(answer):
        return {k: v for k, v in answer.headers.items() if k not in ("date", "x-request-id")}

    def test_client_that_has_it_gets_304(self):
        self.observe("west", "2021-H1", 5)
        tag = self.trend("west").headers["etag"]
        self.until_kept(lambda: self.trend("west"))
        for _ in range(6):
            answer = self.trend("west", headers={"If-None-Match": tag})
            self.assertEqual((answer.status, answer.body, answer.headers["etag"]), (304, b"", tag))
        self.observe("west", "2021-H1", 6, published="2031-01-01")
        self.assertEqual(self.trend("west", headers={"If-None-Match": tag}).status, 200)

    def test_answer_that_never_was_fetched_whole_is_not_kept_empty(self):
        """Who asks first with the right tag and gzip gets 304; the next one gets the body."""
        for year in range(1950, 1990):
            self.observe("west", f"{year}-H2", year)
        tag = self.trend("west", last="40").headers["etag"]
        answer = self.trend("west", last="40", headers={"If-None-Match": tag, "Accept-Encoding": "gzip", "Accept": "*/*"})
        self.assertEqual(answer.status, 304)
        answer = self.trend("west", last="40", headers={"Accept-Encoding": "gzip", "Accept": "*/*"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.body[:2], b"\x1f\x8b")


class NeverStale(Kept):
    ROUNDS = 40

    def on_both_workers(self, ask):
        """Fresh connections, so that either worker may get them."""
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            return list(pool.map(lambda _: ask(), range(6)))

    def test_posted_value_is_in_every_answer_after_its_own(self):
        for i in range(self.ROUNDS):
            self.observe("east", "2021-H1", i, published="2021-07-01")
            self.assertEqual(self.on_both_workers(self.newest), [i] * 6)

    def test_posted_value_is_in_every_comparison_after_its_own(self):
        def compared():
            rows = self.daemon.call("GET", "/v1/compare", query={"metric": "visits", "period": "2019-H1"}).json["rows"]
            return next(row["value"] for row in rows if row["org"] == "east")
        for i in range(self.ROUNDS):
            self.observe("east", "2019-H1", i, published="2019-07-01")
            self.assertEqual(self.on_both_workers(compared), [i] * 6)

    def test_total_knows_of_every_value_below(self):
        self.put("/v1/orgs/south", {"name": "南市"})
        self.put("/v1/orgs/south-1", {"name": "南一县", "parent": "south"})
        self.put("/v1/metrics/calls", {"name_zh": "来电", "kind": "count", "unit": "次", "over_time": "sum", "over_orgs": "sum"})

        def total():
            answer = self.daemon.call("GET", "/v1/trend", query={"under": "south", "metric": "calls"})
            return answer.json["points"][-1]["coverage"]["reported"], answer.json["points"][-1]["value"]
        for i in range(self.ROUNDS // 2):
            row = {"org": "south-1", "metric": "calls", "period": "2021-H1", "value": i, "published": "2021-07-01"}
            answer = self.daemon.call("POST", "/v1/observations", body=json.dumps([row]), headers={"Content-Type": "application/json"})
            self.assertIn(answer.status, (200, 201), answer)
            self.assertEqual({got for got in self.on_both_workers(total)}, {(1, i)} if total()[1] is not None else {(1, None)})

    def test_report_its_correction_and_its_withdrawal_are_in_every_answer_after_theirs(self):
        for i in range(1, self.ROUNDS // 4):
            year = 1960 + i
            report = self.daemon.call("POST", "/v1/reports", query={"org": "east", "period": f"{year}-H1"},
                                      body=REPORT.format(100 + i, 95).encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
            self.assertEqual(report.status, 201, report)
            visits = next(f for f in report.json["figures"] if f["value"] == 100 + i)

            def value():
                """The whole trend, so that its answer is kept from round to round."""
                points = self.daemon.call("GET", "/v1/trend", query={"org": "east", "metric": visits["metric"]}).json["points"]
                return next((p["value"] for p in points if p["period"] == f"{year}-H1"), None)
            self.assertEqual(self.on_both_workers(value), [100 + i] * 6)
            patched = self.daemon.call("PATCH", f"/v1/figures/{visits['id']}", body=json.dumps({"value": 500 + i}),
                                       headers={"Content-Type": "application/json"})
            self.assertEqual(patched.status, 200, patched)
            self.assertEqual(self.on_both_workers(value), [500 + i] * 6)
            self.assertEqual(self.daemon.call("DELETE", f"/v1/reports/{report.json['id']}").status, 200)
            self.assertEqual(self.on_both_workers(value), [None] * 6)

    def test_name_of_an_organisation_and_of_a_metric_are_in_every_answer_after_theirs(self):
        self.observe("west", "2021-H1", 1)
        for i in range(self.ROUNDS // 4):
            self.put("/v1/orgs/west", {"name": f"西县{i}"})
            self.put("/v1/metrics/visits", {"name_zh": "走访农户", "name_en": f"visits {i}", "kind": "count", "unit": "户", "over_time": "sum"})
            names = self.on_both_workers(lambda: (lambda a: (a["org_name"], a["metric_name_en"]))(self.trend("west").json))
            self.assertEqual(names, [(f"西县{i}", f"visits {i}")] * 6)

    def test_metric_asked_for_by_name_is_never_another_one(self):
        """A name that comes to mean two metrics means neither."""
        self.put("/v1/metrics/tours", {"name_zh": "巡查次数", "kind": "count", "unit": "次"})

        def asked():
            return self.daemon.call("GET", "/v1/trend", query={"org": "east", "metric": "巡查次数"}).status
        self.assertEqual(self.on_both_workers(asked), [200] * 6)
        self.put("/v1/metrics/tours2", {"name_zh": "巡查花费", "kind": "money", "unit": "元", "aliases": ["巡查次数"]})
        self.assertEqual(set(self.on_both_workers(asked)), {404})

    def test_reading_while_somebody_writes_never_goes_back(self):
        """Each reader sees values that only rise, as they were written."""
        stop = False

        def read():
            seen, connection = [], self.daemon.connect()
            headers = {"Authorization": "Bearer " + self.daemon.token("viewer")}
            while not stop:
                connection.request("GET", "/v1/trend?org=west&metric=visits&from=2001-H1&to=2001-H1", headers=headers)
                points = json.loads(connection.getresponse().read())["points"]
                seen.append(points[0]["value"] if points else -1)
            connection.close()
            return seen
        self.daemon.token("viewer")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read) for _ in range(4)]
            for i in range(60):
                self.observe("west", "2001-H1", i, published="2001-07-01")
            stop = True
            for reader in readers:
                seen = [value if value is not None else -1 for value in reader.result()]
                self.assertEqual(seen, sorted(seen))
                self.assertGreater(len(seen), 5)


class OtherHost(Kept):
    WITHIN_S = 0.1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = harness.Daemon(cls.pg.conninfo(), workers=1, migrate=False)
        cls.addClassCleanup(cls.other.close)
        cls.hearing(cls.other, 1)

    def test_what_is_written_here_is_soon_known_there(self):
        """The median of many; a single one may wait for the machine."""
        waited = []
        for i in range(30):
            self.observe("east", "2021-H2", i, published="2022-01-01")
            written = time.monotonic()
            harness.wait_until(lambda: self.newest(daemon=self.other) == i, f"the value {i} on the other host")
            waited.append(time.monotonic() - written)
        self.assertLess(sorted(waited)[len(waited) // 2], self.WITHIN_S, waited)
        self.assertGreater(self.counted(self.other)['tongbi_answers_looked_up_total{result="found"}']
                           + self.counted(self.other)['tongbi_answers_dropped_total{reason="changed"}'], 0)

    def test_who_cannot_hear_keeps_nothing_and_is_not_wrong(self):
        self.observe("east", "2018-H1", 1, published="2018-07-01")

        def there():
            points = self.trend(daemon=self.other, **{"from": "2018-H1", "to": "2018-H1"}).json["points"]
            return points[0]["value"]
        harness.wait_until(lambda: there() == 1, "the first value on the other host")
        for i in range(2, 12):
            heard = self.other.log().count("hears of other hosts")
            self.pg.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tongbid listen'")
            self.observe("east", "2018-H1", i, published="2018-07-01")
            harness.wait_until(lambda: self.other.log().count("hears of other hosts") > heard, "listening again")
            harness.wait_until(lambda: there() == i, f"the value {i} on the other host")
            self.assertEqual(there(), i)


class ManyQuestions(Kept):
    """Ten thousand questions, asked of workers that keep answers, again and again, and of one that keeps none: the same bytes."""

    QUESTIONS, ASKERS = 10000, 4
    ORGS, YEARS = [f"o{i}" for i in range(12)], range(2010, 2022)
    VALUES = ["300余", "近400", "约1.2万", "不少于20", "超过50", "8—10", "37", "1205"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = harness.Daemon(cls.pg.conninfo(), workers=1, migrate=False, settings={"TONGBI_ANSWER_MEMORY": "0"}.items())
        cls.addClassCleanup(cls.plain.close)
        chance = random.Random(20211101)
        rows = []
        for i, org in enumerate(cls.ORGS):
            cls.put(f"/v1/orgs/{org}", {"name": f"第{i}县", **({"parent": "east"} if i % 2 else {})})
            for year in cls.YEARS:
                for part in chance.sample(["H1", "H2", "Q1", "Q3"], chance.randrange(4)):
                    for revision in range(chance.randrange(1, 4)):
                        row = {"org": org, "metric": "visits", "period": f"{year}-{part}",
                               "published": f"{year + 1}-0{revision + 1}-05"}
                        if revision == 2:
                            rows.append({**row, "withdrawn": True})
                        else:
                            rows.append({**row, "value": chance.randrange(1000), "status": chance.choice(["actual", "actual", "target"])})
        answer = cls.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        assert answer.status == 201, answer
        for i, value in enumerate(cls.VALUES * 3):
            body = f"全年共走访农户{value}户，群众满意率{90 + i % 9}.{i % 10}%。".encode()
            answer = cls.daemon.call("POST", "/v1/reports", query={"org": cls.ORGS[i % 12], "period": f"{2012 + i % 7}"}, body=body,
                                     headers={"Content-Type": "text/plain; charset=utf-8"})
            assert answer.status == 201, answer
            cls.metrics = sorted({"visits"} | {f["metric"] for f in answer.json["figures"] if f["metric"]})

    def question(self, chance):
        year = chance.choice(self.YEARS)
        query = {"metric": chance.choice(self.metrics)}
        if chance.random() < 0.25:
            path = "/v1/compare"
            query["period"] = f"{year}{chance.choice(['', '-H1', '-H2', '-Q1'])}"
            query["against"] = chance.choice(["previous_year", "previous_period", "target", f"{year - 1}-H1"])
            if chance.random() < 0.3:
                query["under"] = "east"
            if chance.random() < 0.3:
                query["sort"] = chance.choice(["value", "-value", "change", "org", "-rank"])
        else:
            path = "/v1/trend"
            query["under" if chance.random() < 0.1 else "org"] = "east" if "under" in query else chance.choice(self.ORGS)
            if "under" in query:
                query["under"] = "east"
            for name, values in (("frequency", ["A", "S", "Q"]), ("units", ["lin", "chg", "pch", "ch1", "pc1"]),
                                 ("last", ["1", "3", "12"]), ("from", [f"{year}"]), ("release", ["first", "latest"]),
                                 ("as_of", [f"{year + 1}-01-31"]), ("quote", ["0"])):
                if chance.random() < 0.3:
                    query[name] = chance.choice(values)
        if chance.random() < 0.1:
            query["format"] = "csv"
        return path + "?" + urllib.parse.urlencode(query)

    def ask_all(self, number):
        chance = random.Random(number)
        kept, plain = self.daemon.connect(), self.plain.connect()
        headers = {"Authorization": "Bearer " + self.daemon.token("viewer")}

        def ask(connection, question):
            connection.request("GET", question, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                body = re.sub(rb'"request_id":"[0-9a-f]*"', b"", body)
            return answer.status, answer.getheader("ETag"), body
        statuses = []
        for _ in range(self.QUESTIONS // self.ASKERS):
            question = self.question(chance)
            expected = ask(plain, question)
            for _ in range(4):
                self.assertEqual(ask(kept, question), expected, question)
            statuses.append(expected[0])
        return statuses

    def test_ten_thousand_questions_have_the_same_answers(self):
        self.daemon.token("viewer")
        before = self.found()
        with concurrent.futures.ThreadPoolExecutor(self.ASKERS) as pool:
            statuses = [status for some in pool.map(self.ask_all, range(self.ASKERS)) for status in some]
        self.assertEqual(len(statuses), self.QUESTIONS)
        self.assertGreater(statuses.count(200), self.QUESTIONS * 0.8)
        self.assertGreater(self.found() - before, self.QUESTIONS * 0.4)


class Bounded(Kept):
    settings = {"TONGBI_ANSWER_MEMORY": "1MiB"}.items()

    def test_memory_for_answers_is_kept_to(self):
        for year in range(1950, 2020):
            self.observe("east", f"{year}-H1", year)
        connection = self.daemon.connect()
        headers = {"Authorization": "Bearer " + self.daemon.token("viewer")}
        for i in range(6000):  # each of them twice, for what is asked once is not kept
            connection.request("GET", f"/v1/trend?org=east&metric=visits&last={i // 2 % 60 + 1}&from={1950 + i // 120 % 60}", headers=headers)
            answer = connection.getresponse()
            answer.read()
            self.assertEqual(answer.status, 200)
        counted = self.counted()
        self.assertLessEqual(counted["tongbi_answer_bytes"], 2 * 1024 * 1024)
        self.assertGreater(counted['tongbi_answers_dropped_total{reason="memory"}'], 0)
        self.assertGreater(counted["tongbi_answers"], 10)


class Off(Kept):
    settings = {"TONGBI_ANSWER_MEMORY": "0"}.items()

    def test_without_memory_nothing_is_kept(self):
        self.observe("east", "2021-H1", 1)
        for _ in range(10):
            self.assertEqual(self.newest(), 1)
        self.assertEqual(self.counted()["tongbi_answers"], 0)


if __name__ == "__main__":
    harness.main()
