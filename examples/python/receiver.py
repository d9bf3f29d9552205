"""The program under test: a receiver of webhooks that takes only what is signed."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from signature import is_signed


class Receiver:
    """Listens on a free port; keeps the bodies that it took."""

    def __init__(self):
        self.secrets = []
        self.bodies = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                header = self.headers["X-Kirim-Signature"]
                good = is_signed(header, body, receiver.secrets, int(time.time()))
                if good:
                    receiver.bodies.append(body)
                self.send_response(200 if good else 400)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler
