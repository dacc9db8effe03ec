"""The files of a snapshot besides its segments, and whether all of them are as they were written.

<snapshot>/manifest.json       what the snapshot was built from, and size and checksum of every other file
<snapshot>/layout.npy          which documents of which segments it holds
<snapshot>/glossary.json       the corpus's entities
<snapshot>/corpus_files.json   what became of each file of the corpus folder
<snapshot>/<segment>/          see `indexer.segment`; unchanged segments are the last snapshot's files, linked
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from indexer import manifest as manifests
from indexer.glossary import Glossary
from indexer.manifest import CorpusFile, Manifest, StoredFile

LAYOUT = "layout.npy"
GLOSSARY = "glossary.json"
CORPUS_FILES = "corpus_files.json"
_FILES = TypeAdapter(dict[str, CorpusFile])


def corpus_files_json(files: Mapping[str, CorpusFile]) -> bytes:
    """The record of a corpus folder's files as it is stored."""
    return _FILES.dump_json({name: files[name] for name in sorted(files)})


def glossary_json(glossary: Glossary) -> bytes:
    """A glossary as it is stored."""
    return glossary.model_dump_json().encode()


def read_corpus_files(folder: Path) -> dict[str, CorpusFile]:
    """What became of each file of the corpus folder at the last folder build."""
    return corpus_files_of((folder / CORPUS_FILES).read_bytes())


def corpus_files_of(content: bytes) -> dict[str, CorpusFile]:
    """The record of a corpus folder's files from what `corpus_files_json` made of it."""
    return _FILES.validate_json(content)


def link(source: Path, target: Path) -> None:
    """Give a file, or the files of a folder, a second name; copy them where the file system has no second names."""
    if source.is_dir():
        target.mkdir()
        for path in sorted(source.iterdir()):
            link(path, target / path.name)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def stored_files(folder: Path, known: Mapping[str, StoredFile]) -> dict[str, StoredFile]:
    """Size and checksum of every file of a folder by its relative name; those of linked files are ``known``."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found[name] = known.get(name) or StoredFile(size=path.stat().st_size, sha256=manifests.file_sha256(path))
    return found


def faults(folder: Path, manifest_sha256: str) -> list[str]:
    """What is wrong with a snapshot folder at first sight, one line a fault; empty when it can be opened.

    The manifest's checksum and the sizes of all files are compared, which takes the same time whatever they hold;
    `damaged` reads them.
    """
    path = folder / manifests.FILE_NAME
    if not folder.is_dir():
        return [f"the current snapshot {folder.name} is missing"]
    if not path.is_file():
        return [f"{folder.name}/{manifests.FILE_NAME} is missing"]
    try:
        manifest = Manifest.load(path)
    except ValueError as error:
        return [f"{folder.name}/{manifests.FILE_NAME} does not fit: {error}"]
    if manifests.file_sha256(path) != manifest_sha256:
        return [f"{folder.name}/{manifests.FILE_NAME} is damaged: its checksum differs"]
    found = []
    for name, file in manifest.files.items():
        if not (folder / name).is_file():
            found.append(f"{folder.name}/{name} is missing")
        elif (folder / name).stat().st_size != file.size:
            found.append(f"{folder.name}/{name} is damaged: its size differs")
    return found


def damaged(folder: Path, manifest: Manifest, segments: Iterable[str] | None = None) -> list[str]:
    """Which files of a snapshot, or of some of its segments, are not as they were written, one line a fault."""
    chosen = None if segments is None else set(segments)
    return [
        f"{folder.name}/{name} is damaged: its checksum differs"
        for name, file in manifest.files.items()
        if (chosen is None or name.split("/")[0] in chosen) and manifests.file_sha256(folder / name) != file.sha256
    ]
