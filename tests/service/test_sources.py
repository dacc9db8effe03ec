from __future__ import annotations

import pytest

from service.sources import sources_asked


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        (
            "According to the officially confirmed information, how many ships come?",
            ["officially confirmed information"],
        ),
        ("According to the minister how many ships were lost?", ["minister"]),
        ("What was, as reported by Reuters in 2025, the price?", ["Reuters"]),
        ("How many ships are on the plan that was shown at the annual livestream?", ["annual livestream"]),
        ("According to the provided documents, how many ships come?", []),
        ("According to the available official sources, how many ships come?", []),
        ("How many ships come according to the articles?", []),
        ("How many ships were announced in 2026?", []),
        ("How many ships were shown at the same time?", []),
        ("Which ships were presented during the year and announced at Oslo?", []),
    ],
)
def test_a_source_is_whoever_is_asked_for_and_no_frame_nor_time(question: str, sources: list[str]) -> None:
    assert list(sources_asked(question)) == sources
