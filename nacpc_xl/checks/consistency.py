"""K: do the answers agree with each other, with the dates, with last quarter and with the measures?"""

import datetime as dt
from collections.abc import Iterator, Sequence

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.merge.computed import change_for_the_worse, milestone_put_off, worse_measures
from nacpc_xl.model.conditions import IsFilled
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.phrases import says_nothing, says_something, shortened
from nacpc_xl.model.register import ActionRecord, MeasureRecord, NewActionRecord, ReturnRecord
from nacpc_xl.model.status import Status, is_better
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Severity, YesNo

UNDER_WAY = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
TENFOLD = 10  # times the last figure, up or down, beyond which a slip in typing is likely


@check("K01", severity=Severity.QUERY, unless=("C02", "F02", "K03", "K06", "K10", "K12", "K19", "S01"))
def declared_is_not_better_than_the_facts(
    action: ActionRecord, own_measures: Sequence[MeasureRecord]
) -> Iterator[Found]:
    """A declared status is no better than the facts bear out.

    Fix: change the status, or say in Progress this quarter why it is right all the same.

    | Status    | Computed status | Reason for computed status         | own_measures: Comment | result |
    | On track  | Off track       | it was due on 30 August 2019       |                       | fails  |
    | Off track | Off track       | it was due on 30 August 2019       |                       | passes |
    | At risk   | On track        |                                    |                       | passes |
    """
    if is_better(action.status, action.computed_status) and not _is_accounted_for(action, own_measures):
        yield (
            action.cell("status"),
            f"{action.ref} is declared {action.status}, but the facts say {action.computed_status}: "
            f"{action.computed_reason}",
        )


def _is_accounted_for(action: ActionRecord, own_measures: Sequence[MeasureRecord]) -> bool:
    """Whether a measure that got worse is all that speaks against the action, and its comment says why."""
    worse = worse_measures(own_measures)
    decides = action.computed_reason in [change_for_the_worse(measure) for measure in worse]
    return decides and all(says_something(measure.comment) for measure in worse)


@check("K02", severity=Severity.QUERY)
def only_a_complete_action_has_a_completion_date(action: ActionRecord) -> Iterator[Found]:
    """Only an action that is Complete has a completion date.

    Fix: choose Complete, or empty "Completed on".

    | Status   | Completed on | result |
    | On track | 2019-06-20   | fails  |
    | Complete | 2019-06-20   | passes |
    | On track |              | passes |
    """
    if action.completed_on is not None and action.status not in (Status.COMPLETE, None):
        yield action.cell("completed_on"), f"{action.ref} has a completion date but is {action.status}"


@check("K03", severity=Severity.QUERY)
def completion_lies_behind(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """A completion date lies between the start and the day of the report.

    Fix: correct "Completed on".

    | Start      | Completed on | as_at      | result |
    | 2019-04-01 | 2019-07-08   | 2019-06-30 | fails  |
    | 2019-04-01 | 2019-03-29   | 2019-06-30 | fails  |
    | 2019-04-01 | 2019-06-28   | 2019-06-30 | passes |
    """
    done = action.completed_on
    if done is not None and done > as_at:
        yield (
            action.cell("completed_on"),
            f"{action.ref} is said to be completed on {day_in_words(done)}, after the quarter's end",
        )
    elif done is not None and action.start is not None and done < action.start:
        yield (
            action.cell("completed_on"),
            f"{action.ref} is said to be completed on {day_in_words(done)}, before it started",
        )


@check("K04", severity=Severity.QUERY)
def not_started_starts_later(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """An action that is Not started has a start date that lies ahead.

    Fix: choose the status that fits, or say in Progress this quarter why work has not begun.

    | Status      | Start      | as_at      | result |
    | Not started | 2019-05-01 | 2019-06-30 | fails  |
    | Not started | 2019-08-01 | 2019-06-30 | passes |
    | On track    | 2019-05-01 | 2019-06-30 | passes |
    """
    if action.status is Status.NOT_STARTED and action.start is not None and action.start <= as_at:
        yield (
            action.cell("status"),
            f"{action.ref} is Not started, but was to start on {day_in_words(action.start)}",
        )


@check("K05", severity=Severity.QUERY)
def new_date_is_later(action: ActionRecord) -> Iterator[Found]:
    """A new due date is later than the current one.

    Fix: correct "New due date", or empty it.

    | Current due | New due date | result |
    | 2019-09-30  | 2019-08-30   | fails  |
    | 2019-09-30  | 2019-09-30   | fails  |
    | 2019-09-30  | 2019-12-20   | passes |
    """
    new_due, current = action.new_due, action.current_due
    if new_due is not None and current is not None and new_due <= current:
        yield (
            action.cell("new_due"),
            f"{action.ref} asks for {day_in_words(new_due)}, which is no later than the date it has",
        )


@check("K06", severity=Severity.QUERY)
def milestone_lies_ahead(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """The next milestone lies ahead.

    Fix: say in Progress this quarter whether it was met, and give the one after it.

    | Milestone due | as_at      | result |
    | 2019-06-14    | 2019-06-30 | fails  |
    | 2019-09-13    | 2019-06-30 | passes |
    """
    due = action.milestone_due
    if due is not None and due < as_at:
        yield (
            action.cell("milestone_due"),
            f"The next milestone of {action.ref} was due on {day_in_words(due)}, before the quarter's end",
        )


@check("K07", severity=Severity.QUERY)
def complete_stays_complete(action: ActionRecord) -> Iterator[Found]:
    """An action that was Complete stays so.

    Fix: say in Progress this quarter why it was taken up again, or choose Complete.

    | Previous status | Status   | result |
    | Complete        | At risk  | fails  |
    | Complete        | Complete | passes |
    | On track        | At risk  | passes |
    """
    reopened = action.status not in (Status.COMPLETE, Status.NO_RETURN, None)
    if action.previous_status is Status.COMPLETE and reopened:
        yield action.cell("status"), f"{action.ref} was Complete and is now {action.status}"


@check("K08", severity=Severity.QUERY)
def per_cent_is_within_a_hundred(measure: MeasureRecord) -> Iterator[Found]:
    """A per cent lies between 0 and 100.

    Fix: correct the value, or say in Comment how it can be so.

    | Unit     | Value this quarter | result |
    | %        | 140                | fails  |
    | %        | 62                 | passes |
    | sessions | 140                | passes |
    """
    if not _can_be(measure):
        yield measure.cell("value"), f"{measure.ref} is {measure.in_words('value')}"


def _can_be(measure: MeasureRecord) -> bool:
    """Whether a figure is no per cent, or one that there can be."""
    return measure.unit != "%" or measure.value is None or 0 <= measure.value <= 100


@check("K09", severity=Severity.QUERY)
def figure_is_of_this_quarter(measure: MeasureRecord, quarter_starts: dt.date, as_at: dt.date) -> Iterator[Found]:
    """A figure was true on a day of this quarter, or in the fortnight after it.

    Fix: give this quarter's figure and its day, or say in Comment why there is no newer one.

    | As at      | Comment            | quarter_starts | as_at      | result |
    | 2018-09-30 |                    | 2019-04-01     | 2019-06-30 | fails  |
    | 2019-08-30 |                    | 2019-04-01     | 2019-06-30 | fails  |
    | 2019-06-28 |                    | 2019-04-01     | 2019-06-30 | passes |
    | 2018-09-30 | Counted yearly     | 2019-04-01     | 2019-06-30 | passes |
    """
    day = measure.as_at
    if day is None or says_something(measure.comment):
        return
    if not quarter_starts <= day <= as_at + dt.timedelta(days=14):
        yield (
            measure.cell("as_at"),
            f"The figure of {measure.ref} is of {day_in_words(day)}, outside this quarter",
        )


@check("K10", severity=Severity.QUERY, unless=("K04",))
def overdue_action_is_not_said_to_be_in_time(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """An action whose due date has passed is Complete or Off track.

    Fix: choose Complete or Off track, and ask for a new due date if it is still to be done.

    | Status    | Current due | as_at      | result |
    | On track  | 2019-06-28  | 2019-06-30 | fails  |
    | At risk   | 2019-06-28  | 2019-06-30 | fails  |
    | Off track | 2019-06-28  | 2019-06-30 | passes |
    | On track  | 2019-06-30  | 2019-06-30 | passes |
    """
    due = action.current_due
    in_time = action.status in (Status.ON_TRACK, Status.AT_RISK, Status.NOT_STARTED)
    if in_time and due is not None and due < as_at:
        yield action.cell("status"), f"{action.ref} was due on {day_in_words(due)}, but is declared {action.status}"


@check("K11", severity=Severity.QUERY)
def new_date_lies_within_the_year(action: ActionRecord, year_ends: dt.date) -> Iterator[Found]:
    """A new due date lies within the plan's year.

    Fix: ask for a day within the year, or say in the reason what will be done in the next plan.

    | New due date | year_ends  | result |
    | 2020-04-01   | 2020-03-31 | fails  |
    | 2020-03-31   | 2020-03-31 | passes |
    """
    new_due = action.new_due
    if new_due is not None and new_due > year_ends:
        yield (
            action.cell("new_due"),
            f"{action.ref} asks for {day_in_words(new_due)}, but the plan's year ends on {day_in_words(year_ends)}",
        )


@check("K12", severity=Severity.QUERY)
def worse_measure_is_accounted_for(action: ActionRecord, own_measures: Sequence[MeasureRecord]) -> Iterator[Found]:
    """Where a measure got worse, its action is not On track, or its comment says why it is.

    Fix: say in the measure's Comment what lies behind it, or change the status of the action.

    | Status   | own_measures: Direction | own_measures: Comment     | result |
    | On track | worse                   |                           | fails  |
    | On track | worse                   | n/a                       | fails  |
    | On track | worse                   | Two schools did not reply | passes |
    | On track | better                  |                           | passes |
    | At risk  | worse                   |                           | passes |
    """
    if action.status is Status.ON_TRACK:
        for measure in worse_measures(own_measures):
            if not says_something(measure.comment):
                yield measure.cell("comment"), f"{action.ref} is On track, but {change_for_the_worse(measure)}"


@check("K13", severity=Severity.NOTE, unless=("K07",))
def open_action_has_something_to_reach(action: ActionRecord, own_measures: Sequence[MeasureRecord]) -> Iterator[Found]:
    """An action that is still open has a measure that has not met its target.

    Fix: ask whether it is complete, or whether the target asks for too little.

    | Status   | own_measures: Better when | own_measures: Baseline | own_measures: Target met | result |
    | On track | Higher                    | 0                      | Yes                      | fails  |
    | On track | Higher                    | 0                      | No                       | passes |
    | Complete | Higher                    | 0                      | Yes                      | passes |
    """
    all_met = bool(own_measures) and all(measure.met is YesNo.YES and _can_be(measure) for measure in own_measures)
    if action.status in UNDER_WAY and all_met and any(_had_far_to_go(measure) for measure in own_measures):
        what = "its measure has met its target" if len(own_measures) == 1 else "its measures have met their targets"
        yield action.cell("status"), f"{action.ref} is {action.status}, but {what}"


def _had_far_to_go(measure: MeasureRecord) -> bool:
    """Whether the target was not met already at the outset, as far as that is known."""
    if measure.baseline is None or measure.target is None or measure.better is None:
        return True
    return not measure.better.is_met(measure.baseline, measure.target)


@check("K14", severity=Severity.QUERY, unless=("K08",))
def figure_is_not_far_off_the_last_one(measure: MeasureRecord) -> Iterator[Found]:
    """A figure is no more than ten times the last one, nor less than a tenth of it, unless its target is as far off.

    Fix: correct it if it is a slip in typing, or say in Comment how it came about.

    | Last value | Target | Value this quarter | Comment               | result |
    | 52         | 75     | 612                |                       | fails  |
    | 52         | 75     | 5.1                |                       | fails  |
    | 52         | 75     | 61.2               |                       | passes |
    | 52         | 75     | 612                | Two councils joined   | passes |
    | 5          | 90     | 80                 |                       | passes |
    """
    before = measure.last_value if measure.last_value is not None else measure.baseline
    value = measure.value
    if value is None or before is None or not value or not before or says_something(measure.comment):
        return
    is_far = max(abs(value), abs(before)) > TENFOLD * min(abs(value), abs(before))
    if is_far and not _lies_between(value, before, measure.target):
        was = measure.in_words("last_value") or measure.in_words("baseline")
        yield measure.cell("value"), f"{measure.ref} is {measure.in_words('value')}, and was {was}"


def _lies_between(value: float, one: float, other: float | None) -> bool:
    return other is not None and min(one, other) <= value <= max(one, other)


@check("K15", severity=Severity.QUERY)
def answer_that_depends_has_what_it_depends_on(row: Table) -> Iterator[Found]:
    """An answer that belongs to another one does not stand without it.

    Fix: fill in the one that is lacking, or empty this one.

    | New due date | Reason for new date   | result |
    |              | The venue was lost    | fails  |
    | 2020-01-31   | The venue was lost    | passes |
    |              | n/a                   | passes |
    """
    asked_for = row.missing()
    for name, condition in row.conditions().items():
        if not isinstance(condition, IsFilled) or not condition.filled or not row.is_filled(name):
            continue
        other = condition.column
        says_none = says_nothing(row.written(name))
        if not (row.is_filled(other.name) or other.name in asked_for or says_none):
            heading = row.columns()[name].heading
            yield row.cell(name), f"{row.values.get('ref', '')}: {heading} is filled in, but {other.heading} is empty"


@check("K16", severity=Severity.QUERY, unless=("K10",))
def next_milestone_comes_before_the_due_date(action: ActionRecord) -> Iterator[Found]:
    """The next milestone of an action that is to be done in time comes no later than its due date.

    Fix: give a milestone that comes before it, or ask for a new due date.

    | Status    | Milestone due | Current due | New due date | result |
    | On track  | 2019-10-01    | 2019-09-30  |              | fails  |
    | At risk   | 2019-10-01    | 2019-09-30  |              | fails  |
    | On track  | 2019-09-30    | 2019-09-30  |              | passes |
    | At risk   | 2019-10-01    | 2019-09-30  | 2019-12-20   | passes |
    | Off track | 2019-10-01    | 2019-09-30  |              | passes |
    """
    milestone, due = action.milestone_due, action.current_due
    in_time = action.status in (Status.ON_TRACK, Status.AT_RISK) and not action.is_filled("new_due")
    if in_time and milestone is not None and due is not None and milestone > due:
        yield (
            action.cell("milestone_due"),
            f"The next milestone of {action.ref} is due on {day_in_words(milestone)}, "
            f"but the action itself on {day_in_words(due)}",
        )


@check("K17", severity=Severity.QUERY)
def complete_action_has_met_its_targets(action: ActionRecord, own_measures: Sequence[MeasureRecord]) -> Iterator[Found]:
    """The measures of an action that has become Complete have met their targets, or a comment says why not.

    Fix: say in the measure's Comment why the action is complete all the same, or choose another status.

    | Status   | Previous status | own_measures: Target met | own_measures: Comment   | result |
    | Complete | On track        | No                       |                         | fails  |
    | Complete | On track        | Yes                      |                         | passes |
    | Complete | On track        | No                       | Counted again in spring | passes |
    | Complete | Complete        | No                       |                         | passes |
    | At risk  | On track        | No                       |                         | passes |
    """
    if action.status is not Status.COMPLETE or action.previous_status is Status.COMPLETE:
        return
    for measure in own_measures:
        if measure.met is YesNo.NO and not says_something(measure.comment):
            yield (
                measure.cell("comment"),
                f"{action.ref} is Complete, but {measure.ref} is {measure.in_words('value')}, "
                f"and its target is {measure.in_words('target')}",
            )


@check("K18", severity=Severity.QUERY)
def complete_action_wants_nothing_more(action: ActionRecord) -> Iterator[Found]:
    """An action that is Complete has no barrier, wants no help and asks for no new due date.

    Fix: empty what no longer holds, or choose another status.

    | Status   | Barrier               | Help wanted from COG | New due date | result |
    | Complete | Two posts are vacant. |                      |              | fails  |
    | Complete |                       | Release an auditor.  |              | fails  |
    | Complete |                       |                      | 2020-01-31   | fails  |
    | Complete | None                  |                      |              | passes |
    | Complete |                       |                      |              | passes |
    | At risk  | Two posts are vacant. |                      |              | passes |
    """
    if action.status is not Status.COMPLETE:
        return
    for name in ("barrier", "help_wanted", "new_due"):
        if not says_nothing(action.written(name)):
            heading = action.columns()[name].heading
            yield action.cell(name), f"{action.ref} is Complete, but {heading} is filled in"
            return


@check("K19", severity=Severity.QUERY)
def milestone_was_not_put_off(action: ActionRecord, previous: ActionRecord | None) -> Iterator[Found]:
    """An action On track has not put off the milestone of last quarter.

    Fix: say in Progress this quarter why it was put off, and choose the status that fits.

    | Status   | Next milestone | Milestone due | previous: Next milestone | previous: Milestone due | result |
    | On track | Toolkit agreed | 2019-12-06    | Toolkit agreed.          | 2019-09-13              | fails  |
    | On track | Toolkit agreed | 2019-12-06    | Toolkit agreed.          | 2019-12-06              | passes |
    | On track | Toolkit used   | 2019-12-06    | Toolkit agreed.          | 2019-09-13              | passes |
    | At risk  | Toolkit agreed | 2019-12-06    | Toolkit agreed.          | 2019-09-13              | passes |
    """
    put_off = milestone_put_off(action, previous)
    if put_off and action.status is Status.ON_TRACK:
        yield action.cell("milestone_due"), f"{action.ref} is On track, but {put_off}"


@check("K20", severity=Severity.QUERY)
def help_is_wanted_by_a_day_to_come(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """Help is wanted by a day that has not passed.

    Fix: give the day by which it is needed now, or empty both cells if it is needed no longer.

    | Help wanted from COG | Wanted by  | as_at      | result |
    | Release an auditor.  | 2019-06-29 | 2019-06-30 | fails  |
    | Release an auditor.  | 2019-06-30 | 2019-06-30 | passes |
    | None                 | 2019-06-29 | 2019-06-30 | passes |
    """
    day = action.wanted_by
    if day is not None and day < as_at and not says_nothing(action.help_wanted):
        yield (
            action.cell("wanted_by"),
            f"{action.ref} wants help by {day_in_words(day)}, which has passed already",
        )


@check("K21", severity=Severity.QUERY)
def proposed_action_is_due_after_it_starts(new_action: NewActionRecord) -> Iterator[Found]:
    """A proposed action is not due before it starts.

    Fix: correct Start or Due.

    | Start      | Due        | result |
    | 2020-01-31 | 2020-01-30 | fails  |
    | 2020-01-31 | 2020-01-31 | passes |
    """
    start, due = new_action.start, new_action.due
    if start is not None and due is not None and due < start:
        yield (
            new_action.cell("due"),
            f"The proposed action “{shortened(new_action.action)}” is due on {day_in_words(due)}, "
            f"before it starts on {day_in_words(start)}",
        )


@check("K22", severity=Severity.QUERY)
def return_was_agreed_before_it_was_signed(returned: ReturnRecord, quarter_starts: dt.date) -> Iterator[Found]:
    """The meeting that agreed a return was held this quarter or after it, and no later than the day of signing.

    Fix: correct the day of the meeting, or empty it if the subgroup has not seen the return.

    | Agreed at subgroup meeting on | Date       | quarter_starts | result |
    | 2019-07-09                    | 2019-07-04 | 2019-04-01     | fails  |
    | 2019-03-27                    | 2019-07-04 | 2019-04-01     | fails  |
    | 2019-07-04                    | 2019-07-04 | 2019-04-01     | passes |
    |                               | 2019-07-04 | 2019-04-01     | passes |
    """
    agreed, signed = returned.agreed_on, returned.signed_on
    if agreed is None:
        return
    said = f"The return of {returned.subgroup} is said to be agreed on {day_in_words(agreed)}"
    if agreed < quarter_starts:
        yield returned.cell("agreed_on"), f"{said}, before the quarter began"
    elif signed is not None and agreed > signed:
        yield returned.cell("agreed_on"), f"{said}, but was signed on {day_in_words(signed)}"


@check("K23", severity=Severity.NOTE, unless=("K03",))
def completion_is_told_in_its_quarter(action: ActionRecord, quarter_starts: dt.date) -> Iterator[Found]:
    """An action is declared Complete in the quarter in which it was completed.

    Fix: see whether the last report said otherwise, and put that right in this one.

    | Status   | Previous status | Completed on | quarter_starts | result |
    | Complete | At risk         | 2019-06-28   | 2019-07-01     | fails  |
    | Complete | At risk         | 2019-07-01   | 2019-07-01     | passes |
    | Complete | Complete        | 2019-06-28   | 2019-07-01     | passes |
    | Complete |                 | 2019-06-28   | 2019-07-01     | passes |
    """
    done, before = action.completed_on, action.previous_status
    is_new = action.status is Status.COMPLETE and before not in (Status.COMPLETE, None)
    if is_new and done is not None and done < quarter_starts:
        yield (
            action.cell("completed_on"),
            f"{action.ref} was completed on {day_in_words(done)}, but was still reported as {before} after that",
        )


@check("K24", severity=Severity.QUERY, unless=("K04", "K07"))
def action_under_way_stays_under_way(action: ActionRecord) -> Iterator[Found]:
    """An action that was under way is not Not started again.

    Fix: choose the status that fits, or say in Progress this quarter why work is to begin anew.

    | Previous status | Status      | result |
    | On track        | Not started | fails  |
    | Not started     | Not started | passes |
    | On track        | At risk     | passes |
    """
    if action.status is Status.NOT_STARTED and action.previous_status in UNDER_WAY:
        yield action.cell("status"), f"{action.ref} was {action.previous_status} and is now Not started"
