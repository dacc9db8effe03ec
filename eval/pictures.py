"""Pictures as SVG text, to stand inside a report without any other file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from eval.metrics.abstention import reliability, risk_coverage

Values = NDArray[np.float64]

_BLUE = "#2563a8"
_GREY = "#8a8f98"


def risk_coverage_picture(confidence: Values, right: Values) -> str:
    """Draw the share of wrong replies among the most confident ones; arrays of shape (questions,)."""
    figure, axes = _axes("coverage: share of replies kept, most confident first", "risk: share of these that is wrong")
    coverage, risk = risk_coverage(confidence, right)
    axes.step(coverage, risk, where="post", color=_BLUE)
    axes.axhline(float(1 - right.mean()), color=_GREY, linestyle=":", label="all replies")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    return _svg(figure, "Risk–coverage curve")


def reliability_picture(confidence: Values, right: Values) -> str:
    """Draw how often replies of each confidence are right; arrays of shape (questions,)."""
    figure, axes = _axes("confidence that was stated", "share of replies that is right")
    said, was, count = reliability(confidence, right)
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":", label="calibrated")
    axes.plot(said, was, color=_BLUE, marker="o")
    for x, y, number in zip(said, was, count, strict=True):
        axes.annotate(str(number), (x, y), textcoords="offset points", xytext=(5, 5), fontsize=8)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="upper left")
    return _svg(figure, "Reliability diagram")


def growth_picture(title: str, unit: str, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """Draw quantities against the number of chunks, both axes logarithmic."""
    figure, axes = _axes("chunks", unit)
    for name, values in lines.items():
        axes.plot(sizes, values, marker="o", label=name)
    axes.set(xscale="log", yscale="log", title=title)
    axes.legend(frameon=False)
    return _svg(figure, title)


def bars_picture(title: str, unit: str, labels: Sequence[str], values: Sequence[float]) -> str:
    """Draw one bar a label, its value on top."""
    figure, axes = _axes("", unit)
    axes.bar_label(axes.bar(labels, values, color=_BLUE), fmt="{:.1f}", fontsize=8)
    axes.set_title(title)
    return _svg(figure, title)


def _axes(x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(4.8, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel=x, ylabel=y)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Figure, title: str) -> str:
    target = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "cited"}):  # the same picture for the same figures
        figure.savefig(target, format="svg", metadata={"Date": None, "Title": title})
    # What stands before <svg> names a document type by its address; within a page it has no place.
    svg = re.sub(r"^.*?(?=<svg)", "", target.getvalue(), flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)  # within HTML the namespaces are known
