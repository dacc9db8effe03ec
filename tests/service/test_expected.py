from __future__ import annotations

import pytest

from service.expected import Expected, expected_type


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many stores does the firm have?", Expected.NUMBER),
        ("How old is the club?", Expected.NUMBER),
        ("How far is the pier?", Expected.NUMBER),
        ("How far along is the pier?", Expected.OTHER),
        ("How long does the charging take?", Expected.NUMBER),
        ("How fast is it?", Expected.NUMBER),
        ("How often was it ordered?", Expected.NUMBER),
        ("How big is the R&D team?", Expected.NUMBER),
        ("What is the battery range of the H5?", Expected.NUMBER),
        ("What were the sales in August?", Expected.NUMBER),
        ("By how much did sales grow?", Expected.NUMBER),
        ("number of stores in Berlin", Expected.NUMBER),
        ("How much does it cost?", Expected.MONEY),
        ("What does the ferry cost?", Expected.MONEY),
        ("In which price band does it sit?", Expected.MONEY),
        ("How cheap can it be?", Expected.MONEY),
        ("Which sum does it spend, and how much is that?", Expected.MONEY),
        ("ferry price", Expected.MONEY),
        ("What share of users pay?", Expected.PERCENT),
        ("How much of the output is exported?", Expected.PERCENT),
        ("How high was the penetration in 2024?", Expected.PERCENT),
        ("What part of the budget goes into ships?", Expected.PERCENT),
        ("For how much of the day is it open?", Expected.NUMBER),
        ("In which year did it begin?", Expected.DATE),
        ("On what day of the week was it announced?", Expected.DATE),
        ("Since when has it been open?", Expected.DATE),
        ("founded when", Expected.DATE),
        ("Who is the head?", Expected.PERSON),
        ("By whom was it written?", Expected.PERSON),
        ("head of the car business", Expected.PERSON),
        ("Where was it held?", Expected.PLACE),
        ("In which town was it shown?", Expected.PLACE),
        ("Which brands belong to it?", Expected.LIST),
        ("In what dimensions does it squeeze them?", Expected.LIST),
        ("What are the three ways?", Expected.LIST),
        ("What kinds of services are offered?", Expected.LIST),
        ("List the members", Expected.LIST),
        ("long-time partners of the firm", Expected.LIST),
        ("Why did it stop?", Expected.WHY),
        ("What led the firm to stop?", Expected.WHY),
        ("To what does it owe its success?", Expected.WHY),
        ("What is the point of it?", Expected.WHY),
        ("Which worry of drivers lies behind the decision?", Expected.WHY),
        ("What is the HI Plus model?", Expected.DEFINITION),
        ("What does IPMS stand for?", Expected.DEFINITION),
        ("What is IPMS short for?", Expected.DEFINITION),
        ("In how short a time was the port built?", Expected.NUMBER),
        ("What is the port known for?", Expected.OTHER),
        ("What did they strike for?", Expected.WHY),
        ("What share of the tickets has it accounted for?", Expected.PERCENT),
        ("What is meant by the series?", Expected.DEFINITION),
        ("Define the series", Expected.DEFINITION),
        ("Is it sold in shops?", Expected.YES_NO),
        ("Did it cost more than 100 yuan?", Expected.YES_NO),
        ("What is the difference between A and B?", Expected.COMPARE),
        ("Which is cheaper, the ferry or the bus?", Expected.COMPARE),
        ("Does it sell better than Skagen does?", Expected.COMPARE),
        ("What accounts for the rise?", Expected.WHY),
        ("What is she in charge of?", Expected.OTHER),
        ("What did he say?", Expected.OTHER),
        ("Which show was it made public before?", Expected.OTHER),
        ("In which size class is it placed?", Expected.OTHER),
        ("Which news outlet is named?", Expected.OTHER),
        ("What do owners gain when their car needs a repair?", Expected.OTHER),
        ("What end awaits firms that hide?", Expected.OTHER),
        ("best selling model", Expected.OTHER),
        ("ferry spending per year", Expected.MONEY),
        ("people served each month", Expected.OTHER),
        ("opening year", Expected.DATE),
        ("ferry list", Expected.LIST),
    ],
)
def test_the_wording_tells_what_is_asked_for(question: str, expected: Expected) -> None:
    assert expected_type(question) is expected


@pytest.mark.parametrize("text", ["", "?", "which", "What", "who's", "how", "the what is"])
def test_fragments_are_of_some_kind(text: str) -> None:
    assert isinstance(expected_type(text), Expected)
