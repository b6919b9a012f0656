"""S: is it news?"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from nacpc_xl.checks.copies import Together
from nacpc_xl.checks.registry import Found, check
from nacpc_xl.merge.likeness import is_same, most_like, repeats
from nacpc_xl.model.columns import Text
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.phrases import (
    is_particular,
    is_vague,
    names_a_decision,
    says_nothing,
    says_only_delay,
    says_something,
    shortened,
)
from nacpc_xl.model.register import ActionRecord, HistoryRecord, MeasureRecord
from nacpc_xl.model.request import request_in
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Severity, YesNo

BEGUN = (Status.COMPLETE, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
OFTEN = 3  # times that a due date is asked to move, from which it is worth a word
TIMES = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@check("S01", severity=Severity.QUERY, unless=("S03",))
def update_is_new(action: ActionRecord, earlier: Sequence[HistoryRecord]) -> Iterator[Found]:
    """An update says something that those of earlier quarters did not.

    Fix: say what was done in these three months.

    | Progress this quarter            | earlier: Quarter | earlier: Progress this quarter   | result |
    | The toolkit was drafted in July. | Q1               | The toolkit was drafted in July. | fails  |
    | All services adopted it on 2 May | Q1               | The toolkit was drafted in July. | passes |
    """
    found = most_like(action.progress, [record.progress for record in earlier]) if _has_news(action) else None
    if found is not None:
        quarter = earlier[found.number].quarter
        yield action.cell("progress"), f"The update of {action.ref} is {found.per_cent:.0f}% the same as in {quarter}"


@check("S02", severity=Severity.QUERY, unless=("S01", "S03"))
def update_is_its_own(action: ActionRecord, actions: Together) -> Iterator[Found]:
    """An update is about its own action, not a copy of another's.

    Fix: say what was done for this action.

    | Ref     | Progress this quarter                 | actions: Ref | actions: Progress this quarter       | result |
    | P1.1-02 | The toolkit was drafted in one team.  | P1.1-01      | The toolkit was drafted in one team. | fails  |
    | P1.1-02 | 40 staff came to the workshop in May. | P1.1-01      | The toolkit was drafted in one team. | passes |
    """
    if action.status is not Status.NOT_STARTED:
        for ref, per_cent in _copied_from(action, actions, "progress"):
            yield action.cell("progress"), f"The update of {action.ref} is {per_cent:.0f}% the same as that of {ref}"


@check("S03", severity=Severity.QUERY)
def answer_says_something(action: ActionRecord) -> Iterator[Found]:
    """An answer in words says something, and says it here.

    Fix: say in the cell itself what was done, what came of it or what stands in the way, with a figure or a date.

    | Status   | Progress this quarter                            | Evidence             | result |
    | Complete | Ongoing.                                         | Report of 3 May 2019 | fails  |
    | Complete | Forty staff came to the workshop on 14 May 2019. | Available on request | fails  |
    | Complete | Forty staff came to the workshop on 14 May 2019. | None                 | fails  |
    | Complete | Forty staff came to the workshop on 14 May 2019. | Report of 3 May 2019 | passes |
    | On track | Forty staff came to the workshop on 14 May 2019. | None                 | passes |
    """
    conditions = action.conditions()
    for name, column in action.to_fill_in().items():
        text = action.values.get(name, "") if isinstance(column, Text) else ""
        if not text:
            continue
        is_required = name in conditions and conditions[name].holds(action)
        if is_vague(text) or (is_required and says_nothing(text)):
            yield action.cell(name), f"{action.ref}: {column.heading} says only “{shortened(text)}”"


@check("S04", severity=Severity.NOTE)
def off_track_does_not_last(action: ActionRecord, earlier: Sequence[HistoryRecord]) -> Iterator[Found]:
    """An action is not Off track for two quarters running.

    Fix: ask what would bring it back, and whether chief officers can help.

    | Status    | Previous status | earlier: Status | result |
    | Off track | Off track       | Off track       | fails  |
    | Off track | Off track       | No return       | fails  |
    | At risk   | Off track       | Off track       | passes |
    | At risk   | Off track       | No return       | passes |
    """
    if action.status is Status.OFF_TRACK and action.previous_status is Status.OFF_TRACK:
        before = len(list(takewhile(lambda record: record.status is Status.OFF_TRACK, earlier)))
        how_often = f"for the {_nth(before + 1)} quarter running" if before else "again"
        yield action.cell("status"), f"{action.ref} is Off track {how_often}"


@check("S05", severity=Severity.QUERY, unless=("S01", "S02", "S03"))
def update_has_a_particular(action: ActionRecord) -> Iterator[Found]:
    """An update has a figure, a date, a name, or something that was made or held.

    Fix: say how many, when, who, or what there is to show for it.

    | Status   | Progress this quarter                                | result |
    | On track | Partners go on sharing what they learn in good heart | fails  |
    | On track | Partners met on 14 May to share what they learn      | passes |
    | On track | Partners met twice to share what they learn          | passes |
    | On track | A workshop was held for partners                     | passes |
    | On track | Partners in Largs shared what they learn             | passes |
    """
    if action.status in BEGUN and says_something(action.progress) and not is_particular(action.progress):
        yield action.cell("progress"), f"The update of {action.ref} has no figure, no date and nothing that was made"


@check("S06", severity=Severity.QUERY, unless=("S03",))
def difference_is_not_the_activity(action: ActionRecord) -> Iterator[Found]:
    """The difference made is something else than what was done.

    Fix: say what is better for people or in practice because of it, or leave it empty until that shows.

    | Progress this quarter                            | Difference made                         | result |
    | Two workshops were held for 38 staff on 14 May.  | Two workshops were held for 38 staff.   | fails  |
    | Two workshops were held for 38 staff on 14 May.  | Staff now write a chronology each time. | passes |
    """
    if repeats(action.difference, action.progress):
        yield action.cell("difference"), f"The difference made of {action.ref} repeats its update"


@check("S07", severity=Severity.NOTE)
def due_date_does_not_move_again_and_again(action: ActionRecord) -> Iterator[Found]:
    """A due date is not asked to move for the third time.

    Fix: ask whether the action can be done as it was planned, before the new date is agreed.

    | Times re-dated | New due date | result |
    | 2              | 2020-01-31   | fails  |
    | 1              | 2020-01-31   | passes |
    | 2              |              | passes |
    """
    times = (action.times_redated or 0) + 1
    if action.new_due is not None and times >= OFTEN:
        yield action.cell("new_due"), f"{action.ref} asks for a new due date for the {_nth(times)} time"


@check("S08", severity=Severity.NOTE)
def at_risk_does_not_last(action: ActionRecord, previous: ActionRecord | None) -> Iterator[Found]:
    """An action is not At risk for three quarters running.

    Fix: ask whether the recovery is working, and what would bring it back on track.

    | Status  | previous: Status | previous: Previous status | result |
    | At risk | At risk          | At risk                   | fails  |
    | At risk | At risk          | On track                  | passes |
    | At risk | On track         | At risk                   | passes |
    """
    if previous is None:
        return
    statuses = {action.status, previous.status, previous.previous_status}
    if statuses == {Status.AT_RISK}:
        yield action.cell("status"), f"{action.ref} is At risk for the third quarter running"


@check("S09", severity=Severity.QUERY, unless=("S03", "S13"))
def help_wanted_names_a_decision(action: ActionRecord) -> Iterator[Found]:
    """Help that is wanted of chief officers is something that they can decide or do.

    Fix: say what should be decided, by whom, and what follows if it is not.

    | Help wanted from COG                   | result |
    | There are not enough trainers locally. | fails  |
    | Release two trainers for a day.        | passes |
    """
    if says_something(action.help_wanted) and not names_a_decision(action.help_wanted):
        yield action.cell("help_wanted"), f"{action.ref} wants help, but does not say what is to be decided"


@check("S10", severity=Severity.QUERY, unless=("S01", "S03"))
def barrier_is_not_left_standing(action: ActionRecord, previous: ActionRecord | None) -> Iterator[Found]:
    """A barrier is not told in the same words as last quarter.

    Fix: say what has been done about it since, or who could remove it.

    | Barrier                | previous: Barrier      | result |
    | Two posts are vacant.  | Two posts are vacant   | fails  |
    | One post is vacant.    | Two posts are vacant   | passes |
    | None                   | Two posts are vacant   | passes |
    """
    if previous is not None and says_something(action.barrier) and is_same(action.barrier, previous.barrier):
        yield action.cell("barrier"), f"The barrier of {action.ref} is word for word that of last quarter"


@check("S11", severity=Severity.QUERY, unless=("S01", "S03"))
def difference_is_new_and_its_own(
    action: ActionRecord, earlier: Sequence[HistoryRecord], actions: Together
) -> Iterator[Found]:
    """The difference made is told anew each quarter, and is the action's own.

    Fix: say what is better now because of this action, or leave it empty where nothing more can be seen yet.

    | Ref     | Difference made    | earlier: Quarter | earlier: Difference made | actions: Ref | actions: Difference made | result |
    | P1.1-02 | Fewer calls missed | Q1               | Fewer calls missed       | P1.1-01      | Less is lost             | fails  |
    | P1.1-02 | Fewer calls missed | Q1               | Staff feel sure          | P1.1-01      | Fewer calls missed       | fails  |
    | P1.1-02 | Fewer calls missed | Q1               | Staff feel sure          | P1.1-01      | Less is lost             | passes |
    """  # noqa: E501
    if not (_has_news(action) and says_something(action.difference)):
        return
    found = most_like(action.difference, [record.difference for record in earlier])
    if found is not None:
        quarter = earlier[found.number].quarter
        yield (
            action.cell("difference"),
            f"The difference made of {action.ref} is {found.per_cent:.0f}% the same as in {quarter}",
        )
        return
    for ref, per_cent in _copied_from(action, actions, "difference"):
        yield (
            action.cell("difference"),
            f"The difference made of {action.ref} is {per_cent:.0f}% the same as that of {ref}",
        )


@check("S12", severity=Severity.QUERY, unless=("S03",))
def reason_is_more_than_delay(action: ActionRecord) -> Iterator[Found]:
    """The reason for a new date says more than that it took longer.

    Fix: say what held it up, and what has changed so that the new date will hold.

    | Reason for new date                      | result |
    | Slippage, more time is needed.           | fails  |
    | The venue was lost; rebooked in January. | passes |
    """
    if says_only_delay(action.reason):
        yield action.cell("reason"), f"The reason for the new date of {action.ref} says only that there was a delay"


@check("S13", severity=Severity.QUERY)
def help_wanted_is_wanted(action: ActionRecord) -> Iterator[Found]:
    """Whoever wants no help leaves the cell empty.

    Fix: empty the cell, since whatever stands in it is put to chief officers, or say what they should decide.

    | Help wanted from COG       | result |
    | None at present            | fails  |
    | Release an auditor in May. | passes |
    |                            | passes |
    """
    text = action.help_wanted
    if text and says_nothing(text):
        yield action.cell("help_wanted"), f"{action.ref}: Help wanted from COG says “{shortened(text)}”"


@check("S14", severity=Severity.NOTE)
def figure_moves(
    measure: MeasureRecord, previous_measure: MeasureRecord | None, own_action: ActionRecord | None
) -> Iterator[Found]:
    """A figure that has not met its target does not stand still for two quarters running.

    Fix: ask whether anything that is being done can move it.

    | Last value | Value this quarter | Target met | previous_measure: Last value | previous_measure: Value this quarter | own_action: Status | result |
    | 24         | 24                 | No         | 24                           | 24                                   | On track           | fails  |
    | 24         | 25                 | No         | 24                           | 24                                   | On track           | passes |
    | 24         | 24                 | No         | 23                           | 24                                   | On track           | passes |
    | 24         | 24                 | Yes        | 24                           | 24                                   | On track           | passes |
    | 24         | 24                 | No         | 24                           | 24                                   | Not started        | passes |
    """  # noqa: E501
    if previous_measure is None or own_action is None or own_action.status in (Status.NOT_STARTED, Status.COMPLETE):
        return
    figures = {measure.value, measure.last_value, previous_measure.value, previous_measure.last_value}
    if len(figures) == 1 and None not in figures and measure.met is not YesNo.YES:
        yield measure.cell("value"), f"{measure.ref} has stood at {measure.in_words('value')} for three quarters"


@check("S15", severity=Severity.NOTE, unless=("K09",))
def figure_is_counted_anew(measure: MeasureRecord, previous_measure: MeasureRecord | None) -> Iterator[Found]:
    """A figure is of another day than that of last quarter.

    Fix: ask whether it was counted again.

    | As at      | Comment                 | previous_measure: As at | result |
    | 2019-07-05 |                         | 2019-07-05              | fails  |
    | 2019-09-27 |                         | 2019-07-05              | passes |
    | 2019-07-05 | It is counted each July | 2019-07-05              | passes |
    """
    day = measure.as_at
    same = previous_measure is not None and day is not None and day == previous_measure.as_at
    if day is not None and same and not says_something(measure.comment):
        yield measure.cell("as_at"), f"The figure of {measure.ref} is of {day_in_words(day)}, as last quarter's was"


@check("S16", severity=Severity.NOTE)
def measure_has_a_figure_at_last(
    measure: MeasureRecord, previous_measure: MeasureRecord | None, own_action: ActionRecord | None
) -> Iterator[Found]:
    """A measure of an action that has begun has a figure in its second quarter at the latest.

    Fix: ask when it will be counted for the first time.

    | Last value | Value this quarter | previous_measure: Value this quarter | own_action: Previous status | result |
    |            |                    |                                      | On track                    | fails  |
    |            | 12                 |                                      | On track                    | passes |
    | 12         |                    |                                      | On track                    | passes |
    |            |                    |                                      | Not started                 | passes |
    """
    if previous_measure is None or own_action is None or own_action.previous_status not in BEGUN:
        return
    if measure.value is None and measure.last_value is None and not measure.unread:
        yield measure.cell("value"), f"{measure.ref} has had no figure for two quarters"


def _has_news(action: ActionRecord) -> bool:
    """Whether an action should have something new to tell: not while it has not begun, nor once it stays Complete."""
    stays_complete = action.status is Status.COMPLETE and action.previous_status is Status.COMPLETE
    return action.status is not Status.NOT_STARTED and not stays_complete


def _nth(number: int) -> str:
    """Which time it is, from the second on, as a word: third."""
    return TIMES[number - 2] if number - 2 < len(TIMES) else f"{number}th"


def _copied_from(action: ActionRecord, actions: Together, name: str) -> Iterator[tuple[str, float]]:
    """The ref of the action, among those that stand before it, whose text is copied, and the per cent of likeness."""
    copied = actions.copied(name, action.ref)
    if copied is not None:
        yield copied


@check("S17", severity=Severity.QUERY, unless=("S03", "S09", "S13"))
def help_wanted_says_from_whom_and_what_follows(action: ActionRecord) -> Iterator[Found]:
    """What is asked of chief officers says whose decision it is, and what follows if it is not taken.

    Fix: write it so: Decision wanted from WHOM: WHAT. If not, WHAT FOLLOWS.

    | Help wanted from COG                                                                        | result |
    | Decision wanted from the Health Board: release two trainers.                                | fails  |
    | Release two trainers. If not, the course is lost.                                           | fails  |
    | Decision wanted from the Health Board: release two trainers. If not, the course is lost.    | passes |
    """
    if not says_something(action.help_wanted):
        return
    request = request_in(action.help_wanted)
    lacking = [
        what for part, what in ((request.of, "from whom"), (request.otherwise, "what follows if not")) if not part
    ]
    if lacking:
        yield action.cell("help_wanted"), f"{action.ref} wants a decision, but does not say {' or '.join(lacking)}"
