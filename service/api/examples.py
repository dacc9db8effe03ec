"""Examples for the API's description: replies about the shipped corpus, built as replies are."""

from __future__ import annotations

from typing import Any, Final

from service.api.chat_content import Content
from service.openai_shapes import (
    MODEL,
    AssistantMessage,
    ChatChunk,
    ChatCompletion,
    Choice,
    ChunkChoice,
    Delta,
    Model,
    ModelList,
    Usage,
)
from service.replies import (
    Answer,
    Citation,
    CitedSentence,
    Conflict,
    DocumentList,
    DocumentSummary,
    DocumentWithText,
    Passage,
    Reply,
    SearchResults,
    Timings,
    Written,
)

_FOLDER: Final = "http://127.0.0.1:8000/v1/documents"
INDEX: Final = "44b0c204e4bb0061"
_ALLIANCE: Final = DocumentSummary(
    id="003-alliance-unified-ecosystem",
    title="Huawei's alliance for smart cars plans one shared ecosystem",
    publisher="chinadaily.com.cn",
    published=None,
    url=None,
    language="en",
)
_SQUEEZE: Final = DocumentSummary(
    id="002-smart-mobility-squeeze",
    title="As HarmonyOS Smart Mobility grows, other Huawei-affiliated automakers reach deep water",
    publisher=None,
    published=None,
    url=None,
    language="en",
)
_REALMS: Final = DocumentSummary(
    id="000-five-realms-alliance",
    title='Huawei\'s "Five Realms" and the Upgrade of HarmonyOS into a Technology Alliance',
    publisher=None,
    published=None,
    url=None,
    language="en",
)
_MILLION: Final = "Together the five brands have produced over 1 million vehicles."
_TWENTY: Final = (
    "According to information that has been officially confirmed, HarmonyOS Smart Mobility is expected to have "
    "20 new models in 2026."
)
_TWELVE: Final = (
    "The blueprint has at least 12 new or upgraded models queuing up to come to market, a density that is "
    "unprecedented."
)
_PASSAGE: Final = Passage(
    chunk_id="002-smart-mobility-squeeze:4219-4569",
    document_id=_SQUEEZE.id,
    start=4219,
    end=4569,
    text="In August, however, the Xiangwang S7 sold only 1,649 units and the Xiangwang M8 sold 5,203. The figure for "
    "the M8 is somewhat acceptable in the MPV segment, but it counts the sales of all Trumpchi M8 models and differs "
    "little from the sales before the cooperation.\n\nBaojun's best-selling model, the Baojun Yueye Plus, sold just "
    "3,422 units in August.",
    score=0.9766,
)
_TIMINGS: Final = Timings(retrieve=14.51, read=118.27, total=132.83)


def _cited(number: int, document: DocumentSummary, quote: str, start: int) -> Citation:
    return Citation(
        id=number,
        document_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        url=document.url,
        quote=quote,
        start=start,
        end=start + len(quote),
        score=0.96,
    )


ANSWERED: Final = Answer(
    question="How many vehicles have the five brands produced?",
    status="answered",
    answer="Together the five brands have produced over 1 million vehicles [1].",
    short_answer="over 1 million",
    sentences=[CitedSentence(text=_MILLION, citations=[1])],
    citations=[_cited(1, _ALLIANCE, _MILLION, 1086)],
    conflicts=[],
    nearest=[],
    confidence=0.93,
    passages=[_PASSAGE],
    timings_ms=_TIMINGS,
    index=INDEX,
)
CONFLICTING: Final = Answer(
    question="How many new models does the alliance plan for 2026?",
    status="conflicting",
    answer=f"{_TWENTY[:-1]} [1]. {_TWELVE[:-1]} [2].",
    short_answer=None,
    sentences=[CitedSentence(text=_TWENTY, citations=[1]), CitedSentence(text=_TWELVE, citations=[2])],
    citations=[_cited(1, _SQUEEZE, _TWENTY, 6280), _cited(2, _REALMS, _TWELVE, 10072)],
    conflicts=[
        Conflict(
            about="How many new models does the alliance plan for 2026",
            claims=[CitedSentence(text=_TWENTY, citations=[1]), CitedSentence(text=_TWELVE, citations=[2])],
        )
    ],
    nearest=[],
    confidence=0.88,
    passages=[_PASSAGE],
    timings_ms=_TIMINGS,
    index=INDEX,
)
NOT_FOUND: Final = Answer(
    question="What fraction of the cars produced by the alliance is from Wenjie?",
    status="not_found",
    answer="The documents give no fraction for the alliance and Wenjie; what comes nearest is quoted below.",
    short_answer=None,
    sentences=[],
    citations=ANSWERED.citations,
    conflicts=[],
    nearest=ANSWERED.sentences,
    confidence=0.91,
    passages=[_PASSAGE],
    timings_ms=_TIMINGS,
    index=INDEX,
)
RESULTS: Final = SearchResults(passages=[_PASSAGE])


def of(reply: Reply) -> dict[str, Any]:
    """Return a reply as the JSON object that is sent."""
    return reply.model_dump(mode="json")


ANSWERS: Final = {
    given.status: {"summary": given.question, "value": of(given)} for given in (ANSWERED, CONFLICTING, NOT_FOUND)
}
EVENTS: Final = (
    f"event: passages\ndata: {RESULTS.model_dump_json()}\n\n"
    f"event: sentence\ndata: {ANSWERED.sentences[0].model_dump_json()}\n\n"
    f"event: done\ndata: {ANSWERED.model_dump_json()}\n\n"
)
DOCUMENTS: Final = of(DocumentList(documents=[_REALMS, _SQUEEZE, _ALLIANCE], index=INDEX))
DOCUMENT: Final = of(DocumentWithText(**dict(_ALLIANCE), text="The text that every offset points into."))
_CONTENT: Final = Content()
_CONTENT.sentence(ANSWERED.sentences[0])
_CONTENT.ending(ANSWERED, _FOLDER)
_COMMON: Final[dict[str, Any]] = {
    "id": "chatcmpl-5b1f0c9a7e4d4c0c8f6f2f1c8f0a9d3e",
    "created": 1763740800,
    "model": MODEL,
    "system_fingerprint": INDEX,
}
COMPLETION: Final = of(
    ChatCompletion(
        **_COMMON,
        choices=[
            Choice(message=AssistantMessage(content=_CONTENT.text, annotations=_CONTENT.annotations(ANSWERED, _FOLDER)))
        ],
        usage=Usage(prompt_tokens=10, completion_tokens=86, total_tokens=96),
        cited=ANSWERED,
    )
)
CHUNKS: Final = "".join(
    f"data: {ChatChunk(**_COMMON, choices=[ChunkChoice(delta=delta, finish_reason=None)]).model_dump_json()}\n\n"
    for delta in (
        Delta(role="assistant", content=""),
        Delta(content=ANSWERED.answer),
        Delta(annotations=_CONTENT.annotations(ANSWERED, _FOLDER)),
    )
)
MODELS: Final = of(ModelList(data=[Model(id=MODEL, created=1763740800, owned_by=MODEL)]))
WRITTEN: Final = of(Written(id="price-list", created=True, chunks=1, index=INDEX))
