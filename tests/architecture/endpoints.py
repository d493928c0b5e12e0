#!/usr/bin/env python3
"""Compares the daemon's endpoint table with api/openapi.yaml and names each difference.

usage: endpoints.py TONGBID OPENAPI_YAML | --self-test

`TONGBID endpoints` prints one line an endpoint: METHOD PATH ROLE PARAMETERS, with PATH in OpenAPI's form
(/v1/reports/{id}) and PARAMETERS sorted and joined by commas, or `-`. Parameters are those of the query; a capture of the
path may be among them, or not. HEAD is not listed: it is answered wherever GET is.
"""
import re
import subprocess
import sys

import yaml

import source

METHODS = {"get", "post", "put", "patch", "delete", "options", "trace"}


def captures(path):
    return set(re.findall(r"{(\w+)\*?}", path))


def plain(path):
    """A capture of the rest, {path*}, is an ordinary one to OpenAPI."""
    return re.sub(r"{(\w+)\*}", r"{\1}", path)


def read_table(output):
    """{(method, path): (role, set of query parameters)} and faults in the lines themselves."""
    endpoints, faults = {}, []
    for line in output.splitlines():
        words = line.split(" ")
        if len(words) != 4:
            faults.append(f"tongbid endpoints: not four words: {line!r}")
            continue
        method, path, role, names = words
        key = (method, plain(path))
        if key in endpoints:
            faults.append(f"{method} {path}: twice in the table")
        listed = [] if names == "-" else names.split(",")
        if listed != sorted(set(listed)):
            faults.append(f"{method} {path}: the table's parameters are not sorted or repeat")
        endpoints[key] = (role, set(listed) - captures(path))
    if not endpoints:
        faults.append("tongbid endpoints: printed nothing")
    return endpoints, faults


def follow(document, thing):
    """What a local $ref means."""
    while "$ref" in thing:
        target = document
        for step in thing["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        thing = target
    return thing


def read_openapi(document):
    endpoints, faults = {}, []
    for path, item in (document.get("paths") or {}).items():
        for method in METHODS & set(item):
            operation = item[method]
            parameters = [follow(document, p) for p in item.get("parameters", []) + operation.get("parameters", [])]
            where = f"{method.upper()} {path}"
            named = {p["name"] for p in parameters if p["in"] == "path"}
            if named != captures(path):
                faults.append(f"{where}: openapi.yaml declares path parameters {sorted(named)}")
            if "x-role" not in operation:
                faults.append(f"{where}: openapi.yaml has no x-role")
            endpoints[(method.upper(), path)] = (operation.get("x-role", ""),
                                                {p["name"] for p in parameters if p["in"] == "query"})
    return endpoints, faults


def compare(table, described):
    faults = []
    for key in sorted(table.keys() | described.keys()):
        where = " ".join(key)
        if key not in described:
            faults.append(f"{where}: answered, but not in openapi.yaml")
            continue
        if key not in table:
            faults.append(f"{where}: in openapi.yaml, but not answered")
            continue
        (role, names), (said_role, said_names) = table[key], described[key]
        if said_role and role != said_role:
            faults.append(f"{where}: needs {role}, openapi.yaml says {said_role}")
        faults += [f"{where}: parameter {name} is not in openapi.yaml" for name in sorted(names - said_names)]
        faults += [f"{where}: parameter {name} of openapi.yaml is not taken" for name in sorted(said_names - names)]
    return faults


def check(output, document):
    table, faults = read_table(output)
    described, more = read_openapi(document)
    return faults + more + compare(table, described)


def self_test():
    document = yaml.safe_load("""
        components: {parameters: {id: {name: id, in: path}, quote: {name: quote, in: query}}}
        paths:
          /v1/reports:
            get: {x-role: viewer, parameters: [{name: org, in: query}, {name: If-None-Match, in: header},
                                               {$ref: '#/components/parameters/quote'}]}
          /v1/reports/{id}:
            parameters: [{$ref: '#/components/parameters/id'}]
            delete: {x-role: reporter}
          /healthz: {get: {x-role: none}}
    """)
    good = "GET /v1/reports viewer org,quote\nDELETE /v1/reports/{id} reporter id\nGET /healthz none -\n"
    source.expect(check(good, document), [], "a table without fault")
    source.expect(check("", {"paths": {}}), ["printed nothing"], "an empty table")
    bad = ("GET /v1/reports admin quote,org\nGET /v1/orgs viewer -\nGET /v1/orgs viewer -\nGET /healthz none verbose\n"
           "GET /x none\n")
    document["paths"]["/v1/reports"]["post"] = {"parameters": [{"name": "title", "in": "query"}]}
    document["paths"]["/v1/reports"]["get"]["parameters"].append({"name": "under", "in": "query"})
    document["paths"]["/v1/figures/{id}"] = {"patch": {"x-role": "reviewer"}}
    source.expect(check(bad, document), [
        "not four words: 'GET /x none'", "GET /v1/orgs: twice", "GET /v1/reports: the table's parameters are not sorted",
        "PATCH /v1/figures/{id}: openapi.yaml declares path parameters []", "POST /v1/reports: openapi.yaml has no x-role",
        "DELETE /v1/reports/{id}: in openapi.yaml, but not answered",
        "POST /v1/reports: in openapi.yaml, but not answered",
        "PATCH /v1/figures/{id}: in openapi.yaml, but not answered",
        "GET /v1/orgs: answered, but not in openapi.yaml", "GET /v1/reports: needs admin, openapi.yaml says viewer",
        "GET /v1/reports: parameter under of openapi.yaml is not taken",
        "GET /healthz: parameter verbose is not in openapi.yaml",
    ], "a table with faults")
    print("endpoints.py can fail")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    output = subprocess.run([sys.argv[1], "endpoints"], check=True, capture_output=True, text=True).stdout
    with open(sys.argv[2], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    return source.report(check(output, document), "endpoints")


if __name__ == "__main__":
    sys.exit(main())
