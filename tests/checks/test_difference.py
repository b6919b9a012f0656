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
