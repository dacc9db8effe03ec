"""XML within containers, read without what could be used against the reader."""

from __future__ import annotations

from lxml import etree

XMLError = etree.XMLSyntaxError


def parse_xml(content: bytes) -> etree._Element:
    """The root element; entities are not expanded and nothing is fetched.

    Raises:
        XMLError: it is not well formed.
    """
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
