#!/usr/bin/env python3
"""Writes api/openapi.json, which the daemon serves, from api/openapi.yaml, which people edit.

    api/generate.py            writes it
    api/generate.py --check    says whether it is up to date: 0, or 1 and what to do
"""

import json
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent


def image():
    with open(HERE / "openapi.yaml", encoding="utf-8") as source:
        description = yaml.safe_load(source)
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def main():
    target = HERE / "openapi.json"
    text = image()
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            raise SystemExit("api/openapi.json is older than api/openapi.yaml: run api/generate.py and commit it.")
        return
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
