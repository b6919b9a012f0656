"""Start here and Sign-off, filled in and moved as people do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tests.damage.judge import (
    SIGN_OFF,
)
from tests.damage.ways.base import START, Lead, paste, put, rearrange_rows, shift, way
from tests.workbooks import answer_to, label_of

# Start here and Sign-off


def details(name: str, label: str, value: object, says: Sequence[str], *, keeps: bool = True, note: str = "") -> None:
    @way(name, says=says, keeps=keeps)
    def retype(lead: Lead) -> None:
        put(answer_to(lead[START], label), value)
        lead.told.besides += [note] if note else []


details("the tracker's version older", "Tracker version", "0", ("R13",))
details("the plan changed", "Plan", "Another plan 2024-25", ("R03",), keeps=False)
details("the quarter changed", "Quarter", "Q4 2024-25", ("R03",), keeps=False)
details("the year changed", "Quarter", "Q1 2019-20", ("R03",), keeps=False)
details("the quarter emptied", "Quarter", None, ("R03",), keeps=False)
details("the code changed to one that nobody knows", "Subgroup code", "ZZ", ("R03",), keeps=False)
details("the code emptied", "Subgroup code", None, ("R03",), keeps=False)
details("the group's name changed", "Subgroup", "The Best of Groups", ("R10",), note="The Best of Groups")
details("the day of return changed", "Return by", dt.date(2024, 12, 24), ("R10",), note="24 December 2024")


@way("the details retyped with spaces and in other cases")
def retype_details(lead: Lead) -> None:
    for label in ("Committee", "Plan", "Quarter", "Subgroup code", "Subgroup"):
        cell = answer_to(lead[START], label)
        put(cell, f" {str(cell.value).swapcase().replace(' ', '  ')}\xa0")


@way("the code changed to that of another group", says=("R08",), keeps=False)
def another_group(lead: Lead) -> None:
    other = next(one.code for one in lead.tracker.plan.subgroups if one.code != lead.tracker.code)
    put(answer_to(lead[START], "Subgroup code"), other)


@way("blank columns between the details and their labels")
def details_apart(lead: Lead) -> None:
    lead[START].insert_cols(2, 2)


@way("a label of Start here replaced", says=("R03 or R12",), keeps=False)
def replace_detail(lead: Lead) -> None:
    put(label_of(lead[START], "Subgroup code"), "Who we are")


@way("a label of Sign-off replaced", says=("R12",))
def replace_label(lead: Lead) -> None:
    lead.note(SIGN_OFF, "A4", "Filled in on behalf of the group by")
    lead.spoil(SIGN_OFF, heading="Completed by (role)")


@way("the sign-off typed into its label", says=("R12",), may=("R11",))
def into_label(lead: Lead) -> None:
    lead[SIGN_OFF]["B4"].value = None
    lead.note(SIGN_OFF, "A4", "Completed by (role): Chair of the group")
    lead.spoil(SIGN_OFF, heading="Completed by (role)")


@way("the sign-off typed one column too far right, over the hints")
def over_the_hints(lead: Lead) -> None:
    for row in range(4, 8):
        paste(lead[SIGN_OFF].cell(row, 2), lead[SIGN_OFF].cell(row, 3))
        lead[SIGN_OFF].cell(row, 2).value = None
    lead.spoil(SIGN_OFF)


@way("the sign-off moved down and right")
def move_sign_off(lead: Lead) -> None:
    shift(lead[SIGN_OFF], 6, 2)


@way("a blank column between the labels and the sign-off")
def sign_off_apart(lead: Lead) -> None:
    lead[SIGN_OFF].insert_cols(2)


@way("the lines of the sign-off in another order")
def sort_sign_off(lead: Lead) -> None:
    rearrange_rows(lead[SIGN_OFF], [4, 5, 6, 7], [7, 5, 4, 6])


@way("blank rows between the lines of the sign-off")
def spread_sign_off(lead: Lead) -> None:
    for row in (7, 6, 5):
        lead[SIGN_OFF].insert_rows(row)


@way("signed before the quarter was over", says=("R04",))
def sign_early(lead: Lead) -> None:
    lead.type(SIGN_OFF, "", "Date", lead.tracker.quarter.ends - dt.timedelta(days=9))


@way("signed on a day that is vague", says=("F02",))
def sign_vaguely(lead: Lead) -> None:
    lead.type(SIGN_OFF, "", "Date", "early July")
