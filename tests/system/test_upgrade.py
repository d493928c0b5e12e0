"""A database of before migration 6, with vintages as rows of their own: nothing of them is lost or changed on the way into their series."""

import decimal
import hashlib
import pathlib

import harness

MIGRATIONS = pathlib.Path(__file__).resolve().parents[2] / "migrations"
LAST_BEFORE = 5

# Posted, of a report, about, a range, at least, corrected, withdrawn, a target, and periods of every kind.
DATA = """
insert into orgs (id, code, name) values (1, 'east', '东县'), (2, 'west', '西县');
insert into metrics (id, code, name_zh, kind, unit, over_time) values (900, 'visits', '走访', 'count', '次', 'sum'),
    (901, 'content', '满意率', 'rate', '%', 'none');
insert into series (org_id, id, metric_id, scope) values (1, 11, 900, ''), (1, 12, 901, ''), (2, 13, 901, '村级'), (2, 14, 900, '');
insert into reports (org_id, id, period, period_start, period_end, published, media_type, charset, bytes, sha256, decoded,
                     extract_version, figure_count)
values (1, 70, '2021-H1', '2021-01-01', '2021-06-30', '2021-07-05', 'text/plain', 'UTF-8', 'x', sha256('x'), 'x', '1', 2);
insert into figures (org_id, report_id, id, ordinal, start_at, end_at, text, quote, quote_start, value, low, high, low_open,
                     high_open, bound, unit, kind, label, status, period, period_start, period_end, confidence, last_place,
                     series_id, metric_id, is_point)
values (1, 70, 700, 0, 5, 10, '300余次', '全县走访300余次。', 0, 300, 300, 400, false, true, 'about', '次', 'count', '走访', 'actual',
        '2021-H1', '2021-01-01', '2021-06-30', 900, 2, 11, 900, true),
       (1, 70, 701, 1, 20, 26, '93.70%', '满意率93.70%。', 15, 93.70, 93.70, 93.70, false, false, 'exact', '%', 'rate', '满意率',
        'actual', '2021-H1', '2021-01-01', '2021-06-30', 900, -2, 12, 901, true);
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, recorded, value, low,
                          high, low_open, high_open, bound, last_place, is_withdrawn, report_id, figure_id)
values (1, 11, 900, 'actual', '2021-H1', '2021-01-01', '2021-06-30', '2021-07-05', '2021-07-06 08:00:00.123+00', 300, 300, 400,
        false, true, 'about', 2, false, 70, 700),
       (1, 12, 901, 'actual', '2021-H1', '2021-01-01', '2021-06-30', '2021-07-05', '2021-07-06 08:00:00.123+00', 93.70, 93.70, 93.70,
        false, false, 'exact', -2, false, 70, 701),
       (1, 11, 900, 'actual', '2020-H1', '2020-01-01', '2020-06-30', '2020-07-05', '2021-07-06 09:00:00+00', 250, 250, 250,
        false, false, 'exact', 0, false, null, null),
       (1, 11, 900, 'actual', '2020-H1', '2020-01-01', '2020-06-30', '2020-08-01', '2021-07-06 10:00:00+00', 255, 255, 255,
        false, false, 'exact', 0, false, null, null),
       (1, 11, 900, 'actual', '2019-H1', '2019-01-01', '2019-06-30', '2019-07-05', '2021-07-06 10:00:00+00', 240, 240, 240,
        false, false, 'exact', 0, false, null, null),
       (1, 11, 900, 'actual', '2019-H1', '2019-01-01', '2019-06-30', '2019-07-05', '2021-07-06 11:00:00+00', null, null, null,
        false, false, null, 0, true, null, null),
       (1, 11, 900, 'target', '2021', '2021-01-01', '2021-12-31', '2021-01-05', '2021-07-06 11:00:00+00', null, 500, null,
        true, false, 'at_least', 0, false, null, null),
       (2, 13, 901, 'norm', 'SY2020-T2', '2021-02-01', '2021-08-31', '2021-09-01', '2021-07-06 11:00:00+00', null, 80, 90,
        false, false, 'range', 0, false, null, null),
       (2, 14, 900, 'actual', '2021-01/2021-09', '2021-01-01', '2021-09-30', '2021-10-08', '2021-10-08 11:00:00+00',
        -123456789012345678901234567890.123456, -123456789012345678901234567890.123456, -123456789012345678901234567890.123456,
        false, false, 'exact', -6, false, null, null);
"""

ROWS = """select series_id, status, period_start, period_end, published, round(extract(epoch from recorded) * 1000), value, low, high,
    low_open, high_open, bound, last_place, is_withdrawn, report_id, figure_id from observations order by series_id, recorded, id"""


class Upgraded(harness.unittest.TestCase):
    """A database of before, migrated with those rows in it."""

    @classmethod
    def setUpClass(cls):
        cls.pg = harness.Postgres()
        cls.addClassCleanup(cls.pg.close)
        cls.pg.sql("create table schema_migrations (version integer primary key, name text not null, "
                   "checksum text not null, applied timestamptz not null default clock_timestamp())")
        for path in sorted(MIGRATIONS.glob("*.sql")):
            version, name = path.stem.split("_", 1)
            if int(version) > LAST_BEFORE:
                continue
            text = path.read_text(encoding="utf-8")
            checksum = hashlib.sha256(text.encode()).hexdigest()
            cls.pg.sql(text + f"; insert into schema_migrations (version, name, checksum) values ({int(version)}, '{name}', '{checksum}')")
        cls.pg.sql(DATA)
        cls.before = cls.pg.sql(ROWS)
        cls.daemon = harness.Daemon(cls.pg.conninfo())
        cls.addClassCleanup(cls.daemon.close)

    def get(self, path, **query):
        answer = self.daemon.call("GET", path, query=query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json


class Reading(Upgraded):
    def test_rows_are_what_they_were(self):
        self.assertEqual(len(self.before), 9)
        self.assertEqual(self.pg.sql(ROWS), self.before)

    def test_trend_is_what_it_was(self):
        points = self.get("/v1/trend", org="east", metric="visits")["points"]
        self.assertEqual([(p["period"], p["value"], p["releases"]) for p in points if p["value"] is not None],
                         [("2020-H1", 255, 2), ("2021-H1", 300, 1)])
        last = points[-1]
        self.assertEqual((last["bound"], last["low"], last["high"], last["high_open"]), ("about", 300, 400, True))
        self.assertEqual(last["source"], {"report": 70, "figure": 700, "start": 5, "end": 10, "quote": "全县走访300余次。"})
        self.assertEqual((last["published"], last["recorded"]), ("2021-07-05", "2021-07-06T08:00:00.123Z"))

    def test_trend_as_of_a_day_is_what_it_was(self):
        points = self.get("/v1/trend", org="east", metric="visits", as_of="2020-07-31")["points"]
        self.assertEqual([(p["period"], p["value"]) for p in points], [("2019-H1", None), ("2019-H2", None), ("2020-H1", 250)])

    def test_long_decimal_is_what_it_was(self):
        points = self.get("/v1/trend", org="west", metric="visits")["points"]
        self.assertEqual([p["value"] for p in points], [decimal.Decimal("-123456789012345678901234567890.123456")])

    def test_vintages_are_numbered_in_the_order_of_recording(self):
        points = self.get("/v1/series/11/vintages")["points"]
        ids = sorted(v["id"] for point in points for v in point["vintages"])
        self.assertEqual(ids, [1, 2, 3, 4, 5, 6])


class Writing(Upgraded):
    def test_what_comes_later_stands_behind_what_was_there(self):
        """A correction, and then the withdrawal of the whole report; what was posted stays."""
        answer = self.daemon.call("PATCH", "/v1/figures/701", body='{"value": 94.1}',
                                  headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer)
        points = self.get("/v1/trend", org="east", metric="content")["points"]
        self.assertEqual([p["value"] for p in points], [decimal.Decimal("94.1")])
        vintages = self.get("/v1/series/12/vintages")["points"][0]["vintages"]
        self.assertEqual(len(vintages), 3)  # said, taken back, said otherwise
        self.assertEqual(self.daemon.call("DELETE", "/v1/reports/70", query={"published": "2022-01-01"}).status, 200)
        points = self.get("/v1/trend", org="east", metric="visits")["points"]
        self.assertEqual([(p["period"], p["value"]) for p in points if p["value"] is not None], [("2020-H1", 255)])
        points = self.get("/v1/trend", org="east", metric="content")["points"]
        self.assertEqual([p["value"] for p in points if p["value"] is not None], [])


if __name__ == "__main__":
    harness.main()
