"""Saying what is missing when the documents do not answer."""

from __future__ import annotations

from collections.abc import Sequence

from service.chinese import is_chinese
from service.constraints import gaps
from service.expected import Expected
from service.query import Question
from service.reading import RetrievedPassage
from service.replies import CitedSentence

_WANTED = {
    Expected.NUMBER: "the figure asked for",
    Expected.MONEY: "the amount asked for",
    Expected.PERCENT: "the share asked for",
    Expected.DATE: "the date asked for",
    Expected.PERSON: "the person asked for",
    Expected.PLACE: "the place asked for",
    Expected.WHY: "the reason asked for",
}


def explain(question: Question, passages: Sequence[RetrievedPassage], nearest: Sequence[CitedSentence]) -> str:
    """One or two sentences for a reader: what the documents do not say, as far as it can be told."""
    sentences = [sentence for passage in passages for sentence in (passage.context, *passage.sentences)]
    absent = gaps(question, sentences)
    unknown = [m.name for m in question.mentions if question.entities.index(m.entities) in absent.entities]
    words = [word.strip(".,;:?!'\"") for word in question.text.split()]
    unknown += [word for word in words if word.lower() in absent.proper]
    wanted = _WANTED.get(question.expects)
    if is_chinese(question.text):
        text = "This question could not be understood in Chinese; please ask in English."
    elif unknown:
        about = " and ".join(dict.fromkeys(unknown))
        text = f"The documents do not answer this: nothing that was found mentions {about}."
    elif absent.calendar:
        times = " ".join(sorted((t.capitalize() for t in absent.calendar), key=str.isdigit))
        text = f"The documents do not answer this: nothing that was found is about {times}."
    elif wanted:
        text = f"The documents do not answer this: {wanted} is not stated in them."
    else:
        text = "The documents do not answer this question."
    return text + (" The nearest that they say is given below." if nearest else "")
