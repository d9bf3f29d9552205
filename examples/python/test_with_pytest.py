"""Tests against a sandbox with pytest: pytest -q test_with_pytest.py."""

import json

import pytest

CUSTOMER = "+6281234567890"


def send(kirim, to):
    return kirim.call("POST", "/messages", {"to": to, "type": "text", "text": {"body": "Halo"}})


def test_a_customer_is_heard(kirim, receiver):
    kirim.do("customer-writes", **{"from": CUSTOMER, "text": "Sudah siap?"})
    kirim.settle()
    [body] = [json.loads(one) for one in receiver.bodies]
    [message] = body["entry"][0]["changes"][0]["value"]["messages"]
    assert message["text"]["body"] == "Sudah siap?"


def test_the_window_closes_after_a_day(kirim):
    kirim.do("customer-writes", **{"from": CUSTOMER, "text": "Halo"})
    kirim.do("advance-clock", by="25h")
    message = send(kirim, CUSTOMER)
    kirim.settle()
    failed = kirim.call("GET", f"/messages/{message['id']}")
    assert failed["error"]["code"] == "outside_24h_window"


@pytest.mark.parametrize("code", [131047, 131049, 130472])
def test_failures_can_be_had_on_demand(kirim, code):
    message = send(kirim, f"+62800000{code}")
    kirim.settle()
    failed = kirim.call("GET", f"/messages/{message['id']}")
    assert failed["status"] == "failed"
    assert failed["error"]["provider_code"] == code


def test_a_failing_receiver_is_tried_again(kirim, receiver):
    kirim.do("arm-fault", fault="outcome", status=503, times=2)
    kirim.do("customer-writes", **{"from": CUSTOMER, "text": "Halo"})
    kirim.settle()
    [delivery] = kirim.call("GET", "/webhook_deliveries")
    assert (delivery["status"], delivery["attempt_count"]) == ("succeeded", 3)
    assert len(receiver.bodies) == 1
