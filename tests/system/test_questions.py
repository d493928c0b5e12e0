"""Trends and comparisons, by values worked out by hand."""

import csv
import gzip
import io
from decimal import Decimal

import harness
import stories

# period: meetings, visits, satisfaction, published
HISTORY = {
    "2020-H1": (10, 300, "95.20", "2020-07-15"),
    "2020-H2": (12, 320, "96.00", "2021-01-15"),
    "2021-H1": (15, 345, "94.64", "2021-07-15"),
    "2021-H2": (9, 0, "93.70", "2022-01-15"),
}


class Questions(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(
            cls.daemon, (("county", "青禾县"), (stories.ORG, stories.ORG_NAME), ("north", "北渡区教育局"), ("south", "南汀区教育局"))
        )
        for code, name in ((stories.ORG, stories.ORG_NAME), ("north", "北渡区教育局")):
            cls.daemon.add_org(code, name, "county")
        cls.reports = {}
        for period, (meetings, visits, satisfaction, published) in HISTORY.items():
            answer = cls.daemon.add_report(
                stories.report(meetings, visits, satisfaction), stories.ORG, period, published=published
            )
            assert answer.status == 201, answer
            cls.reports[period] = answer.json
        answer = cls.daemon.add_report(
            stories.report(20, 100, "97.5"), "north", "2021-H1", published="2021-07-20"
        )
        assert answer.status == 201, answer

    def trend(self, metric, org=stories.ORG, **query):
        answer = self.daemon.get("/v1/trend", org=org, metric=metric, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def compare(self, metric, period, **query):
        answer = self.daemon.get("/v1/compare", metric=metric, period=period, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    # ---- trend

    def test_trend_when_a_rate_falls_then_points_and_relative_change_and_sentence(self):
        trend = self.trend("canteen-satisfaction")
        self.assertEqual((trend["frequency"], trend["units"], trend["unit"], trend["kind"]), ("S", "lin", "%", "rate"))
        points = {p["period"]: p for p in trend["points"]}
        self.assertEqual(list(points), list(HISTORY))
        point = points["2021-H1"]
        # 94.64 - 95.20 = -0.56 points; 100 * -0.56 / 95.20 = -0.588… percent
        self.assertEqual(
            (str(point["value"]), str(point["change_pp"]), str(point["change_rel"])), ("94.64", "-0.56", "-0.59")
        )
        self.assertEqual((point["base_period"], point["start"], point["end"]), ("2020-H1", "2021-01-01", "2021-06-30"))
        self.assertNotIn("change", point)
        self.assertIsNone(point["reason"])
        self.assertEqual(point["source"]["quote"], stories.SATISFACTION.format("94.64"))
        self.assertEqual(point["source"]["report"], self.reports["2021-H1"]["id"])
        text = self.daemon.get(f"/v1/reports/{point['source']['report']}/text").text
        self.assertEqual(text[point["source"]["start"]:point["source"]["end"]], "94.64%")
        self.assertEqual(point["published"], "2021-07-15")
        # 93.70 - 96.00 = -2.30; -230 / 96 = -2.395…
        last = points["2021-H2"]
        self.assertEqual((str(last["value"]), str(last["change_pp"]), str(last["change_rel"])), ("93.70", "-2.30", "-2.40"))
        first = points["2020-H1"]
        self.assertEqual((first["change_pp"], first["change_rel"], first["reason"]), (None, None, "base_missing"))

    def test_trend_when_a_count_then_units_and_percent(self):
        points = {p["period"]: p for p in self.trend("canteen-meetings")["points"]}
        point = points["2021-H1"]
        self.assertEqual((str(point["value"]), str(point["change"]), str(point["change_rel"])), ("15", "5", "50.00"))
        self.assertNotIn("change_pp", point)
        point = points["2021-H2"]
        self.assertEqual((str(point["change"]), str(point["change_rel"])), ("-3", "-25.00"))

    def test_trend_when_zero_is_reported_then_zero_is_a_value(self):
        point = self.trend("canteen-visits")["points"][-1]
        self.assertEqual((str(point["value"]), str(point["change"]), str(point["change_rel"])), ("0", "-320", "-100.00"))
        self.assertIsNone(point["reason"])

    def test_trend_when_units_are_asked_then_as_fred_defines_them(self):
        for units, expected in {
            "lin": ["10", "12", "15", "9"], "chg": [None, "2", "3", "-6"], "pch": [None, "20.00", "25.00", "-40.00"],
            "ch1": [None, None, "5", "-3"], "pc1": [None, None, "50.00", "-25.00"],
        }.items():
            with self.subTest(units):
                trend = self.trend("canteen-meetings", units=units)
                self.assertEqual(trend["units"], units)
                values = [p["value"] for p in trend["points"]]
                self.assertEqual([v if v is None else Decimal(str(v)) for v in values],
                                 [e if e is None else Decimal(e) for e in expected])
                for point in trend["points"]:
                    if point["value"] is None:
                        self.assertEqual(point["reason"], "base_missing")

    def test_trend_when_cut_then_only_those_points_but_bases_from_before(self):
        points = self.trend("canteen-meetings", **{"from": "2021"})["points"]
        self.assertEqual([p["period"] for p in points], ["2021-H1", "2021-H2"])
        self.assertEqual(str(points[0]["change"]), "5")
        self.assertEqual([p["period"] for p in self.trend("canteen-meetings", to="2020-H2")["points"]],
                         ["2020-H1", "2020-H2"])
        self.assertEqual([p["period"] for p in self.trend("canteen-meetings", last="1")["points"]], ["2021-H2"])

    def test_trend_when_as_of_a_day_then_what_was_published_by_then(self):
        trend = self.trend("canteen-meetings", as_of="2021-07-14")
        self.assertEqual(trend["as_of"], "2021-07-14")
        self.assertEqual([p["period"] for p in trend["points"]], ["2020-H1", "2020-H2"])
        self.assertIsNone(self.trend("canteen-meetings")["as_of"])
        self.assertEqual(len(self.trend("canteen-meetings", as_of="2021-07-15")["points"]), 3)

    def test_trend_when_known_at_before_all_then_empty(self):
        trend = self.trend("canteen-meetings", known_at="2001-01-01T00:00:00Z")
        self.assertEqual(trend["points"], [])
        self.assertTrue(trend["known_at"].startswith("2001-01-01T00:00:00"))

    def test_trend_when_quotes_are_left_out_then_no_text(self):
        for point in self.trend("canteen-satisfaction", quote="0")["points"]:
            self.assertNotIn("quote", point["source"])

    def test_trend_when_organisation_or_metric_is_unknown_then_404(self):
        self.assert_problem(self.daemon.get("/v1/trend", org="nowhere", metric="canteen-meetings"), 404, "unknown-org")
        self.assert_problem(self.daemon.get("/v1/trend", org=stories.ORG, metric="nothing"), 404, "unknown-metric")

    def test_trend_when_a_value_is_wrong_then_400_names_it(self):
        for name, value in {"from": "soon", "to": "2021-H3", "last": "-1", "frequency": "X", "units": "miles",
                            "status": "maybe", "as_of": "yesterday", "known_at": "never", "format": "xml",
                            "bom": "yes"}.items():
            with self.subTest(name):
                answer = self.daemon.get("/v1/trend", org=stories.ORG, metric="canteen-meetings", **{name: value})
                self.assertIn(answer.status, (400, 406) if name == "format" else (400,), answer)
                self.assertEqual(answer.json.get("field"), name, answer)

    # ---- compare

    def rows(self, comparison):
        return {row["org"]: row for row in comparison["rows"]}

    def test_compare_when_against_previous_year_then_every_organisation_has_a_row(self):
        comparison = self.compare("canteen-satisfaction", "2021-H1")
        self.assertEqual((comparison["against"], comparison["base_period"]), ("previous_year", "2020-H1"))
        rows = self.rows(comparison)
        self.assertEqual(set(rows), {"county", stories.ORG, "north", "south"})
        own = rows[stories.ORG]
        self.assertEqual((str(own["value"]), str(own["base"]), str(own["change_pp"]), str(own["change_rel"])),
                         ("94.64", "95.20", "-0.56", "-0.59"))
        self.assertEqual(own["source"]["quote"], stories.SATISFACTION.format("94.64"))
        self.assertEqual(own["base_source"]["quote"], stories.SATISFACTION.format("95.20"))
        north = rows["north"]
        self.assertEqual((str(north["value"]), north["base"], north["change_pp"], north["reason"]),
                         ("97.5", None, None, "base_missing"))
        self.assertEqual((rows["south"]["value"], rows["south"]["reason"]), (None, "not_reported"))
        self.assertEqual((north["rank"], own["rank"], rows["south"]["rank"]), (1, 2, None))

    def test_compare_when_against_previous_period_or_a_named_one_then_that_base(self):
        row = self.rows(self.compare("canteen-meetings", "2021-H1", against="previous_period"))[stories.ORG]
        self.assertEqual((str(row["base"]), str(row["change"]), str(row["change_rel"])), ("12", "3", "25.00"))
        comparison = self.compare("canteen-meetings", "2021-H2", against="2020-H1")
        self.assertEqual((comparison["against"], comparison["base_period"]), ("period", "2020-H1"))
        row = self.rows(comparison)[stories.ORG]
        self.assertEqual((str(row["change"]), str(row["change_rel"])), ("-1", "-10.00"))

    def test_compare_when_shapes_differ_then_refused_with_a_reason(self):
        row = self.rows(self.compare("canteen-meetings", "2021-H1", against="2020"))[stories.ORG]
        self.assertEqual((row["change"], row["reason"]), (None, "period_mismatch"))

    def test_compare_when_selected_then_only_those(self):
        def orgs(**query):
            return {row["org"] for row in self.compare("canteen-meetings", "2021-H1", **query)["rows"]}
        self.assertEqual(orgs(org="north"), {"north"})
        self.assertEqual(orgs(under="county"), {"county", "north", stories.ORG})
        self.assertEqual(len(orgs(limit="2")), 2)

    def test_compare_when_sorted_then_in_that_order_nulls_last(self):
        def order(sort):
            return [row["org"] for row in self.compare("canteen-satisfaction", "2021-H1", sort=sort)["rows"]]
        self.assertEqual(order("value")[:2], [stories.ORG, "north"])
        self.assertEqual(order("-value")[:2], ["north", stories.ORG])
        self.assertEqual(order("rank")[:2], ["north", stories.ORG])
        self.assertEqual(order("org"), ["county", "north", stories.ORG, "south"])

    def test_compare_when_as_of_a_day_then_what_was_published_by_then(self):
        comparison = self.compare("canteen-satisfaction", "2021-H1", as_of="2021-07-16")
        self.assertEqual(comparison["as_of"], "2021-07-16")
        self.assertIsNone(self.rows(comparison)["north"]["value"])

    def test_compare_when_something_is_wrong_then_4xx(self):
        self.assert_problem(self.daemon.get("/v1/compare", metric="nothing", period="2021-H1"), 404, "unknown-metric")
        self.assert_problem(
            self.daemon.get("/v1/compare", metric="canteen-meetings", period="2021-H1", org="nowhere"), 404, "unknown-org"
        )
        for name, value in {"period": "soon", "against": "whatever", "sort": "size", "limit": "0"}.items():
            with self.subTest(name):
                query = {"metric": "canteen-meetings", "period": "2021-H1", name: value}
                answer = self.daemon.get("/v1/compare", **query)
                self.assertEqual((answer.status, answer.json.get("field")), (400, name), answer)

    # ---- forms of the answer

    def test_csv_when_asked_either_way_then_the_same_rows(self):
        path = f"/v1/trend?org={stories.ORG}&metric=canteen-satisfaction"
        by_parameter = self.daemon.call("GET", path + "&format=csv")
        by_header = self.daemon.call("GET", path, headers={"Accept": "text/csv"})
        self.assertEqual((by_parameter.type, by_header.type), ("text/csv", "text/csv"))
        self.assertEqual(by_parameter.body, by_header.body)
        rows = list(csv.DictReader(io.StringIO(by_parameter.text)))
        self.assertEqual([(r["period"], r["value"]) for r in rows if r["period"] < "2022"],
                         [(p, h[2]) for p, h in HISTORY.items()])
        self.assertEqual([r["change_pp"] for r in rows][:4], ["", "", "-0.56", "-2.30"])
        marked = self.daemon.call("GET", path + "&format=csv&bom=1")
        self.assertEqual(marked.body, b"\xef\xbb\xbf" + by_parameter.body)

    def test_read_when_etag_matches_then_304(self):
        paths = (f"/v1/trend?org={stories.ORG}&metric=canteen-meetings&units=chg",
                 "/v1/compare?metric=canteen-meetings&period=2021-H1", "/v1/orgs", "/v1/reports",
                 f"/v1/reports/{self.reports['2021-H1']['id']}")
        for path in paths:
            with self.subTest(path):
                first = self.daemon.call("GET", path)
                tag = first.headers["etag"]
                again = self.daemon.call("GET", path, headers={"If-None-Match": tag})
                self.assertEqual((again.status, again.body), (304, b""))
                self.assertEqual(again.headers["etag"], tag)
                other = self.daemon.call("GET", path, headers={"If-None-Match": '"something-else"'})
                self.assertEqual(other.status, 200)

    def test_read_when_gzip_is_accepted_then_gzipped(self):
        path = f"/v1/trend?org={stories.ORG}&metric=canteen-satisfaction&to=2021-H2&from=2020"
        plain = self.daemon.call("GET", path)
        packed = self.daemon.call("GET", path, headers={"Accept-Encoding": "gzip"}, checked=False)
        self.assertEqual(packed.headers.get("content-encoding"), "gzip")
        self.assertEqual(gzip.decompress(packed.body), plain.body)

    def test_accept_when_no_such_form_then_406(self):
        path = f"/v1/trend?org={stories.ORG}&metric=canteen-meetings"
        answer = self.daemon.call("GET", path, headers={"Accept": "application/xml"})
        self.assert_problem(answer, 406, "not-acceptable")


class Changing(harness.SystemTest):
    """Questions before and after something was taken in."""

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)
        for period, visits in (("2021-H2", 0), ("2022-H2", 50)):
            answer = cls.daemon.add_report(stories.report(9, visits, "95.00"), stories.ORG, period, published="2023-01-15")
            assert answer.status == 201, answer

    def test_compare_when_base_is_zero_then_no_percent(self):
        row = self.daemon.get("/v1/compare", metric="canteen-visits", period="2022-H2", org=stories.ORG).json["rows"][0]
        self.assertEqual((str(row["change"]), row["change_rel"], row["reason"]), ("50", None, "base_zero"))

    def test_read_when_something_was_added_then_another_etag(self):
        path = f"/v1/trend?org={stories.ORG}&metric=canteen-meetings"
        tag = self.daemon.call("GET", path).headers["etag"]
        self.daemon.add_report(stories.report(33, 1, "50.00"), stories.ORG, "2019-H1", published="2019-07-01")
        changed = self.daemon.call("GET", path, headers={"If-None-Match": tag})
        self.assertEqual(changed.status, 200)
        self.assertEqual(str(changed.json["points"][0]["value"]), "33")

    def test_report_when_a_later_one_says_otherwise_then_the_newest_counts_unless_asked_as_of(self):
        def value(**query):
            return [str(p["value"]) for p in self.daemon.get(
                "/v1/trend", org=stories.ORG, metric="canteen-satisfaction", to="2018-H1", **query).json["points"]]

        self.daemon.add_report(stories.report(2, 2, "80.00"), stories.ORG, "2018-H1", published="2018-07-01")
        self.daemon.add_report(stories.report(2, 2, "81.50"), stories.ORG, "2018-H1", published="2018-09-01")
        self.assertEqual(value(), ["81.50"])
        self.assertEqual(value(as_of="2018-08-31"), ["80.00"])
        self.assertEqual(value(as_of="2018-06-30"), [])


if __name__ == "__main__":
    harness.main()
