"""Fixtures for pytest: `kirim` is an organisation of this test, `receiver` is subscribed to it."""

import pytest
from receiver import Receiver
from sandbox import Organization


@pytest.fixture
def kirim():
    organization = Organization()
    yield organization
    organization.do("delete-organization")


@pytest.fixture
def receiver(kirim):
    one = Receiver()
    wish = {"url": one.url, "events": ["message.received", "message.status"]}
    one.secrets = [kirim.call("POST", "/webhook_subscriptions", wish)["initial_secret"]]
    yield one
    one.close()
