"""BigQuery on loopback for the suite: bqemulator with the public table, and Google's token server.

usage: serve.py FOLDER

Writes into the folder the rows of the table and files of credentials, then prints one line of JSON:
where the servers answer. It ends, and the emulator with it, when its standard input is closed, which
the end of the suite does in any case.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import rows

PROJECT, DATASET, TABLE = "bigquery-public-data", "pypi", "file_downloads"
START = 120  # seconds


def call(base, path, body):
    request = urllib.request.Request(
        f"{base}/bigquery/v2/projects/{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer none"},
    )
    with urllib.request.urlopen(request, timeout=START) as answer:
        return json.load(answer)


def field(name, kind="STRING", *fields):
    return {"name": name, "type": kind, "mode": "NULLABLE", **({"fields": fields} if fields else {})}


SCHEMA = [
    {**field("timestamp", "TIMESTAMP"), "mode": "REQUIRED"},
    field("country_code"),
    field("url"),
    field("project"),
    field("file", "RECORD", field("filename"), field("project"), field("version"), field("type")),
    field(
        "details",
        "RECORD",
        field("installer", "RECORD", field("name"), field("version")),
        field("python"),
        field("implementation", "RECORD", field("name"), field("version")),
        field(
            "distro",
            "RECORD",
            field("name"),
            field("version"),
            field("id"),
            field("libc", "RECORD", field("lib"), field("version")),
        ),
        field("system", "RECORD", field("name"), field("release")),
        field("cpu"),
        field("openssl_version"),
        field("setuptools_version"),
        field("rustc_version"),
        field("ci", "BOOLEAN"),
    ),
    field("tls_protocol"),
    field("tls_cipher"),
]


def fill(base, found):
    reference = {"projectId": PROJECT, "datasetId": DATASET}
    call(base, f"{PROJECT}/datasets", {"datasetReference": reference})
    table = {
        "tableReference": {**reference, "tableId": TABLE},
        "schema": {"fields": SCHEMA},
        "timePartitioning": {"type": "DAY", "field": "timestamp"},
        "clustering": {"fields": ["project"]},
    }
    call(base, f"{PROJECT}/datasets/{DATASET}/tables", table)
    for at in range(0, len(found), 500):
        some = [{"insertId": str(i), "json": row} for i, row in enumerate(found[at : at + 500], at)]
        answer = call(base, f"{PROJECT}/datasets/{DATASET}/tables/{TABLE}/insertAll", {"rows": some})
        assert not answer.get("insertErrors"), answer
    # Results are named there and kept nowhere: the suite puts them there by itself.
    results = {"projectId": "me", "datasetId": "_bqemu_anonymous"}
    call(base, "me/datasets", {"datasetReference": results})


class Tokens(BaseHTTPRequestHandler):
    """What Google's token servers and a machine's metadata server answer."""

    def log_message(self, *_):
        pass

    def answer(self, body, kind="application/json"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Metadata-Flavor", "Google")
        self.end_headers()
        self.wfile.write(body)

    def token(self, name):
        token = {
            "access_token": name,
            "expires_in": 3600,
            "token_type": "Bearer",
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        }
        self.answer(json.dumps(token).encode())

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/refused":
            self.send_error(400)
        else:
            self.token(f"token-of{self.path.replace('/', '-')}")

    def do_GET(self):
        if self.path.startswith("/computeMetadata/v1/project/project-id"):
            self.answer(b"machine-project", "text/plain")
        elif "/token" in self.path:
            self.token("token-of-machine")
        else:
            self.send_error(404)


def accounts(folder, tokens):
    """Files of credentials, with a key of their own that is good for nothing else."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)

    def pem(form):
        done = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        return done.decode()

    service = {
        "type": "service_account",
        "project_id": "me",
        "private_key_id": "1",
        "private_key": pem(serialization.PrivateFormat.PKCS8),
        "client_email": "suite@me.iam.gserviceaccount.example",
        "client_id": "1",
        "token_uri": f"{tokens}/service",
    }
    old = {**service, "private_key": pem(serialization.PrivateFormat.TraditionalOpenSSL)}
    user = {
        "type": "authorized_user",
        "client_id": "1",
        "client_secret": "2",
        "refresh_token": "3",
        "quota_project_id": "me",
        "token_uri": f"{tokens}/user",
    }
    (folder / "subject").write_text("a token of the workload")
    workload = {
        "type": "external_account",
        "audience": "//iam.googleapis.example/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{tokens}/workload",
        "credential_source": {"file": str(folder / "subject")},
    }
    files = {"service": service, "pkcs1": old, "user": user, "workload": workload}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))


def emulator(folder):
    from duckdb_extensions import import_extension

    for name in ("spatial", "icu"):
        import_extension(name)
    program = Path(sys.executable).with_name("bqemulator")
    command = [program, "start", "--rest-port", "0", "--grpc-port", "0", "--ephemeral", "--log-format", "json"]
    log = open(folder / "emulator.log", "w+")
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT), log.name


def ports(process, log):
    """Its two ports, which it chose by itself and says when it listens."""
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        found = {}
        for line in Path(log).read_text().splitlines():
            if line.startswith("{"):
                entry = json.loads(line)
                found[entry.get("event")] = entry.get("port")
        if found.get("rest.listen") and found.get("grpc.listen"):
            return found["rest.listen"], found["grpc.listen"]
        time.sleep(0.1)
    raise SystemExit(f"bqemulator does not come up:\n{Path(log).read_text()}")


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    found = list(rows.rows())
    (folder / "rows.ndjson").write_text("".join(json.dumps(row) + "\n" for row in found))
    tokens = ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{tokens.server_port}"
    accounts(folder, where)
    process, log = emulator(folder)
    try:
        rest, grpc = ports(process, log)
        fill(f"http://127.0.0.1:{rest}", found)
        ready = {
            "rest": f"http://127.0.0.1:{rest}",
            "storage": f"http://127.0.0.1:{grpc}",
            "tokens": where,
        }
        print(json.dumps(ready), flush=True)
        sys.stdin.read()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    main()
