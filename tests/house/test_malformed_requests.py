"""Whatever is sent to any route or form, no answer says that something failed."""

from __future__ import annotations

from flask import Flask

from benchmarks.malformed_requests import Visitor

REQUESTS = 1_500


def test_no_malformed_request_is_answered_with_an_error_of_ours(demo_app: Flask) -> None:
    answered = Visitor(demo_app, seed=7).send(REQUESTS)

    assert answered.failures == []
    assert sum(answered.statuses.values()) == REQUESTS
    assert {200, 303, 400, 404, 405} <= set(answered.statuses)
