"""Markdown with YAML front matter to a document: readable text in which headings and list items keep their marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.documents import DocumentError
from indexer.records import Document

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def read_markdown(stem: str, content: str) -> Document:
    """Read a Markdown file.

    Args:
        stem: the file's stem: the document's id where the front matter gives none.
        content: the whole file.

    Raises:
        DocumentError: the front matter is not YAML, or a field has a value that it cannot have.
    """
    try:
        fields, body = frontmatter.parse(content.lstrip("\ufeff"))
    except yaml.YAMLError as error:
        message = f"its front matter is not valid YAML: {' '.join(str(error).split())}"
        raise DocumentError(message) from error
    return Document(
        id=_text(fields, "id") or stem,
        text=readable_text(body),
        title=_text(fields, "title") or "",
        publisher=_text(fields, "publisher"),
        published=_date(fields.get("published")),
        url=_text(fields, "url"),
        language=_text(fields, "language") or "en",
        source=_text(fields, "source"),
        note=_text(fields, "note"),
    )


def readable_text(body: str) -> str:
    """Markdown without its inline marks.

    One line a paragraph, ``#`` before headings, ``-`` or a number before list items, ``|`` between the cells of a table
    row. HTML within Markdown is kept as it is written: it is text, never markup.
    """
    lines: list[str] = []
    prefix = ""
    lists: list[int | None] = []
    cells: list[str] | None = None
    for token in _parser.parse(body):
        match token.type:
            case "heading_open":
                prefix = f"{token.markup if token.markup.startswith('#') else '#' * int(token.tag[1])} "
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                prefix = _item_prefix(lists)
            case "tr_open":
                cells = []
            case "tr_close" if cells is not None:
                lines.append(" | ".join(cells))
                cells = None
            case "inline" if cells is not None:
                cells.append(_inline_text(token.children or []))
            case "inline":
                lines.append(prefix + _inline_text(token.children or []))
                prefix = ""
            case "fence" | "code_block":
                lines.append(token.content.rstrip())
    return "\n\n".join(line for line in lines if line.strip())


def _item_prefix(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "- "
    lists[-1] = number + 1
    return f"{number}. "


def _inline_text(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return "".join(parts).strip()


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, (dict, list)):
        message = f"its front matter field {name!r} must be text, not {type(value).__name__}"
        raise DocumentError(message)
    return str(value)


def _date(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        message = f"its front matter field 'published' must be an ISO date such as 2025-11-24 or null, not {value!r}"
        raise DocumentError(message) from error
