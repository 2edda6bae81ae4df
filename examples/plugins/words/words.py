#!/usr/bin/env python3
"""A plugin of Nexus: one JSON object a line, in and out."""
import hashlib
import hmac
import json
import sys


def say(**line):
    print(json.dumps(line), flush=True)


def hear():
    return json.loads(sys.stdin.readline())


hear()  # {"type": "hello", "protocol": 1, "plugin": "words"}
say(type="hello", protocol=1)
request = hear()
given = request["with"]
if not given["text"].strip():
    say(type="error", id=request["id"], code="no_words", message="there are no words.", hint="Give it some.")
else:
    say(type="progress", id=request["id"], message="counting")
    outputs = {"words": len(given["text"].split())}
    if given.get("key"):
        told = str(outputs["words"]).encode()
        outputs["seal"] = hmac.new(given["key"].encode(), told, hashlib.sha256).hexdigest()
    say(type="result", id=request["id"], outputs=outputs)
