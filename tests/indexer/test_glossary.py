from __future__ import annotations

from pathlib import Path

import pytest

from indexer.glossary import Glossary, GlossaryError
from tests.indexer.samples import GLOSSARY


def test_entities_are_read(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    [moon] = Glossary.load(path).entities
    assert (moon.canonical, moon.names, moon.chinese, moon.scoped) == ("Moon", ["Luna"], "月球", {})


def test_no_file_and_an_empty_file_are_empty(tmp_path: Path) -> None:
    assert Glossary.load(tmp_path / "none.yaml") == Glossary()
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert Glossary.load(tmp_path / "empty.yaml") == Glossary()


@pytest.mark.parametrize(
    "content",
    [
        "- [",
        "canonical: one",
        "- names: [x]",
        "- {canonical: A, unknown: 1}",
        "- canonical: A\n- canonical: A",
        "- canonical: ''",
        "- {canonical: A, members: [B]}",
    ],
)
def test_faults_are_named_with_the_file(content: str, tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"glossary\.yaml"):
        Glossary.load(path)
