"""The description itself: its JSON image is current, its schemas are schemas, our conventions hold."""

import pathlib
import subprocess
import sys
import unittest

import jsonschema

import contract

API = pathlib.Path(contract.DESCRIPTION).parent


class Description(unittest.TestCase):
    def test_json_when_compared_with_yaml_then_its_image(self):
        done = subprocess.run([sys.executable, "-B", API / "generate.py", "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_schemas_when_checked_then_json_schema_2020_12(self):
        for name, schema in contract.description()["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

    def references(self, node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for value in node.values():
                yield from self.references(value)
        elif isinstance(node, list):
            for value in node:
                yield from self.references(value)

    def test_references_when_followed_then_all_lead_somewhere_and_nothing_is_unused(self):
        used = set(self.references(contract.description()))
        there = {
            f"#/components/{kind}/{name}"
            for kind, things in contract.description()["components"].items() if kind != "securitySchemes"
            for name in things
        }
        self.assertEqual(used, there)

    def test_operations_when_read_then_named_roled_and_each_refusal_described(self):
        seen = set()
        for method, template, operation in contract.operations():
            with self.subTest(f"{method} {template}"):
                self.assertNotIn(operation["operationId"], seen)
                seen.add(operation["operationId"])
                self.assertIn(operation["x-role"], ("none", "viewer", "reporter", "reviewer", "admin"))
                self.assertTrue(operation["summary"] and operation["tags"])
                answers = operation["responses"]
                self.assertEqual("401" in answers, operation["x-role"] != "none")
                self.assertEqual(operation.get("security") == [], operation["x-role"] == "none")
                if template.startswith("/v1/"):
                    self.assertLessEqual({"400", "500", "503", "504"}, set(answers))
                for parameter in map(contract.resolve, operation.get("parameters", ())):
                    self.assertTrue(parameter["description"], parameter["name"])
                for name in template.split("{")[1:]:
                    declared = [p["name"] for p in map(contract.resolve, operation["parameters"]) if p["in"] == "path"]
                    self.assertIn(name.split("}")[0], declared)


if __name__ == "__main__":
    unittest.main(verbosity=2)
