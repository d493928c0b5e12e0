"""POST /v1/query: many questions in one request, each answered as if it had come alone."""

import json

import asking
import harness
import stories
from asking import JSON, digits

MEETINGS, VISITS, SATISFACTION = stories.METRICS


class Query(asking.Asking):
    @classmethod
    def prepare(cls):
        super().prepare()
        cls.daemon.add_org("county", "青禾县")
        cls.daemon.add_org("north", "北渡区教育局", "county")
        cls.daemon.add_org(stories.ORG, stories.ORG_NAME, "county")
        for org, period, published, values in (
            (stories.ORG, "2020-H1", "2020-07-15", (10, 300, "95.20")), (stories.ORG, "2020-H2", "2021-01-15", (12, 320, "96.00")),
            (stories.ORG, "2021-H1", "2021-07-15", (15, 345, "94.64")), ("north", "2021-H1", "2021-07-20", (20, 100, "97.5")),
        ):
            answer = cls.daemon.add_report(stories.report(*values), org, period, published=published)
            assert answer.status == 201, answer

    def post(self, body, **more):
        body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.daemon.call("POST", "/v1/query", body=body, headers=JSON, token="viewer", **more)

    def parts(self, *parts):
        answer = self.post({"parts": parts})
        self.assertEqual(answer.status, 200, answer)
        told = answer.json["parts"]
        self.assertEqual(len(told), len(parts))
        return told

    def test_part_when_asked_alone_or_among_others_then_the_same_answer(self):
        trend, comparison = {"metric": SATISFACTION}, {"period": "2021-H1"}
        asked = [
            ("trend", {**trend, "org": stories.ORG}), ("trend", {**trend, "org": "north"}),
            ("trend", {**trend, "org": stories.ORG, "from": "2020-H2", "to": "2021", "units": "chg", "quote": False}),
            ("trend", {**trend, "org": stories.ORG, "last": 2, "summary": False}),
            ("trend", {**trend, "org": stories.ORG, "as_of": "2021-01-20", "release": "first"}),
            ("trend", {"metric": MEETINGS, "org": stories.ORG, "frequency": "A", "aggregation": "sum"}),
            ("trend", {"metric": MEETINGS, "org": stories.ORG, "frequency": "S", "cumulation": "ytd", "units": "pc1"}),
            ("trend", {"metric": MEETINGS, "under": "county"}), ("trend", {"metric": SATISFACTION, "under": "county"}),
            # By its name, which has to be looked up first.
            ("trend", {"metric": stories.METRICS[VISITS]["name_zh"], "org": stories.ORG}),
            ("compare", {**comparison, "metric": MEETINGS}), ("compare", {**comparison, "metric": MEETINGS, "under": "county"}),
            ("compare", {**comparison, "metric": SATISFACTION, "org": [stories.ORG, "north"], "sort": "-value"}),
            ("compare", {**comparison, "metric": [MEETINGS, SATISFACTION], "org": stories.ORG, "against": "previous_period"}),
            ("compare", {**comparison, "metric": VISITS, "against": "2020-H2", "limit": 1}),
            ("trend", {"metric": "nothing", "org": stories.ORG}), ("trend", {**trend, "org": "nowhere"}),
            ("trend", {**trend, "org": stories.ORG, "colour": "red"}), ("compare", {"metric": MEETINGS}),
            ("trend", {**trend, "org": stories.ORG, "last": 0}), ("trend", {**trend, "org": stories.ORG, "from": "2022", "to": "2021"}),
        ]
        together = self.parts(*({"id": str(i), kind: query} for i, (kind, query) in enumerate(asked)))
        for i, (kind, query) in enumerate(asked):
            with self.subTest(f"{kind} {query}"):
                plain = self.daemon.get(f"/v1/{kind}", **{name: self.as_parameter(value) for name, value in query.items()})
                among, = [part for part in together if part["id"] == str(i)]
                alone, = self.parts({kind: query})
                self.assertEqual((among["status"], alone["status"]), (plain.status, plain.status), among)
                for part in (among, alone):
                    self.assertEqual(self.without_request(part["body"]), self.without_request(plain.json))
        self.assertEqual([part["status"] for part in together], [200] * 15 + [404, 404] + [400] * 4)

    def as_parameter(self, value):
        if isinstance(value, bool):
            return "1" if value else "0"
        return ",".join(value) if isinstance(value, list) else value

    def without_request(self, body):
        return {name: value for name, value in body.items() if name not in ("instance", "request_id")}

    def test_query_when_a_part_is_bad_then_its_own_status_and_the_others_stand(self):
        good = {"trend": {"org": stories.ORG, "metric": MEETINGS, "last": 1}}
        for bad, status, name, field in (
            ({}, 400, "bad-value", None), ({"id": "x"}, 400, "bad-value", None), (7, 400, "bad-value", None), (None, 400, "bad-value", None),
            ({**good, "compare": {}}, 400, "bad-value", None), ({"trends": {}}, 400, "unknown-field", "trends"),
            ({**good, "id": 7}, 400, "bad-value", "id"), ({**good, "id": "x" * 201}, 400, "bad-value", "id"),
            ({"trend": []}, 400, "bad-value", "trend"), ({"trend": {}}, 400, "missing-parameter", None),
            ({"trend": {"org": stories.ORG}}, 400, "missing-parameter", "metric"),
            ({"trend": {"metric": MEETINGS}}, 400, "missing-parameter", "org"),
            ({"trend": {"org": stories.ORG, "under": "county", "metric": MEETINGS}}, 400, "bad-value", "org"),
            ({"trend": {"org": "nowhere", "metric": MEETINGS}}, 404, "unknown-org", "org"),
            ({"trend": {"org": stories.ORG, "metric": "nothing"}}, 404, "unknown-metric", "metric"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "format": "csv"}}, 400, "unknown-parameter", "format"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "bom": "1"}}, 400, "unknown-parameter", "bom"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "period": "2021"}}, 400, "unknown-parameter", "period"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "last": {}}}, 400, "bad-value", "last"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "last": None}}, 400, "bad-value", "last"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "last": 1.5}}, 400, "bad-value", "last"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "as_of": "2021-02-30"}}, 400, "bad-value", "as_of"),
            ({"trend": {"org": stories.ORG, "metric": MEETINGS, "aggregation": "sum"}}, 400, "missing-parameter", "frequency"),
            ({"compare": {"metric": MEETINGS, "period": "2021-H9"}}, 400, "bad-period", "period"),
            ({"compare": {"metric": MEETINGS, "period": "2021-H1", "org": [1]}}, 400, None, "org"),
            ({"compare": {"metric": [MEETINGS, VISITS], "period": "2021-H1"}}, 400, None, "org"),
        ):
            with self.subTest(str(bad)):
                before, found, after = self.parts(good, bad, good)
                self.assertEqual((before["status"], after["status"]), (200, 200))
                self.assertEqual(digits(before["body"]["points"][0]["value"]), "15")
                self.assertEqual(before, after)
                self.assertEqual((found["status"], found["body"]["status"]), (status, status), found)
                self.assertTrue(found["body"]["type"].endswith(name or ""), found)
                if field is not None:
                    self.assertEqual(found["body"].get("field"), field, found)

    def test_query_when_of_a_hundred_parts_then_all_in_their_order(self):
        lasts = [{"id": f"part {n}", "trend": {"org": stories.ORG, "metric": MEETINGS, "last": 1 + n % 3}} for n in range(100)]
        told = self.parts(*lasts)
        self.assertEqual([part["id"] for part in told], [part["id"] for part in lasts])
        self.assertEqual([len(part["body"]["points"]) for part in told], [1 + n % 3 for n in range(100)])

    def test_query_when_of_a_hundred_mixed_parts_then_each_its_own_status(self):
        kinds = (({"trend": {"org": stories.ORG, "metric": VISITS}}, 200), ({"compare": {"metric": VISITS, "period": "2021-H1"}}, 200),
                 ({"trend": {"org": "org-without-name", "metric": VISITS}}, 404), ({"trend": {"under": "county", "metric": VISITS}}, 200),
                 ({"compare": {"metric": VISITS}}, 400))
        told = self.parts(*(kinds[n % 5][0] for n in range(100)))
        self.assertEqual([part["status"] for part in told], [kinds[n % 5][1] for n in range(100)])

    def test_query_when_of_no_or_too_many_parts_then_refused_whole(self):
        part = {"trend": {"org": stories.ORG, "metric": MEETINGS}}
        for count in (0, 101, 1000):
            with self.subTest(count):
                self.assert_problem(self.post({"parts": [part] * count}), 400, "bad-value", "100", field="parts")

    def test_comparison_when_ten_thousand_organisations_are_named_then_each_keeps_its_row_and_more_are_refused(self):
        self.pg.sql("insert into orgs (code, name) select 'n' || i, '第' || i || '小学' from generate_series(1, 10000) i")
        named = {"metric": MEETINGS, "period": "2021-H1", "org": ["north", *(f"n{i}" for i in range(1, 10000))]}
        part, refused = self.parts({"compare": named}, {"compare": {**named, "org": [*named["org"], "n10000"]}})
        self.assertEqual(part["status"], 200)
        rows = {row["org"]: (row["value"], row["rank"], row["reason"]) for row in part["body"]["rows"]}
        self.assertEqual(len(rows), 10000)
        self.assertEqual((rows["north"], rows["n9999"]), ((20, 1, "base_missing"), (None, None, "not_reported")))
        self.assertEqual((refused["status"], refused["body"]["field"]), (400, "org"))
        self.assertIn("under", refused["body"]["detail"])

    def test_query_when_ids_repeat_or_are_null_then_they_come_back(self):
        part = {"trend": {"org": stories.ORG, "metric": MEETINGS, "last": 1}}
        told = self.parts({**part, "id": "同"}, {**part, "id": "同"}, {**part, "id": None}, part)
        self.assertEqual([p["id"] for p in told], ["同", "同", None, None])

    def test_body_when_it_is_no_query_then_400(self):
        for body in ("", "{", "nope", "[]", "[1]", "7", "null", "{}", '{"parts": "x"}', '{"parts": {}}', '{"parts": null}',
                     '{"parts": [{}], "more": 1}', '{"parts": [{"trend": {"org": "a", "org": "b"}}]}', '{"parts": [{}]} x', b'{"parts": ["\xff"]}'):
            with self.subTest(body):
                answer = self.post(body)
                self.assertEqual(answer.status, 400, answer)
                self.assertTrue(answer.json["detail"])
                self.assertNotIn("line -1", answer.json["detail"])

    def test_query_when_with_a_parameter_or_without_a_token_then_refused(self):
        body = json.dumps({"parts": [{"trend": {"org": stories.ORG, "metric": MEETINGS}}]})
        answer = self.daemon.call("POST", "/v1/query?format=csv", body=body, headers=JSON)
        self.assert_problem(answer, 400, "unknown-parameter", field="format")
        self.assertEqual(self.daemon.call("POST", "/v1/query", body=body, headers=JSON, token=None).status, 401)
        self.assertEqual(self.daemon.call("GET", "/v1/query").status, 405)


if __name__ == "__main__":
    harness.main()
