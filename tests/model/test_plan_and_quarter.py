"""The plan's year, its quarters, and which way a status moves."""

import datetime as dt
from itertools import pairwise

import pytest

from nacpc_xl.model.quarter import quarters_of
from nacpc_xl.model.status import Status, direction, is_better
from nacpc_xl.model.words import Direction, Rota
from tests.committee import PLAN, Q1, Q2, Q3


@pytest.mark.parametrize(
    "starts", [dt.date(2019, 4, 1), dt.date(2024, 1, 1), dt.date(2023, 8, 1), dt.date(2023, 11, 15)]
)
def test_four_quarters_make_one_year_without_a_gap(starts):
    quarters = quarters_of("a year", starts)
    assert [quarter.label for quarter in quarters] == ["Q1", "Q2", "Q3", "Q4"]
    assert quarters[0].starts == starts
    for one, following in pairwise(quarters):
        assert one.ends + dt.timedelta(days=1) == following.starts
    assert quarters[3].ends + dt.timedelta(days=1) == starts.replace(year=starts.year + 1)


def test_a_quarter_is_called_by_its_label_and_its_year():
    assert (Q1.name, Q1.months) == ("Q1 2024-25", "April to June 2024")


def test_trackers_are_due_back_some_working_days_after_the_quarter():
    assert PLAN.return_by(Q1) == dt.date(2024, 7, 5)  # 30 June is a Sunday


def test_an_action_stays_until_the_quarter_in_which_it_was_withdrawn():
    assert "P3.1-02" in {action.ref for action in PLAN.actions_in(Q1)}
    assert "P3.1-02" not in {action.ref for action in PLAN.actions_in(Q2)}


def test_the_rota_says_how_fully_a_theme_is_reported():
    harm, voices, standing = PLAN.themes
    assert [theme.rota(Q2) for theme in (harm, voices, standing)] == [Rota.IN_BRIEF, Rota.IN_FULL, Rota.IN_FULL]
    assert [theme.rota(Q3) for theme in (harm, voices, standing)] == [Rota.IN_FULL, Rota.IN_BRIEF, Rota.IN_FULL]


@pytest.mark.parametrize(
    ("now", "before", "way"),
    [
        (Status.COMPLETE, Status.ON_TRACK, Direction.BETTER),
        (Status.ON_TRACK, Status.NOT_STARTED, Direction.BETTER),
        (Status.NOT_STARTED, Status.ON_TRACK, Direction.WORSE),
        (Status.AT_RISK, Status.NOT_STARTED, Direction.WORSE),
        (Status.AT_RISK, Status.ON_TRACK, Direction.WORSE),
        (Status.OFF_TRACK, Status.AT_RISK, Direction.WORSE),
        (Status.OFF_TRACK, Status.OFF_TRACK, Direction.SAME),
        (Status.OFF_TRACK, None, Direction.FIRST),
        (Status.NO_RETURN, Status.ON_TRACK, Direction.NOT_KNOWN),
        (None, None, Direction.NOT_KNOWN),
    ],
)
def test_a_status_moves_one_way_or_not_at_all(now, before, way):
    assert direction(now, before) is way


def test_not_started_is_no_worse_a_declaration_than_on_track():
    assert not is_better(Status.ON_TRACK, Status.NOT_STARTED)
    assert not is_better(Status.NOT_STARTED, Status.ON_TRACK)
    assert is_better(Status.ON_TRACK, Status.AT_RISK)
    assert not is_better(Status.COMPLETE, None)
    assert not is_better(Status.COMPLETE, Status.NO_RETURN)
