import pickle

import pytest

from nacpc_xl.model import digests
from nacpc_xl.model.digests import Digests, any_of, numbered

TEXTS = {f"text {number}": number % 7 for number in range(500)} | {"": 3, "\ud800": 4, "Ärger": 70_000}


def test_what_was_put_in_is_there_with_its_number_and_nothing_else():
    kept = pickle.loads(pickle.dumps(Digests(TEXTS)))
    assert {text: kept.get(text) for text in TEXTS} == TEXTS
    assert all(text in kept for text in TEXTS)
    for other in ("text 500", "Text 1", "text 1 ", "ärger", None, 3):
        assert other not in kept
    assert kept.get("text 500") is None
    assert "text" not in Digests({})


@pytest.mark.parametrize("many", [10, 20_000])
def test_few_and_many_answer_alike(many, monkeypatch):
    monkeypatch.setattr(digests, "MANY", many)
    kept, numbers = any_of(TEXTS.keys()), numbered(TEXTS)
    assert isinstance(kept, Digests) is isinstance(numbers, Digests) is (many == 10)
    assert all(text in kept for text in TEXTS)
    assert "no such text" not in kept
    assert [numbers.get(text) for text in TEXTS] == list(TEXTS.values())
    assert numbers.get("no such text") is None
