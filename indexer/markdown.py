"""Markdown with YAML front matter to a document: readable text in which headings and list items keep their marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from indexer.documents import DocumentError
from indexer.formats import tables
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
        language=_text(fields, "language") or "",
        source=_text(fields, "source"),
        note=_text(fields, "note"),
    )


def readable_text(body: str) -> str:
    """Markdown without its inline marks.

    One line a paragraph, ``#`` before headings, ``-`` or a number before list items; tables as sentences (see
    `indexer.formats.tables`). HTML within Markdown is kept as it is written: it is text, never markup.
    """
    return "\n\n".join(line for line in _lines(SyntaxTreeNode(_parser.parse(body))) if line.strip())


def _lines(node: SyntaxTreeNode) -> Iterator[str]:
    match node.type:
        case "heading":
            yield f"{'#' * int(node.tag[1])} {_inline_text(node)}"
        case "paragraph":
            yield _inline_text(node)
        case "bullet_list" | "ordered_list":
            for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
                mark = "-" if node.type == "bullet_list" else f"{number}."
                first, *others = [line for child in item.children for line in _lines(child)] or [""]
                yield from (f"{mark} {first}", *others)
        case "table":
            rows = [row for part in node.children for row in part.children]
            names = len(node.children[0].children)
            yield from tables.sentences([[_inline_text(cell) for cell in row.children] for row in rows], names)
        case "fence" | "code_block":
            yield node.content.rstrip()
        case _:
            for child in node.children:
                yield from _lines(child)


def _inline_text(node: SyntaxTreeNode) -> str:
    parts = []
    for child in node.walk():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline"}:
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
