"""Exports: every point, with the vintage that counts, as CSV, NDJSON and a workbook; streamed, of one moment."""

import csv
import datetime
import http.client
import io
import json
import pathlib
import socket
from decimal import Decimal

import harness
import stories

try:
    import openpyxl
except ImportError:
    openpyxl = None

VISITS, RATE = "canteen-visits", "canteen-satisfaction"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("org org_name metric metric_name scope status period start end value bound low high unit kind published recorded report"
           " figure figure_start figure_end quote").split()

# org, metric, period, value, published, and where it matters scope and status
POSTED = [
    ("east", RATE, "2020-H1", "93.70", "2020-07-01"),
    ("east", RATE, "2020-H1", "93.10", "2020-09-01"),
    ("east", RATE, "2020-H1", "94.00", "2021-02-01"),
    ("east", VISITS, "2020", "120", "2021-01-05"),
    ("east", VISITS, "2020", "100", "2019-12-01", "", "target"),
    ("east", VISITS, "2020", "7", "2021-01-05", "城区"),
    ("east-1", VISITS, "2020", "40", "2021-01-06"),
    ("west", VISITS, "2021-H1", "123456789012345678.25", "2021-07-01"),
]


class Export(harness.SystemTest):
    workers = 1

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [("east", "东县"), ("west", "西,县")])
        cls.daemon.add_org("east-1", "东县一小", parent="east")
        rows = [dict(zip(("org", "metric", "period", "value", "published", "scope", "status"), row)) for row in POSTED]
        rows.append({"org": "west", "metric": VISITS, "period": "2019", "value": 3, "published": "2020-01-01"})
        rows.append({"org": "west", "metric": VISITS, "period": "2019", "withdrawn": True, "published": "2020-02-01"})
        answer = cls.daemon.call("POST", "/v1/observations", body=json.dumps(rows), headers={"Content-Type": "application/json"})
        assert answer.status == 201, answer
        answer = cls.daemon.add_report(stories.report(12, "300余", "95.20"), "west", "2022-H1", published="2022-07-04")
        assert answer.status == 201, answer

    def export(self, **query):
        return self.daemon.get("/v1/export", **query)

    def rows(self, **query):
        answer = self.export(**query)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/csv; charset=utf-8"), answer)
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))

    def said(self, **query):
        return sorted((r["org"], r["metric"], r["scope"], r["status"], r["period"], r["value"]) for r in self.rows(**query))

    LATEST = sorted([
        ("east", RATE, "", "actual", "2020-H1", "94.00"), ("east", VISITS, "", "actual", "2020", "120"),
        ("east", VISITS, "", "target", "2020", "100"), ("east", VISITS, "城区", "actual", "2020", "7"),
        ("east-1", VISITS, "", "actual", "2020", "40"), ("west", VISITS, "", "actual", "2021-H1", "123456789012345678.25"),
        ("west", "canteen-meetings", "", "actual", "2022-H1", "12"), ("west", VISITS, "", "actual", "2022-H1", "300"),
        ("west", RATE, "", "actual", "2022-H1", "95.20"),
    ])

    def test_csv_when_all_is_asked_then_each_point_that_stands_once(self):
        self.assertEqual(self.said(), self.LATEST)

    def test_csv_when_a_row_is_read_then_every_column_is_as_it_was_said(self):
        answer = self.export(org="west", metric=VISITS, **{"from": "2022-H1"})
        self.assertEqual(answer.text.split("\r\n")[0], ",".join(COLUMNS))
        row, = csv.DictReader(io.StringIO(answer.text, newline=""))
        report, = self.daemon.get("/v1/reports").json["reports"]
        figure = next(f for f in self.daemon.get(f"/v1/reports/{report['id']}").json["figures"] if f["metric"] == VISITS)
        self.assertEqual({k: v for k, v in row.items() if k != "recorded"}, {
            "org": "west", "org_name": "西,县", "metric": VISITS, "metric_name": "走访食堂供货商", "scope": "", "status": "actual",
            "period": "2022-H1", "start": "2022-01-01", "end": "2022-06-30", "value": "300", "bound": "about", "low": "300",
            "high": "400", "unit": "家", "kind": "count", "published": "2022-07-04", "report": str(report["id"]),
            "figure": str(figure["id"]), "figure_start": str(figure["start"]), "figure_end": str(figure["end"]),
            "quote": figure["quote"],
        })
        self.assertRegex(row["recorded"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertNotIn("quote", self.rows(quote=0)[0])
        self.assertTrue(self.export(bom=1).body.startswith(b"\xef\xbb\xbforg,"))
        self.assertIn("tongbi-", answer.headers["content-disposition"])

    def test_selection_when_told_then_only_that(self):
        for query, kept in (
            ({"org": "east"}, lambda r: r[0] == "east"), ({"org": "east-1,west"}, lambda r: r[0] in ("east-1", "west")),
            ({"under": "east"}, lambda r: r[0] in ("east", "east-1")), ({"metric": RATE}, lambda r: r[1] == RATE),
            ({"metric": f"{RATE},canteen-meetings"}, lambda r: r[1] != VISITS), ({"scope": "城区"}, lambda r: r[2] == "城区"),
            ({"status": "target"}, lambda r: r[3] == "target"),
            ({"from": "2021"}, lambda r: r[4] >= "2021"), ({"to": "2020-H1"}, lambda r: r[4] == "2020-H1"),
            ({"under": "east", "metric": VISITS, "status": "actual"},
             lambda r: r[0].startswith("east") and r[1] == VISITS and r[3] == "actual"),
        ):
            with self.subTest(query):
                self.assertEqual(self.said(**query), [r for r in self.LATEST if kept(r)])

    def test_vintages_when_first_latest_or_all_then_told_apart(self):
        query = {"org": "east", "metric": RATE}
        self.assertEqual([r["value"] for r in self.rows(**query, vintages="first")], ["93.70"])
        self.assertEqual([r["value"] for r in self.rows(**query, vintages="latest")], ["94.00"])
        self.assertEqual([(r["value"], r["published"], r["withdrawn"]) for r in self.rows(**query, vintages="all")],
                         [("93.70", "2020-07-01", "false"), ("93.10", "2020-09-01", "false"), ("94.00", "2021-02-01", "false")])
        self.assertEqual([r["value"] for r in self.rows(**query, as_of="2020-12-31")], ["93.10"])
        self.assertEqual(self.rows(**query, known_at="2020-12-31"), [])
        gone = self.rows(org="west", to="2019", vintages="all")
        self.assertEqual([(r["value"], r["withdrawn"]) for r in gone], [("3", "false"), ("", "true")])
        self.assertEqual(self.rows(org="west", to="2019"), [])
        self.assertEqual([r["value"] for r in self.rows(org="west", to="2019", as_of="2020-01-31")], ["3"])

    def test_export_when_compared_with_trends_then_the_same_values(self):
        for row in self.rows():
            trend = self.daemon.get("/v1/trend", org=row["org"], metric=row["metric"], status=row["status"],
                                    **{"from": row["period"], "to": row["period"]},
                                    **({"scope": row["scope"]} if row["scope"] else {}))
            point = next(p for p in trend.json["points"] if p["period"] == row["period"])
            self.assertEqual((str(point["value"]), point["published"]), (row["value"], row["published"]))

    def test_ndjson_when_asked_then_the_same_rows(self):
        answer = self.export(format="ndjson")
        self.assertEqual(answer.headers["content-type"], "application/x-ndjson")
        self.assertTrue(answer.text.endswith("}\n"))
        rows = [json.loads(line, parse_float=Decimal) for line in answer.text.splitlines()]
        self.assertEqual(sorted((r["org"], r["metric"], r["scope"] or "", r["status"], r["period"], str(r["value"])) for r in rows),
                         self.LATEST)
        about = next(r for r in rows if r["bound"] == "about")
        self.assertEqual((about["low"], about["high"], about["high_open"]), (300, 400, True))
        self.assertIn("300余家", about["source"]["quote"])

    @harness.unittest.skipIf(openpyxl is None, "openpyxl is not installed")
    def test_xlsx_when_opened_then_numbers_with_their_digits_and_days(self):
        answer = self.export(format="xlsx")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, XLSX))
        book = openpyxl.load_workbook(io.BytesIO(answer.body))
        head, *rows = book.active.iter_rows()
        self.assertEqual([cell.value for cell in head], COLUMNS)
        rows = [dict(zip(COLUMNS, row)) for row in rows]
        plain = self.rows()
        self.assertEqual([(r["org"].value, r["metric"].value, r["period"].value) for r in rows],
                         [(r["org"], r["metric"], r["period"]) for r in plain])
        rate = next(r for r in rows if r["metric"].value == RATE and r["org"].value == "east")
        self.assertEqual((rate["value"].value, rate["value"].number_format), (94, "0.00"))
        self.assertEqual(rate["start"].value, datetime.datetime(2020, 1, 1))
        self.assertEqual(rate["start"].number_format, "yyyy-mm-dd")
        long = next(r for r in rows if r["period"].value == "2021-H1")
        self.assertEqual(long["value"].value, "123456789012345678.25")
        about = next(r for r in rows if r["bound"].value == "about")
        self.assertEqual((about["low"].value, about["high"].value), (300, 400))
        self.assertIn("300余家", about["quote"].value)

    def test_export_when_nothing_is_selected_then_a_head_alone(self):
        self.assertEqual(self.rows(org="west", metric=RATE, to="2019"), [])
        self.assertEqual(self.export(org="west", metric=RATE, to="2019", format="ndjson").body, b"")

    def test_bad_input_when_asked_then_told_before_anything_is_sent(self):
        for query, status, field in (
            ({"org": "nobody"}, 404, "org"), ({"org": "east,nobody"}, 404, "org"), ({"under": "nobody"}, 404, "under"),
            ({"metric": "nothing"}, 404, "metric"), ({"org": "east,"}, 400, "org"), ({"format": "pdf"}, 400, "format"),
            ({"vintages": "some"}, 400, "vintages"), ({"from": "2021", "to": "2020"}, 400, "from"),
            ({"from": "2020-H3"}, 400, "from"), ({"as_of": "yesterday"}, 400, "as_of"), ({"colour": "red"}, 400, "colour"),
            ({"org": "nobody", "format": "xlsx"}, 404, "org"),
        ):
            with self.subTest(query):
                answer = self.export(**query)
                self.assertEqual((answer.status, answer.type), (status, "application/problem+json"), answer)
                self.assertEqual(answer.json["field"], field)
        self.assertEqual(self.daemon.call("GET", "/v1/export", token=None).status, 401)


class Many(harness.SystemTest):
    """More than one batch, and a point with more vintages than a batch holds."""

    workers = 1
    settings = {"ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0", "TONGBI_EXPORT_CONNECTIONS": "1"}
    POINTS, VINTAGES = 30000, 5000

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [(f"o{i}", f"第{i}小学") for i in range(3)])
        def day(n):
            return (datetime.date(1990, 1, 1) + datetime.timedelta(n)).isoformat()
        rows = [f"o{o},{VISITS},{day(n)},{n},{day(n)}" for o in range(3) for n in range(cls.POINTS // 3)]
        rows += [f"o0,{VISITS},1990-01-01,{n},{day(n + 1)}" for n in range(1, cls.VINTAGES + 1)]
        answer = cls.daemon.call("POST", "/v1/observations", body="\n".join(["org,metric,period,value,published", *rows]),
                                 headers={"Content-Type": "text/csv"})
        assert answer.status == 201 and answer.json["stored"] == cls.POINTS + cls.VINTAGES, answer

    def values(self, body):
        return [(r["org"], r["period"], r["value"]) for r in csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""))]

    def expected(self):
        day = datetime.date(1990, 1, 1)
        return sorted((f"o{o}", (day + datetime.timedelta(n)).isoformat(), str(n if o or n else self.VINTAGES))
                      for o in range(3) for n in range(self.POINTS // 3))

    def test_batches_when_there_are_many_then_every_point_once(self):
        answer = self.daemon.get("/v1/export", quote=0)
        self.assertEqual(sorted(self.values(answer.body)), self.expected())
        answer = self.daemon.get("/v1/export", quote=0, vintages="all", org="o0", to="1990-01-01")
        self.assertEqual([v for _, _, v in self.values(answer.body)], [str(n) for n in range(self.VINTAGES + 1)])

    def begin(self, path="/v1/export"):
        """A client that has read a little of an export and then takes its time."""
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", self.daemon.port))
        sock.settimeout(harness.PATIENCE_S)
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {self.daemon.token()}\r\n\r\n".encode())
        self.assertTrue(sock.recv(12).startswith(b"HTTP/1.1 200"))
        return sock

    def exports_open(self):
        return int(self.pg.sql("select count(*) from pg_stat_activity where application_name = 'tongbid load'"
                               " and state like 'idle in transaction%'")[0][0])

    def test_snapshot_when_something_is_stored_meanwhile_then_it_is_not_in_it(self):
        with self.begin("/v1/export?quote=0") as sock:
            harness.wait_until(lambda: self.exports_open() == 1, "the export waits for its client")
            self.pg.sql("create table before as select id, vintages from series")
            body = json.dumps([{"org": "o2", "metric": VISITS, "period": "2044", "value": 1}])
            answer = self.daemon.call("POST", "/v1/observations", body=body, headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status, 201)
            whole = bytearray()
            while not whole.endswith(b"\r\n0\r\n\r\n"):
                piece = sock.recv(1 << 20)
                self.assertTrue(piece, "the export was broken off")
                whole += piece
        self.assertTrue(b",2017-05-18," in whole)
        self.assertFalse(b",2044,2044-01-01," in whole)
        self.pg.sql("update series s set vintages = b.vintages from before b where b.id = s.id; drop table before")

    def test_client_when_it_leaves_then_its_connection_is_free_for_the_next(self):
        self.begin().close()
        self.assertEqual(len(self.values(self.daemon.get("/v1/export").body)), self.POINTS)

    def test_database_when_it_goes_in_the_middle_then_the_answer_does_not_end(self):
        with self.begin() as sock:
            harness.wait_until(lambda: self.exports_open() == 1, "the export waits for its client")
            self.pg.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tongbid load'")
            rest, piece = b"", b"-"
            while piece:
                piece = sock.recv(1 << 20)
                rest += piece
        self.assertFalse(rest.endswith(b"\r\n0\r\n\r\n"))
        self.assertEqual(len(self.values(self.daemon.get("/v1/export").body)), self.POINTS)

    def test_memory_when_all_is_exported_then_it_stays(self):
        def resident_kib():
            status = pathlib.Path(f"/proc/{self.daemon.workers()[0]}/status").read_text()
            return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))

        for _ in range(3):
            self.daemon.get("/v1/export", format="ndjson", org="o1")  # a series is written at once
        before = resident_kib()
        sent = sum(len(self.daemon.get("/v1/export", format=form).body) for form in ("csv", "ndjson", "csv", "ndjson"))
        self.assertGreater(sent, 20 << 20)
        self.assertLess(resident_kib() - before, 4096)

    def test_http10_when_asked_then_ends_with_the_connection(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=harness.PATIENCE_S) as sock:
            sock.sendall(f"GET /v1/export?org=o1 HTTP/1.0\r\nAuthorization: Bearer {self.daemon.token()}\r\n\r\n".encode())
            answer = http.client.HTTPResponse(sock)
            answer.begin()
            body = answer.read()
        self.assertEqual(len(self.values(body)), self.POINTS // 3)


if __name__ == "__main__":
    harness.main()
