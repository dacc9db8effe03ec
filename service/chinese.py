"""Chinese questions about named things, figures and dates, put into English words to search by.

No translation: a small dictionary of what questions are made of, longest word first; names are the glossary's.
A question with more than a little that the dictionary lacks is left as it is, and then refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.names import Mention
from service.values import MONTHS

_ASKING = {
    "多少钱": "how much money is",
    "是多少": "what is the",
    "有多少": "how many",
    "多少": "how many",
    "几家": "how many",
    "几款": "how many models",
    "几个": "how many",
    "是什么时候": "when",
    "什么时候": "when",
    "何时": "when",
    "哪一年": "in which year",
    "哪年": "in which year",
    "是谁": "who is",
    "谁": "who",
    "哪里": "where",
    "哪儿": "where",
    "在哪": "where",
    "为什么": "why",
    "为何": "why",
    "哪些": "which",
    "哪几个": "which",
    "是什么": "what is",
    "什么": "what",
    "如何": "how",
    "怎么": "how",
}
_WORDS = {
    "起售价": "starting price",
    "起步价": "starting price",
    "价格区间": "price range",
    "价格": "price",
    "售价": "price",
    "销售网络": "sales network",
    "销量": "sales units sold",
    "卖出": "sold",
    "卖了": "sold",
    "售出": "sold",
    "交付量": "deliveries",
    "交付": "deliveries",
    "累计": "total",
    "一共": "total",
    "总共": "total",
    "总": "total",
    "生产": "produced",
    "新车型": "new models",
    "新车": "new models",
    "新款": "new models",
    "车型": "models",
    "汽车": "cars",
    "车企": "carmakers",
    "品牌": "brands",
    "联盟": "alliance",
    "成员": "members",
    "合作": "partner with",
    "伙伴": "partners",
    "门店": "stores",
    "店": "stores",
    "充电站": "charging stations",
    "充电": "charging",
    "网络": "network",
    "续航里程": "battery range",
    "续航": "battery range",
    "电池": "battery",
    "平台": "platform",
    "研发": "R&D",
    "投资": "invest",
    "投入": "invest",
    "渗透率": "penetration rate",
    "用户": "users",
    "首款": "first",
    "第一款": "first",
    "推出": "launch",
    "发布": "announce",
    "上市": "launch",
    "成立": "established",
    "建立": "established",
    "计划": "plan",
    "明年": "next year",
    "今年": "this year",
    "每年": "each year",
    "年度": "annual",
    "负责人": "head",
    "总裁": "president",
    "业务": "business",
    "服务": "services",
    "中心": "center",
    "创新": "innovation",
    "联合": "joint",
    "战略": "strategy",
    "系列": "series",
    "区别": "difference",
    "不同": "difference",
    "公司": "company",
    "智能": "smart",
    "包括": "include",
    "属于": "belong to",
    "哪": "which",
    "月份": "month",
    "比例": "share",
    "占比": "share",
}
_EMPTY = frozenset("的了吗呢啊是在有和与及将会要请问一个家款辆台元年月日从到为被把对以给于中上下里，。？！、：")
_CJK = re.compile(r"[\u3400-\u9fff]")
_UNKNOWN_SHARE = 0.25  # of the Chinese characters outside names, that may be passed over


def is_chinese(text: str) -> bool:
    """Whether ``text`` holds Chinese characters."""
    return bool(_CJK.search(text))


def in_english(text: str, mentions: Sequence[Mention], canonical: Sequence[str]) -> str:
    """A question with Chinese in it as English words, the asking ones first; unchanged if too much is unknown.

    ``canonical`` gives the English name of each mention.
    """
    asking: list[str] = []
    words: list[str] = []
    named = {mention.start: (mention.end, name) for mention, name in zip(mentions, canonical, strict=True)}
    unknown = known = position = 0
    while position < len(text):
        if position in named:
            position, name = named[position]
            words.append(name)
            continue
        if month := re.match(r"(\d{1,2})月", text[position:]):
            words.append(MONTHS[(int(month[1]) - 1) % 12].capitalize())
            position += month.end()
            continue
        stop = min((start for start in named if start > position), default=len(text))
        if plain := re.match(r"[^\u3400-\u9fff，。？！、：]+", text[position:stop]):
            words.append(plain[0].strip())
            position += plain.end()
            continue
        entry = next(
            (text[position : position + n] for n in (5, 4, 3, 2, 1) if _meaning(text[position : position + n])), ""
        )
        if entry in _ASKING:
            asking.append(_ASKING[entry])
        elif entry:
            words.append(_WORDS[entry])
        elif text[position] not in _EMPTY:
            unknown += 1
        known += bool(entry)
        position += len(entry) or 1
    if unknown > _UNKNOWN_SHARE * (unknown + 2 * known) or not (asking or words):
        return text
    return " ".join(word for word in (*asking, *words) if word).rstrip(" ?") + "?"


def _meaning(word: str) -> bool:
    return word in _ASKING or word in _WORDS
