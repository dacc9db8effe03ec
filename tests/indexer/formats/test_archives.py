from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from indexer.documents import DocumentError
from indexer.formats import archives
from indexer.formats.archives import members
from tests.indexer.files import encrypted_zip, zip_file


def listed(content: bytes, max_bytes: int = 1000) -> dict[str, str | None]:
    return {member.name: member.problem for member in members(content, max_bytes)}


def test_members_come_with_their_paths_and_hidden_ones_stay_out() -> None:
    inner = zip_file({"deep/c.txt": b"C."})
    content = zip_file({
        "a.txt": b"A.", "sub/b.md": b"B.", ".hidden": b"x", "__MACOSX/._a.txt": b"x", "sub/.git/x": b"x",
        "in.zip": inner,
    })  # fmt: skip
    found = list(members(content, 1000))
    assert [(member.name, member.content) for member in found] == [
        ("a.txt", b"A."), ("sub/b.md", b"B."), ("in.zip/deep/c.txt", b"C."),
    ]  # fmt: skip


def test_a_file_on_disk_is_read_from_there(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_file({"a.txt": b"A."}))
    assert [member.content for member in members(tmp_path / "a.zip", 1000)] == [b"A."]


def test_members_that_cannot_be_had_are_named_and_the_rest_is_given() -> None:
    broken = bytearray(zip_file({"bad.txt": b"Broken words, broken words.", "good.txt": b"Good."}))
    broken[broken.index(b"bad.txt") + 9] ^= 0xFF
    content = zip_file({
        "large.txt": bytes(1001), "locked.zip": encrypted_zip("x.txt"), "broken.zip": bytes(broken), "no.zip": b"PK no",
    })  # fmt: skip
    found = listed(content)
    assert "more than the limit of 1,000" in str(found["large.txt"])
    assert "password" in str(found["locked.zip/x.txt"])
    assert "cannot be taken out" in str(found["broken.zip/bad.txt"])
    assert found["broken.zip/good.txt"] is None
    assert "cannot be opened" in str(found["no.zip"])


def test_archives_are_opened_only_so_deep() -> None:
    content = zip_file({"a.txt": b"A."})
    for _ in range(archives.MAX_DEPTH):
        content = zip_file({"in.zip": content})
    (problem,) = listed(content).values()
    assert "3 deep" in str(problem)


def test_a_bomb_is_refused_before_it_expands() -> None:
    with pytest.raises(DocumentError, match="zip bomb"):
        listed(zip_file({"zeros.txt": bytes(40_000_000)}))
    (problem,) = listed(zip_file({"bomb.zip": zip_file({"zeros.txt": bytes(40_000_000)})}), 10**6).values()
    assert "zip bomb" in str(problem)


def test_the_members_and_bytes_of_nested_archives_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = zip_file({f"{number}.txt": b"A." * 50 for number in range(4)})
    content = zip_file({"a.zip": inner, "b.zip": inner})
    monkeypatch.setattr(archives, "MAX_EXPANDED_BYTES", 2 * len(inner) + 600)
    found = listed(content)
    assert found["a.zip/0.txt"] is None
    assert "expands to more than" in str(found["b.zip"])
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MAX_MEMBERS", 7)
    assert "more than 7 files" in str(listed(content)["b.zip"])


def test_a_size_that_is_a_lie_is_found_out(tmp_path: Path) -> None:
    """The list says 10 bytes; what unpacks to a million is no more than those, and wrong."""
    content = bytearray(zip_file({"a.txt": b"a" * 1_000_000}))
    size = (1_000_000).to_bytes(4, "little")
    for _ in range(2):
        place = content.index(size)
        content[place : place + 4] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(content)
    assert zipfile.ZipFile(tmp_path / "a.zip").infolist()[0].file_size == 10
    (problem,) = listed(bytes(content)).values()
    assert "cannot be taken out" in str(problem)
