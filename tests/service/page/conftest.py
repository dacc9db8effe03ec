from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.service.page.browsing import chromium, opened
from tests.service.page.relay import Relay, relaying
from tests.service.page.samples import SURVEYS, ZORBLAT
from tests.service.server import Server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with opened(browser, server.url) as page:
        yield page


@pytest.fixture
def relay(server: Server) -> Iterator[Relay]:
    with relaying(server.url) as running:
        yield running


@pytest.fixture
def zorblat(add_document: Callable[..., None]) -> None:
    """One document that says what the zorblat weighs."""
    add_document("zorblat", ZORBLAT, title="The zorblat", publisher="Gazette", published="2025-11-25")


@pytest.fixture
def disagreement(add_document: Callable[..., None]) -> None:
    """Two documents that do not agree on how long a bridge is."""
    for document_id, document in SURVEYS.items():
        add_document(document_id, **document)
