"""The worker processes are real, and so are the files that they fail on."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.converting import Converter
from indexer.documents import DocumentError, checked
from indexer.formats.kinds import Kind
from indexer.settings import IndexSettings
from tests.indexer.files import (
    SHIPS,
    docx_file,
    drawn_pdf,
    epub_file,
    grid,
    heading,
    lines,
    many_pages,
    paragraph,
    pdf,
    pptx_file,
    zip_file,
)

GOOD = drawn_pdf(lines(["A keeper lights the lamp."]))


def workers() -> set[int]:
    """Process ids of this process's converters."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (path / "cmdline").read_bytes()
            parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"indexer.formats.worker" in command and parent == os.getpid():
                found.add(int(path.name))
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_worker_is_kept_and_ends_with_its_converter() -> None:
    before = workers()
    with Converter(IndexSettings(threads=1)) as converter:
        assert workers() == before
        converter.convert("pdf", "a", GOOD)
        first = workers() - before
        assert len(first) == 1
        assert converter.convert("pdf", "b", GOOD).id == "b"
        with pytest.raises(DocumentError, match="broken"):
            converter.convert("pdf", "c", b"%PDF-1.4 no")
        assert workers() - before == first
    assert workers() == before


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    slow = drawn_pdf(*[lines(["Many words stand on each line of this page. " * 2] * 55)] * 600)
    with Converter(IndexSettings(threads=1, convert_seconds=1, max_pages=100_000)) as converter:
        with pytest.raises(DocumentError, match=r"more than 1 seconds \(setting convert_seconds\)"):
            converter.convert("pdf", "slow", slow)
        assert converter.convert("pdf", "good", GOOD).text == "A keeper lights the lamp."


def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    """Small enough not to look like a bomb; as a tree of elements it is hundreds of megabytes."""
    start = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(f"<w:p><w:r><w:t>{number * 7919 % 100_003}</w:t></w:r></w:p>" for number in range(150_000))
        + "</w:body></w:document>"
    )
    large = zip_file({"word/document.xml": start.encode()})
    with Converter(IndexSettings(threads=1, convert_megabytes=300)) as converter:
        with pytest.raises(DocumentError, match=r"more memory than is allowed|needs more than 300 MB"):
            converter.convert("docx", "large", large)
        small = docx_file(lambda document: document.add_paragraph("A keeper lights the lamp."))
        assert converter.convert("docx", "good", small).text == "A keeper lights the lamp."


def test_a_converter_that_is_killed_costs_only_its_file() -> None:
    before = workers()
    with Converter(IndexSettings(threads=1, max_pages=10_000)) as converter, ThreadPoolExecutor(1) as pool:
        converter.convert("pdf", "good", GOOD)
        (worker,) = workers() - before
        running = pool.submit(converter.convert, "pdf", "long", many_pages(5000))
        time.sleep(0.3)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(DocumentError, match="crashed"):
            running.result(30)
        assert converter.convert("pdf", "good", GOOD).text == "A keeper lights the lamp."


def test_closing_does_not_wait_for_what_is_being_converted() -> None:
    before = workers()
    converter = Converter(IndexSettings(threads=1, max_pages=100_000))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(converter.convert, "pdf", "long", many_pages(6000))
        assert eventually(lambda: bool(workers() - before))
        began = time.monotonic()
        converter.close()
        with pytest.raises(DocumentError):
            running.result(30)
        assert time.monotonic() - began < 10
    assert eventually(lambda: workers() == before)
    with pytest.raises(DocumentError, match="closed"):
        converter.convert("pdf", "a", GOOD)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", pdf([heading("Lights"), paragraph("Words of the keeper. " * 30), grid(SHIPS)], 2)),
        ("docx", docx_file(lambda document: document.add_paragraph("Words of the keeper."))),
        ("pptx", pptx_file()),
        ("epub", epub_file({"a.xhtml": "<p>Words of the keeper.</p>"})),
        ("html", b"<html><body><article><p>Words of the keeper are here.</p></article></body></html>" * 5),
    ],
)
def test_files_with_damaged_bytes_are_read_or_refused(kind: Kind, content: bytes, converter: Converter) -> None:
    """Whatever the damage, the answer is a document or a reason, and the worker goes on."""
    chance = random.Random(11)
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 8, 100])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.2:
            del damaged[chance.randrange(len(damaged)) :]
        try:
            document = checked(converter.convert(kind, "a", bytes(damaged)))
            assert list(document.pages) == sorted(document.pages)
            assert all(0 <= page <= len(document.text) for page in document.pages)
            outcomes.add("read")
        except DocumentError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"} if kind != "html" else outcomes


def test_files_are_converted_side_by_side() -> None:
    before = workers()
    seen: list[int] = []
    with Converter(IndexSettings(threads=2)) as converter, ThreadPoolExecutor(6) as pool:
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                seen.append(len(workers() - before))
                time.sleep(0.02)

        watcher = threading.Thread(target=look)
        watcher.start()
        found = list(pool.map(lambda number: converter.convert("pdf", f"d{number}", GOOD), range(12)))
        done.set()
        watcher.join()
    assert [document.id for document in found] == [f"d{number}" for number in range(12)]
    assert max(seen) == 2
