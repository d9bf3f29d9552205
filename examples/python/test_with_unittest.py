"""Tests against a sandbox with the standard library alone: python3 -m unittest."""

import json
import pathlib
import unittest

from receiver import Receiver
from sandbox import Organization
from signature import is_signed

VECTORS = pathlib.Path(__file__).parents[2] / "fixtures" / "payloads" / "signatures.json"
CUSTOMER = "+6281234567890"


class Signatures(unittest.TestCase):
    def test_are_judged_as_the_shared_vectors_say(self):
        for vector in json.loads(VECTORS.read_text("utf-8"))["checking"]:
            header, body, secrets = vector["header"], vector["body"].encode(), vector["secrets"]
            with self.subTest(vector["what"]):
                verdict = is_signed(header, body, secrets, vector["now"])
                self.assertEqual(verdict, vector["result"] == "valid")


class Orders(unittest.TestCase):
    def setUp(self):
        self.kirim = Organization()
        self.receiver = Receiver()
        self.addCleanup(self.kirim.do, "delete-organization")
        self.addCleanup(self.receiver.close)
        wish = {"url": self.receiver.url, "events": ["message.received", "message.status"]}
        subscription = self.kirim.call("POST", "/webhook_subscriptions", wish)
        self.receiver.secrets = [subscription["initial_secret"]]

    def test_a_customer_is_heard_and_answered(self):
        self.kirim.do("customer-writes", **{"from": CUSTOMER, "text": "Halo"})
        answer = {"to": CUSTOMER, "type": "text", "text": {"body": "Pesanan siap"}}
        message = self.kirim.call("POST", "/messages", answer)
        self.kirim.settle()
        status = self.kirim.call("GET", f"/messages/{message['id']}")["status"]
        self.assertIn(status, ["delivered", "read"])
        self.assertGreaterEqual(len(self.receiver.bodies), 3)

    def test_a_forged_webhook_is_refused(self):
        self.kirim.do("arm-fault", fault="wrong-signature")
        self.kirim.do("customer-writes", **{"from": CUSTOMER, "text": "Halo"})
        self.kirim.settle()
        self.assertEqual(self.receiver.bodies, [])


if __name__ == "__main__":
    unittest.main()
