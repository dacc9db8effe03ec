from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.milvus.rows import (
    MOST_BYTES,
    document_name,
    packed_chunk,
    packed_sentences,
    text_of,
    text_rows,
    unpacked_chunk,
    unpacked_sentences,
)
from indexer.records import Chunk, Sentence


@pytest.mark.parametrize("text", ["", "a", "a" * 200_000, "é" * 40_000, "\U0001f600" * 70_000, "ab\0\r\n\t" * 30_000])
def test_a_text_is_cut_into_rows_that_fit_and_joined_again(text: str) -> None:
    rows = list(text_rows("name", text, 4))
    assert [row["id"] for row in rows] == [f"name:{number}" for number in range(len(rows))]
    assert all(len(row["value"].encode()) <= MOST_BYTES for row in rows)
    count, _, first = rows[0]["value"].partition(" ")
    assert int(count) == len(rows)
    assert first + "".join(row["value"] for row in rows[1:]) == text


@given(st.text(min_size=1))
def test_names_stand_in_ids_as_digests_only(name: str) -> None:
    assert document_name(name).isalnum()
    assert len(document_name(name)) == 33
    assert 0 <= text_of(name, 7) < 7


def test_sentences_come_back_with_their_vectors() -> None:
    sentences = [Sentence("a", 0, 5), Sentence("b", 2, 9, is_heading=True)]
    vectors = np.random.default_rng(0).normal(size=(2, 5)).astype(np.float32)
    found, rows = unpacked_sentences(packed_sentences(sentences, vectors))
    assert found == sentences
    assert np.array_equal(rows, vectors)


def test_a_chunk_comes_back() -> None:
    chunk = Chunk("七:3-9", "七", 3, 9, ("One", 'with "quotes"'), range(4, 6))
    assert unpacked_chunk(packed_chunk(chunk)) == chunk
