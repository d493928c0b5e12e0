"""api/examples replayed: each request, and each reply compared."""

import json
import re
from decimal import Decimal

import contract
import harness

EXAMPLES = sorted((harness.TOP / "api/examples").glob("*.json"))


class Mismatch(AssertionError):
    pass


def same(expected, got, known, where="reply"):
    """Raises Mismatch where `got` is not what `expected` describes; fills `known` from <id:name>."""
    if isinstance(expected, str) and re.fullmatch(r"<.*>", expected):
        return placeholder(expected, got, known, where)
    if isinstance(expected, dict) and isinstance(got, dict):
        wanted = {key: value for key, value in expected.items() if key != "<rest>"}
        extra = set(got) - set(wanted)
        if set(wanted) - set(got) or (extra and "<rest>" not in expected):
            raise Mismatch(f"{where}: members missing {sorted(set(wanted) - set(got))}, unexpected {sorted(extra)}")
        for key, value in wanted.items():
            same(value, got[key], known, f"{where}/{key}")
        return None
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            raise Mismatch(f"{where}: {len(got)} items, not {len(expected)}: {got}")
        for index, (one, other) in enumerate(zip(expected, got)):
            same(one, other, known, f"{where}/{index}")
        return None
    # As text, so that digits count; bool is no number.
    if type(expected) is not type(got) or str(expected) != str(got):
        raise Mismatch(f"{where}: {got!r}, not {expected!r}")
    return None


def placeholder(expected, got, known, where):
    kind, _, name = expected[1:-1].partition(":")
    is_id = isinstance(got, int) and not isinstance(got, bool) and got > 0
    fits = {
        "any": lambda: True,
        "id": lambda: is_id,
        "same": lambda: got == known[name],
        "time": lambda: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", got),
        "date": lambda: re.fullmatch(r"\d{4}-\d\d-\d\d", got),
        "text": lambda: isinstance(got, str) and got,
        "fraction": lambda: isinstance(got, (int, Decimal)) and 0 <= got <= 1,
    }[kind]()
    if not fits:
        raise Mismatch(f"{where}: {got!r} is not {expected} {known.get(name, '')}")
    if kind == "id" and name:
        known[name] = got


class Examples(harness.SystemTest):
    def replay(self, step, known):
        request, reply = step["request"], step["reply"]
        headers = dict(request.get("headers", {}))
        body = request["text"].encode("utf-8") if "text" in request else None
        if "json" in request:
            body = json.dumps(request["json"], ensure_ascii=False, default=str).encode("utf-8")
            headers.setdefault("Content-Type", "application/json")
        path = request["path"].format(**known)
        answer = self.daemon.call(
            request["method"], path, body=body, headers=headers, token=request.get("token", "admin"),
            query=request.get("query"),
        )
        self.assertEqual((answer.status, answer.type), (reply["status"], reply["type"]), answer)
        if "text" in reply:
            self.assertEqual(answer.text, reply["text"])
        else:
            same(reply["json"], answer.json, known)

    def test_examples_when_replayed_then_each_reply_is_as_written(self):
        self.assertGreater(len(EXAMPLES), 2)
        for path in EXAMPLES:
            story = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
            known = {}
            for number, step in enumerate(story["steps"], 1):
                with self.subTest(f"{path.name}, step {number}: {step['request']['method']} {step['request']['path']}"):
                    self.replay(step, known)

    def test_examples_when_collected_then_every_v1_operation_of_the_main_story_is_shown(self):
        shown = set()
        for path in EXAMPLES:
            for step in json.loads(path.read_text(encoding="utf-8"))["steps"]:
                operation = contract.find_operation(step["request"]["method"], step["request"]["path"])
                shown.add(operation and operation["operationId"])
        self.assertLessEqual({"addReport", "addObservations", "showTrend", "showComparison", "putOrg", "putMetric"}, shown)


class Matching(harness.unittest.TestCase):
    """The comparison itself can fail."""

    def test_same_when_something_differs_then_mismatch(self):
        for expected, got in (
            (Decimal("93.70"), Decimal("93.7")), ({"a": 1}, {"a": 1, "b": 2}), ({"a": 1, "b": 2}, {"a": 1}), ([1], [1, 2]),
            ("<id>", 0), ("<id>", "7"), ("<same:x>", 8), ("<text>", ""), ("<fraction>", 2), (1, True), (None, 0),
        ):
            with self.subTest(f"{expected} {got}"), self.assertRaises(Mismatch):
                same(expected, got, {"x": 7})

    def test_same_when_as_described_then_remembers_ids(self):
        known = {}
        same({"id": "<id:x>", "more": [{"v": Decimal("1.0"), "<rest>": "<any>"}]},
             {"id": 5, "more": [{"v": Decimal("1.0"), "w": 3}]}, known)
        self.assertEqual(known, {"x": 5})


if __name__ == "__main__":
    harness.main()
