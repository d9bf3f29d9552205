"""A sandbox as Python tests use it: the API, the control API, and an organisation for each test."""

import json
import os
import urllib.error
import urllib.request


class Organization:
    """One organisation of the sandbox that the environment names, with a clock that stands still."""

    def __init__(self):
        self.url = os.environ["KIRIM_BASE_URL"]
        self.control_url = os.environ["KIRIM_CONTROL_URL"]
        self.api_key = os.environ["KIRIM_API_KEY"]
        self.api_key = self.do("create-organization", world="empty", clock="virtual")["api_key"]

    def do(self, action, **options):
        """Does what a customer, the clock or the operator would do."""
        return self._send("POST", f"{self.control_url}/actions/{action}", options)

    def call(self, method, path, body=None):
        """Calls the API."""
        return self._send(method, self.url + path, body)

    def settle(self):
        """Lets everything happen that is scheduled, webhooks included."""
        return self.do("advance-clock", until="idle")

    def _send(self, method, url, body):
        request = urllib.request.Request(url, method=method)
        request.add_header("Authorization", f"Bearer {self.api_key}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {url}: {error.read().decode()}") from None
