"""chDB, which is ClickHouse as a library, behind the part of ClickHouse's HTTP interface that
answers questions. It ends when its standard input does.

Usage: server.py FOLDER TABLES.sql [MORE.sql…]

The first line of its output is its port. Users differ by the settings that a server would give
them: `demo` has none, the others are in USERS.
"""

import base64
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from chdb import session

USERS = {
    "demo": {},
    "quoting": {"output_format_json_quote_64bit_integers": "1"},
    "plain": {"output_format_json_quote_64bit_integers": "0"},
    # Stops after so many rows of a result without a word, as public servers do.
    "few-rows": {
        "max_result_rows": "40",
        "result_overflow_mode": "'break'",
        "max_block_size": "10",
        "max_threads": "1",
    },
    "one-row": {
        "max_result_rows": "1",
        "result_overflow_mode": "'break'",
        "max_block_size": "1",
        "max_threads": "1",
    },
    # May read tables of sums alone.
    "sums-alone": {},
    # Says no where it reads more.
    "strict": {"max_rows_to_read": "10", "read_overflow_mode": "'throw'"},
}

# The status that ClickHouse gives an error by its number; 400 for the syntax, else 500.
STATUS = {"60": 404, "81": 404, "46": 404, "516": 403, "497": 403, "159": 408, "62": 400, "47": 404}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine = None
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def send(self, status, body, kind, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, text):
        code = re.search(r"Code: (\d+)", text)
        code = code.group(1) if code else "1000"
        self.send(
            STATUS.get(code, 500),
            text.encode() + b"\n",
            "text/plain; charset=UTF-8",
            [("X-ClickHouse-Exception-Code", code)],
        )

    def user(self, query):
        kind, _, secret = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            return base64.b64decode(secret).decode().partition(":")[0]
        return query.get("user", "default")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        user = self.user(query)
        if user not in USERS:
            return self.refuse(
                f"Code: 516. DB::Exception: {user}: Authentication failed: password is incorrect, "
                "or there is no user with such name. (AUTHENTICATION_FAILED)"
            )
        if user == "sums-alone" and "FROM pypi.pypi " in body:
            return self.refuse(
                f"Code: 497. DB::Exception: {user}: Not enough privileges. To execute this query, it's "
                "necessary to have the grant SELECT ON pypi.pypi. (ACCESS_DENIED)"
            )
        settings = ", ".join(f"{name} = {value}" for name, value in USERS[user].items())
        sql = f"{body} SETTINGS {settings}" if settings else body
        names = {name[len("param_") :]: value for name, value in query.items() if name.startswith("param_")}
        form = query.get("default_format", "TabSeparated")
        try:
            with self.lock:
                found = self.engine.query(sql, form, params=names)
                answer = found.bytes() if found is not None else b""
        except Exception as error:  # chDB raises what ClickHouse would send
            return self.refuse(str(error))
        kind = "application/json" if form.startswith("JSON") else "text/plain"
        self.send(200, answer, f"{kind}; charset=UTF-8", [("X-ClickHouse-Format", form)])


def main():
    folder, *scripts = sys.argv[1:]
    Handler.engine = session.Session(folder)
    for script in scripts:
        with open(script, encoding="utf-8") as file:
            text = "\n".join(line for line in file if not line.startswith("--"))
        for statement in filter(str.strip, text.split(";")):
            Handler.engine.query(statement)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    # Without the engine's own farewell: its folder is the caller's to remove.
    os._exit(0)


main()
