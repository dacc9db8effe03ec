"""From a file to a cited answer over HTTP: the page of a PDF, the slide of a deck, and a folder that changes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.indexer.files import drawn_pdf, grid, lines, new_page, paragraph, pdf, pptx_file, zip_file
from tests.service.server import Server, run_cited, serving

LEDGER = pdf([
    paragraph("The lighthouse of Skerry Point was built in 1871 by the engineer Anna Holm."),
    new_page(),
    paragraph("In the winter of 1911 a storm tore the roof off the lighthouse of Skerry Point."),
    new_page(),
    paragraph("The harbour office keeps a list of the ships that lie in the bay."),
    grid([["Ship", "Length", "Crew"], ["Nordlys", "61 m", "30"], ["Sorlys", "44 m", "17"], ["Vestlys", "38 m", "9"]]),
])  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ledger.pdf").write_bytes(LEDGER)
    (folder / "talks.zip").write_bytes(zip_file({"tides.pptx": pptx_file()}))
    (folder / "note.txt").write_text("The bakery of the island opens at six in the morning.", encoding="utf-8")
    return folder


def ask(server: Server, question: str) -> dict[str, object]:
    reply = server.client.post("/v1/answers", json={"question": question})
    assert reply.status_code == 200, reply.text
    found: dict[str, object] = reply.json()
    return found


def citation(reply: dict[str, object]) -> dict[str, object]:
    assert reply["status"] == "answered", reply
    citations = reply["citations"]
    assert isinstance(citations, list)
    found: dict[str, object] = citations[0]
    return found


def test_answers_from_files_name_the_page_and_a_change_is_served(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert run_cited("index", corpus=corpus, index=index).returncode == 0
    with serving(index, tmp_path / "log", corpus=corpus) as server:
        for question, document, page, words in [
            ("Who built the lighthouse of Skerry Point?", "ledger", 1, "Anna Holm"),
            ("When did a storm tear the roof off the lighthouse of Skerry Point?", "ledger", 2, "winter of 1911"),
            ("What is the length of the Nordlys?", "ledger", 3, "Nordlys — Length: 61 m; Crew: 30."),
            ("When does the bakery of the island open?", "note", None, "six in the morning"),
        ]:
            cited = citation(ask(server, question))
            assert (cited["document_id"], cited["page"]) == (document, page), question
            assert words in str(cited["quote"])
            text = server.client.get(f"/v1/documents/{document}").json()["text"]
            assert text[cited["start"] : cited["end"]] == cited["quote"]
        cited = citation(ask(server, "How many berths are in Oslo?"))
        assert (cited["document_id"], cited["page"]) == ("talks-tides", 4)

        before = ask(server, "Where does the ferry land?")["index"]
        (corpus / "ferry.pdf").write_bytes(drawn_pdf(lines(["The ferry lands at the old stone pier."])))
        assert run_cited("index", corpus=corpus, index=index).returncode == 0
        deadline = time.monotonic() + 30
        while (reply := ask(server, "Where does the ferry land?"))["index"] == before:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        cited = citation(reply)
        assert (cited["document_id"], cited["page"]) == ("ferry", 1)
        # A write on top of what the other process made keeps it.
        put = server.client.put("/v1/documents/new", json={"text": "The museum is on the north shore."})
        assert put.status_code == 201
        assert server.client.get("/v1/documents/ferry").status_code == 200


def test_an_index_that_cannot_be_served_leaves_the_old_one_in_place(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert run_cited("index", corpus=corpus, index=index).returncode == 0
    with serving(index, tmp_path / "log", corpus=corpus) as server:
        before = ask(server, "Who built the lighthouse of Skerry Point?")
        (index / "CURRENT").write_text("0123456789abcdef 00\n", encoding="ascii")
        deadline = time.monotonic() + 30
        while not any(record["message"] == "the new index is not served" for record in server.log_records()):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert ask(server, "Who built the lighthouse of Skerry Point?")["index"] == before["index"]
