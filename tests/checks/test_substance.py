"""S, check by check: at the very per cent, in each status, with each value blank or not understood."""

import time

import pytest
from rapidfuzz import fuzz

from nacpc_xl.checks.copies import Together
from nacpc_xl.checks.run import all_checks
from nacpc_xl.checks.substance import BEGUN
from nacpc_xl.model.columns import Text
from nacpc_xl.model.phrases import NOTHING, VAGUE
from nacpc_xl.model.register import ActionRecord, HistoryRecord, MeasureRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.tracker import Actions
from nacpc_xl.model.words import Direction, YesNo
from tests.checks.asking import CHECKS, asked_about, fires, unread
from tests.quarters import DIFFERENCES, NEWS

GOOD = "Seven branches sent 64 staff to the half day in Garve on 9 May."
ACTION = ActionRecord.of(
    ref="P1.1-02", status=Status.ON_TRACK, previous_status=Status.ON_TRACK, progress=GOOD, difference=DIFFERENCES[0]
)
OTHER = ActionRecord.of(ref="P1.1-01", status=Status.ON_TRACK, progress=NEWS[1], difference=DIFFERENCES[1])
TEXTS = [name for name, column in Actions.to_fill_in().items() if isinstance(column, Text)]
STAYS_COMPLETE = {"status": Status.COMPLETE, "previous_status": Status.COMPLETE}


def earlier(*texts: str, name: str = "progress") -> tuple[HistoryRecord, ...]:
    """What was told in earlier quarters, the newest first."""
    count = len(texts)
    return tuple(
        HistoryRecord.of(quarter=f"Q{count - number}", ref="P1.1-02", **{name: text})
        for number, text in enumerate(texts)
    )


def test_an_update_is_held_against_each_earlier_quarter():
    assert asked_about("S01", ACTION, earlier=earlier(NEWS[1], GOOD.upper(), NEWS[2])) == [
        ("progress", "The update of P1.1-02 is 100% the same as in Q2")
    ]
    assert not fires("S01", ACTION, earlier=earlier(NEWS[1], NEWS[2], ""))
    assert not fires("S01", ACTION, earlier=())


def test_of_two_copies_the_more_alike_is_named():
    nearly = GOOD.replace("64 staff", "65 staff")
    assert [what[-15:] for _, what in asked_about("S01", ACTION, earlier=earlier(nearly, GOOD))] == [
        "the same as in Q1"[-15:]
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, True),
        ({"status": Status.COMPLETE}, True),
        ({"previous_status": Status.COMPLETE}, True),
        (STAYS_COMPLETE, False),
        ({"status": Status.NOT_STARTED}, False),
        ({"status": None}, True),
        ({"progress": ""}, False),
    ],
)
def test_news_is_wanted_but_of_what_has_not_begun_or_stays_complete(changes, said):
    assert fires("S01", ACTION.but(**changes), earlier=earlier(GOOD)) is said


def test_an_update_that_was_short_then_too_is_a_copy_only_word_for_word():
    short = ACTION.but(progress="Two more joined.")
    assert fires("S01", short, earlier=earlier("two more  joined."))
    assert not fires("S01", short, earlier=earlier("Ten more joined."))


def test_an_update_is_held_against_those_of_the_actions_before_it():
    copy = OTHER.but(progress=GOOD)
    assert asked_about("S02", ACTION, actions=Together((OTHER, copy, ACTION))) == [
        ("progress", "The update of P1.1-02 is 100% the same as that of P1.1-01")
    ]
    assert not fires("S02", ACTION, actions=Together((ACTION, copy)))
    assert not fires("S02", ACTION, actions=Together((OTHER, ACTION)))
    assert not fires("S02", ACTION.but(status=Status.NOT_STARTED), actions=Together((copy, ACTION)))
    assert fires("S02", ACTION.but(**STAYS_COMPLETE), actions=Together((copy, ACTION)))
    assert not fires("S02", ACTION.but(progress=""), actions=Together((OTHER.but(progress=""), ACTION)))


def test_an_action_is_not_held_against_a_copy_of_its_own_row():
    again = unread(ACTION, "wanted_by")
    assert not fires("S02", again, actions=Together((OTHER, ACTION)))
    assert not fires("S11", again, earlier=(), actions=Together((OTHER, ACTION)))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("text", ["Ongoing.", "as before", "TBC"])
def test_a_vague_phrase_says_nothing_in_any_text(name, text):
    heading = Actions.columns()[name].heading
    assert asked_about("S03", ACTION.but(**{name: text})) == [(name, f"P1.1-02: {heading} says only “{text}”")]
    assert not fires("S03", ACTION.but(**{name: GOOD}))


@pytest.mark.parametrize("status", [*Status, None])
@pytest.mark.parametrize("name", TEXTS)
def test_none_is_an_answer_where_none_is_required(name, status):
    row = ActionRecord.sample().but(**{"status": status, "new_due": None, name: ""})
    assert fires("S03", row.but(**{name: "None"})) is (name in row.missing())
    assert not fires("S03", row)


def test_a_long_text_is_not_quoted_whole():
    ((_, what),) = asked_about("S03", ACTION.but(progress="Ongoing, as before. " * 20))
    assert len(what) < 120


@pytest.mark.parametrize("before", [*Status, None])
@pytest.mark.parametrize("now", [*Status, None])
def test_off_track_does_not_last(before, now):
    action = ACTION.but(status=now, previous_status=before)
    assert fires("S04", action, earlier=()) is (now is before is Status.OFF_TRACK)


OFF, RISK, NONE = Status.OFF_TRACK, Status.AT_RISK, Status.NO_RETURN


@pytest.mark.parametrize(
    ("earlier", "how_often"),
    [
        ([OFF], "for the second quarter running"),
        ([OFF, RISK, OFF], "for the second quarter running"),
        ([OFF, OFF], "for the third quarter running"),
        ([OFF, OFF, OFF], "for the fourth quarter running"),
        ([OFF] * 12, "for the 13th quarter running"),
        ([NONE, OFF, OFF], "again"),
        ([OFF, NONE, OFF], "for the second quarter running"),
        ([None, OFF], "again"),
    ],
)
def test_how_often_an_action_was_off_track_is_counted_in_its_history(earlier, how_often):
    action = ACTION.but(status=Status.OFF_TRACK, previous_status=Status.OFF_TRACK)
    records = [HistoryRecord.of(ref=action.ref, status=status) for status in earlier]
    assert asked_about("S04", action, earlier=records) == [("status", f"{action.ref} is Off track {how_often}")]


@pytest.mark.parametrize("status", [*Status, None])
def test_what_has_begun_has_a_particular_to_tell(status):
    plain_words = ACTION.but(status=status, progress="Partners go on sharing what they learn")
    assert fires("S05", plain_words) is (status in BEGUN)
    assert not fires("S05", plain_words.but(progress=GOOD))
    assert not fires("S05", plain_words.but(progress=""))
    assert not fires("S05", plain_words.but(progress="Ongoing"))
    assert Status.NOT_STARTED not in BEGUN


@pytest.mark.parametrize("text", NEWS)
def test_honest_news_has_a_particular(text):
    assert not fires("S05", ACTION.but(progress=text))


def test_a_difference_is_more_than_the_activity():
    assert asked_about("S06", ACTION.but(difference="On 9 May, seven branches sent 64 staff to Garve.")) == [
        ("difference", "The difference made of P1.1-02 repeats its update")
    ]
    for difference in ("", "Staff sent 64.", DIFFERENCES[0]):
        assert not fires("S06", ACTION.but(difference=difference))


@pytest.mark.parametrize(
    ("before", "nth"), [(None, ""), (0, ""), (1, ""), (2, "third"), (3, "fourth"), (9, "tenth"), (10, "11th")]
)
def test_a_third_new_date_is_counted(before, nth):
    action = ACTION.but(times_redated=before)
    moved = action.but(new_due=ActionRecord.sample().start)
    assert asked_about("S07", moved) == (
        [("new_due", f"P1.1-02 asks for a new due date for the {nth} time")] if nth else []
    )
    assert not fires("S07", action)


@pytest.mark.parametrize("odd", range(3))
def test_three_quarters_at_risk_are_noted(odd):
    statuses: list[Status | None] = [Status.AT_RISK] * 3
    rows = ACTION.but(status=statuses[0]), ACTION.but(status=statuses[1], previous_status=statuses[2])
    assert fires("S08", rows[0], previous=rows[1])
    assert not fires("S08", rows[0], previous=None)
    for other in (Status.ON_TRACK, Status.OFF_TRACK, Status.NO_RETURN, None):
        statuses[odd] = other
        now, last = ACTION.but(status=statuses[0]), ACTION.but(status=statuses[1], previous_status=statuses[2])
        assert not fires("S08", now, previous=last)
    assert not fires("S08", ACTION.but(status=None), previous=ACTION.but(status=None, previous_status=None))


@pytest.mark.parametrize(
    ("text", "no_decision", "no_help"),
    [
        ("", False, False),
        ("None", False, True),
        ("-", False, True),
        ("Ongoing", False, False),
        ("There are too few trainers.", True, False),
        ("Release two trainers.", False, False),
    ],
)
def test_help_is_something_to_decide(text, no_decision, no_help):
    action = ACTION.but(help_wanted=text)
    assert fires("S09", action) is no_decision
    assert fires("S13", action) is no_help


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Release two trainers.", "from whom or what follows if not"),
        ("Release two trainers. If not, the course is lost.", "from whom"),
        ("Decision wanted from the Health Board: release two trainers.", "what follows if not"),
    ],
)
def test_help_is_wanted_from_somebody_and_for_a_reason(text, lacking):
    ((_, what),) = asked_about("S17", ACTION.but(help_wanted=text))
    assert what == f"{ACTION.ref} wants a decision, but does not say {lacking}"
    for enough in ("", "None", "Decision wanted from the Board: release two trainers. If not, the course is lost."):
        assert not fires("S17", ACTION.but(help_wanted=enough))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("No room.", "no room", True),
        ("No room in Garve.", "no room", False),
        ("None", "None", False),
        ("", "", False),
        ("TBC", "TBC", False),
    ],
)
def test_a_barrier_is_told_anew(now, before, said):
    assert fires("S10", ACTION.but(barrier=now), previous=ACTION.but(barrier=before)) is said
    assert not fires("S10", ACTION.but(barrier=now), previous=None)


def test_a_difference_is_told_anew_and_is_the_actions_own():
    told = earlier("", DIFFERENCES[0], name="difference")
    copy = OTHER.but(difference=DIFFERENCES[0])
    assert asked_about("S11", ACTION, earlier=told, actions=Together((copy, ACTION))) == [
        ("difference", "The difference made of P1.1-02 is 100% the same as in Q1")
    ]
    assert asked_about("S11", ACTION, earlier=(), actions=Together((OTHER, copy, ACTION))) == [
        ("difference", "The difference made of P1.1-02 is 100% the same as that of P1.1-01")
    ]
    assert not fires("S11", ACTION, earlier=(), actions=Together((OTHER, ACTION, copy)))
    for changes in (STAYS_COMPLETE, {"status": Status.NOT_STARTED}, {"difference": "None"}, {"difference": ""}):
        row = ACTION.but(**changes)
        same = earlier(row.difference, name="difference")
        assert not fires("S11", row, earlier=same, actions=Together((copy.but(difference=row.difference), row)))


@pytest.mark.parametrize(
    ("reason", "said"),
    [("Delays.", True), ("More time is needed", True), ("The hall burnt down.", False), ("", False)],
)
def test_a_reason_is_more_than_a_delay(reason, said):
    assert fires("S12", ACTION.but(reason=reason)) is said


MEASURE = MeasureRecord.of(
    ref="P1.1-02-M1", unit="staff", value=24.0, last_value=24.0, met=YesNo.NO, direction=Direction.SAME
)


@pytest.mark.parametrize("odd", range(4))
def test_a_figure_that_stands_still_for_three_quarters_is_noted(odd):
    def rows(figures: list[float | None]) -> tuple[MeasureRecord, MeasureRecord]:
        now, last, before, long_before = figures
        return MEASURE.but(value=now, last_value=last), MEASURE.but(value=before, last_value=long_before)

    measure, previous = rows([24.0] * 4)
    assert asked_about("S14", measure, previous_measure=previous, own_action=ACTION) == [
        ("value", "P1.1-02-M1 has stood at 24 for three quarters")
    ]
    for other in (23.0, 25.0, None):
        figures: list[float | None] = [24.0] * 4
        figures[odd] = other
        measure, previous = rows(figures)
        assert not fires("S14", measure, previous_measure=previous, own_action=ACTION)
    measure, previous = rows([None] * 4)
    assert not fires("S14", measure, previous_measure=previous, own_action=ACTION)


@pytest.mark.parametrize("status", [*Status, None])
def test_a_figure_may_stand_still_where_nothing_is_done_or_left_to_do(status):
    action = ACTION.but(status=status)
    waits = status in (Status.NOT_STARTED, Status.COMPLETE)
    assert fires("S14", MEASURE, previous_measure=MEASURE, own_action=action) is not waits
    assert not fires("S14", MEASURE.but(met=YesNo.YES), previous_measure=MEASURE, own_action=action)
    assert fires("S14", MEASURE.but(met=None), previous_measure=MEASURE, own_action=action) is not waits
    assert not fires("S14", MEASURE, previous_measure=None, own_action=action)
    assert not fires("S14", MEASURE, previous_measure=MEASURE, own_action=None)


def test_a_figure_of_the_same_day_is_noted():
    day, other = MeasureRecord.sample(1).as_at, MeasureRecord.sample(2).as_at
    measure = MEASURE.but(as_at=day)
    ((name, what),) = asked_about("S15", measure, previous_measure=measure)
    assert (name, what) == ("as_at", "The figure of P1.1-02-M1 is of 8 April 2019, as last quarter's was")
    assert fires("S15", measure.but(comment="n/a"), previous_measure=measure)
    assert not fires("S15", measure.but(comment="Counted each April."), previous_measure=measure)
    assert not fires("S15", measure, previous_measure=MEASURE.but(as_at=other))
    assert not fires("S15", measure, previous_measure=None)
    assert not fires("S15", MEASURE, previous_measure=MEASURE)


@pytest.mark.parametrize("before", [*Status, None])
def test_a_measure_has_a_figure_in_the_second_quarter_of_its_action(before):
    action = ACTION.but(previous_status=before)
    blank = MEASURE.but(value=None, last_value=None)
    begun = before in BEGUN
    assert fires("S16", blank, previous_measure=blank, own_action=action) is begun
    assert not fires("S16", blank.but(value=0.0), previous_measure=blank, own_action=action)
    assert not fires("S16", blank.but(last_value=0.0), previous_measure=blank, own_action=action)
    assert not fires("S16", unread(blank, "value"), previous_measure=blank, own_action=action)
    assert not fires("S16", blank, previous_measure=None, own_action=action)
    assert not fires("S16", blank, previous_measure=blank, own_action=None)


def test_what_is_vague_silences_what_follows_from_it():
    for code in ("S01", "S02", "S05", "S06", "S09", "S10", "S11", "S12"):
        assert "S03" in CHECKS[code].unless
    assert not VAGUE & NOTHING


@pytest.mark.parametrize("one", [one for one in all_checks() if one.code[0] == "S"], ids=lambda one: one.code)
def test_no_blank_or_strange_value_stops_a_check(one):
    table = {"action": ActionRecord, "measure": MeasureRecord}[one.subject]
    context = {
        "actions": Together((OTHER, ActionRecord())),
        "earlier": (*earlier(GOOD), HistoryRecord()),
        "previous": ActionRecord(),
        "previous_measure": MeasureRecord(),
        "own_action": ActionRecord(),
    }
    seen = {name: context[name] for name in one.sees[1:]}
    for number in range(6):
        full = table.sample(number)
        for name in table.columns():
            list(one.function(unread(full, name), **seen))
            list(one.function(full.but(**{name: table.columns()[name].blank}), **seen))
    list(one.function(table(), **seen))


def test_four_quarters_of_four_hundred_actions_are_compared_in_no_time():
    words = [f"{chr(97 + one % 26) * (2 + one % 7)}{one}" for one in range(900)]

    def text(seed: int) -> str:
        return " ".join(words[(seed * 31 + step * (7 + seed % 11)) % 900] for step in range(60))[:300]

    actions = Together(
        ACTION.but(ref=f"P{one // 90 + 1}.1-{one % 90 + 1:02}", progress=text(one)) for one in range(400)
    )
    began = time.perf_counter()
    for number, action in enumerate(actions):
        list(
            CHECKS["S01"].function(action, earlier=earlier(text(number + 401), text(number + 402), text(number + 403)))
        )
        list(CHECKS["S02"].function(action, actions=actions))
    took = time.perf_counter() - began
    assert fuzz.ratio(text(1), text(2)) < 90
    assert took < 1.0, f"{took:.2f} s for one quarter, which takes about 0.12 s"
