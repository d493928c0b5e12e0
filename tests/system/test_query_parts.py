"""Several questions in one request: each part answered as its own call answers, with its own status, in the order asked."""

import gzip
import json
import random
import re

import harness
import stories

VISITS, RATE, MEETINGS = "canteen-visits", "canteen-satisfaction", "canteen-meetings"


class Query(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon, (("county", "青禾县"),))
        for code, name in ((stories.ORG, stories.ORG_NAME), ("north", "北渡区教育局"), ("south", "南汀区教育局")):
            cls.daemon.add_org(code, name, "county")
        for org, period, day, numbers in (
            (stories.ORG, "2020-H1", "2020-07-15", (10, 300, "95.20")), (stories.ORG, "2020-H2", "2021-01-15", (12, 320, "96.00")),
            (stories.ORG, "2021-H1", "2021-07-15", (15, 345, "94.64")), ("north", "2020-H1", "2020-07-20", (8, 90, "91.0")),
            ("north", "2021-H1", "2021-07-20", (20, 100, "97.5")),
        ):
            answer = cls.daemon.add_report(stories.report(*numbers), org, period, published=day)
            assert answer.status == 201, answer

    def query(self, body, **more):
        body = body if isinstance(body, (str, bytes)) else json.dumps(body, ensure_ascii=False).encode()
        return self.daemon.call("POST", "/v1/query", body=body, headers={"Content-Type": "application/json"}, **more)

    def ask(self, *parts):
        answer = self.query({"parts": list(parts)})
        self.assertEqual(answer.status, 200, answer)
        return answer.json["parts"]

    def bodies(self, answer):
        """The text of each part's body, digit for digit."""
        decoder, bodies = json.JSONDecoder(), []
        for found in re.finditer(r'"status":\d+,"body":', answer.text):
            if found.start() > (bodies[-1][1] if bodies else 0):
                _, end = decoder.raw_decode(answer.text, found.end())
                bodies.append((answer.text[found.end():end], end))
        return [text for text, _ in bodies]

    def plain(self, part):
        """The answer of the call that a part stands for."""
        (call, parameters), = ((k, v) for k, v in part.items() if k != "id")
        text = {k: ",".join(v) if isinstance(v, list) else str(v).lower() if isinstance(v, bool) else str(v) for k, v in parameters.items()}
        return self.daemon.get(f"/v1/{call}", **text)

    # ---- the same as plain calls

    PARTS = [
        {"id": "trend", "trend": {"org": stories.ORG, "metric": RATE}},
        {"id": "numbers", "trend": {"org": stories.ORG, "metric": MEETINGS, "last": 2, "quote": 0}},
        {"id": "switches", "trend": {"org": stories.ORG, "metric": MEETINGS, "quote": False, "summary": True}},
        {"id": "more", "trend": {"org": "north", "metric": VISITS, "units": "pc1", "from": "2020", "to": "2021", "as_of": "2021-12-31"}},
        {"id": "total", "trend": {"under": "county", "metric": VISITS, "frequency": "A", "aggregation": "sum"}},
        {"id": "rows", "compare": {"metric": RATE, "period": "2021-H1", "under": "county", "sort": "-value"}},
        {"id": "list", "compare": {"metric": VISITS, "period": "2021-H1", "org": [stories.ORG, "north"]}},
        {"id": "commas", "compare": {"metric": VISITS, "period": "2021-H1", "org": f"{stories.ORG},north", "release": "first"}},
        {"id": "metrics", "compare": {"metric": [RATE, VISITS], "period": "2021-H1", "org": stories.ORG, "against": "2020-H1"}},
        {"id": "year", "compare": {"metric": VISITS, "period": 2021, "limit": 2}},
        {"compare": {"metric": "没有", "period": "2021-H1"}},
        {"trend": {"org": "nobody", "metric": VISITS}},
        {"id": None, "trend": {"org": stories.ORG}},
    ]

    def test_part_when_answered_then_byte_for_byte_as_the_plain_call(self):
        answer = self.query({"parts": self.PARTS})
        self.assertEqual(answer.status, 200, answer)
        parts, texts = answer.json["parts"], self.bodies(answer)
        self.assertEqual(len(texts), len(self.PARTS))
        for asked, part, text in zip(self.PARTS, parts, texts):
            with self.subTest(asked):
                plain = self.plain(asked)
                self.assertEqual((part["id"], part["status"]), (asked.get("id"), plain.status))
                if plain.status == 200:
                    self.assertEqual(text, plain.text.rstrip("\n"))
                else:
                    own = {"request_id", "instance"}
                    self.assertEqual({k: v for k, v in part["body"].items() if k not in own},
                                     {k: v for k, v in plain.json.items() if k not in own})
        self.assertEqual([p["status"] for p in parts], [200] * 10 + [404, 404, 400])

    def test_part_when_of_known_figures_then_their_values_and_digits(self):
        trend, compare = self.ask({"trend": {"org": stories.ORG, "metric": RATE, "last": 1}},
                                  {"compare": {"metric": VISITS, "period": "2021-H1", "org": ["north"]}})
        point, = trend["body"]["points"]
        self.assertEqual([str(point[k]) for k in ("value", "change_pp", "change_rel")], ["94.64", "-0.56", "-0.59"])
        row, = compare["body"]["rows"]
        self.assertEqual([str(row[k]) for k in ("value", "base", "change", "change_rel")], ["100", "90", "10", "11.11"])
        self.assertEqual(row["source"]["quote"], stories.MEETINGS.format(20, 100))

    # ---- how many, in which order

    def test_parts_when_a_hundred_then_each_its_own_in_the_order_asked(self):
        draw = random.Random(7)
        asked = [{**draw.choice(self.PARTS[:12]), "id": f"第{n}问"} for n in range(100)]
        answer = self.query({"parts": asked})
        self.assertEqual(answer.status, 200, answer)
        parts = answer.json["parts"]
        self.assertEqual([p["id"] for p in parts], [p["id"] for p in asked])
        alone = {}
        for part, text in zip(asked, self.bodies(answer)):
            key = json.dumps({k: v for k, v in part.items() if k != "id"}, sort_keys=True)
            if key not in alone:
                alone[key] = self.plain(part)
            if alone[key].status == 200:
                self.assertEqual(text, alone[key].text.rstrip("\n"))
        self.assertEqual([p["status"] for p in parts], [alone[json.dumps({k: v for k, v in p.items() if k != "id"}, sort_keys=True)].status
                                                        for p in asked])

    def test_parts_when_none_or_too_many_then_refused(self):
        part = self.PARTS[0]
        self.assert_problem(self.query({"parts": [part] * 101}), 400, "bad-value", "101 parts", field="parts")
        self.assert_problem(self.query({"parts": []}), 400, "bad-value", "0 parts", field="parts")

    def test_id_when_the_same_twice_left_out_or_null_then_as_it_was(self):
        part = {"trend": self.PARTS[0]["trend"]}
        parts = self.ask({"id": "a", **part}, {"id": "a", **part}, part, {"id": None, **part}, {"id": "", **part}, {"id": "a\"\\\n", **part})
        self.assertEqual([(p["id"], p["status"]) for p in parts], [("a", 200), ("a", 200), (None, 200), (None, 200), ("", 200), ("a\"\\\n", 200)])

    def test_id_when_of_two_hundred_characters_then_taken_whatever_their_bytes(self):
        for id in ("问" * 200, "x" * 200):
            part, = self.ask({"id": id, "trend": self.PARTS[0]["trend"]})
            self.assertEqual((part["id"], part["status"]), (id, 200))

    # ---- what is wrong with a part stays in it

    def test_part_when_something_is_wrong_then_its_own_problem_and_the_others_answered(self):
        trend = {"org": stories.ORG, "metric": VISITS}
        compare = {"metric": VISITS, "period": "2021-H1"}
        cases = [
            (1, 400, "bad-value", None), (None, 400, "bad-value", None), ([], 400, "bad-value", None), ({}, 400, "bad-value", None),
            ({"id": "a"}, 400, "bad-value", None), ({"trend": trend, "compare": compare}, 400, "bad-value", None),
            ({"trend": trend, "colour": "red"}, 400, "unknown-field", "colour"), ({"id": 1, "trend": trend}, 400, "bad-value", "id"),
            ({"id": "x" * 201, "trend": trend}, 400, "bad-value", "id"), ({"trend": []}, 400, "bad-value", "trend"),
            ({"compare": "all"}, 400, "bad-value", "compare"), ({"trend": {**trend, "format": "csv"}}, 400, "unknown-parameter", "format"),
            ({"compare": {**compare, "bom": 1}}, 400, "unknown-parameter", "bom"),
            ({"trend": {**trend, "period": "2021"}}, 400, "unknown-parameter", "period"),
            ({"trend": {**trend, "last": 1.5}}, 400, "bad-value", "last"), ({"trend": {**trend, "as_of": "2021-02-30"}}, 400, "bad-value", "as_of"),
            ({"trend": {**trend, "units": "log"}}, 400, "bad-value", "units"), ({"trend": {**trend, "under": "county"}}, 400, "bad-value", "org"),
            ({"trend": {"metric": VISITS}}, 400, "missing-parameter", "org"), ({"trend": {**trend, "org": "nobody"}}, 404, "unknown-org", "org"),
            ({"trend": {**trend, "metric": "nothing"}}, 404, "unknown-metric", "metric"), ({"trend": {**trend, "org": None}}, 400, "bad-value", "org"),
            ({"trend": {**trend, "org": {"code": "x"}}}, 400, "bad-value", "org"), ({"compare": {**compare, "org": ["north", 1]}}, 400, "bad-value", "org"),
            ({"compare": {**compare, "org": ["north,south"]}}, 400, "bad-value", "org"), ({"compare": {**compare, "org": []}}, 400, "bad-value", "org"),
            ({"compare": {**compare, "period": "2021-H3"}}, 400, "bad-period", "period"),
            ({"compare": {**compare, "metric": [VISITS, RATE]}}, 400, "bad-value", "org"),
        ]
        good = {"id": "good", "trend": trend}
        parts = self.ask(*[p for case in cases for p in (case[0], good)])
        for (asked, status, name, field), part in zip(cases, parts[::2]):
            with self.subTest(asked):
                self.assertEqual((part["status"], part["body"]["status"]), (status, status), part)
                self.assertTrue(part["body"]["type"].endswith(name), part)
                self.assertEqual(part["body"].get("field"), field, part)
                self.assertTrue(part["body"]["detail"])
        self.assertEqual({(p["id"], p["status"]) for p in parts[1::2]}, {("good", 200)})
        self.assertEqual(len({json.dumps(p["body"]["points"], default=str) for p in parts[1::2]}), 1)

    # ---- what is wrong with the whole

    def test_body_when_it_is_not_one_then_400(self):
        part = self.PARTS[0]
        for body, name, field in (
            ({}, "bad-value", "parts"), ({"parts": part}, "bad-value", "parts"), ({"parts": None}, "bad-value", "parts"),
            ({"parts": [part], "more": 1}, "unknown-field", "more"), ([part], "bad-request", None), ("", "bad-request", None),
            ('{"parts": [', "bad-request", None), ('{"parts": [], "parts": []}', "bad-request", None),
            (b'{"parts": [{"id": "\xff"}]}', "bad-request", None), ("[" * 5000 + "]" * 5000, "bad-request", None),
        ):
            with self.subTest(str(body)[:60]):
                self.assert_problem(self.query(body), 400, name, field=field)
        self.assertNotIn("-1", self.query("").json["detail"])
        self.assert_problem(self.query({"parts": [part]}, query={"last": 1}), 400, "unknown-parameter", field="last")

    def test_query_when_the_token_is_a_viewers_then_answered_and_without_one_not(self):
        body = {"parts": [self.PARTS[0]]}
        self.assertEqual(self.query(body, token="viewer").status, 200)
        self.assert_problem(self.query(body, token=None), 401, "unauthorized")
        answer = self.daemon.call("GET", "/v1/query", checked=False)
        self.assert_problem(answer, 405, "method-not-allowed", "POST")

    def test_query_when_gzip_is_accepted_then_the_same_parts(self):
        plain = self.query({"parts": self.PARTS[:10]})
        packed = self.daemon.call("POST", "/v1/query", body=json.dumps({"parts": self.PARTS[:10]}), checked=False,
                                  headers={"Content-Type": "application/json", "Accept-Encoding": "gzip"})
        text = gzip.decompress(packed.body) if packed.headers.get("content-encoding") == "gzip" else packed.body
        self.assertEqual(text, plain.body)


if __name__ == "__main__":
    harness.main()
