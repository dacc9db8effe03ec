from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import frontmatter
import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
PATHS = sorted(CORPUS.glob("*.md"))
KEYS = {"id", "title", "publisher", "published", "language", "source", "note"}


def front_matter(path: Path) -> dict[str, Any]:
    return dict(frontmatter.load(str(path)).metadata)


def test_there_is_one_document_for_each_article() -> None:
    assert [path.stem[:4] for path in PATHS] == ["000-", "001-", "002-", "003-", "004-"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_front_matter_says_where_the_document_comes_from(path: Path) -> None:
    post = front_matter(path)
    assert set(post) == KEYS
    assert post["id"] == path.stem
    assert post["language"] == "en"
    for key in ("title", "source", "note"):
        assert isinstance(post[key], str)
        assert post[key].strip()
    assert post["source"].startswith(f"{path.stem[:3]}_")
    assert post["publisher"] is None or post["publisher"].strip()
    # YAML reads an ISO date as a date; anything else that stands there stays a string or becomes a datetime.
    assert post["published"] is None or isinstance(post["published"], date)
    assert not isinstance(post["published"], datetime)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_text_is_paragraphs_under_headings(path: Path) -> None:
    blocks = frontmatter.load(str(path)).content.split("\n\n")
    headings = [block for block in blocks if block.startswith("#")]
    assert len(headings) >= 2
    assert all(block.startswith("## ") and "\n" not in block for block in headings)
    assert all(len(block.split()) > 5 for block in blocks if block not in headings)


def test_only_the_cut_off_article_ends_in_mid_sentence() -> None:
    unfinished = [path.stem[:3] for path in PATHS if not frontmatter.load(str(path)).content.endswith((".", ".”"))]
    assert unfinished == ["002"]
    assert "mid-sentence" in front_matter(PATHS[2])["note"]
