"""Plain text to a document: page furniture is left out, a title and a printed date are recognised."""

from __future__ import annotations

import re
from datetime import date

from indexer.documents import find_title
from indexer.normalisation import normalise_text
from indexer.records import Document

# Lines that belong to the page and not to the article: they would only be noise among the sentences.
FURNITURE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\W\d_]+",  # bare numbers and rules: view counts, page and section numbers, "----"
        r"(分享|转发|收藏|点赞|评论|打印)(\s?到?\w{0,6})|(share|print|advertisement)(\s.{0,12})?",
        r"(作者|来源|编辑|责编|责任编辑)\s*[:：].{0,120}",
        r"(layout|image|photo|picture|source|图片|图源)s?( (source|credit|by))?s?\s*[:：/|丨].{0,100}",
        r".{0,120}©.{0,60}",
    )
]
PHOTO_CREDIT = re.compile(r"\s*\[(?:photo|image|picture)s? (?:by|from|credit)[^\]\n]{0,120}\]", re.IGNORECASE)
ISO_DATE_LINE = re.compile(
    r"\s*(?:(?:date|published|发布时间)\s*:?\s*)?(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}\S*)?(?:\s+(.*))?",
    re.IGNORECASE,
)


def read_plain_text(stem: str, content: str) -> Document:
    """Read a plain text file: its id is the stem, its title the first line if that is a heading.

    ``published`` is set only where the first or second line begins with an ISO date; it is never guessed.
    """
    lines = normalise_text(content).split("\n")
    published = None
    for position, line in enumerate(lines[:2]):
        found = ISO_DATE_LINE.fullmatch(line)
        if found and (day := _date(found.group(1))):
            published = day
            lines[position] = found.group(2) or ""
            break
    kept = [PHOTO_CREDIT.sub("", line) for line in lines if not line or not is_furniture(line)]
    text = normalise_text("\n".join(kept))
    return Document(id=stem, text=text, title=find_title(text) or "", published=published, language="")


def is_furniture(line: str) -> bool:
    """Whether a line is part of the page around the article rather than of the article."""
    return any(pattern.fullmatch(line.strip()) for pattern in FURNITURE)


def _date(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
