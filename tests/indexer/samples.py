"""A small corpus with known facts, in each of the formats."""

from __future__ import annotations

from pathlib import Path

TIDES = """---
id: tides
title: How Tides Work
publisher: Harbour Office
published: 2024-03-05
language: en
source: leaflet
note: first page only
---
The Moon raises two bulges in the sea. Most coasts see two high tides a day.

## Spring and neap

Spring tides come at new moon and full moon. Neap tides come a week later, and they are about 3.5 percent weaker here.
"""
BREAD = """Baking Bread at Home

Mix 500 grams of flour with water and salt. Let the dough rest for twelve hours in a cool place.

Bake it at 240 degrees for forty minutes. The crust should sound hollow when you knock on it.
"""
BEES = """<!doctype html><html lang="en"><head><title>Bees in Winter</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>Bees in Winter</h1><p>A colony keeps its queen warm by shivering in a tight cluster all winter long.</p>
<h2>Food</h2><p>The cluster eats about fifteen kilograms of honey before the first willows bloom in spring.</p>
<p>Keepers must not open the hive on cold days, since the warmth that is lost costs the bees their stores.</p></article>
<footer>Cookie notice</footer></body></html>
"""
GLOSSARY = """- canonical: Moon
  kind: body
  names: [Luna]
  chinese: 月球
  description: The Earth's satellite.
"""


def write_corpus(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "tides.md").write_text(TIDES, encoding="utf-8")
    (folder / "bread.txt").write_text(BREAD, encoding="utf-8")
    (folder / "bees.html").write_text(BEES, encoding="utf-8")
    (folder / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return folder
