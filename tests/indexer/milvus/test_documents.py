from __future__ import annotations

import pytest

from indexer.milvus.documents import Documents
from indexer.stores import StoreError
from tests.indexer.milvus.conftest import Published


def test_a_document_that_is_missing_is_not_passed_over(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Documents(published.snapshot._texts, 2)
    monkeypatch.setattr(documents, "_ids", ["bees", "never"])
    with pytest.raises(StoreError, match="'never' is missing from the collection"):
        list(documents.items())
    assert documents.get("never") is None
