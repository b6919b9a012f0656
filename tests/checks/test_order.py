"""How findings are ordered, which are told once, and which are left out for one that names their cause."""

import pytest

from nacpc_xl.checks.order import MOST_ALIKE, MOST_REFS, in_order
from nacpc_xl.checks.run import all_checks
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.words import Severity

GROUPS = ("FH", "VO")
CHECKS = {one.code: one for one in all_checks()}


def finding(code: str = "C01", at: str = "L5", what: str = "", **values: str) -> Finding:
    """A finding of a check at a cell of FH's sheet Actions."""
    ref = values.get("ref", "P1.1-01")
    usual = {"subgroup": "FH", "ref": ref, "file": "FH.xlsx", "sheet_name": "Actions", "fix": "Fill it in."}
    what = what or f"{ref}: Status is missing"
    return Finding.of(**{**usual, **values}, code=code, at=at, severity=CHECKS[code].severity, what=what)


def ordered(*findings: Finding) -> list[Finding]:
    return list(in_order(findings, GROUPS))


def places(*findings: Finding) -> list[tuple[str, str, str]]:
    return [(one.subgroup, one.sheet_name, one.at) for one in ordered(*findings)]


def test_groups_come_in_the_order_of_the_plan_and_what_is_nobodys_last():
    of_groups = [finding(subgroup=code) for code in ("", "VO", "FH", "XX")]
    assert [one.subgroup for one in ordered(*of_groups)] == ["FH", "VO", "", "XX"]


def test_within_a_group_the_worst_comes_first_wherever_it_stands():
    note, query, stop = finding("S04", "K5"), finding("C01", "L6"), finding("F01", "K9")
    assert [str(one.severity) for one in ordered(note, query, stop)] == ["Stop", "Query", "Note"]
    assert [one.code for one in ordered(finding("F01", "K9", subgroup="VO"), note)] == ["S04", "F01"]


def test_of_one_severity_the_sheets_come_in_the_order_of_the_tracker_and_what_has_none_first():
    names = ("Sign-off", "Measures", "New actions", "", "Actions", "Start here", "Somewhere")
    found = ordered(*(finding(sheet_name=name, what=f"{name} is odd", ref="") for name in names))
    assert [one.sheet_name for one in found] == [
        "", "Somewhere", "Start here", "Actions", "Measures", "New actions", "Sign-off",
    ]  # fmt: skip


def test_on_a_sheet_cells_come_row_by_row_and_column_by_column():
    cells = ("B11", "AA9", "Z9", "B9", "row 8", "")
    found = ordered(*(finding(at=cell, what=f"{cell} is odd", ref="") for cell in cells))
    assert [one.at for one in found] == ["", "row 8", "B9", "Z9", "AA9", "B11"]


def test_in_a_cell_codes_then_refs_then_words_decide():
    found = [
        finding("K05", what="b"), finding("K02", what="z"),
        finding("K05", what="c", ref="P1.1-02"), finding("K05", what="d"),
    ]  # fmt: skip
    assert [(one.code, one.ref, one.what) for one in ordered(*found)] == [
        ("K02", "P1.1-01", "z"), ("K05", "P1.1-01", "b"), ("K05", "P1.1-01", "d"), ("K05", "P1.1-02", "c"),
    ]  # fmt: skip


# One line for each cause


def test_a_check_keeps_silent_where_one_that_names_the_cause_found_something_about_the_same_ref():
    cause = next(iter(CHECKS["K01"].unless))
    assert [one.code for one in ordered(finding("K01"), finding(cause, at="M5"))] == [cause]
    assert {one.code for one in ordered(finding("K01"), finding(cause, ref="P1.1-02"))} == {"K01", cause}
    assert {one.code for one in ordered(finding("K01", ref=""), finding(cause, ref=""))} == {"K01", cause}


def test_a_field_that_holds_personal_data_is_asked_about_for_that_alone():
    private = finding("P02", "K5")
    assert [one.code for one in ordered(finding("F01", "K5"), private)] == ["P02"]
    for other in (finding("F01", "K6"), finding("F01", "K5", sheet_name="Measures"), finding("F01", "K5", file="x")):
        assert len(ordered(other, private)) == 2
    assert len(ordered(finding("C02", "K5"), private)) == 2


def test_where_a_heading_is_lacking_the_answers_under_it_are_not_missed_one_by_one():
    lacking = finding("R12", "row 4", "The heading Status is not there", ref="")
    missed = finding("C01", "row 5")
    assert [one.code for one in ordered(missed, lacking)] == ["R12"]
    assert [one.code for one in ordered(missed)] == ["C01"]
    assert {one.code for one in ordered(finding("C01", "L5"), lacking)} == {"C01", "R12"}
    assert {one.code for one in ordered(finding("K02", "row 5"), lacking)} == {"K02", "R12"}
    assert {one.code for one in ordered(finding("C01", "row 5", file="VO.xlsx"), lacking)} == {"C01", "R12"}


def test_where_a_whole_sheet_is_lacking_its_answers_are_not_missed():
    lacking = finding("R12", "", "The sheet Sign-off is not there", ref="", sheet_name="")
    missed = finding("C01", "", ref="", file="", sheet_name="")
    assert [one.code for one in ordered(missed, lacking)] == ["R12"]
    of_another = finding("C01", "", ref="", file="", sheet_name="", subgroup="VO")
    assert [one.code for one in ordered(of_another, lacking)] == ["R12", "C01"]


# Likes together


def test_what_is_missing_in_several_rows_is_one_line_with_their_cells():
    found = [finding(at=f"N{row}", ref=f"P1.1-{row:02}") for row in (12, 15, 16, 17)]
    (one,) = ordered(*found)
    assert one.what == "Status is missing: N12, N15 to N17"
    assert one.at == "N12"
    assert one.refs == ("P1.1-12", "P1.1-15", "P1.1-16", "P1.1-17")


def test_a_sentence_without_a_ref_is_told_with_all_cells():
    found = [finding("R07", at, "Something is written here", ref="") for at in ("C9", "A40", "A41")]
    (one,) = ordered(*found)
    assert (one.what, one.at, one.ref) == ("Something is written here: A40, A41, C9", "C9", "")


def test_a_sentence_with_the_ref_inside_it_says_where_it_holds_likewise():
    found = [finding("K04", f"K{row}", f"P1.1-{row:02} is Not started", ref=f"P1.1-{row:02}") for row in (5, 6, 9)]
    (one,) = ordered(*found)
    assert one.what == "P1.1-05 is Not started; likewise K6, K9"


def test_rows_without_a_cell_are_listed_by_their_refs():
    found = [finding("R06", "", f"P1.1-{n:02} has no row", ref=f"P1.1-{n:02}", sheet_name="") for n in (1, 2, 3)]
    (one,) = ordered(*found)
    assert one.what == "P1.1-01 has no row; likewise P1.1-02, P1.1-03"


def test_of_many_refs_only_some_are_in_the_sentence_but_all_in_their_column():
    number = MOST_REFS + 3
    found = [finding("R06", "", f"P1.1-{n:02} has no row", ref=f"P1.1-{n:02}") for n in range(1, number + 1)]
    (one,) = ordered(*found)
    assert one.what.endswith(f"P1.1-{MOST_REFS + 1:02} and 2 more")
    assert len(one.refs) == number


def test_of_just_as_many_refs_as_are_listed_none_is_left_over():
    found = [finding("R06", "", f"P1.1-{n:02} has no row", ref=f"P1.1-{n:02}") for n in range(1, MOST_REFS + 2)]
    (one,) = ordered(*found)
    assert one.what.endswith(f", P1.1-{MOST_REFS + 1:02}")


def due(row: int, column: str = "R") -> Finding:
    return finding("K06", f"{column}{row}", f"P1.1-{row:02} was due on {row} June", ref=f"P1.1-{row:02}")


def test_a_few_that_differ_are_told_one_by_one_and_many_together():
    few = ordered(*map(due, range(5, 5 + MOST_ALIKE)))
    assert [one.at for one in few] == ["R5", "R6", "R7"][:MOST_ALIKE]
    (one,) = ordered(*map(due, range(5, 6 + MOST_ALIKE)))
    assert one.what == "P1.1-05 was due on 5 June; likewise R6 to R8"


def test_what_differs_is_not_put_together_across_columns_sheets_files_groups_or_remedies():
    many = [due(row) for row in range(5, 10)]
    assert len(ordered(*many)) == 1
    for other in (
        due(20, "S"),
        due(20).but(sheet_name="Measures"),
        due(20).but(file="VO.xlsx"),
        due(20).but(subgroup="VO"),
        due(20).but(fix="Another."),
        finding("K05", "R20", "P1.1-20 was due on 20 June", ref="P1.1-20"),
    ):
        assert len(ordered(*many, other)) == 2


def test_what_can_be_listed_neither_by_cell_nor_by_ref_is_told_one_by_one():
    found = [finding("R15", "", f"The file has thing {n}", ref="", sheet_name="") for n in range(6)]
    assert len(ordered(*found)) == 6


def test_findings_that_have_refs_but_no_cells_are_put_together_too():
    found = [finding("R06", "", f"P1.1-{n:02} lacks thing {n}", ref=f"P1.1-{n:02}") for n in range(1, 6)]
    (one,) = ordered(*found)
    assert one.what == "P1.1-01 lacks thing 1; likewise P1.1-02, P1.1-03, P1.1-04, P1.1-05"


def test_a_sentence_that_begins_with_something_else_than_the_ref_is_told_whole():
    found = [finding("K05", f"U{row}", "The date: it is no later", ref=f"P1.1-{row:02}") for row in (5, 6)]
    assert ordered(*found)[0].what == "The date: it is no later; likewise U6"


def test_sentences_that_differ_after_the_ref_are_told_by_the_first_one():
    found = [
        finding("C02", f"N{row}", f"P1.1-{row:02}: Evidence is missing for {row}", ref=f"P1.1-{row:02}")
        for row in range(5, 10)
    ]
    (one,) = ordered(*found)
    assert one.what == "P1.1-05: Evidence is missing for 5; likewise N6 to N9"


def test_two_refs_of_one_cell_are_both_told():
    found = [finding("R09", "A5", f"{ref} stands twice", ref=ref) for ref in ("P1.1-01", "P1.1-02")]
    (one,) = ordered(*found)
    assert one.what == "P1.1-01 stands twice; likewise P1.1-02"


def test_eight_refs_are_listed_and_one_more_is_counted():
    assert MOST_REFS == 8
    found = [finding("R06", "", f"P1.1-{n:02} has no row", ref=f"P1.1-{n:02}") for n in range(1, 11)]
    (one,) = ordered(*found)
    assert one.what.endswith("P1.1-09 and 1 more")


def test_only_a_lacking_heading_excuses_what_is_missing():
    assert len(ordered(finding("R14", "row 4", ref=""), finding("C01", "row 5"))) == 2


def test_the_same_said_twice_of_one_cell_is_said_once():
    (one,) = ordered(finding(), finding())
    assert (one.what, one.at) == ("P1.1-01: Status is missing", "L5")


def test_two_cells_of_one_row_are_listed_although_there_is_one_ref():
    found = [finding("F06", at, "A formula gives the answer") for at in ("L5", "N5")]
    (one,) = ordered(*found)
    assert one.what == "A formula gives the answer; likewise N5"


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_its_place(severity):
    codes = [one for one in CHECKS.values() if one.severity is severity]
    assert codes
