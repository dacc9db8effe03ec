"""What a long-winded question comes down to: without greetings, courtesies, reasons for asking and scenes before it."""

from __future__ import annotations

import re

from service.names import Names
from service.pronouns import AUXILIARY, PREPOSITION, WH, points_back, resolved

_SENTENCE = re.compile(r"(?<=[a-z\d)\"'][.!?])\s+(?=[\"'(]?[A-Z])|(?<=\?)\s+")
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|dear \w+|good (?:morning|afternoon|evening|day)|excuse me|sorry|thanks|(?:one|a|just a)? ?"
    r"(?:quick|short|simple)? ?question)(?: (?:there|all|everyone))?[,!.:]\s*)+",
    re.IGNORECASE,
)
_VERB = r"(?:tell|show|remind|help|let|say|check|find|look|line|work)(?:[ ](?:me|us|out|up|to|know|understand|for))*"
_DOCUMENTS = r"(?:articles|documents|sources|reports|texts|papers)"
# Whether documents agree is told with every answer: what is asked is on what.
_AGREEING = rf"""(?:
      do[ ](?:all[ ]|both[ ])?(?:(?:of[ ])?(?:the|these|those|your|our)[ ])?(?:\w+[ ])?{_DOCUMENTS}[ ](?:all[ ])?
        (?:agree|disagree|differ|conflict|contradict[ ](?:each[ ]other|one[ ]another)|say[ ]the[ ]same(?:[ ]thing)?)
     |(?:is|are)[ ]there[ ](?:any[ ]|an?[ ])?(?:(?:dis)?agreement|conflict|contradiction|discrepanc(?:y|ie)|consensus)s?
        [ ](?:between|among|in)[ ](?:the[ ]|these[ ]|your[ ])?(?:\w+[ ])?{_DOCUMENTS}
    )[ ](?:about|on|over|as[ ]to|regarding|concerning)(?=[ ])"""
_COURTESY = re.compile(
    rf"""(?:,[ ]|\b)(?:so[ ]|and[ ]|but[ ])?(?:please[ ]|kindly[ ])?(?:
      (?:I(?:'d|[ ]would)[ ].{{0,30}}?\bif[ ])?(?:(?:could|can|would|will)[ ]you|you[ ](?:could|can|would))
        (?:[ ](?:please|kindly|perhaps|possibly|maybe|just))*[ ]
        (?:{_VERB}|(?=(?:list|name|give|explain|compare|describe)\b))
     |I(?:'d|[ ]would|[ ]do)?(?:[ ](?:really|just|also|only))*[ ](?:like|love|want|need|wish)[ ]to[ ]
        (?:know|learn|find[ ]out|hear|understand|ask(?:[ ]you)?)
     |^\W*(?:an?|my|our|the|one[ ]of[ ](?:my|our))[ ](?:[\w-]+[ ]){{1,4}}?(?:
        (?:want|need|like|wish)(?:s|ed)?[ ]to[ ](?:know|learn|find[ ]out|hear)|ask(?:s|ed)?(?:[ ](?:me|us))?|wonders?)
        (?=[ ](?:whether|if|why|how|what|which|who|where|when)\b)
     |I(?:[ ]was|'m|[ ]am)?[ ](?:just[ ])?(?:wonder(?:ing)?|curious|keen[ ]to[ ]know|trying[ ]to[ ]find[ ]out)
        (?:[ ]to[ ]know)?
     |(?:(?<!what[ ])do[ ]you(?:[ ]happen[ ]to)?|does[ ]anyone)[ ]know|any[ ]idea
     |(?<!how[ ])(?<!what[ ])do[ ]we(?:[ ]already|[ ]actually)?[ ]know(?:[ ]exactly)?
        (?=[ ](?:why|how|what|which|who|where|when)\b)
     |(?:please[ ])?explain(?=[ ](?:why|how|what|which|who|where|when)\b)
     |what[ ]I[ ](?:\S+[ ]){{1,5}}?(?:know|ask|understand)[ ]is|my[ ]question[ ]is
     |please[ ]{_VERB}|tell[ ](?:me|us)(?![ ]about)|{_AGREEING}
    )\b(?:[ ](?:whether|if)[ ]you[ ](?:know|could[ ]tell[ ]me|can[ ]tell[ ]me))?[,:]?[ ]?""",
    re.IGNORECASE | re.VERBOSE,
)
_WHETHER = re.compile(
    rf"^(?:whether|if) (?:or not )?((?:(?!{WH}\b)[^,;?])+?) ({AUXILIARY})\b", re.IGNORECASE
)  # "whether it is" asks "is it"
_OR_NOT = re.compile(r"^(?:whether|if) (?=\S)", re.IGNORECASE)
_VERB_OF_ONE = re.compile(
    rf" ((?:still |already |really |now )?)(?!{AUXILIARY}\b)([a-z]+?)((?<=[xzos])es|(?<=[cs]h)es|s)\b"
)
_AFTERWORDS = re.compile(
    r"""(?:(?:[,;][ ](?:since|as|so)|[,;]?[ ](?:because|so[ ]that))[ ](?:I|we|my|our|I'm|I've)\b[^?]*
    |[,;][ ](?:please|thanks|thank[ ]you|all[ ]of[ ]it|if[ ](?:you|I)\b|just[ ]out[ ]of)\b[^?]*|[ ]please
    |,?[ ]according[ ]to[ ](?:what|the[ ](?:articles?|documents?|texts?)|these|those|your)\b[^?,]*
    )(?=\??$)""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY_WANTED = re.compile(r"[,;:]?\s*\(?(?:yes or no|yes/no|true or false)\)?\s*(?=\??$)", re.IGNORECASE)
_SAME_TWICE = re.compile(r"\b([a-z]{2,}) (on|to|by) \1\b", re.IGNORECASE)  # "one on one", as "one-on-one" is meant
_PART_OF = re.compile(  # keywords: "Nordlys, Solvik: part of the fleet?"
    r"^(?P<members>[^?]+?)[:,]?\s+(?:an?\s+)?(?P<what>(?:part|member)s?\s+of\s.+)$", re.IGNORECASE
)
_THANKS = re.compile(r"^(?:many )?(?:thanks|thank you|cheers)\b[^?]*$", re.IGNORECASE)
_OWN_AFFAIRS = re.compile(r"^(?:I|I'm|I've|we|we're|my|our|suppose I)\b", re.IGNORECASE)
_ASKS = re.compile(
    rf"\?\s*$|^\W*{PREPOSITION}?{WH}\b"
    r"|^\W*(?:list|name|give|explain|compare|describe|define)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(  # "…, and one figure is missing: how many …?", "I need one figure, namely how many …"
    rf"""^(?P<scene>[^?:]*?)(?::|,[ ](?:namely|that[ ]is,|i\.e\.))[ ](?P<question>
    {PREPOSITION}?{WH}\b.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_SHORT = re.compile(  # "I wonder where it stands: is it finished?"
    rf"^(?P<scene>[^?:]*?): (?P<question>{AUXILIARY} (?:it|they|he|she|this|that|these)\b.*)$", re.IGNORECASE
)
_NEEDED = re.compile(  # "I need the share of the oldest": what is asked for, though not as a question
    r"\bI(?:'m| am| still| only| just| also)?(?: [^,;.]+ and)? (?:need|want|lack|miss|after|looking for)"
    r" (?:the|an?|its|their)\b",
    re.IGNORECASE,
)
_TO_USE = re.compile(  # it asks for what was said to be needed
    r"(?:so )?(?:what|which)(?: (?:figure|number|value|date|name|one|version))? (?:should|can|shall|do|must|may)"
    r" (?:I|we|one) (?:use|quote|give|cite|print|write|put|take|go with)(?: (?:in|for|there|down|here)\b[^?]*)?\W*",
    re.IGNORECASE,
)
_ALL = (
    rf"(?:(?:all |both )?(?:of )?(?:(?:the|these|your) )?(?:\w+ )?{_DOCUMENTS}|every(?:one|body)|they|all(?: of them)?)"
)
_CHECKED = re.compile(  # of what was said: "Do all the reports give that number?", "Is that right?"
    rf"(?:but |and |so )?(?:(?:do(?:es)?|is (?:that|this|it) what) {_ALL} (?:all )?(?:really )?"
    r"(?:agree|give|confirm|say|state|support|report|repeat|share)s?"
    r"(?: (?:on|with|about|to))?(?: (?:that|this|it|so|the same)(?: \w+)?)?"
    r"|(?:(?:is|was|can|could) (?:that|this|it) )?(?:be )?(?:really |actually |still )?(?:the case|a fact|so|"
    r"(?:(?:the|a) )?(?:right|true|correct|accurate)(?: (?:number|figure|count|date|name|one|information|claim))?))"
    r" ?\?*$",
    re.IGNORECASE,
)
_ADDED = re.compile(rf"[;,]\s+(?={_CHECKED.pattern})", re.IGNORECASE)
_HEARD = re.compile(
    r"^(?:(?:I|we)(?:'ve| have| was| were|'m| am)?(?: been| just)*"
    r" (?:read|heard|hear|saw|seen|told|understand|gather|know)\b"
    r"|(?:some(?:one|body)|a (?:friend|colleague)|my (?:notes?|friend|colleague|boss|editor))(?: \w+)?"
    r" (?:told me|says?|said))(?: somewhere)?(?: that)?,? ",
    re.IGNORECASE,
)
_BUSY = re.compile(r"^(?:I'm|I am|we're|we are) \w+ing\b[^,;]*[,;] (?:and|but|so) ", re.IGNORECASE)


def essential(text: str, names: Names) -> str:
    """The questions of ``text`` without what is said around them; a scene that a question points back to stays."""
    asking: list[str] = []
    scene: list[str] = []
    text = _ADDED.sub(".\n", _SAME_TWICE.sub(r"\1-\2-\1", text))
    for sentence in (s for line in _GREETING.sub("", text).split("\n") for s in _SENTENCE.split(line)):
        if (asking or scene) and _CHECKED.match(sentence):  # whether documents agree is told with every answer
            asking += [f"Is it true that {_HEARD.sub('', ' '.join(scene)).rstrip(' .')}?"] if scene else []
            scene = []
            continue
        before, question = _asked(sentence)
        question = question and _whether_part(_inverted(question, names), names)
        if question is None:
            scene.append(before)
            continue
        told = " ".join([*scene, f"{before}." if before else ""]).strip()
        named = resolved(question, told, names)
        if _NEEDED.search(told) and _TO_USE.fullmatch(question):
            asking.append(told)
        elif told and named != question and _NEEDED.search(told) and len(question.split()) < 6:
            asking += [told, question]  # "How much is it?"
        elif told and (points_back(named, names) or len(question.split()) < 4) and not asking:
            asking += [_BUSY.sub("", told), question]
        else:
            asking.append(named)
        scene = []
    return " ".join(asking) or text


def _inverted(question: str, names: Names) -> str:
    """What is asked with "whether" of a thing that has a name, as with "does": whether Nordlys sails, does it sail."""
    whether = _OR_NOT.match(question)
    named = next((m for m in names.find(question) if whether and m.start == whether.end()), None)
    verb = _VERB_OF_ONE.match(question, named.end) if named else None
    if named is None or verb is None:
        return question
    return f"Does {named.name} {verb[1]}{verb[2]}{question[verb.end() :]}"


def _whether_part(question: str, names: Names) -> str:
    """What is asked in keywords, whether things that have names are part of one that has, as a question."""
    keywords = _PART_OF.match(question)
    found = list(names.find(keywords["members"])) if keywords else []
    beside = list(keywords["members"]) if keywords else []
    for mention in found:
        beside[mention.start : mention.end] = " " * (mention.end - mention.start)
    if keywords is None or not found or set("".join(beside).lower().split()) - {"and", "or", "the", ",", "&"}:
        return question
    called = dict.fromkeys(mention.name for mention in found)
    return f"{'Are' if len(called) > 1 else 'Is'} {' and '.join(called)} {keywords['what']}"


def _asked(sentence: str) -> tuple[str, str | None]:
    """A sentence as what stands before its question, and the question; None where it asks nothing."""
    if _THANKS.match(sentence):
        return "", None
    sentence = _AFTERWORDS.sub("", _AFTERWORDS.sub("", _REPLY_WANTED.sub("", sentence)))
    if in_short := _IN_SHORT.match(sentence):
        question = in_short["question"]
        return in_short["scene"], question[0].upper() + question[1:]
    courtesies = [match for match in _COURTESY.finditer(sentence) if sentence[match.end() :].strip(" ?.")]
    if courtesies:
        question = _WHETHER.sub(r"\2 \1", sentence[courtesies[-1].end() :].strip())
        return sentence[: courtesies[-1].start()].strip(" ,;:-"), question[0].upper() + question[1:]
    if (announced := _ANNOUNCED.match(sentence)) and not _ASKS.match(announced["scene"]):
        question = announced["question"]
        return announced["scene"], question[0].upper() + question[1:]
    if _ASKS.search(sentence) or not (_OWN_AFFAIRS.match(sentence) or sentence.endswith(".")):
        return "", sentence
    return sentence, None
