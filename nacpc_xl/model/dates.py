"""Days as people write them: a closed list of forms, the day before the month. Nothing looser is guessed."""

import datetime as dt
import re

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_BY_SHORT_NAME = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTH = "(?P<month>" + "|".join(f"{name}|{name[:3]}" for name in MONTHS) + "|Sept)"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s+)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_FORMS = (
    re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*" + _YEAR),
    re.compile(_WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+" + _MONTH + r"\.?,?[\s-]+" + _YEAR, re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]00:00(?::00)?)?"),
)  # fmt: skip
_SERIAL_ORIGIN = dt.date(1899, 12, 30)  # day 0 of Excel's 1900 date system, from March 1900 on
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 1 January 2000 and 31 December 2099


def read_date(raw: object) -> dt.date | None:
    """The day that `raw` names exactly, or `None` where it names none, or more than one could be meant."""
    match raw:
        case dt.datetime():
            return raw.date()
        case dt.date():
            return raw
        case bool():
            return None
        case int() | float():
            whole = float(raw).is_integer() and _FIRST_SERIAL <= raw <= _LAST_SERIAL
            return _SERIAL_ORIGIN + dt.timedelta(days=int(raw)) if whole else None
        case str():
            return _read_written_date(" ".join(raw.split()))
    return None


def _read_written_date(text: str) -> dt.date | None:
    found = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if found is None:
        return None
    month, year = found["month"], int(found["year"])
    try:
        return dt.date(
            year + 2000 if year < 100 else year,
            int(month) if month.isdecimal() else _MONTH_BY_SHORT_NAME[month[:3].lower()],
            int(found["day"]),
        )
    except ValueError:
        return None


def read_month_first(raw: object) -> dt.date | None:
    """The day that a text names where the month stands first, as in the United States; only ever a suggestion."""
    found = _FORMS[0].fullmatch(" ".join(raw.split())) if isinstance(raw, str) else None
    return _read_written_date(f"{found['month']}/{found['day']}/{found['year']}") if found else None


def day_in_words(day: dt.date) -> str:
    """The day as it is read aloud: 30 June 2019."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The day `count` working days (Monday to Friday) after `day`; public holidays are not known here."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
