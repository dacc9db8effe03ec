from __future__ import annotations

import pytest

from indexer.embedding import Embedder
from indexer.glossary import Entity, Glossary
from service.answering import Answerer
from service.chinese import asks_in_chinese, in_english, is_chinese
from service.expected import Expected, expected_type
from service.names import Names
from service.parts import questions
from tests.service.answers import small_answerer

NAMES = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ship", chinese="北光"),
            Entity(canonical="Havila", kind="ship", chinese="海维"),
            Entity(canonical="Skagen Line", kind="company", chinese="斯卡恩"),
            Entity(canonical="Bergen Clinic", kind="hospital", chinese="卑尔根医院"),
            Entity(canonical="Lumix Camera", kind="camera", chinese="路美相机"),
            Entity(canonical="Anna Lund", kind="person", chinese="安娜"),
        ]
    )
)

QUESTIONS = {
    # what something is, and figures
    "北光是什么?": "what is Nordlys?",
    "什么是电动渡轮?": "what is the electric ferry?",
    "北光的价格是多少？": "what is the price of Nordlys?",
    "北光8月的销量是多少": "what are the sales of Nordlys in August?",
    "2025年年底北光多少钱？": "how much is Nordlys at the end of 2025?",
    "路美相机多少钱一台?": "how much is Lumix Camera?",
    "路美相机的价格和重量分别是多少?": "what are the price and weight of Lumix Camera?",
    "北光最高速度是多少公里?": "how many kilometers is the top speed of Nordlys?",
    "路美相机的传感器有多大?": "how big is the sensor of Lumix Camera?",
    "北光叫什么名字?": "what is Nordlys called?",
    "斯卡恩 创始人": "founder of Skagen Line?",
    "北光S7价格": "price of Nordlys S7?",
    # how many
    "斯卡恩有多少家门店？": "how many stores does Skagen Line have?",
    "斯卡恩共有几条航线": "how many routes does Skagen Line have?",
    "卑尔根医院的医生一共有多少名?": "how many doctors does Bergen Clinic have?",
    "北光能载多少名乘客?": "how many passengers can Nordlys carry?",
    "北光十月份卖了多少辆？": "how many Nordlys were sold in October?",
    "斯卡恩2019年以来卖了多少张船票?": "how many tickets did Skagen Line sell since 2019?",
    "2026年前斯卡恩会建多少座充电站?": "how many charging stations will Skagen Line build before 2026?",
    "斯卡恩 2026年计划推出几款新车?": "how many new models does Skagen Line plan to launch in 2026?",
    "有多少用户购买了路美相机?": "how many users bought Lumix Camera?",
    "斯卡恩第三季度的收入增长了多少?": "how much did the revenue of Skagen Line grow in the third quarter?",
    "预售期间收到了多少订单?": "how many orders were received during the pre-sale?",
    "多少乘客把安全作为首要因素?": "how many passengers regard safety as the main factors?",
    "斯卡恩在2025年投资了多少亿元?": "how much money did Skagen Line invest in 2025?",
    "建造北光花了多少钱?": "how much did it cost to build Nordlys?",
    "2025年斯卡恩裁掉了百分之多少的员工?": "what percent of employees did Skagen Line fire in 2025?",
    # when and where
    "斯卡恩是什么时候成立的?": "when was Skagen Line established?",
    "斯卡恩哪年成立": "in which year was Skagen Line established?",
    "斯卡恩是哪一天开幕的？": "on what date did Skagen Line open?",
    "安娜什么时候担任斯卡恩的总裁?": "when did Anna Lund serve as president of Skagen Line?",
    "安娜是哪一年出生的?": "in which year was Anna Lund born?",
    "北光在哪里建造的?": "where was Nordlys built?",
    "斯卡恩的总部在哪里?": "where are the headquarters of Skagen Line?",
    "斯卡恩的总部位于哪个城市?": "which city is Skagen Line headquartered in?",
    "安娜离开斯卡恩后去了哪里?": "where did Anna Lund go after leaving Skagen Line?",
    "建造北光用了多长时间?": "how long did it take to build Nordlys?",
    # who, which and what
    "谁在2019年创立了斯卡恩?": "who founded Skagen Line in 2019?",
    "北光由谁设计?": "who designed Nordlys?",
    "斯卡恩的创始人是谁?": "who is the founder of Skagen Line?",
    "斯卡恩与谁签署了合同?": "who did Skagen Line sign contract with?",
    "斯卡恩有哪些品牌？": "which brands does Skagen Line have?",
    "斯卡恩推出的新船有哪些?": "what are the new ships that Skagen Line launched?",
    "卑尔根医院由哪些部门组成?": "which units does Bergen Clinic consist of?",
    "哪家公司为北光提供发动机?": "which company provides engine for Nordlys?",
    "斯卡恩是哪家公司的子公司?": "which company's subsidiary is Skagen Line?",
    "北光属于什么类型的船?": "what type of ship does Nordlys belong to?",
    "2025年8月20日斯卡恩宣布了什么？": "what did Skagen Line announce on August 20 2025?",
    "路美相机用的是什么传感器?": "what sensor does Lumix Camera use?",
    "安娜在哪个大会上谈到航线最多扩展到五个?": (
        "at which conference did Anna Lund say that route expands to at most five?"
    ),
    # why and how
    "为什么北光、海维等渡轮要加入“斯卡恩系”船队?": (
        "why did Nordlys and Havila want to join Skagen Line affiliated fleet?"
    ),
    "为什么北光没有停靠港口?": "why did Nordlys not dock at port?",
    "斯卡恩为何选择海维而不是北光?": "why did Skagen Line choose Havila instead of Nordlys?",
    "北光发生事故的原因是什么?": "what is the reason that Nordlys happened accident?",
    "斯卡恩是如何降低成本的?": "how does Skagen Line reduce cost?",
    # comparing
    "北光和斯卡恩有什么区别？": "what is the difference between Nordlys and Skagen Line?",
    "北光和海维哪个更贵?": "which is more expensive, Nordlys or Havila?",
    "北光比海维贵多少?": "how much more expensive is Nordlys than Havila?",
    "哪艘船最快?": "which ship is the fastest?",
    "销量最高的品牌是哪个?": "which brand has the highest sales?",
    "和去年相比,北光的乘客增加了多少?": "how much did the passengers of Nordlys increase compared with last year?",
    "请比较北光和海维的价格": "compare price of Nordlys and Havila?",
    "北光和海维哪个更早上市?": "which launched earlier, Nordlys or Havila?",
    "路美相机与手机相比贵多少钱?": "how much more expensive is Lumix Camera than phone?",
    "哪家公司的市场份额最大?": "which company has the biggest market share?",
    # clauses in clauses
    "斯卡恩宣布北光将于何时停运?": "when did Skagen Line announce that Nordlys will close?",
    "随着票价上涨，乘客更看重什么?": "what do the passengers value as ticket price rises?",
    "为了提高安全性，斯卡恩采取了哪些措施?": "which measures did Skagen Line adopt to increase safety?",
    "哪些技术被应用于北光?": "which technologies are used in Nordlys?",
    "斯卡恩为什么被称为最安全的公司?": "why was Skagen Line called safest company?",
    # yes or no, and orders
    "斯卡恩生产电池吗？": "does Skagen Line produce battery?",
    "斯卡恩的员工超过两百人吗?": "do the employees of Skagen Line exceed 200 people?",
    "北光有没有餐厅?": "does Nordlys have restaurant?",
    "北光是渡轮还是飞机?": "is Nordlys ferry or aircraft?",
    "安娜认为斯卡恩会推迟新船吗?": "does Anna Lund say that Skagen Line will delay new ship?",
    "请列出斯卡恩的航线": "list route of Skagen Line?",
    "请介绍一下斯卡恩": "tell me about Skagen Line?",
    # traditional characters
    "斯卡恩會在哪個城市舉辦年度會議?": "in which city will Skagen Line hold annual conference?",
    "為什麼路美相機這麼貴?": "why is Lumix Camera expensive?",
}


@pytest.mark.parametrize(("asked", "expected"), QUESTIONS.items())
def test_questions_in_the_order_of_english(asked: str, expected: str) -> None:
    assert in_english(asked, NAMES) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            "北光是和哪家公司合作的渡轮?斯卡恩又是在哪一年成立船队的?",
            ["which company did Nordlys partner with?", "in which year did Skagen Line establish fleet?"],
        ),
        (
            "北光的票价是多少；它是什么时候开始运营的?",
            ["what is the ticket price of Nordlys?", "when did Nordlys start to run?"],
        ),
        (
            "路美相机是哪一年上市的，首发价格是多少?",
            ["in which year was Lumix Camera launched?", "what is the launch price of Lumix Camera?"],
        ),
        ("北光是谁设计的又是在哪里建造的?", ["who designed Nordlys?", "where was Nordlys built?"]),
        (
            "北光和海维各有多少名船员?",
            ["how many crews does Nordlys have?", "how many crews does Havila have?"],
        ),
    ],
)
def test_several_questions_in_one(asked: str, expected: list[str]) -> None:
    assert questions(in_english(asked, NAMES), NAMES) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("北光的票价是多少?", Expected.MONEY),
        ("北光哪一年开始运营?", Expected.DATE),
        ("斯卡恩的总部在哪里?", Expected.PLACE),
        ("谁创立了斯卡恩?", Expected.PERSON),
        ("斯卡恩为什么收购海维?", Expected.WHY),
        ("斯卡恩有哪些品牌?", Expected.LIST),
        ("北光能载多少名乘客?", Expected.NUMBER),
        ("百分之多少的乘客选择北光?", Expected.PERCENT),
        ("北光比海维快吗?", Expected.COMPARE),
        ("斯卡恩生产电池吗?", Expected.YES_NO),
        ("什么是北光?", Expected.DEFINITION),
    ],
)
def test_the_kind_of_answer_is_told_by_the_english(asked: str, expected: Expected) -> None:
    assert expected_type(in_english(asked, NAMES)) is expected


@pytest.mark.parametrize(
    "asked",
    [
        "红烧肉怎么做?",
        "北光的蹦床是多少?",
        "奔驰的价格是多少?",
        "请详细剖析北光在国际航运博弈中的得与失",
        "北光的票价是多少？顺便问一下，甲骨文怎么样?",
    ],
)
def test_a_question_with_an_unknown_word_is_left_alone(asked: str) -> None:
    assert in_english(asked, NAMES) == asked


def test_what_no_order_was_found_for_keeps_every_word() -> None:
    english = in_english("斯卡恩把北光卖给海维后用2000万元买了谁的船?", NAMES)
    for word in ("Skagen Line", "Nordlys", "Havila", "20 million", "ship"):
        assert word in english
    assert not is_chinese(english)


@pytest.mark.parametrize("text", ["北光的价格", "Nordlys 的价格是多少?"])
def test_asks_in_chinese(text: str) -> None:
    assert asks_in_chinese(text)


@pytest.mark.parametrize("text", ["What does 自研 mean for the company?", "price"])
def test_an_english_question_may_hold_chinese_words(text: str) -> None:
    assert not asks_in_chinese(text)


def test_is_chinese() -> None:
    assert is_chinese("北")
    assert not is_chinese("Nordlys, 85 €")


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Answerer:
    return small_answerer(tmp_path_factory.mktemp("index"), embedder)[0]


def test_answers_in_the_words_of_the_documents(answerer: Answerer) -> None:
    answer = answerer.answer("北光夏天的票价是多少？")
    assert (answer.status, answer.short_answer) == ("answered", "85 euros")


def test_what_is_not_understood_is_refused_whatever_was_found(answerer: Answerer) -> None:
    answer = answerer.answer("北光的蹦床 480 passengers 85 euros?")
    assert (answer.status, answer.confidence) == ("not_found", 1.0)
    assert answer.answer.startswith("This question could not be understood in Chinese; please ask in English.")
