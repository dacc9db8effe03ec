from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import BuildError, build_index, is_stale
from indexer.embedding import Embedder
from indexer.folder import load_glossary
from indexer.glossary import Glossary, GlossaryError
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot


@pytest.fixture
def bare(copied: IndexSettings) -> IndexSettings:
    """A corpus folder without a glossary, and the name of a glossary elsewhere."""
    (copied.corpus / "glossary.yaml").unlink()
    shared = copied.corpus.parent / "names.yaml"
    shared.write_text("- canonical: Sun\n  names: [Sol]", encoding="utf-8")
    return IndexSettings(corpus=copied.corpus, index=copied.index, glossary=shared)


def test_the_folders_own_glossary_comes_first(copied: IndexSettings, bare: IndexSettings) -> None:
    assert [entity.canonical for entity in load_glossary(bare).entities] == ["Sun"]
    (copied.corpus / "glossary.yaml").write_text("- canonical: Star", encoding="utf-8")
    assert [entity.canonical for entity in load_glossary(bare).entities] == ["Star"]


def test_the_default_may_be_missing_and_a_named_one_may_not(
    bare: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "index")
    assert load_glossary(IndexSettings(corpus=bare.corpus)) == Glossary()
    with pytest.raises(GlossaryError, match=r"none\.yaml"):
        load_glossary(IndexSettings(corpus=bare.corpus, glossary=Path("none.yaml")))
    monkeypatch.setenv("CITED_GLOSSARY", "nothing.yaml")
    with pytest.raises(GlossaryError, match=r"nothing\.yaml"):
        load_glossary(IndexSettings(corpus=bare.corpus))


def test_the_glossary_from_elsewhere_is_indexed_and_its_change_makes_the_index_stale(
    bare: IndexSettings, embedder: Embedder
) -> None:
    assert "glossary" in (is_stale(bare, embedder) or "")
    build_index(bare, embedder)
    assert is_stale(bare, embedder) is None
    assert Snapshot.open(bare.index, embedder).glossary == load_glossary(bare)
    bare.glossary.write_text("- canonical: Sun", encoding="utf-8")
    assert "glossary" in (is_stale(bare, embedder) or "")
    bare.glossary.unlink()
    assert "names.yaml" in (is_stale(bare, embedder) or "")
    with pytest.raises(BuildError, match=r"names\.yaml"):
        build_index(bare, embedder)
