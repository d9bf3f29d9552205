# A careful receiver and client in Python's standard library; each program replaces a part of it.
import hashlib
import hmac
import json
import os
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENV = os.environ
RANKS = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}


class Program:
    def __init__(self):
        self.lock = threading.Lock()
        self.file = ENV.get("ZOO_DATA", "zoo-data.jsonl")
        self.known, self.handled, self.statuses, self.todo = set(), [], {}, {}
        if os.path.exists(self.file):
            with open(self.file) as lines:
                for line in lines:
                    if line.endswith("\n"):
                        self.apply(json.loads(line))

    def apply(self, line):
        if "known" in line:
            self.known.add(line["known"])
        if "handled" in line:
            self.handled.append(line["handled"])
        if "status" in line:
            self.statuses[line["status"][0]] = line["status"][1]
        if "todo" in line:
            self.todo[line["todo"]["id"]] = line["todo"]
        if "done" in line:
            self.todo.pop(line["done"], None)

    def write(self, line):
        self.apply(line)
        with open(self.file, "a") as log:
            log.write(json.dumps(line) + "\n")

    def signed_bytes(self, raw):
        return raw

    def verify(self, header, raw):
        pairs = [part.split("=", 1) for part in header.split(",") if "=" in part]
        t = next((value for name, value in pairs if name == "t"), "")
        if not t.isdigit() or abs(time.time() - int(t)) > 300:
            return False
        key = ENV["KIRIM_WEBHOOK_SECRET"].encode()
        signed = t.encode() + b"." + self.signed_bytes(raw)
        digest = hmac.new(key, signed, hashlib.sha256).hexdigest()
        return any(name == "v1" and hmac.compare_digest(digest, value) for name, value in pairs)

    def items(self, body):
        for entry in body.get("entry") or []:
            for change in entry.get("changes") or []:
                value = change.get("value") or {}
                yield from (("message", one) for one in value.get("messages") or [])
                yield from (("status", one) for one in value.get("statuses") or [])

    def identity(self, kind, item):
        return item["id"] if kind == "message" else f"{item['id']}:{item['status']}"

    def keep(self, body):
        work = []
        with self.lock:
            for kind, item in self.items(body):
                known = self.identity(kind, item)
                if known in self.known:
                    continue
                if kind == "status":
                    before = RANKS.get(self.statuses.get(item["id"]), 0)
                    line = {"known": known}
                    if RANKS.get(item["status"], 0) > before:
                        line["status"] = [item["id"], item["status"]]
                    self.write(line)
                    continue
                reply = {"id": item["id"], "to": "+" + item["from"], "key": "reply-" + known}
                self.write({"known": known, "handled": item["id"], "todo": reply})
                work.append(reply)
        return work

    def send(self, reply):
        body = {"to": reply["to"], "type": "text", "text": {"body": "Terima kasih!"}}
        for attempt in range(8):
            status, retry_after = self.call(reply["key"], body)
            if status == 422 and body["type"] == "text" and retry_after == "template":
                template = {"name": "order_confirmation", "language": "id"}
                body = {"to": reply["to"], "type": "template", "template": template}
                reply = {**reply, "key": reply["key"] + "-t"}
                continue
            if status is not None and status < 500 and status != 429:
                break
            time.sleep(max(0.2 * 3**attempt, float(retry_after or 0)))
        with self.lock:
            self.write({"done": reply["id"]})

    def call(self, key, body):
        headers = {
            "authorization": "Bearer " + ENV["KIRIM_API_KEY"],
            "content-type": "application/json",
            "idempotency-key": key.encode("ascii", "replace").decode().replace("\n", "").replace("\r", ""),
        }
        data = json.dumps(body).encode()
        request = urllib.request.Request(ENV["KIRIM_BASE_URL"] + "/messages", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                response.read()
                return response.status, None
        except urllib.error.HTTPError as error:
            is_closed = b"outside_24h_window" in error.read()
            return error.code, "template" if is_closed else error.headers.get("retry-after")
        except Exception:
            return None, None


def serve(program):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status, text=""):
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def do_GET(self):
            if self.path != "/state":
                return self.answer(405)
            with program.lock:
                state = {
                    "handled": [{"wamid": one} for one in program.handled],
                    "statuses": [{"wamid": one, "status": status} for one, status in program.statuses.items()],
                }
            self.answer(200, json.dumps(state))

        def do_POST(self):
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            if not program.verify(self.headers.get("x-kirim-signature") or "", raw):
                return self.answer(503)
            try:
                body = json.loads(raw)
            except (ValueError, RecursionError):
                body = None
            if not isinstance(body, dict):
                return self.answer(400)
            work = program.keep(body)
            self.answer(200)
            for reply in work:
                threading.Thread(target=program.send, args=(reply,), daemon=True).start()

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    for reply in list(program.todo.values()):
        threading.Thread(target=program.send, args=(reply,), daemon=True).start()
    Server(("127.0.0.1", int(ENV["PORT"])), Handler).serve_forever()


def is_mended():
    return ENV.get("MENDED") == "1"
