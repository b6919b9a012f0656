"""What is said of something that was withheld: what it may be, where it stands, and what to do; never the thing."""

import pytest

from nacpc_xl.checks.run import all_checks, findings_of
from nacpc_xl.model.register import Withheld
from nacpc_xl.model.words import Decision, Hiding, Private, YesNo

CHECKS = {one.code: one for one in all_checks()}
ANSWER = Withheld.of(
    subgroup="FH",
    kind=Private.CHI,
    is_certain=YesNo.NO,
    where=Hiding.CELL,
    file="FH.xlsx",
    sheet_name="Actions",
    at="N5",
    ref="P1.1-01",
    heading="Evidence",
)
RELEASE = {"decision": Decision.ACCEPT, "released_by": "Lead Officer", "why_released": "It is our own number."}


def said(one: Withheld, codes: str = "P") -> list[tuple[str, str, str, str]]:
    """The code, the place, the sentence and the remedy of each finding about it."""
    return [
        (finding.code, finding.where, finding.what, finding.fix)
        for check in CHECKS.values()
        if check.code.startswith(codes)
        for finding in findings_of(check, one, {})
    ]


def test_an_answer_is_told_by_its_ref_its_heading_and_its_cell():
    assert said(ANSWER) == [
        ("P02", "FH.xlsx, Actions, N5", "P1.1-01: Evidence has what may be a CHI number", CHECKS["P02"].fix.capitalize()
         .replace("chi", "CHI"))
    ]  # fmt: skip


def test_that_a_check_digit_holds_is_told():
    assert said(ANSWER.but(is_certain=YesNo.YES))[0][2].endswith("CHI number, and its check digit holds")


def test_an_answer_without_a_ref_is_told_by_its_group():
    assert said(ANSWER.but(ref=""))[0][2] == "FH: Evidence has what may be a CHI number"
    assert said(ANSWER.but(ref="", subgroup=""))[0][2] == "Evidence has what may be a CHI number"


ELSEWHERE = ANSWER.but(ref="", heading="")


@pytest.mark.parametrize(
    ("where", "sentence", "place", "begins"),
    [
        (Hiding.CELL, "in a cell", "FH.xlsx, Actions, N5", "Take it out"),
        (Hiding.COMMENT, "in a comment", "FH.xlsx, Actions, N5", "Delete the comment"),
        (Hiding.LINK, "in the address that a cell leads to", "FH.xlsx, Actions, N5", "Take it out"),
        (Hiding.BOX, "in a text box or shape", "FH.xlsx, Actions", "Take it out"),
        (Hiding.MARGIN, "in the head or foot of a printed page", "FH.xlsx, Actions", "Take it out"),
        (Hiding.SHEET_NAME, "in the name of a sheet", "FH.xlsx, Actions", "Rename the sheet"),
        (Hiding.FILE_NAME, "in the name of the file", "FH.xlsx, Actions", "Give the file another name"),
        (Hiding.PROPERTY, "in the properties of the file", "FH.xlsx, Actions", "Take it out in Excel under File, Info"),
    ],
)
def test_every_other_place_is_told_with_its_own_remedy(where, sentence, place, begins):
    ((code, at, what, fix),) = said(ELSEWHERE.but(where=where))
    assert (code, at, what) == ("P02", place, f"What may be a CHI number stands {sentence}")
    assert fix.startswith(begins)


@pytest.mark.parametrize("kind", Private, ids=str)
def test_each_kind_has_one_check_of_its_own(kind):
    ((code, _, what, _),) = said(ANSWER.but(kind=kind))
    assert code[0] == "P"
    assert int(code[1:]) <= len(Private)
    assert str(kind).split()[-1] in what
    assert " a e-mail" not in what
    assert " a NHS" not in what
    assert " a initials" not in what


def test_every_kind_is_asked_about_by_another_check():
    codes = [said(ANSWER.but(kind=kind))[0][0] for kind in Private]
    assert len(set(codes)) == len(Private)


def test_what_was_released_is_noted_with_who_decided_it_and_why():
    ((code, place, what, _),) = said(ANSWER.but(**RELEASE))
    assert (code, place) == ("P15", "FH.xlsx, Actions, N5")
    assert what == (
        "What may be a CHI number in P1.1-01 Evidence was released by the Lead Officer: It is our own number"
    )
    ((_, _, what, _),) = said(ELSEWHERE.but(**RELEASE))
    assert "CHI number in a cell was released" in what
    ((_, _, what, _),) = said(ANSWER.but(ref="", **RELEASE))
    assert "CHI number in Evidence was released" in what


@pytest.mark.parametrize("lacking", ["released_by", "why_released"])
def test_a_release_that_lacks_something_is_none_and_that_is_noted(lacking):
    one = ANSWER.but(**{**RELEASE, lacking: ""})
    assert [code for code, *_ in said(one)] == ["P02", "P16"]
    assert "is to be released, but not all is said" in said(one, "P16")[0][2]


@pytest.mark.parametrize("decision", [None, Decision.REJECT, Decision.AWAITED])
def test_only_what_was_accepted_is_released(decision):
    assert [code for code, *_ in said(ANSWER.but(**{**RELEASE, "decision": decision}))] == ["P02"]
