"""How much of two texts is the same, at the very per cent."""

import pytest
from rapidfuzz import fuzz

from nacpc_xl.merge.likeness import NEAR_COPY, SHORTEST, Likeness, is_copy, is_same, most_like, repeats
from nacpc_xl.model.columns import folded

TEXT = "Seven branches sent 64 staff to the half day in Garve on 9 May."
HUNDRED = "ab" * 50


@pytest.mark.parametrize(("other", "same"), [("x" * 9, True), ("x" * 10, True), ("x" * 11, False), ("x" * 99, False)])
def test_ninety_per_cent_and_more_make_a_copy(other, same):
    changed = HUNDRED[: 100 - len(other)] + other
    found = most_like(HUNDRED, [changed])
    assert (found is not None) is same
    assert is_copy(HUNDRED, changed) is same
    if found is not None:
        assert found == Likeness(0, 100.0 - len(other))
        assert found.per_cent >= NEAR_COPY


def test_of_several_the_most_alike_counts_and_of_equals_the_first():
    near, nearer = TEXT.replace("64", "99"), TEXT.replace("64", "65")
    assert most_like(TEXT, ["", near, nearer, near]) == Likeness(2, fuzz.ratio(folded(TEXT), folded(nearer)))
    assert most_like(TEXT, [near, TEXT.upper(), f" {TEXT}\n"]) == Likeness(1, 100.0)
    assert most_like(TEXT, []) is None
    assert most_like("", ["", TEXT]) is None
    assert most_like(TEXT, [""]) is None


@pytest.mark.parametrize(("length", "near"), [(SHORTEST - 1, False), (SHORTEST, True), (SHORTEST + 1, True)])
def test_short_texts_are_copies_only_word_for_word(length, near):
    text = HUNDRED[:length]
    assert most_like(text, ["no", text.upper()]) == Likeness(1, 100.0)
    assert is_copy(text, f"{text[:-1]}x") is near
    assert not is_copy(text, "")


def test_a_long_text_is_no_copy_of_a_short_one():
    assert not is_copy(HUNDRED[: SHORTEST + 1], HUNDRED[: SHORTEST - 1])
    assert is_copy(HUNDRED[: SHORTEST + 1], HUNDRED[:SHORTEST])


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("No room.", " no  ROOM", True),
        ("No room.", "No rooms", False),
        ("", "", False),
        ("...", "-", False),
        ("Step 1", "Step 2", False),
    ],
)
def test_the_same_words_are_the_same_whatever_stands_between_them(text, other, same):
    assert is_same(text, other) is same


@pytest.mark.parametrize(
    ("text", "other", "said"),
    [
        (TEXT, f"{TEXT} Nobody left early.", True),
        ("On 9 May 64 staff were sent by branches", TEXT, False),
        ("To Garve seven branches sent 64 staff!", TEXT, True),
        ("64 staff were sent", TEXT, False),
        ("", TEXT, False),
        (TEXT, "", False),
        ("Tellers stop a payment and ask, which they did not dare.", TEXT, False),
    ],
)
def test_what_stands_in_the_other_text_too_is_repeated(text, other, said):
    assert repeats(text, other) is said


@pytest.mark.parametrize(("length", "said"), [(SHORTEST - 1, False), (SHORTEST, True)])
def test_a_short_text_repeats_nothing(length, said):
    assert repeats("w" * length, "w" * length) is said
