import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from nacpc_xl.merge import copies
from nacpc_xl.merge.copies import MOST, copied_among
from nacpc_xl.merge.likeness import Likeness, most_like
from nacpc_xl.model.columns import folded

TOOLKIT = "The toolkit was drafted with three teams in July and goes to the subgroup on 4 October."
WORKSHOP = "Forty staff of all four localities came to the workshop, and 38 of them would come again."
SHORT = "Held on 3 May."


def one_by_one(texts: Sequence[str]) -> dict[int, Likeness]:
    """The same, each text held against every one before it."""
    found = {number: most_like(text, texts[:number]) for number, text in enumerate(texts)}
    return {number: likeness for number, likeness in found.items() if likeness is not None}


def test_a_copy_is_found_with_what_it_copies_whatever_stands_between():
    changed = TOOLKIT.replace("three", "four")
    likeness = fuzz.ratio(folded(changed), folded(TOOLKIT))
    assert copied_among([TOOLKIT, WORKSHOP, changed]) == {2: Likeness(0, likeness)}
    assert copied_among([TOOLKIT, WORKSHOP]) == {}
    assert copied_among([]) == {}


def test_figures_alone_make_no_other_text_of_it():
    figures = "Held 12 workshops for 380 staff in 4 places"
    assert copied_among([figures, "Held 14 workshops for 450 staff in 3 places"]).keys() == {1}


def test_case_and_white_space_do_not_count_and_blanks_are_no_copies():
    assert copied_among([TOOLKIT, f"  {TOOLKIT.upper()}\n", "", " ", ""]) == {1: Likeness(0, 100.0)}


def test_short_texts_are_copies_word_for_word_only():
    assert copied_among([SHORT, "Held on 4 May.", "held  on 3 May."]) == {2: Likeness(0, 100.0)}


def test_of_several_that_are_alike_the_first_most_like_is_named():
    near, nearer = TOOLKIT.replace("three teams", "four groups"), TOOLKIT.replace("three", "four")
    found = copied_among([WORKSHOP, near, nearer, nearer.upper(), TOOLKIT])
    assert found[4] == Likeness(2, fuzz.ratio(folded(TOOLKIT), folded(nearer)))


@pytest.mark.parametrize("seed", range(8))
def test_what_one_by_one_finds_is_found_among_hundreds(seed):
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdeilnorstu", k=chance.randint(2, 9))) for _ in range(400)]
    texts = [" ".join(chance.choices(words, k=chance.randint(6, 45))) for _ in range(300)]
    for _ in range(60):
        words_of_copy = chance.choice(texts).split()
        for _ in range(chance.randint(0, max(1, len(words_of_copy) // 8))):
            words_of_copy[chance.randrange(len(words_of_copy))] = str(chance.randint(1, 999))
        texts.insert(chance.randrange(len(texts)), " ".join(words_of_copy))
    expected = one_by_one(texts)
    assert len(expected) > 40
    assert copied_among(texts) == expected


@given(st.lists(st.text("ab c.3", max_size=60), max_size=12))
def test_nothing_is_called_a_copy_that_is_none(texts):
    expected = one_by_one(texts)
    found = copied_among(texts)
    assert found.items() <= {number: found[number] for number in expected.keys() & found.keys()}.items()
    exact = {number for number, likeness in expected.items() if likeness.per_cent == 100.0}
    assert {number for number, likeness in found.items() if likeness.per_cent == 100.0} == exact


def test_texts_that_say_the_same_do_not_crowd_each_other_out():
    found = copied_among([TOOLKIT] * (3 * MOST))
    assert len(found) == 3 * MOST - 1
    assert set(found.values()) == {Likeness(0, 100.0)}


def test_of_pairs_that_stand_in_more_texts_than_can_be_counted_the_newest_count(monkeypatch):
    monkeypatch.setattr(copies, "_OFTEN", 2)
    texts = [f"{TOOLKIT} {word} was asked as well." for word in ("Irvine", "Largs", "Beith", "Dalry", "Arran")]
    found = copied_among(texts)
    assert found.keys() == {1, 2, 3, 4}
    assert all(0 <= number - likeness.number <= 2 for number, likeness in found.items())
