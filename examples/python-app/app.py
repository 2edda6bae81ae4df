"""Keeps notes: POST /notes adds the body as one, GET /notes lists them."""
import json
import os
import signal
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILE = os.environ.get("NOTES_FILE", "notes.db")


def add(path, text):
    with sqlite3.connect(path) as database:
        return database.execute("insert into note (text) values (?)", (text,)).lastrowid


def all_of(path):
    with sqlite3.connect(path) as database:
        return [{"id": row[0], "text": row[1]} for row in database.execute("select id, text from note order by id")]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            self.answer(200, {"ok": True})
        elif self.path == "/notes":
            self.answer(200, all_of(FILE))
        else:
            self.answer(404, {"error": f"nothing is at {self.path}"})

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.answer(201, {"id": add(FILE, text), "text": text})

    def answer(self, status, body):
        data = json.dumps(body).encode() + b"\n"
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
    print("listening on 8000", flush=True)
    ThreadingHTTPServer(("127.0.0.1", 8000), Handler).serve_forever()
