"""The glossary: entities of a corpus and the many names by which its documents call them."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

FILE_NAME = "glossary.yaml"


class GlossaryError(ValueError):
    """The glossary file cannot be used; the message names the file and the fault."""


class Entity(BaseModel):
    """One thing and its names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    canonical: str = Field(min_length=1, description="Name under which the entity is displayed.")
    kind: str = Field(default="", description="What sort of thing it is: marque, model, person, company, …")
    names: list[str] = Field(default_factory=list, description="Other names, unambiguous across the corpus.")
    chinese: str | None = Field(default=None, description="Chinese name, where certain.")
    description: str = Field(default="", description="What it is, in one line.")
    members: list[str] = Field(default_factory=list, description="Canonical names of what makes up a group.")
    scoped: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Names that mean this entity only within some documents, by the prefix of the document id.",
    )


class Glossary(BaseModel):
    """All entities of a corpus; empty when the corpus has no glossary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entities: list[Entity] = Field(default_factory=list)

    @classmethod
    def load(cls, path: Path) -> Glossary:
        """Read a YAML list of entities; a missing file is an empty glossary.

        Raises:
            GlossaryError: the file is not YAML, not a list of entities, or wrong in what it names.
        """
        if not path.exists():
            return cls()
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
            entities = TypeAdapter(list[Entity]).validate_python(entries)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            message = f"{path} is not a usable glossary: {error}"
            raise GlossaryError(message) from error
        names = [entity.canonical for entity in entities]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            message = f"{path} names an entity twice: {', '.join(twice)}"
            raise GlossaryError(message)
        unknown = sorted({member for entity in entities for member in entity.members}.difference(names))
        if unknown:
            message = f"{path} names members that are no entities: {', '.join(unknown)}"
            raise GlossaryError(message)
        return cls(entities=entities)
