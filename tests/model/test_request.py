"""What is asked of chief officers is taken apart where its own words say so, and no word of it is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacpc_xl.model.request import Request, request_in
from nacpc_xl.model.tracker import Actions

BOARD = "the Health Board"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Decision wanted from the Health Board: release an auditor. If not, the audit slips.",
            Request("release an auditor.", BOARD, "If not, the audit slips."),
        ),
        (
            "decision needed from the Health Board :  release an auditor.\nWithout it the audit slips.",
            Request("release an auditor.", BOARD, "Without it the audit slips."),
        ),
        (
            "Decision: release an auditor\nIf not: the audit slips\nFrom: the Health Board",
            Request("release an auditor", BOARD, "the audit slips"),
        ),
        (
            "Pay for a hall. If this is not settled by May, we stop. We tried.",
            Request("Pay for a hall.", "", "If this is not settled by May, we stop. We tried."),
        ),
        ("Pay for a hall. Otherwise, we stop.", Request("Pay for a hall.", "", "Otherwise, we stop.")),
        (
            "Pay for a hall; if it isn’t paid for we stop.",
            Request("Pay for a hall;", "", "if it isn’t paid for we stop."),
        ),
        ("Pay for a hall. If it is paid for, we go on.", Request("Pay for a hall. If it is paid for, we go on.")),
        (
            "Health board to release an auditor, or it slips.",
            Request("Health board to release an auditor, or it slips."),
        ),
        ("Decision wanted from the Health Board: if not, what?", Request("if not, what?", BOARD)),
        ("From: the Health Board", Request("From: the Health Board")),
        ("Otherwise we stop.", Request("Otherwise we stop.")),
        ("", Request("")),
    ],
)
def test_a_request_is_taken_apart_where_its_words_say_so(text, parts):
    assert request_in(text) == parts


def test_the_trackers_own_example_has_every_part():
    assert all(request_in(Actions.help_wanted.example))


@given(
    st.lists(
        st.sampled_from(
            [
                "Decision wanted from ",
                "the Board: ",
                "From: ",
                "Decision: ",
                "If not",
                ". ",
                "\n",
                "pay",
                " it is not ",
                "x",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_no_word_of_a_request_is_lost(text):
    labels = {"decision", "wanted", "needed", "from", "of", "if", "not"}
    words = [word for word in re.findall(r"\w+", text.lower()) if word not in labels]
    kept = [word for part in request_in(text) for word in re.findall(r"\w+", part.lower()) if word not in labels]
    assert sorted(kept) == sorted(words)
