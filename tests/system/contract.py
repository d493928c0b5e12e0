"""The API's description as an oracle: is this answer one that api/openapi.json allows?"""

import decimal
import functools
import json
import pathlib
import re

import jsonschema

DESCRIPTION = pathlib.Path(__file__).resolve().parents[2] / "api/openapi.json"
# What is refused before any endpoint is looked up.
MALFORMED = ("400", "408", "413", "414", "431", "503")
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@functools.lru_cache(maxsize=None)
def description():
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def operations():
    """(METHOD, path template, operation) of each operation."""
    for template, item in description()["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method.upper(), template, operation


def resolve(node):
    """The node that a local $ref names, or the node itself."""
    while isinstance(node, dict) and "$ref" in node:
        reference, node = node["$ref"], description()
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    return node


def find_operation(method, path):
    bare = path.split("?", 1)[0]
    for candidate, template, operation in operations():
        if candidate == method and re.fullmatch(re.sub(r"\{[^/]*\}", "[^/]+", template), bare):
            return operation
    return None


def validator(schema):
    resolver = jsonschema.RefResolver("", description())
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def check_schema(schema, value, where):
    fault = jsonschema.exceptions.best_match(validator(schema).iter_errors(value))
    if fault is not None:
        at = "/".join(str(step) for step in fault.absolute_path)
        raise AssertionError(f"{where}: the answer breaks its description at '{at}': {fault.message[:800]}")


def check_answer(method, path, answer):
    """Raises AssertionError when the description does not allow this answer."""
    where = f"{method} {path} {answer.status}"
    operation = find_operation(method, path)
    if operation is None:
        # No such path or method: only a problem can be right.
        if answer.status not in (401, 404, 405):
            raise AssertionError(f"{where}: not described, and not refused")
        check_schema({"$ref": "#/components/schemas/Problem"}, problem_of(answer, where), where)
        return
    described = operation["responses"].get(str(answer.status))
    if described is None and str(answer.status) in MALFORMED:
        described = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if described is None:
        raise AssertionError(f"{where}: a status that the description does not know: {answer!r}")
    described = resolve(described)
    for name, header in described.get("headers", {}).items():
        if name.lower() not in answer.headers and name not in ("Retry-After", "Idempotent-Replayed"):
            raise AssertionError(f"{where}: the header {name} is missing")
    content = described.get("content")
    if content is None:
        if answer.body:
            raise AssertionError(f"{where}: a body where none is described")
        return
    if answer.type not in content:
        raise AssertionError(f"{where}: the type {answer.type!r} is not described")
    if answer.type in ("application/json", "application/problem+json"):
        check_schema(content[answer.type]["schema"], answer.json, where)


def problem_of(answer, where):
    if answer.type != "application/problem+json":
        raise AssertionError(f"{where}: {answer.type!r} where a problem was due: {answer!r}")
    return json.loads(answer.body, parse_float=decimal.Decimal)
