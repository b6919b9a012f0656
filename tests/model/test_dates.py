"""Which days are understood, and which are not guessed at."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacpc_xl.model.columns import Date, MacSerial, as_written
from nacpc_xl.model.dates import day_in_words, read_date, working_days_after

DUE = Date("Due")
DAYS = st.dates(Date.EARLIEST, Date.LATEST)


@pytest.mark.parametrize(
    "written",
    [
        dt.date(2019, 4, 1), dt.datetime(2019, 4, 1), dt.datetime(2019, 4, 1, 14, 30), 43556, 43556.0,
        "1/4/2019", "01/04/2019", "1/4/19", "01.04.2019", "1.4.19", "01-04-2019", "1 / 4 / 2019",
        "1 April 2019", "1 april 2019", "1 APRIL 2019", "1 Apr 2019", "1 April 19", "1st April 2019",
        "1st  April, 2019", "01-Apr-2019", "1-Apr-19", "Monday 1 April 2019", "Mon, 1 Apr 2019", " 1 April\n2019 ",
        "2019-04-01", "2019-04-01T00:00:00", "2019-04-01 00:00",
    ],
)  # fmt: skip
def test_an_exact_day_is_understood(written):
    assert DUE.parse(written, {}) == (dt.date(2019, 4, 1), "")


@pytest.mark.parametrize(
    "written",
    [
        "end of June", "Q3", "Jun-19", "June 2019", "06/2019", "2019", "TBC", "ongoing", "asap", "30 June", "30/6",
        "31/02/2019", "2019-13-01", "2019-02-30", "30 Juni 2019", "32 May 2019", "0/1/2019",
        "1/4/219", "1/4/20190", "1 April 2019 or later", "1 April 2019?", "by 1 April 2019", "2019/04/01", "43556",
        "1-2 April 2019", "April 1 2019", "1 April 2019 14:30",
        True, 1, 12, 2019, 43556.5, 36525, 73051, 1e20, -1, float("nan"), dt.time(9, 30), dt.timedelta(days=3),
    ],
)  # fmt: skip
def test_anything_looser_than_a_day_is_kept_and_queried(written):
    assert DUE.parse(written, {}) == (None, f"“{as_written(written)}” is not an exact date")


@pytest.mark.parametrize("written", ["04/25/2019", "4-25-19", "04.25.2019"])
def test_a_day_with_its_month_first_is_queried_with_what_may_be_meant(written):
    assert DUE.parse(written, {}) == (None, f"“{written}” is not an exact date; is it 25 April 2019?")


def test_a_day_that_can_be_read_both_ways_has_its_day_first():
    assert DUE.parse("03/04/2019", {}) == (dt.date(2019, 4, 3), "")


def test_a_number_in_a_workbook_of_1904_is_the_day_that_it_is_there():
    assert DUE.parse(MacSerial(42184.0), {}) == (dt.date(2019, 6, 30), "")


@pytest.mark.parametrize("written", ["31/12/1999", "1 January 2100", "30/06/0219", dt.date(1899, 12, 31)])
def test_a_year_that_cannot_be_meant_is_queried(written):
    value, problem = DUE.parse(written, {})
    assert value is None
    assert problem.endswith(" cannot be the year that is meant")


@given(DAYS)
def test_every_day_is_understood_in_every_form(day):
    forms = ("%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d-%b-%Y", "%A %d %b %y", "%Y-%m-%d")
    serial = (day - dt.date(1899, 12, 30)).days
    for raw in (day_in_words(day), serial, float(serial), *(day.strftime(form) for form in forms)):
        assert read_date(raw) == day


@given(st.dates(), st.integers(0, 30))
def test_trackers_are_due_on_a_working_day(day, count):
    if day.year < 9999 and count:
        due = working_days_after(day, count)
        between = (day + dt.timedelta(days=offset) for offset in range(1, (due - day).days + 1))
        assert due.weekday() < 5
        assert sum(one.weekday() < 5 for one in between) == count
