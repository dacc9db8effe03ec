"""The report of a run: one HTML file that needs nothing else, for a person who wants to see where answers fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.figures import FIGURES
from eval.goldset import Question
from eval.judging import Judgement
from eval.metrics.grounding import holds
from eval.pictures import reliability_picture, risk_coverage_picture
from eval.runs import Interval, Run
from service.replies import Citation

_CONTEXT = 160  # characters of the document that are shown on either side of a quote


def render(run: Run, judgements: Sequence[Judgement], texts: Mapping[str, str]) -> str:
    """Return the report as HTML."""
    confidence = np.array([judgement.reply.confidence for judgement in judgements])
    right = np.array([judgement.right for judgement in judgements], dtype=np.float64)
    failures_first = sorted(judgements, key=lambda judgement: (judgement.right, judgement.question.kind))
    environment = Environment(loader=PackageLoader("eval"), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(
        show=show, in_context=lambda citation: in_context(citation, texts), fault=fault, marked=mark_nuggets
    )
    return environment.get_template("report.html.j2").render(
        run=run,
        groups=[(group, list(figures)) for group, figures in groupby(FIGURES, key=lambda figure: figure.group)],
        tables=[
            ("kind", breakdown(judgements, lambda question: question.kind)),
            ("style", breakdown(judgements, lambda question: question.style)),
        ],
        pictures=[
            Markup(risk_coverage_picture(confidence, right)),  # noqa: S704  # drawn here, from numbers
            Markup(reliability_picture(confidence, right)),  # noqa: S704
        ],
        judgements=failures_first,
    )


def write_report(path: Path, run: Run, judgements: Sequence[Judgement], texts: Mapping[str, str]) -> None:
    """Write the report, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(render(run, judgements, texts), encoding="utf-8")
    draft.replace(path)


def show(interval: Interval, unit: str = "share") -> str:
    """Write a figure with its interval, shares as percentages."""
    if interval.value is None or interval.low is None or interval.high is None:
        return "–"
    factor, digits = (100, 1) if unit == "share" else (1, 0)
    value, low, high = (f"{number * factor:.{digits}f}" for number in (interval.value, interval.low, interval.high))
    return f"{value}  [{low}, {high}]"


def breakdown(judgements: Iterable[Judgement], key: Callable[[Question], str]) -> list[dict[str, object]]:
    """Count, for each kind or style, the questions, the right replies and the refusals, and average nugget recall."""
    rows = []
    ordered = sorted(judgements, key=lambda judgement: key(judgement.question))
    for name, members in groupby(ordered, key=lambda judgement: key(judgement.question)):
        group = list(members)
        recalls = [value for judgement in group if (value := judgement.values.get("nugget_recall")) is not None]
        rows.append({
            "name": name,
            "questions": len(group),
            "right": sum(judgement.right for judgement in group),
            "refused": sum(judgement.reply.status == "not_found" for judgement in group),
            "nugget_recall": f"{100 * sum(recalls) / len(recalls):.0f}" if recalls else "–",
        })  # fmt: skip
    return rows


def fault(judgement: Judgement) -> str:
    """Say in a few words why a reply is not right; empty for one that is."""
    question, reply = judgement.question, judgement.reply
    if judgement.right:
        return ""
    if not question.answerable:
        return "should have been refused"
    if reply.status == "not_found":
        return "refused, but there is an answer"
    faults = []
    if missing := judgement.nuggets.count(False):
        faults.append(f"{missing} of {len(judgement.nuggets)} nuggets missing")
    if not judgement.values["documents_right"]:
        faults.append("not the right documents")
    if any(finding.broken for finding in judgement.findings):
        faults.append("a citation that does not hold")
    if any(not finding.broken and not finding.supported for finding in judgement.findings):
        faults.append("a sentence that its quotes do not support")
    return ", ".join(faults) or "the prose differs from the sentences"


def in_context(citation: Citation, texts: Mapping[str, str]) -> Markup:
    """Return a quote marked within its document, or, where it does not hold, the quote with a warning."""
    if not holds(citation, texts):
        return Markup('<mark class="broken">{}</mark> <b>does not hold</b>').format(citation.quote)
    text = texts[citation.document_id]
    before = text[max(0, citation.start - _CONTEXT) : citation.start]
    after = text[citation.end : citation.end + _CONTEXT]
    return Markup("…{}<mark>{}</mark>{}…").format(before, citation.quote, after)


def mark_nuggets(text: str, question: Question) -> Markup:
    """Return a text with what matches a nugget marked."""
    spans = [
        match.span()
        for nugget in question.nuggets
        for pattern in nugget
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if match.group()
    ]
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
    return Markup("").join([*parts, escape(text[at:])])
