"""A change of a text told in words."""

import pytest

from nacpc_xl.checks.difference import LONGEST_QUOTE, difference_in_words

LONG = "Train the staff of every bank to notice coercion and to report it."


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("30 September 2024", "31 October 2024", "“30 September 2024” became “31 October 2024”"),
        ("", "Ask the bank.", "it was empty, and says “Ask the bank.” now"),
        (LONG, LONG.replace("bank", "bank and post office"), "“and post office” was added"),
        (LONG, LONG.replace(" and to report it", ""), "“coercion and to report it.” became “coercion.”"),
        (LONG, LONG.replace("of every bank ", ""), "“of every bank” was taken out"),
        (
            LONG,
            LONG.replace("Train", "Teach").replace("notice", "see"),
            "“Train” became “Teach”; “notice” became “see”",
        ),
        (LONG, "Nothing of the sort was ever said by anybody here.", None),
    ],
)
def test_a_difference_is_told_by_what_was_put_taken_or_exchanged(before, after, told):
    assert difference_in_words(before, after) == (told or f"“{before}” became “{after}”")


def test_long_texts_are_cut_and_stand_on_one_line():
    told = difference_in_words("a\nb", "word " * 200)
    assert "\n" not in told
    assert len(told) < 2 * LONGEST_QUOTE
    assert told.endswith("…”")


def numbered(words: int) -> str:
    return " ".join(f"w{number}" for number in range(words))


def test_texts_of_six_words_are_set_side_by_side_and_of_seven_told_by_what_changed():
    assert difference_in_words(numbered(6), numbered(6) + " more") == f"“{numbered(6)}” became “{numbered(6)} more”"
    assert difference_in_words(numbered(7), numbered(7) + " more") == "“more” was added"
    assert difference_in_words(numbered(7), numbered(6)) == f"“{numbered(7)}” became “{numbered(6)}”"
    assert difference_in_words(numbered(8), numbered(7)) == "“w7” was taken out"


def test_three_changes_are_told_one_by_one_and_four_are_not():
    before = numbered(20)
    three = before.replace("w1 ", "a ").replace("w8", "b").replace("w15", "c")
    assert difference_in_words(before, three) == "“w1” became “a”; “w8” became “b”; “w15” became “c”"
    four = three.replace("w18", "d")
    assert difference_in_words(before, four) == f"“{before}” became “{four}”"


def test_texts_that_share_just_half_of_their_words_are_set_side_by_side():
    before = numbered(8)
    half = "w0 w1 w2 w3 a b c d"
    assert difference_in_words(before, half) == f"“{before}” became “{half}”"
    more_than_half = "w0 w1 w2 w3 w4 b c d"
    assert difference_in_words(before, more_than_half) == "“w5 w6 w7” became “b c d”"


def test_the_same_words_with_other_white_space_are_set_side_by_side():
    assert difference_in_words(numbered(8), numbered(8).replace(" ", "\n")) == f"“{numbered(8)}” became “{numbered(8)}”"


def test_of_long_texts_just_so_much_is_quoted():
    whole, longer = "x" * LONGEST_QUOTE, "x" * (LONGEST_QUOTE + 1)
    assert difference_in_words("", whole) == f"it was empty, and says “{whole}” now"
    assert difference_in_words("", longer) == f"it was empty, and says “{'x' * (LONGEST_QUOTE - 1)}…” now"
    assert LONGEST_QUOTE == 120


def test_a_word_that_stands_in_a_text_very_often_is_compared_like_any_other():
    before = " ".join(["the"] * 250)
    assert difference_in_words(before, f"{before} end") == "“end” was added"
