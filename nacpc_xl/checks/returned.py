"""R: did it come back, can it be used, is it whole and signed?"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import takewhile

from nacpc_xl.checks.difference import difference_in_words
from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import ActionRecord, MeasureRecord, Notice, ReturnRecord, Scrap
from nacpc_xl.model.source import Source
from nacpc_xl.model.words import Noticed, Outcome, Refusal, Severity, Stray

HALF_A_YEAR = 183  # days


@check("R01", severity=Severity.STOP)
def group_has_returned(returned: ReturnRecord) -> Iterator[Found]:
    """Every group returns its tracker.

    Fix: send the tracker back; only what is in it can be reported.

    | Outcome   | result |
    | No return | fails  |
    | Used      | passes |
    """
    if returned.outcome is Outcome.NO_RETURN:
        yield Source(), f"Nothing has come back from {returned.name} ({returned.subgroup})"


@check("R02", severity=Severity.STOP)
def file_can_be_opened(returned: ReturnRecord) -> Iterator[Found]:
    """A file that came back can be opened and is a tracker.

    Fix: open it, save it as .xlsx without a password or a sensitivity label, and send it again.

    | Outcome | Why not used     | result |
    | Refused | cannot be opened | fails  |
    | Refused | is not a tracker | fails  |
    | Used    |                  | passes |
    """
    if returned.refusal in (Refusal.NOT_READABLE, Refusal.NOT_A_TRACKER):
        what = f"The file {returned.refusal}: {returned.detail}"
        yield (Source(returned.file), what, returned.remedy) if returned.remedy else (Source(returned.file), what)


@check("R03", severity=Severity.STOP)
def return_is_of_this_quarter(returned: ReturnRecord) -> Iterator[Found]:
    """A return belongs to this plan, this quarter and one of its groups.

    Fix: fill in the tracker that was issued for this quarter, and send that.

    | Outcome | Why not used                            | result |
    | Refused | belongs to another quarter              | fails  |
    | Refused | belongs to another plan or year         | fails  |
    | Refused | names a group that is not in the plan   | fails  |
    | Used    |                                         | passes |
    """
    said_in = {
        Refusal.ANOTHER_PLAN: "plan",
        Refusal.ANOTHER_QUARTER: "quarter",
        Refusal.UNKNOWN_GROUP: "subgroup_code",
    }
    if returned.refusal in said_in:
        source = returned.source(said_in[returned.refusal])
        where = Source(returned.file, source.sheet, source.cell)
        yield where, f"The return {returned.refusal}: {returned.detail}"


@check("R04", severity=Severity.NOTE)
def return_covers_the_quarter(returned: ReturnRecord, as_at: dt.date) -> Iterator[Found]:
    """A return is signed off when the quarter is over.

    Fix: ask whether anything changed between that day and the quarter's end.

    | Outcome | Date       | as_at      | result |
    | Used    | 2019-06-17 | 2019-06-30 | fails  |
    | Used    | 2019-07-04 | 2019-06-30 | passes |
    """
    day = returned.signed_on
    if returned.outcome is Outcome.USED and day is not None and day < as_at:
        yield returned.cell("signed_on"), f"The return of {returned.subgroup} was signed on {day_in_words(day)}, early"


@check("R05", severity=Severity.QUERY)
def return_came_once(scrap: Scrap) -> Iterator[Found]:
    """A group's answers come in one version.

    Fix: say which of the two stands; what only the other one says is kept, but not used until then.

    | Why it is here                                                               | result |
    | Another return of the group says something else here, and that one counts.   | fails  |
    | It stands outside the tables and forms of the tracker.                       | passes |
    """
    if scrap.why is Stray.OTHER_VERSION:
        yield _at(scrap), f"{scrap.subgroup} came back twice, and the two differ; {scrap.detail}"


@check("R06", severity=Severity.QUERY)
def no_row_is_lacking(due_row: ActionRecord | MeasureRecord) -> Iterator[Found]:
    """A return has a row for each action and measure that was issued.

    Fix: put the row back with its ref, or send the answers for it.

    | Return | Source              | result |
    | Used   |                     | fails  |
    | Used   | LD.xlsx, Actions, row 5 | passes |
    """
    if due_row.returned is Outcome.USED and not due_row.source_row:
        yield Source(), f"{due_row.ref} has no row in the return of {due_row.subgroup}"


@check("R07", severity=Severity.NOTE)
def nothing_stands_elsewhere(scrap: Scrap) -> Iterator[Found]:
    """What a lead writes stands in a cell of the tracker that is meant for it.

    Fix: read it on the sheet Unplaced of the register, and ask the lead where it belongs.

    | Text           | Why it is here                                                   | result |
    | See also row 9 | It stands outside the tables and forms of the tracker.           | fails  |
    | See also row 9 | It is a comment on the cell.                                     | fails  |
    | See also row 9 | It stands in a text box or shape on the sheet.                   | fails  |
    | See also row 9 | Its row was issued, but what it is about has left the plan since. | fails  |
    | See also row 9 | The return is not one of this plan, this quarter and its groups. | passes |
    """
    what = {
        Stray.ELSEWHERE: "Something is written where nothing was expected",
        Stray.COMMENT: "A comment was left on a cell",
        Stray.LINK: "A cell leads to an address, which was kept",
        Stray.MARGIN: "Words were put at the head or foot of the printed page",
        Stray.BOX: "A text box or shape with words in it stands on the sheet",
    }
    if scrap.why in what:
        yield _at(scrap), what[scrap.why] + (", in a hidden place" if scrap.detail else "")
    elif scrap.why is Stray.LEFT:
        yield _at(scrap), f"A row was answered that no longer counts, since {scrap.detail}"


@check("R08", severity=Severity.QUERY)
def row_has_a_ref_of_its_group(scrap: Scrap) -> Iterator[Found]:
    """A row of answers has the ref of an action or measure that its group was asked about.

    Fix: put the ref right that stood there when the tracker was issued, or say what the row is about.

    | Why it is here                                         | result |
    | Its row has no ref of an action or measure.            | fails  |
    | The ref of its row is not one of this group's.         | fails  |
    | It stands outside the tables and forms of the tracker. | passes |
    """
    if scrap.why is Stray.NO_REF:
        yield _at(scrap), f"Answers stand in {scrap.detail}, which has no ref"
    elif scrap.why is Stray.STRANGE_REF:
        yield _at(scrap), f"A row of answers cannot be used, since its ref {scrap.detail}"


@check("R09", severity=Severity.QUERY)
def ref_stands_once(scrap: Scrap) -> Iterator[Found]:
    """An action or measure has one row in a return, or rows that say the same.

    Fix: say which of the rows stands; what only the other one says is kept, but not used until then.

    | Why it is here                                                           | result |
    | The ref of its row stands twice, and the other row says something else.  | fails  |
    | It stands outside the tables and forms of the tracker.                   | passes |
    """
    if scrap.why is Stray.REF_TWICE:
        yield _at(scrap), f"Two rows have one ref and differ ({scrap.detail})"


@check("R10", severity=Severity.QUERY)
def given_cells_are_as_issued(scrap: Scrap) -> Iterator[Found]:
    """A given cell says what it said when the tracker was issued.

    Fix: say whether the plan is to change; until it does, what was issued stands.

    | Why it is here                                                | result |
    | It stands in a given cell, where something else was issued.   | fails  |
    | It stands outside the tables and forms of the tracker.        | passes |
    """
    if scrap.why is Stray.GIVEN:
        yield _at(scrap), f"A given cell was changed: {difference_in_words(scrap.detail, scrap.text)}"


@check("R11", severity=Severity.NOTE)
def headings_are_spelt_as_issued(notice: Notice) -> Iterator[Found]:
    """A heading or label is spelt as it was issued.

    Fix: see that the answers below it are what that heading asks for.

    | What was noticed                  | result |
    | a heading was read as another one | fails  |
    | it has macros                     | passes |
    """
    if notice.what is Noticed.HEADING_MISSPELT:
        yield _at(notice), f"A heading was misspelt: {notice.detail}"


@check("R12", severity=Severity.QUERY)
def headings_are_all_there(notice: Notice) -> Iterator[Found]:
    """Every sheet, and every heading or label of a cell to fill in, is there, once.

    Fix: put it back where it was, with its answers, and leave only one of each.

    | What was noticed      | result |
    | a heading is lacking  | fails  |
    | a sheet is lacking    | fails  |
    | a heading stands twice | fails  |
    | it has macros         | passes |
    """
    if notice.what is Noticed.HEADING_LACKING:
        yield _at(notice), f"The heading {notice.detail} is not there, so that nothing could be read under it"
    elif notice.what is Noticed.SHEET_LACKING:
        yield _at(notice), f"The sheet {notice.detail} is not there, so that nothing could be read from it"
    elif notice.what is Noticed.HEADING_TWICE:
        yield _at(notice), f"The heading {notice.detail} stands twice; what stands under this one was not read"


@check("R13", severity=Severity.NOTE)
def tracker_is_of_this_version(notice: Notice) -> Iterator[Found]:
    """A return was filled in on this version of the tracker.

    Fix: see that nothing is asked in this version that was not asked in that one.

    | What was noticed                                    | result |
    | it was filled in on another version of the tracker  | fails  |
    | it has macros                                       | passes |
    """
    if notice.what is Noticed.OTHER_VERSION:
        yield _at(notice), f"The tracker is of {notice.detail}"


@check("R14", severity=Severity.NOTE)
def answers_are_in_sight(notice: Notice) -> Iterator[Found]:
    """An answer stands where its reader would see it.

    Fix: show the sheet, row or column, and see that its answers are meant to count: they were read.

    | What was noticed           | result |
    | answers stand out of sight | fails  |
    | it has macros              | passes |
    """
    if notice.what is Noticed.HIDDEN:
        yield _at(notice), "An answer stands in a hidden sheet, row or column"


@check("R15", severity=Severity.NOTE)
def file_is_only_a_workbook(notice: Notice) -> Iterator[Found]:
    """A return has no macros, links to other files, files packed into it, or pictures.

    Fix: ask what it is for; nothing in it was run, followed or read.

    | What was noticed                | result |
    | it has macros                   | fails  |
    | it has links to other files     | fails  |
    | it has other files packed into it | fails  |
    | it has pictures                 | fails  |
    | answers stand out of sight      | passes |
    """
    what = {
        Noticed.MACROS: "The file has macros",
        Noticed.LINKS: "The file has links to other files",
        Noticed.OBJECTS: "The file has other files packed into it",
        Noticed.PICTURES: "The sheet has pictures, and what they show cannot be read",
    }
    if notice.what in what:
        yield _at(notice), what[notice.what]


@check("R16", severity=Severity.NOTE)
def format_shows_everything(notice: Notice) -> Iterator[Found]:
    """A return has a format that shows everything in it, as .xlsx does.

    Fix: ask for .xlsx next time.

    | What was noticed                        | result |
    | its format does not show everything     | fails  |
    | it has macros                           | passes |
    """
    if notice.what is Noticed.CANNOT_TELL:
        yield _at(notice), f"The file's format does not tell {notice.detail}"


@check("R17", severity=Severity.NOTE)
def file_is_whole(notice: Notice) -> Iterator[Found]:
    """A file can be read by the reader that reads them all.

    Fix: open it beside the register, and see that nothing is amiss.

    | What was noticed       | result |
    | it is damaged in part  | fails  |
    | it has macros          | passes |
    """
    if notice.what is Noticed.SECOND_READER:
        yield _at(notice), f"The file is damaged in part: {notice.detail}"


@check("R18", severity=Severity.NOTE)
def workbook_is_closed(notice: Notice) -> Iterator[Found]:
    """No returned workbook is open in another program while returns are merged.

    Fix: close it there, and merge again if it was changed.

    | What was noticed                                | result |
    | it only marks that a workbook is open somewhere | fails  |
    | it has macros                                   | passes |
    """
    if notice.what is Noticed.LOCK:
        yield _at(notice), "A workbook in the folder is open in another program, of which this file is the mark"


@check("R19", severity=Severity.QUERY)
def details_are_there(notice: Notice) -> Iterator[Found]:
    """A return has the details of Start here, which say whose it is and of which quarter.

    Fix: say whether it is that one; it was read as such.

    | What was noticed               | result |
    | its return details are lacking | fails  |
    | it has macros                  | passes |
    """
    if notice.what is Noticed.DETAILS_LACKING:
        yield _at(notice), f"The sheet Start here is lacking; by the file's title it is “{notice.detail}”"


@check("R20", severity=Severity.NOTE)
def group_is_not_silent_again(returned: ReturnRecord, earlier_returns: Sequence[ReturnRecord]) -> Iterator[Found]:
    """A group does not fail to return its tracker two quarters running.

    Fix: speak to whoever leads the group, and say in the report how long nothing has been known of its actions.

    | Outcome   | earlier_returns: Outcome | result |
    | No return | No return                | fails  |
    | No return | Used                     | passes |
    | Used      | No return                | passes |
    """
    if returned.outcome is not Outcome.NO_RETURN:
        return
    silent = list(takewhile(lambda one: one.outcome is Outcome.NO_RETURN, earlier_returns))
    if silent:
        nth = ("second", "third", "fourth")[min(len(silent), 3) - 1]
        yield Source(), f"{returned.name} ({returned.subgroup}) has not returned for the {nth} quarter running"


@check("R21", severity=Severity.QUERY)
def return_is_signed_soon(returned: ReturnRecord, as_at: dt.date) -> Iterator[Found]:
    """A return is signed off within half a year of the day of the report.

    Fix: correct the date; of two returns of one group, the one signed later counts.

    | Outcome | Date       | as_at      | result |
    | Used    | 2020-07-04 | 2019-06-30 | fails  |
    | Used    | 2019-07-04 | 2019-06-30 | passes |
    """
    day = returned.signed_on
    if returned.outcome is Outcome.USED and day is not None and day > as_at + dt.timedelta(days=HALF_A_YEAR):
        yield (
            returned.cell("signed_on"),
            f"The return of {returned.subgroup} is said to be signed on {day_in_words(day)}",
        )


def _at(one: Scrap | Notice) -> Source:
    return Source(one.file, one.sheet_name, one.at)
