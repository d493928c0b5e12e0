"""What was said of a point, when, and what counted on a given day: vintages, corrections, withdrawals, backloads."""

import csv
import datetime
import io
import json
import random
from decimal import ROUND_HALF_UP, Decimal

import harness
import stories

VISITS, RATE = "canteen-visits", "canteen-satisfaction"
HALF = {"1": "上半年", "2": "下半年"}


def said(period, visits):
    """A sentence about a half year of its own, whatever the report's."""
    return f"{period[:4]}年{HALF[period[-1]]}走访食堂供货商{visits}家。"


def percent(value, base):
    return (100 * (value - base) / base).quantize(Decimal("0.01"), ROUND_HALF_UP)


def exact(value):
    return None if value is None else Decimal(str(value))


class Vintages(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, [])
        cls.orgs = 0

    # ---- helpers

    def org(self):
        """A new one for each story."""
        type(self).orgs += 1
        self.daemon.add_org(f"org{self.orgs}", f"第{self.orgs}教育局")
        return f"org{self.orgs}"

    def report(self, org, period, published, *sentences, head="食堂工作小结"):
        answer = self.daemon.add_report(f"{head}\n\n{''.join(sentences)}\n", org, period, published=published, quote=0)
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def observe(self, org, *rows, status=201):
        """rows: metric, period, value (None takes back), published."""
        body = [{"org": org, "metric": m, "period": p, "published": day, **({"withdrawn": True} if v is None else {"value": v})}
                for m, p, v, day in rows]
        answer = self.daemon.call("POST", "/v1/observations", body=json.dumps(body), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, status, answer)

    def patch(self, figure, value):
        return self.daemon.call("PATCH", f"/v1/figures/{figure}", body=json.dumps(value), headers={"Content-Type": "application/json"})

    def withdraw(self, report, **query):
        return self.daemon.call("DELETE", f"/v1/reports/{report}", query=query)

    def series(self, org, metric=VISITS):
        series, = self.daemon.get("/v1/series", org=org, metric=metric).json["series"]
        return series["id"]

    def vintages(self, org, metric=VISITS, **query):
        answer = self.daemon.get(f"/v1/series/{self.series(org, metric)}/vintages", **query)
        self.assertEqual(answer.status, 200, answer)
        return {p["period"]: p["vintages"] for p in answer.json["points"]}

    def story(self, vintages, change="change"):
        """(value, published, event, counts, change, change_rel): what a table of revisions shows."""
        text = {key: lambda v, key=key: None if v[key] is None else str(v[key]) for key in ("value", change, "change_rel")}
        return [(text["value"](v), v["published"], v["event"], v["counts"], text[change](v), text["change_rel"](v)) for v in vintages]

    def points(self, org, metric=VISITS, **query):
        answer = self.daemon.get("/v1/trend", org=org, metric=metric, frequency="S", **query)
        self.assertEqual(answer.status, 200, answer)
        return {p["period"]: p for p in answer.json["points"]}

    def values(self, org, metric=VISITS, **query):
        return {name: str(p["value"]) for name, p in self.points(org, metric, **query).items() if p["value"] is not None}

    def row(self, org, period, metric=VISITS, **query):
        answer = self.daemon.get("/v1/compare", org=org, metric=metric, period=period, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json["rows"][0]

    def later(self, moment):
        """Waits until the clock has left the millisecond of `moment`, so that the next recording has another one."""
        then = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")) + datetime.timedelta(milliseconds=2)
        harness.wait_until(lambda: datetime.datetime.now(datetime.timezone.utc) > then, "the next millisecond")

    # ---- the list of vintages

    def test_vintages_when_a_later_report_restates_then_added_with_the_size_of_the_revision(self):
        org = self.org()
        first = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        self.report(org, "2021-H2", "2022-01-05", "走访食堂供货商80家。", said("2021-H1", 126))
        last = self.report(org, "2022-H1", "2022-07-01", "走访食堂供货商130家。", said("2021-H1", 126))
        self.report(org, "2022-H2", "2023-01-05", "走访食堂供货商90家。", said("2021-H1", 117))
        vintages = self.vintages(org)
        self.assertEqual(list(vintages), ["2021-H1", "2021-H2", "2022-H1", "2022-H2"])
        # 126 - 120 = 6 = 5 %; the same again: 0; 117 - 126 = -9 = -7.142… %
        self.assertEqual(self.story(vintages["2021-H1"]), [
            ("120", "2021-07-01", "first", False, None, None), ("126", "2022-01-05", "revised", False, "6", "5.00"),
            ("126", "2022-07-01", "repeated", False, "0", "0.00"), ("117", "2023-01-05", "revised", True, "-9", "-7.14")])
        self.assertEqual(self.story(vintages["2021-H2"]), [("80", "2022-01-05", "first", True, None, None)])
        source = vintages["2021-H1"][0]["source"]
        self.assertEqual((source["report"], source["figure"], source["quote"]),
                         (first["id"], first["figures"][0]["id"], "走访食堂供货商120家。"))
        repeated = vintages["2021-H1"][2]["source"]
        self.assertEqual((repeated["report"], repeated["quote"]), (last["id"], said("2021-H1", 126)))
        text = self.daemon.get(f"/v1/reports/{last['id']}/text").text
        self.assertEqual(text[repeated["start"]:repeated["end"]], "126家")

    def test_vintages_when_of_a_rate_then_revisions_in_points(self):
        org = self.org()
        self.observe(org, (RATE, "2021-H1", "93.7", "2021-07-01"))
        self.observe(org, (RATE, "2021-H1", "93.70", "2021-08-01"), (RATE, "2021-H1", "94.64", "2021-09-01"))
        vintages = self.vintages(org, RATE)["2021-H1"]
        self.assertTrue(all("change" not in v for v in vintages))
        # 94.64 - 93.70 = 0.94; 94 / 93.7 = 1.00320…
        self.assertEqual([(str(v["value"]), v["event"]) for v in vintages],
                         [("93.7", "first"), ("93.70", "repeated"), ("94.64", "revised")])
        self.assertEqual((exact(vintages[1]["change_pp"]), str(vintages[2]["change_pp"]), str(vintages[2]["change_rel"])),
                         (0, "0.94", "1.00"))
        self.assertEqual({v["source"]["report"] if v["source"] else None for v in vintages}, {None})

    def test_vintages_when_another_value_is_posted_for_the_same_day_then_corrected(self):
        org = self.org()
        for value, status in (("10", 201), ("12", 201), ("12", 200)):
            self.observe(org, (VISITS, "2021-H1", value, "2021-07-01"), status=status)
        self.assertEqual(self.story(self.vintages(org)["2021-H1"]),
                         [("10", "2021-07-01", "first", False, None, None), ("12", "2021-07-01", "corrected", True, "2", "20.00")])

    def test_vintages_when_revised_from_zero_or_approximate_then_a_reason_or_an_interval(self):
        org = self.org()
        self.observe(org, (VISITS, "2021-H1", "0", "2021-07-01"), (VISITS, "2021-H1", "5", "2021-08-01"))
        self.report(org, "2021-H1", "2021-09-01", "走访食堂供货商300余家。")
        zero, about = self.vintages(org)["2021-H1"][1:]
        self.assertEqual((zero["change"], zero["change_rel"], zero["reason"]), (5, None, "base_zero"))
        # [300, 400) - 5
        self.assertEqual((about["value"], about["low"], about["high"], about["high_open"]), (300, 300, 400, True))
        self.assertEqual((about["change"], about["change_low"], about["change_high"], about["change_high_open"], about["reason"]),
                         (None, 295, 395, True, "approximate"))

    def test_vintages_when_selected_then_only_those(self):
        org = self.org()
        self.observe(org, *[(VISITS, p, "7", "2023-01-01") for p in ("2020", "2020-H1", "2021-H1", "2022-H1")])
        answer = self.daemon.call("POST", "/v1/observations", headers={"Content-Type": "application/json"}, body=json.dumps(
            [{"org": org, "metric": VISITS, "period": "2021-H1", "value": 9, "status": "target", "published": "2021-01-01"}]))
        self.assertEqual(answer.status, 201)
        path = f"/v1/series/{self.series(org)}/vintages"

        def shown(**query):
            return [(p["period"], p["status"]) for p in self.daemon.get(path, **query).json["points"]]
        self.assertEqual(set(shown()), {("2020", "actual"), ("2020-H1", "actual"), ("2021-H1", "actual"), ("2021-H1", "target"),
                                        ("2022-H1", "actual")})
        self.assertEqual(shown(status="target"), [("2021-H1", "target")])
        self.assertEqual(shown(period="2020-H1"), [("2020-H1", "actual")])
        self.assertEqual(shown(status="actual", **{"from": "2021", "to": "2021"}), [("2021-H1", "actual")])
        self.assertEqual(shown(status="norm"), [])
        for vintages in (p["vintages"] for p in self.daemon.get(path, quote=0).json["points"]):
            self.assertNotIn("quote", vintages[0]["source"] or {})

    def test_vintages_when_seen_from_a_day_then_only_what_was_out_and_that_one_counts(self):
        org = self.org()
        self.observe(org, (VISITS, "2021-H1", "10", "2021-07-01"), (VISITS, "2021-H1", "11", "2021-09-01"),
                     (VISITS, "2021-H2", "12", "2022-01-01"))
        then = self.vintages(org, as_of="2021-08-31")
        self.assertEqual({p: self.story(v) for p, v in then.items()},
                         {"2021-H1": [("10", "2021-07-01", "first", True, None, None)]})
        self.assertEqual(self.vintages(org, as_of="2021-06-30"), {})
        self.assertEqual(self.vintages(org, known_at="2001-01-01"), {})

    def test_vintages_when_csv_then_a_row_a_vintage(self):
        org = self.org()
        self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        self.report(org, "2021-H2", "2022-01-05", said("2021-H1", 126))
        path = f"/v1/series/{self.series(org)}/vintages"
        answer = self.daemon.get(path, format="csv")
        self.assertEqual(answer.type, "text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual([(r["period"], r["value"], r["published"], r["event"], r["change"], r["change_rel"]) for r in rows],
                         [("2021-H1", "120", "2021-07-01", "first", "", ""), ("2021-H1", "126", "2022-01-05", "revised", "6", "5.00")])
        self.assertEqual(self.daemon.call("GET", path, headers={"Accept": "text/csv"}).body, answer.body)
        self.assertEqual(self.daemon.get(path, format="csv", bom=1).body, b"\xef\xbb\xbf" + answer.body)

    def test_vintages_when_unchanged_then_304_and_another_etag_after_a_revision(self):
        org = self.org()
        self.observe(org, (VISITS, "2021-H1", "10", "2021-07-01"))
        path = f"/v1/series/{self.series(org)}/vintages"
        tag = self.daemon.get(path).headers["etag"]
        self.assertEqual(self.daemon.call("GET", path, headers={"If-None-Match": tag}).status, 304)
        self.observe(org, (VISITS, "2021-H1", "11", "2021-08-01"))
        self.assertEqual(self.daemon.call("GET", path, headers={"If-None-Match": tag}).status, 200)

    def test_vintages_when_something_is_wrong_then_a_problem_names_it(self):
        org = self.org()
        self.observe(org, (VISITS, "2021-H1", "10", "2021-07-01"))
        path = f"/v1/series/{self.series(org)}/vintages"
        for query, name, field in (
            ({"as_of": "yesterday"}, "bad-value", "as_of"), ({"as_of": "2021-02-29"}, "bad-value", "as_of"),
            ({"known_at": "never"}, "bad-value", "known_at"), ({"period": "2021-H3"}, "bad-period", "period"),
            ({"from": "soon"}, "bad-period", "from"), ({"from": "2022", "to": "2021"}, "bad-value", "from"),
            ({"status": "maybe"}, "bad-value", "status"), ({"quote": "2"}, "bad-value", "quote"),
            ({"org": org}, "unknown-parameter", "org"), ({"release": "first"}, "unknown-parameter", "release"),
        ):
            with self.subTest(query):
                self.assert_problem(self.daemon.get(path, **query), 400, name, field=field)
        self.assert_problem(self.daemon.get("/v1/series/999999/vintages"), 404, "not-found", "999999", field="id")
        for bad in ("0", "-1", "x", "1.5"):
            self.assert_problem(self.daemon.get(f"/v1/series/{bad}/vintages"), 400, "bad-value", field="id")
        self.assert_problem(self.daemon.call("GET", path, headers={"Accept": "image/png"}), 406, "not-acceptable")
        self.assert_problem(self.daemon.call("GET", path, token=None), 401, "unauthorized")

    # ---- as_of, known_at, release

    def three_releases(self):
        """Of 2021-H1, in the order of publication 100, 110, 121; of 2020-H1 100, since 2022-03 80."""
        org = self.org()
        self.observe(org, (VISITS, "2020-H1", "100", "2020-07-01"), (VISITS, "2020-H1", "80", "2022-03-01"),
                     (VISITS, "2021-H1", "100", "2021-07-01"), (VISITS, "2021-H1", "110", "2022-01-01"),
                     (VISITS, "2021-H1", "121", "2022-07-01"))
        return org

    def test_as_of_when_each_day_then_value_base_and_change_of_that_day(self):
        org = self.three_releases()
        # day: value, base, change, percent
        for day, expected in {
            "2020-06-30": (None, None, None, None), "2021-06-30": (None, "100", None, None),
            "2021-07-01": ("100", "100", "0", "0.00"), "2021-12-31": ("100", "100", "0", "0.00"),
            "2022-01-01": ("110", "100", "10", "10.00"), "2022-03-01": ("110", "80", "30", "37.50"),
            "2022-07-01": ("121", "80", "41", "51.25"), "2199-01-01": ("121", "80", "41", "51.25"),
        }.items():
            with self.subTest(day):
                row = self.row(org, "2021-H1", as_of=day)
                self.assertEqual(tuple(None if row[k] is None else str(row[k]) for k in ("value", "base", "change", "change_rel")), expected)
                point = self.points(org, as_of=day).get("2021-H1")
                if expected[0] is None:
                    self.assertIsNone(point)
                else:
                    self.assertEqual((str(point["value"]), str(point["change"]), str(point["change_rel"])), (expected[0], *expected[2:]))

    def test_release_when_first_then_what_was_said_first_of_each_point(self):
        org = self.three_releases()
        self.assertEqual(self.values(org, release="first"), {"2020-H1": "100", "2021-H1": "100"})
        self.assertEqual(self.values(org, release="latest"), {"2020-H1": "80", "2021-H1": "121"})
        self.assertEqual(self.values(org), {"2020-H1": "80", "2021-H1": "121"})
        self.assertEqual({p: v["releases"] for p, v in self.points(org).items() if v["value"] is not None}, {"2020-H1": 2, "2021-H1": 3})
        for release, expected in (("first", ("100", "100", "0")), ("latest", ("121", "80", "41"))):
            row = self.row(org, "2021-H1", release=release)
            self.assertEqual(tuple(str(row[k]) for k in ("value", "base", "change")), expected)
        # The first one that was out by then: 2021-H1 was not.
        self.assertEqual(self.values(org, release="first", as_of="2021-06-30"), {"2020-H1": "100"})

    def test_known_at_when_between_two_recordings_then_what_was_recorded_by_then(self):
        """Both were published long ago; which counts goes by the moment at which each was recorded."""
        org = self.org()
        for value, day in (("10", "2021-07-01"), ("11", "2021-08-01")):
            self.observe(org, (VISITS, "2021-H1", value, day))
            self.later(self.vintages(org)["2021-H1"][-1]["recorded"])
        moments = [v["recorded"] for v in self.vintages(org)["2021-H1"]]
        self.assertEqual([self.values(org, known_at=m) for m in moments], [{"2021-H1": "10"}, {"2021-H1": "11"}])
        self.assertEqual([str(self.row(org, "2021-H1", known_at=m)["value"]) for m in moments], ["10", "11"])
        self.assertEqual(len(self.vintages(org, known_at=moments[0])["2021-H1"]), 1)
        # On the day of publication and known only since: nothing.
        self.assertEqual(self.values(org, known_at="2021-09-01", as_of="2021-09-01"), {})
        self.assertEqual(self.values(org, known_at=moments[1], as_of="2021-07-31"), {"2021-H1": "10"})

    def test_known_at_when_an_old_report_is_loaded_late_then_out_then_but_not_known(self):
        org = self.org()
        self.report(org, "2021-H2", "2022-01-05", "走访食堂供货商80家。")
        before = self.vintages(org)["2021-H2"][0]["recorded"]
        self.later(before)
        self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商70家。")
        self.assertEqual(self.values(org, as_of="2021-07-01"), {"2021-H1": "70"})
        self.assertEqual(self.values(org, as_of="2021-07-01", known_at=before), {})
        self.assertEqual(self.values(org, known_at=before), {"2021-H2": "80"})

    def test_questions_when_the_vantage_is_wrong_then_400_names_it(self):
        org = self.three_releases()
        for name, value in (("as_of", "2021-13-01"), ("as_of", ""), ("as_of", "2021-07"), ("known_at", "2021-07-01T25:00:00Z"),
                            ("known_at", ""), ("release", "second"), ("release", "")):
            with self.subTest(f"{name}={value}"):
                self.assert_problem(self.daemon.get("/v1/trend", org=org, metric=VISITS, **{name: value}), 400, "bad-value", field=name)
                self.assert_problem(
                    self.daemon.get("/v1/compare", org=org, metric=VISITS, period="2021-H1", **{name: value}), 400, "bad-value", field=name)

    # ---- corrections

    def test_correction_when_a_value_is_mended_then_a_vintage_of_the_same_day_and_the_old_one_known_before(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        figure = report["figures"][0]["id"]
        before = self.vintages(org)["2021-H1"][0]["recorded"]
        self.later(before)
        answer = self.patch(figure, {"value": "102.0"})
        self.assertEqual((answer.status, answer.json["state"], str(answer.json["value"]), answer.json["text"]),
                         (200, "corrected", "102.0", "120家"))
        self.assertEqual(self.values(org), {"2021-H1": "102.0"})
        self.assertEqual(self.values(org, as_of="2021-07-01"), {"2021-H1": "102.0"})
        self.assertEqual(self.values(org, known_at=before), {"2021-H1": "120"})
        last = self.vintages(org)["2021-H1"][-1]
        # 102 - 120 = -18 = -15 %
        self.assertEqual(self.story([last]), [("102.0", "2021-07-01", "corrected", True, "-18.0", "-15.00")])
        self.assertEqual(last["source"]["figure"], figure)
        stored, = self.daemon.get(f"/v1/reports/{report['id']}").json["figures"]
        self.assertEqual((stored["state"], str(stored["value"])), ("corrected", "102.0"))

    def test_correction_when_a_later_report_has_said_otherwise_then_that_one_still_counts(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        self.report(org, "2021-H2", "2022-01-05", said("2021-H1", 126))
        self.assertEqual(self.patch(report["figures"][0]["id"], {"value": 105}).status, 200)
        self.assertEqual(self.values(org), {"2021-H1": "126"})
        self.assertEqual(self.values(org, as_of="2022-01-04"), {"2021-H1": "105"})
        revised = self.vintages(org)["2021-H1"][-1]
        # Against what counted before it: 126 - 105 = 21 = 20 %
        self.assertEqual(self.story([revised]), [("126", "2022-01-05", "revised", True, "21", "20.00")])

    def test_correction_when_period_status_or_metric_is_mended_then_the_point_moves(self):
        org = self.org()
        figure, = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")["figures"]
        self.assertEqual(self.patch(figure["id"], {"period": "2020-H2"}).json["period"], "2020-H2")
        self.assertEqual(self.values(org), {"2020-H2": "120"})
        self.assertEqual(self.patch(figure["id"], {"status": "target"}).json["status"], "target")
        self.assertEqual(self.values(org), {})
        self.assertEqual(self.values(org, status="target"), {"2020-H2": "120"})
        answer = self.patch(figure["id"], {"metric": "canteen-meetings", "unit": "次", "status": "actual"})
        self.assertEqual((answer.status, answer.json["metric"]), (200, "canteen-meetings"), answer)
        self.assertEqual((self.values(org), self.values(org, "canteen-meetings")), ({}, {"2020-H2": "120"}))

    def test_correction_when_rejected_then_no_point_and_accepted_again_one(self):
        org = self.org()
        figure, = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")["figures"]
        self.assertEqual(self.patch(figure["id"], {"state": "rejected"}).json["state"], "rejected")
        self.assertEqual(self.values(org), {})
        self.assertEqual([(v["event"], v["counts"]) for v in self.vintages(org)["2021-H1"]], [("first", False), ("withdrawn", False)])
        self.assertEqual(self.patch(figure["id"], {"state": "accepted"}).json["state"], "accepted")
        self.assertEqual(self.values(org), {"2021-H1": "120"})

    def test_correction_when_something_is_wrong_then_a_problem_and_nothing_changes(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        figure = report["figures"][0]["id"]
        for body, status, name, field in (
            ({}, 400, "bad-request", None), ([], 400, "bad-request", None), ({"value": "many"}, 400, "bad-number", "value"),
            ({"value": None}, 400, "bad-number", "value"), ({"value": "1e3x"}, 400, "bad-number", "value"),
            ({"state": "corrected"}, 400, "bad-value", "state"), ({"state": "gone"}, 400, "bad-value", "state"),
            ({"period": "2021-H3"}, 400, "bad-period", "period"), ({"status": "maybe"}, 400, "bad-value", "status"),
            ({"label": ""}, 400, "bad-value", "label"), ({"colour": "red"}, 400, "unknown-field", "colour"),
            ({"metric": "nothing"}, 404, "unknown-metric", "metric"), ({"metric": RATE}, 409, "conflict", "metric"),
            ({"value": 1, "state": "rejected"}, 409, "conflict", "state"),
        ):
            with self.subTest(body):
                self.assert_problem(self.patch(figure, body), status, name, field=field)
        self.assert_problem(self.patch(999999, {"value": 1}), 404, "not-found", "999999")
        broken = self.daemon.call("PATCH", f"/v1/figures/{figure}", body='{"value":', headers={"Content-Type": "application/json"})
        self.assertEqual(broken.status, 400)
        for role in ("viewer", "reporter"):
            answer = self.daemon.call("PATCH", f"/v1/figures/{figure}", body='{"value": 1}', token=role,
                                      headers={"Content-Type": "application/json"})
            self.assert_problem(answer, 403, "forbidden")
        self.assertEqual(self.values(org), {"2021-H1": "120"})
        self.assertEqual(len(self.vintages(org)["2021-H1"]), 1)

    # ---- withdrawal

    def test_withdrawal_when_there_were_others_then_what_they_said_counts_again(self):
        org = self.org()
        self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        second = self.report(org, "2021-H2", "2022-01-05", "走访食堂供货商80家。", said("2021-H1", 126))
        answer = self.withdraw(second["id"], published="2022-03-01")
        self.assertEqual((answer.status, answer.json["state"], answer.json["withdrawn"]), (200, "withdrawn", "2022-03-01"))
        self.assertEqual(self.values(org), {"2021-H1": "120"})
        self.assertEqual(self.values(org, as_of="2022-02-28"), {"2021-H1": "126", "2021-H2": "80"})
        self.assertEqual(self.values(org, as_of="2022-03-01"), {"2021-H1": "120"})
        self.assertEqual([(v["event"], v["counts"], v["published"]) for v in self.vintages(org)["2021-H1"]],
                         [("first", True, "2021-07-01"), ("revised", False, "2022-01-05"), ("withdrawn", False, "2022-03-01")])
        # Its text stays, and a second time changes nothing, not even the day.
        self.assertIn("126家", self.daemon.get(f"/v1/reports/{second['id']}/text").text)
        again = self.withdraw(second["id"], published="2022-04-01")
        self.assertEqual((again.status, again.json["withdrawn"]), (200, "2022-03-01"))
        self.assertEqual(len(self.vintages(org)["2021-H1"]), 3)
        states = {state: [r["id"] for r in self.daemon.get("/v1/reports", org=org, state=state).json["reports"]]
                  for state in ("active", "withdrawn")}
        self.assertEqual((len(states["active"]), states["withdrawn"]), (1, [second["id"]]))

    def test_withdrawal_when_not_told_when_then_today_and_known_at_before_it_stands(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        before = self.vintages(org)["2021-H1"][0]["recorded"]
        self.later(before)
        answer = self.withdraw(report["id"])
        day = datetime.date.fromisoformat(answer.json["withdrawn"])
        self.assertLessEqual(abs((day - datetime.datetime.now(datetime.timezone.utc).date()).days), 1)
        self.assertEqual((self.values(org), self.values(org, known_at=before)), ({}, {"2021-H1": "120"}))
        self.assertEqual(self.values(org, as_of=str(day - datetime.timedelta(1))), {"2021-H1": "120"})

    def test_withdrawal_when_posted_points_say_the_same_then_they_stand(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")
        self.observe(org, (VISITS, "2021-H1", "119", "2021-06-30"))
        self.withdraw(report["id"], published="2021-08-01")
        self.assertEqual(self.values(org), {"2021-H1": "119"})
        self.observe(org, (VISITS, "2021-H1", None, "2021-09-01"))
        self.assertEqual((self.values(org), self.values(org, as_of="2021-08-31")), ({}, {"2021-H1": "119"}))

    def test_withdrawal_when_something_is_wrong_then_a_problem(self):
        org = self.org()
        report = self.report(org, "2021-H1", "2021-07-01", "走访食堂供货商120家。")["id"]
        self.assert_problem(self.withdraw(999999), 404, "not-found", "999999")
        self.assert_problem(self.withdraw(report, published="2021-06-30"), 400, "bad-value", "2021-07-01", field="published")
        self.assert_problem(self.withdraw(report, published="tomorrow"), 400, "bad-value", field="published")
        self.assert_problem(self.withdraw(report, force="1"), 400, "unknown-parameter", field="force")
        self.assert_problem(self.daemon.call("DELETE", f"/v1/reports/{report}", token="viewer"), 403, "forbidden")
        self.assertEqual(self.daemon.get(f"/v1/reports/{report}").json["state"], "active")

    # ---- in any order

    def test_backload_when_old_reports_come_shuffled_then_the_same_answers_as_in_time(self):
        """Twelve half years, each report restating the half before; each day of publication is one question."""
        reports = []
        for n in range(12):
            year, half = 2015 + n // 2, n % 2 + 1
            day = f"{year}-07-10" if half == 1 else f"{year + 1}-01-10"
            before = f"{2015 + (n - 1) // 2}-H{(n - 1) % 2 + 1}"
            text = [f"走访食堂供货商{100 + 7 * n}家。"] + ([said(before, 100 + 7 * (n - 1) + 3)] if n else [])
            reports.append((f"{year}-H{half}", day, text))
        in_time, answers = self.org(), None
        for seed in (None, 1, 2, 3):
            org = in_time if seed is None else self.org()
            order = list(reports)
            if seed is not None:
                random.Random(seed).shuffle(order)
            for period, day, text in order:
                self.report(org, period, day, *text)
            now = [self.comparable(self.points(org, as_of=day, release=release))
                   for _, day, _ in reports for release in ("latest", "first")]
            answers = answers or now
            self.assertEqual(now, answers, f"seed {seed}")
        # By hand: as of January 2018 the second half of 2017 (n = 5) is 135, the first is restated as 131, and the one before stands.
        points = self.points(in_time, as_of="2018-01-10")
        self.assertEqual([str(points[p]["value"]) for p in ("2016-H2", "2017-H1", "2017-H2")], ["124", "131", "135"])
        self.assertEqual(str(points["2017-H2"]["change"]), "11")

    def comparable(self, points):
        return [(p["period"], p["value"], p["published"], p["change"], p["change_rel"], p["reason"], p["releases"],
                 (p["source"] or {}).get("quote")) for p in points.values()]

    def test_trend_when_as_of_any_day_then_that_of_what_was_out_by_then(self):
        """Random reports, restatements, corrections and withdrawals, posted in random order: expected values from a model."""
        for seed in range(6):
            with self.subTest(seed=seed):
                self.check_history(random.Random(seed), self.org())

    PERIODS = [f"{year}-H{half}" for year in (2019, 2020, 2021) for half in (1, 2)]

    def check_history(self, draw, org):
        days = [datetime.date(2022, 1, 1) + datetime.timedelta(n) for n in draw.sample(range(300), 14)]
        model = []  # a statement: published, withdrawn on (or None), period, value
        for n, day in enumerate(days):
            told = draw.sample(self.PERIODS, draw.randint(1, 3))
            values = {p: Decimal(draw.randint(1, 40)) for p in told}
            # Its own period is the last: what it said of a later one would be a plan.
            report = self.report(org, max(told), str(day), *[said(p, v) for p, v in values.items()], head=f"食堂小结{chr(0x5b50 + n)}")
            self.assertEqual(sorted(f["period"] for f in report["figures"]), sorted(told))
            if draw.random() < 0.25:
                figure = draw.choice(report["figures"])
                values[figure["period"]] += 100
                self.assertEqual(self.patch(figure["id"], {"value": str(values[figure["period"]])}).status, 200)
            gone = None
            if draw.random() < 0.3:
                gone = day + datetime.timedelta(draw.randint(0, 60))
                self.assertEqual(self.withdraw(report["id"], published=str(gone)).status, 200)
            model += [(day, gone, p, v) for p, v in values.items()]
        moments = {day + datetime.timedelta(d) for day in days for d in (-1, 0)} | {g for _, g, _, _ in model if g}
        for moment in sorted(moments):
            points = self.points(org, as_of=str(moment))
            got = {name: tuple(exact(p[k]) for k in ("value", "change", "change_rel")) for name, p in points.items() if p["value"] is not None}
            self.assertEqual(got, self.expected(model, moment), f"as of {moment}")
            for point in points.values():
                self.assertEqual(point["value"] is None, point["reason"] == "not_reported", point)

    def expected(self, model, moment):
        """Of each point the newest statement that is out and not taken back, and its change from the year before."""
        counts = {}
        for day, gone, period, value in sorted(model, key=lambda statement: statement[0]):
            if day <= moment and (gone is None or gone > moment):
                counts[period] = value
        answer = {}
        for period, value in counts.items():
            base = counts.get(f"{int(period[:4]) - 1}{period[4:]}")
            answer[period] = (value, None, None) if base is None else (value, value - base, percent(value, base))
        return answer


if __name__ == "__main__":
    harness.main()
