"""Which reader answers: the setting's name to the object."""

from __future__ import annotations

from service.reader.joint import JointReader
from service.reading import Reader
from service.settings import Settings
from service.similarity import SimilarityReader


def load_reader(settings: Settings) -> Reader:
    """The reader that ``settings.reader`` names, with its weights loaded."""
    if settings.reader == "similarity":
        return SimilarityReader.load()
    return JointReader.load(settings.threads)
