"""How much of what is private is found, kind by kind, and how often what is innocent is taken for it."""

from collections import Counter

import pytest

from nacpc_xl.model.words import Private
from nacpc_xl.privacy.detect import private_fragments
from nacpc_xl.privacy.gate import Gate
from tests.privacy.corpus import INNOCENT, NEAR_MISSES, PLANTED, Planted

RECALL = 0.98  # of what is private, at least
FALSE_ALARMS = 0.01  # of what is innocent, at most

GATE = Gate()


def is_hidden(planted: Planted) -> bool:
    """Whether nothing of the private part is left in the text."""
    return planted.secret not in GATE.shown(planted.text)


def test_there_is_enough_of_both():
    assert len(PLANTED) >= 300
    assert len(INNOCENT) >= 1000
    assert {one.kind for one in PLANTED} == set(Private)


@pytest.mark.parametrize("kind", Private, ids=str)
def test_what_is_private_is_found(kind):
    of_kind = [one for one in PLANTED if one.kind is kind]
    missed = [one.text for one in of_kind if not is_hidden(one)]
    assert len(missed) <= (1 - RECALL) * len(of_kind), missed


@pytest.mark.parametrize("kind", Private, ids=str)
def test_what_is_innocent_is_seldom_taken_for_it(kind):
    near_misses = NEAR_MISSES.get(kind, ())
    alarms = [text for text in near_misses if any(one.kind is kind for one in private_fragments(text))]
    assert len(alarms) <= FALSE_ALARMS * len(near_misses), alarms


def test_what_is_innocent_is_seldom_withheld_at_all():
    alarms = [text for text in INNOCENT if private_fragments(text)]
    assert len(alarms) <= FALSE_ALARMS * len(INNOCENT), alarms


def test_what_was_withheld_is_not_found_once_more():
    for one in PLANTED:
        shown = GATE.shown(one.text)
        assert GATE.shown(shown) == shown


def table() -> str:
    """Recall and false alarms by kind, as lines of a table."""
    planted = Counter(one.kind for one in PLANTED)
    hidden = Counter(one.kind for one in PLANTED if is_hidden(one))
    named = Counter(one.kind for one in PLANTED if any(found.kind is one.kind for found in private_fragments(one.text)))
    alarms = Counter(kind for text in INNOCENT for kind in {one.kind for one in private_fragments(text)})
    lines = [f"{'kind':<26}{'texts':>6}{'hidden':>9}{'named so':>10}{'false alarms':>14}"]
    for kind in Private:
        total = planted[kind]
        lines.append(
            f"{kind!s:<26}{total:>6}{hidden[kind] / total:>9.1%}{named[kind] / total:>10.1%}"
            f"{alarms[kind] / len(INNOCENT):>14.2%}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
