"""Figures by the hundred thousand: streamed, all or nothing, partial, tried, sent again; and what happens when things break."""

import datetime
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import threading

import harness
import stories

ORGS = 20
METRIC = "canteen-visits"
NDJSON = "application/x-ndjson"
CSV = "text/csv"


def day(number):
    return (datetime.date(1960, 1, 1) + datetime.timedelta(number)).isoformat()


def csv_of(rows, columns=("org", "metric", "period", "value"), line_end="\n"):
    lines = [",".join(columns)] + [",".join(str(row.get(c, "")) for c in columns) for row in rows]
    return line_end.join(lines) + line_end


def ndjson_of(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class BulkTest(harness.SystemTest):
    """What the tests below share."""

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [(f"o{i}", f"第{i}小学") for i in range(ORGS)])

    def setUp(self):
        self.pg.sql("truncate series, idempotency_keys")

    def post(self, body, content_type=CSV, key=None, **query):
        headers = {"Content-Type": content_type, **({"Idempotency-Key": key} if key else {})}
        if isinstance(body, str):
            body = body.encode("utf-8")
        return self.daemon.call("POST", "/v1/observations", body=body, headers=headers, query=query)

    def stored(self):
        """Every vintage, in an order of its own."""
        return self.pg.sql(
            "select o.code, m.code, s.scope, v.status, v.period_start, v.period_end, v.published, coalesce(v.value::text, '-') from observations v"
            " join series s on s.org_id = v.org_id and s.id = v.series_id join orgs o on o.id = v.org_id"
            " join metrics m on m.id = v.metric_id order by 1, 2, 3, 4, 5, 6, 7, 8"
        )

    def assert_counts(self, answer, status, **counts):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual({name: answer.json[name] for name in counts}, counts)

    def long_body(self, rows=60000):
        return csv_of({"org": f"o{i % ORGS}", "metric": METRIC, "period": day(i // ORGS), "value": i}
                      for i in range(rows)).encode()

    def begin_upload(self, length, head, key=None):
        """An upload that has told its length and sent its beginning."""
        sock = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=harness.PATIENCE_S)
        lines = ["POST /v1/observations HTTP/1.1", "Host: here", f"Content-Type: {CSV}", f"Content-Length: {length}",
                 "Authorization: Bearer " + self.daemon.token("reporter")] + ([f"Idempotency-Key: {key}"] if key else [])
        sock.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + head)
        return sock

    def loads_running(self):
        return int(self.pg.sql("select count(*) from pg_stat_activity where application_name = 'tongbid load'"
                               " and state <> 'idle'")[0][0])


class Bulk(BulkTest):
    # ---- forms ----

    def test_forms_when_the_rows_are_the_same_then_what_is_stored_is_the_same(self):
        rows = [{"org": "o1", "metric": METRIC, "period": "2020-H1", "value": "12.50", "scope": "城东片区",
                 "status": "target", "published": "2020-07-01"},
                {"org": "o2", "metric": METRIC, "period": "2020", "value": "7", "published": "2021-01-03"}]
        columns = ["value", "scope", "published", "org", "period", "status", "metric"]
        bodies = [
            (json.dumps(rows, ensure_ascii=False).encode(), "application/json"),
            (ndjson_of(rows).encode(), NDJSON),
            (("\ufeff" + ndjson_of(rows).rstrip("\n")).encode(), "application/ndjson; charset=utf-8"),
            (csv_of(rows, columns).encode(), CSV),
            (csv_of(rows, columns, "\r\n").encode("utf-8-sig"), CSV),
            (csv_of(rows, columns).encode("gb18030"), CSV),
            (csv_of(rows, columns).encode("gbk"), "text/csv; charset=GBK"),
            (csv_of(rows, columns).encode("utf-16"), CSV),
            (ndjson_of(rows).encode("gb18030"), NDJSON + "; charset=gb18030"),
        ]
        said = None
        for body, content_type in bodies:
            with self.subTest(f"{content_type} {body[:20]!r}"):
                self.pg.sql("truncate series")
                self.assert_counts(self.post(body, content_type), 201, stored=2, unchanged=0, refused=0, rows=2, error_count=0)
                said = said or self.stored()
                self.assertIn("城东片区", str(said))
                self.assertEqual(self.stored(), said)

    def test_chunked_when_cut_anywhere_then_as_if_whole(self):
        rows = [{"org": f"o{i % ORGS}", "metric": METRIC, "period": day(i // ORGS), "value": i} for i in range(400)]
        body = csv_of(rows).encode()
        cuts = [body[at:at + 37] for at in range(0, len(body), 37)]
        connection = self.daemon.connect()
        connection.request("POST", "/v1/observations", body=iter(cuts), encode_chunked=True, headers={
            "Content-Type": CSV, "Transfer-Encoding": "chunked", "Authorization": "Bearer " + self.daemon.token("reporter")})
        got = connection.getresponse()
        self.assertEqual((got.status, json.loads(got.read())["stored"]), (201, 400))
        connection.close()

    # ---- all or nothing, or not ----

    def mixed(self):
        """Rows 2 and 6 of the table are good."""
        return ("org,metric,period,value\n"
                f"o1,{METRIC},2020,1\n"
                f"o1,{METRIC},2020-H7,x\n"
                f"nobody,{METRIC},2020,1\n"
                "o1,nothing,2020\n"
                f"o2,{METRIC},2020,2\n"
                f"o3,{METRIC},2020,3\n"
                f"o3,{METRIC},2020,4\n")

    MIXED_ERRORS = [(3, "period"), (3, "value"), (4, "org"), (5, None), (7, "value"), (8, "value")]

    def errors_of(self, answer):
        return [(e["row"], e.get("field")) for e in answer.json["errors"]]

    def test_whole_when_some_rows_are_bad_then_nothing_is_stored_and_each_is_named(self):
        answer = self.post(self.mixed())
        problem = self.assert_problem(answer, 400, "bad-rows")
        self.assertEqual(self.errors_of(answer), self.MIXED_ERRORS)
        self.assertEqual(problem["error_count"], 6)
        self.assertIn("5 of 7 rows", problem["detail"])
        self.assertEqual(self.stored(), [])

    def test_partial_when_some_rows_are_bad_then_the_good_ones_are_stored(self):
        answer = self.post(self.mixed(), partial=1)
        self.assert_counts(answer, 201, stored=2, unchanged=0, refused=5, rows=7, error_count=6, dry_run=False)
        self.assertEqual(self.errors_of(answer), self.MIXED_ERRORS)
        self.assertEqual([(r[0], r[7]) for r in self.stored()], [("o1", "1"), ("o2", "2")])
        self.assert_counts(self.post(self.mixed(), partial=1), 200, stored=0, unchanged=2, refused=5)

    def test_dry_run_when_tried_then_told_what_would_be_and_nothing_is_stored(self):
        answer = self.post(self.mixed(), partial=1, dry_run=1)
        self.assert_counts(answer, 200, stored=2, unchanged=0, refused=5, rows=7, error_count=6, dry_run=True)
        answer = self.post(self.mixed(), dry_run=1)
        self.assert_counts(answer, 200, stored=0, unchanged=0, refused=5, rows=7, error_count=6, dry_run=True)
        self.assertEqual(self.errors_of(answer), self.MIXED_ERRORS)
        good = f"org,metric,period,value\no1,{METRIC},2020,1\n"
        self.assert_counts(self.post(good, dry_run=1), 200, stored=1, refused=0, dry_run=True)
        self.assertEqual(self.stored(), [])
        self.assertEqual(self.pg.sql("select count(*) from series"), [["0"]])

    def test_errors_when_there_are_many_then_the_first_thousand_and_the_count(self):
        rows = [{"org": "o1", "metric": METRIC, "period": day(i), "value": i} for i in range(3000)]
        for i in range(0, 3000, 2):
            rows[i]["org" if i % 4 else "value"] = "wrong"
        answer = self.post(csv_of(rows))
        problem = self.assert_problem(answer, 400, "bad-rows")
        self.assertEqual((problem["error_count"], len(problem["errors"])), (1500, 1000))
        self.assertEqual([e["row"] for e in problem["errors"]], [i + 2 for i in range(0, 2000, 2)])
        self.assertIn("1500 of 3000 rows", problem["detail"])

    def test_withdrawn_when_posted_then_the_point_is_gone_from_that_day(self):
        columns = ("org", "metric", "period", "value", "published", "withdrawn")
        rows = [{"org": "o1", "metric": METRIC, "period": "2020", "value": "", "published": "2021-03-01", "withdrawn": "true"},
                {"org": "o1", "metric": METRIC, "period": "2020", "value": 9, "published": "2021-01-05"},
                {"org": "o1", "metric": METRIC, "period": "2021", "value": 11, "published": "2022-01-05"}]
        self.assert_counts(self.post(csv_of(rows, columns)), 201, stored=3)
        for as_of, value in (("2021-02-28", "9"), ("2021-03-01", "None")):
            trend = self.daemon.get("/v1/trend", org="o1", metric=METRIC, **{"from": "2020", "to": "2020"}, as_of=as_of)
            self.assertEqual([str(p["value"]) for p in trend.json["points"]], [value] if value != "None" else ["None"], as_of)

    # ---- the same as one by one ----

    def random_rows(self, seed, count):
        draw = random.Random(seed)
        rows = {}
        for _ in range(count):
            row = {"org": f"o{draw.randrange(4)}", "metric": draw.choice([METRIC, "canteen-meetings"]),
                   "period": draw.choice(["2020", "2020-H1", "2020-01/2020-06", "2021-Q3", "2021-03"]),
                   "scope": draw.choice(["", "城区"]), "status": draw.choice(["actual", "target"]),
                   "published": f"2022-0{draw.randrange(1, 4)}-01", "value": str(draw.randrange(5))}
            same = "2020-H1" if row["period"] == "2020-01/2020-06" else row["period"]
            rows.setdefault((row["org"], row["metric"], same, row["scope"], row["status"], row["published"]), row)
        return list(rows.values())

    def test_bulk_when_sent_at_once_or_one_by_one_in_any_order_then_the_same_is_stored(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                rows = self.random_rows(seed, 60)
                self.pg.sql("truncate series")
                self.assert_counts(self.post(ndjson_of(rows), NDJSON), 201, stored=len(rows))
                at_once = self.stored()
                self.pg.sql("truncate series")
                random.Random(seed + 100).shuffle(rows)
                for row in rows:
                    self.assert_counts(self.post(json.dumps([row]), "application/json"), 201, stored=1)
                self.assertEqual(self.stored(), at_once)
                self.assert_counts(self.post(csv_of(rows, tuple(rows[0]))), 200, stored=0, unchanged=len(rows))

    # ---- sent again ----

    def test_key_when_sent_again_then_the_first_answer_and_nothing_done(self):
        body = f"org,metric,period,value\no1,{METRIC},2020,1\n"
        first = self.post(body, key="load-1")
        self.assert_counts(first, 201, stored=1)
        self.assertNotIn("idempotent-replayed", first.headers)
        self.pg.sql("truncate series")
        again = self.post(body, key="load-1")
        self.assertEqual((again.status, again.body), (201, first.body))
        self.assertEqual(again.headers["idempotent-replayed"], "true")
        self.assertEqual(self.stored(), [])

    def test_key_when_the_request_is_another_then_refused(self):
        body = f"org,metric,period,value\no1,{METRIC},2020,1\n"
        self.assert_counts(self.post(body, key="load-2"), 201, stored=1)
        for other, query in ((body + f"o2,{METRIC},2020,1\n", {}), (body, {"partial": 1})):
            problem = self.assert_problem(self.post(other, key="load-2", **query), 422, "key-reused")
            self.assertIn("another request", problem["detail"])
        # another token's keys are its own
        answer = self.daemon.call("POST", "/v1/observations", body=body.encode(), token="reporter",
                                  headers={"Content-Type": CSV, "Idempotency-Key": "load-2"})
        self.assert_counts(answer, 200, stored=0, unchanged=1)

    def test_key_when_refused_or_tried_then_not_remembered(self):
        bad = f"org,metric,period,value\no1,{METRIC},2020,x\n"
        good = f"org,metric,period,value\no1,{METRIC},2020,1\n"
        self.assert_problem(self.post(bad, key="load-3"), 400, "bad-rows")
        self.assert_counts(self.post(good, key="load-3", dry_run=1), 200, dry_run=True)
        self.assert_counts(self.post(good, key="load-3"), 201, stored=1)

    def test_key_when_a_day_has_passed_then_free_again(self):
        body = f"org,metric,period,value\no1,{METRIC},2020,1\n"
        self.assert_counts(self.post(body, key="load-4"), 201, stored=1)
        self.pg.sql("update idempotency_keys set created = created - interval '24 hours 1 second'")
        self.assert_counts(self.post(body + f"o2,{METRIC},2020,1\n", key="load-4"), 201, stored=1, unchanged=1)
        self.assertEqual(self.pg.sql("select count(*) from idempotency_keys"), [["1"]])

    def test_key_when_malformed_then_refused(self):
        for key in ("k" * 256, "schl\u00fcssel"):
            answer = self.daemon.call(
                "POST", "/v1/observations", body=b"x", headers={"Content-Type": CSV, "Idempotency-Key": key.encode("latin-1")})
            self.assert_problem(answer, 400, "bad-request")

    # ---- when things break ----

    def test_upload_when_cut_off_then_nothing_is_stored(self):
        body = self.long_body()
        sock = self.begin_upload(len(body), body[:len(body) // 2])
        harness.wait_until(lambda: self.loads_running() == 1, "the load has begun")
        sock.close()
        harness.wait_until(lambda: self.loads_running() == 0, "the load is gone")
        self.assertEqual(self.stored(), [])
        self.assert_counts(self.post(body), 201, stored=60000)

    def test_key_when_the_first_request_still_runs_then_conflict(self):
        body = self.long_body()
        sock = self.begin_upload(len(body), body[:len(body) // 2], key="load-5")
        harness.wait_until(lambda: self.loads_running() == 1, "the load has begun")
        headers = {"Content-Type": CSV, "Idempotency-Key": "load-5"}
        other = self.daemon.call("POST", "/v1/observations", body=body, headers=headers, token="reporter")
        self.assert_problem(other, 409, "conflict")
        sock.sendall(body[len(body) // 2:])
        self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 201"))
        sock.close()

    def test_table_when_its_end_is_missing_then_refused_as_a_whole(self):
        for body, content_type in (
            (f'org,metric,period,value\no1,{METRIC},2020,"1', CSV),
            (f'[{{"org":"o1","metric":"{METRIC}","period":"2020","value":1}},', "application/json"),
            (f'[{{"org":"o1","metric":"{METRIC}","period":"2020","value":1}}', "application/json"),
        ):
            answer = self.post(body, content_type, partial=1)
            self.assertEqual(answer.status, 400, answer)
            self.assertEqual(self.stored(), [])

    def test_worker_when_killed_in_the_middle_then_whole_or_nothing(self):
        body = self.long_body()
        sock = self.begin_upload(len(body), body[:len(body) // 2])
        harness.wait_until(lambda: self.loads_running() == 1, "the load has begun")
        for pid in self.daemon.workers():
            os.kill(pid, signal.SIGKILL)
        harness.wait_until(lambda: self.loads_running() == 0, "the load is gone")
        sock.close()
        self.daemon.wait_ready()
        self.assertEqual(self.stored(), [])

    def test_workers_when_killed_at_any_moment_then_what_was_answered_is_there_once(self):
        """Requests with keys, sent until they are answered, while workers die."""
        draw = random.Random(7)
        done, stop = [], threading.Event()

        def send(number):
            body = csv_of({"org": f"o{number}", "metric": METRIC, "period": day(i), "value": i} for i in range(300))
            while True:
                try:
                    answer = self.post(body, key=f"kill-{number}")
                except (OSError, http.client.HTTPException):
                    continue
                if answer.status in (200, 201):
                    done.append((number, answer.json["stored"]))
                    return
                if answer.status != 409 and answer.status < 500:
                    done.append((number, answer))
                    return

        def kill():
            while not stop.is_set():
                for pid in self.daemon.workers()[:1]:
                    os.kill(pid, signal.SIGKILL)
                stop.wait(0.05 + draw.random() / 5)

        killer = threading.Thread(target=kill)
        threads = [threading.Thread(target=send, args=(n,)) for n in range(ORGS)]
        killer.start()
        for thread in threads:
            thread.start()
        for thread in threads[:ORGS // 2]:
            thread.join(harness.PATIENCE_S)
        stop.set()
        killer.join()
        for thread in threads:
            thread.join(harness.PATIENCE_S)
        self.daemon.wait_ready()
        self.assertEqual(sorted(done), [(n, 300) for n in range(ORGS)])
        self.assertEqual(self.pg.sql("select count(*), count(distinct (series_id, period_start)) from observations"),
                         [[str(300 * ORGS), str(300 * ORGS)]])


class Stopping(BulkTest):
    def test_daemon_when_told_to_stop_in_the_middle_then_the_load_is_brought_to_its_end(self):
        body = self.long_body(20000)
        sock = self.begin_upload(len(body), body[:-1000])
        harness.wait_until(lambda: self.loads_running() == 1, "the load has begun")
        self.daemon.process.send_signal(signal.SIGTERM)
        harness.wait_until(lambda: "worker stops" in self.daemon.log(), "the workers have heard it")
        sock.sendall(body[-1000:])
        self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 201"))
        sock.close()
        self.assertEqual(self.daemon.process.wait(harness.PATIENCE_S), 0)
        self.assertEqual(len(self.stored()), 20000)


class Memory(BulkTest):
    """Without what the sanitizer keeps of freed memory, which would hide what the daemon needs."""

    workers = 1
    settings = {"ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.daemon.workers()[0]}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))

    def test_upload_when_it_is_long_then_its_rows_are_kept_small(self):
        self.post(self.long_body(20000))
        before = self.resident_kib()
        answer = self.post(self.long_body(120000), dry_run=1)
        self.assert_counts(answer, 200, stored=100000, unchanged=20000)
        # A dozen bytes a row, until POSTED_KEPT_BYTES are full.
        self.assertLess(self.resident_kib() - before, 3 * 1024, "KiB more for a body of 4 MB and 120,000 rows")


if __name__ == "__main__":
    harness.main()
