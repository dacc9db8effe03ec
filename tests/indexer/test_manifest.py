from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.manifest import FILE_NAME, FORMAT_VERSION, Manifest, snapshot_id
from tests.indexer.conftest import Built


def test_it_records_how_the_snapshot_was_made(built: Built) -> None:
    manifest = built.snapshot.manifest
    assert manifest.format_version == FORMAT_VERSION
    assert manifest.snapshot == built.snapshot.id == built.snapshot.path.name
    assert manifest.parameters.embedder == "all-MiniLM-L6-v2"
    assert len(manifest.parameters.embedder_digest) == len(manifest.corpus_digest) == 64
    assert manifest.counts.documents == 3
    assert manifest.counts.chunks == len(built.snapshot.chunks)
    assert {name: file.document_id for name, file in built.snapshot.corpus_files.items()} == {
        "bees.html": "bees",
        "bread.txt": "bread",
        "tides.md": "tides",
    }
    folder = built.snapshot.path
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(manifest.files) == names - {FILE_NAME}
    assert manifest.build_seconds > 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format_version": 999}', '{"format_version": 2}'])
def test_what_is_no_manifest_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        Manifest.load(tmp_path / FILE_NAME)


def test_a_manifest_survives_being_written(built: Built) -> None:
    text = (built.snapshot.path / FILE_NAME).read_text(encoding="utf-8")
    assert json.loads(built.snapshot.manifest.model_dump_json()) == json.loads(text)


def test_the_id_follows_from_each_input(built: Built) -> None:
    parameters = built.snapshot.manifest.parameters
    digests = ("1" * 64, "2" * 64, "3" * 64)
    ids = {
        snapshot_id(parameters, *digests),
        snapshot_id(parameters.model_copy(update={"chunk_tokens": 99}), *digests),
        snapshot_id(parameters.model_copy(update={"embedder_digest": "x"}), *digests),
        snapshot_id(parameters.model_copy(update={"dense_index": "ivf"}), *digests),
        *(snapshot_id(parameters, *[*digests[:n], "0" * 64, *digests[n + 1 :]]) for n in range(3)),
    }
    assert len(ids) == 7
    assert snapshot_id(parameters, *digests) in ids
