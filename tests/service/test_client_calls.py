from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from service import client_calls as calls
from service.client_calls import ContractError, ProblemError
from service.replies import CitedSentence, Problem


def busy(retry_after: str | None, status: int = 503) -> httpx2.Response:
    return httpx2.Response(
        status, headers=[] if retry_after is None else [(b"Retry-After", retry_after.encode("latin-1"))]
    )


@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_is_what_the_service_says_and_a_little_more(status: int) -> None:
    for _ in range(50):
        wait = calls.wait_before_retry(busy("4", status), 60)
        assert wait is not None
        assert 4 <= wait <= 5


def test_a_date_is_understood() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    wait = calls.wait_before_retry(busy(soon), 60)
    assert wait is not None
    assert 17 <= wait <= 26
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert calls.wait_before_retry(busy(past), 60) == 0


@pytest.mark.parametrize("said", [None, "", "soon", "-1", "1e9", "61", "9" * 400, "²"])
def test_there_is_no_new_try_without_a_time_that_can_be_waited_for(said: str | None) -> None:
    assert calls.wait_before_retry(busy(said), 60) is None


@pytest.mark.parametrize("status", [200, 404, 422, 500, 504])
def test_only_a_busy_service_is_asked_again(status: int) -> None:
    assert calls.wait_before_retry(busy("1", status), 60) is None


def test_fields_that_are_newer_than_the_client_are_passed_over() -> None:
    newer = '{"text": "A.", "citations": [1], "mood": {"of": "the day"}}'
    assert calls.parse(CitedSentence, newer) == CitedSentence(text="A.", citations=[1])


def test_what_is_no_reply_is_said() -> None:
    with pytest.raises(ContractError, match="citations"):
        calls.parse(CitedSentence, '{"text": "A."}')
    with pytest.raises(ContractError, match="JSON"):
        calls.parse(CitedSentence, "<html>")


def test_an_event_of_failure_is_raised_and_one_of_another_kind_is_passed_over() -> None:
    problem = Problem(title="Internal Server Error", status=500, detail="It broke.")
    with pytest.raises(ProblemError) as raised:
        calls.part(httpx2.ServerSentEvent("error", problem.model_dump_json()))
    assert raised.value.problem == problem
    assert calls.part(httpx2.ServerSentEvent("progress", "{}")) is None


def test_ids_are_escaped_in_the_path() -> None:
    assert calls.read_document("a b/../智").path == "/v1/documents/a%20b%2F..%2F%E6%99%BA"
