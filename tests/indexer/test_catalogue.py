from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from indexer import catalogue as module
from indexer.catalogue import Catalogue, CatalogueWriter
from indexer.records import Document

LAMP = Document(
    "lamp", "A lamp’s text. 灯\n", "Lamps", "Office", date(2024, 5, 1), "https://example.org/l", "en-GB", "leaflet",
    "first page", (0, 9),
)  # fmt: skip
ROPE = Document("rope", "Ropes hold.", "Ropes")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    writer = CatalogueWriter(tmp_path / "c.sqlite")
    assert [writer.heading(h) for h in ((), ("A", "B › C"), ())] == [0, 1, 0]
    writer.add(LAMP, b"1" * 32, written=False)
    writer.add(ROPE, b"2" * 32, written=True)
    writer.close(["lamp", "灯", "rope"], {"a": 3, "lamp’s": 1, "ropes": 3})
    return tmp_path / "c.sqlite"


def test_documents_come_back_as_they_were(path: Path) -> None:
    catalogue = Catalogue(path)
    assert [catalogue.document(row) for row in (0, 1, 0)] == [LAMP, ROPE, LAMP]
    assert catalogue.ids(0, 2) == ["lamp", "rope"]
    assert catalogue.id_of(1) == "rope"
    assert [catalogue.row_of(name) for name in ("lamp", "rope", "zebra")] == [0, 1, None]
    assert catalogue.origin(0) == (b"1" * 32, False)
    assert catalogue.written() == [(1, "rope")]


def test_headings_terms_and_words(path: Path) -> None:
    catalogue = Catalogue(path)
    assert [catalogue.heading(number) for number in (0, 1)] == [(), ("A", "B › C")]
    assert [catalogue.term(term) for term in ("灯", "lamp", "zebra")] == [1, 0, None]
    assert [catalogue.word(word) for word in ("a", "zebra")] == [3, 0]
    assert list(catalogue.frequent_words(2).items()) == [("a", 3), ("ropes", 3)]


def test_it_keeps_few_documents_at_hand(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HELD_CHARACTERS", 20)
    catalogue = Catalogue(path)
    first = catalogue.document(0)
    assert catalogue.document(0) is first
    catalogue.document(1)
    assert catalogue.document(0) is not first
    assert catalogue.document(0) == first


def test_threads_share_it_and_it_outlives_its_name(path: Path) -> None:
    catalogue = Catalogue(path)
    path.unlink()
    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(lambda: [catalogue.document(row % 2) for row in range(200)]) for _ in range(4)]
    assert all(reader.result() == [LAMP, ROPE] * 100 for reader in readers)


@pytest.mark.parametrize("content", [b"no database" * 1000, b""])
def test_what_is_no_catalogue_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(content)
    with pytest.raises(ValueError, match=r"c\.sqlite is damaged"):
        Catalogue(tmp_path / "c.sqlite")
    with pytest.raises(ValueError, match=r"cannot be opened"):
        Catalogue(tmp_path / "none.sqlite")
