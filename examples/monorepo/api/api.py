"""Takes orders: POST /orders with what is wanted, GET /orders lists them. It owns the schema."""
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

SCHEMA = """
create table if not exists orders (
    id integer generated always as identity primary key, what text not null, status text not null default 'new')
"""


def query(sql, *values):
    connection = psycopg2.connect(os.environ["DATABASE"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def order(row):
    return {"id": row[0], "what": row[1], "status": row[2]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            query("select 1")
            self.answer(200, {"ok": True})
        else:
            self.answer(200, [order(row) for row in query("select id, what, status from orders order by id")])

    def do_POST(self):
        what = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.answer(201, order(query("insert into orders (what) values (%s) returning id, what, status", what)[0]))

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *args):
        if self.path != "/health":
            print(f"{self.command} {self.path}", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    query(SCHEMA)
    print("listening on 4000", flush=True)
    ThreadingHTTPServer(("127.0.0.1", 4000), Handler).serve_forever()
