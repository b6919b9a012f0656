"""Cells named as a person would name them."""

import pytest

from nacpc_xl.model.source import MOST_RUNS, cells_in_words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["B20"], "B20"),
        (["C25", "B20", "C26", "C27"], "B20, C25 to C27"),
        (["N15", "N12", "N16"], "N12, N15, N16"),
        (["AA5", "Z5", "B5"], "B5, Z5, AA5"),
        (["K5", "L5", "K6", "L6"], "K5, K6, L5, L6"),
        (["row 4", "K5"], "K5, row 4"),
    ],
)
def test_cells_below_each_other_are_one_run(names, words):
    assert cells_in_words(names) == words


def test_a_list_that_would_never_end_says_how_many_more_there_are():
    names = [f"A{row}" for row in range(1, 2 * MOST_RUNS + 7, 2)]
    assert cells_in_words(names).endswith("and 3 more")
