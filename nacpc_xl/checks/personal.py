"""P: may something in a return stand for a person? No finding repeats it: it was withheld before any check began.

The detectors stand in `nacpc_xl/privacy`; here is what is said of what they withheld.
"""

from collections.abc import Iterator

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.register import Withheld
from nacpc_xl.model.source import Source
from nacpc_xl.model.words import Decision, Hiding, Private, Severity, YesNo


@check("P01", severity=Severity.STOP)
def no_personal_number(withheld: Withheld) -> Iterator[Found]:
    """No text has a number of nine or more digits, for such numbers stand for people.

    Fix: take the number out, say in words what is meant, and send the tracker again; until then it is withheld.

    | Text                       | result |
    | Discussed 987654321 in May | fails  |
    | Discussed the audit in May | passes |
    | Order 40512 was delivered  | passes |
    """
    yield from _told(withheld, Private.LONG_NUMBER)


@check("P02", severity=Severity.STOP)
def no_chi_number(withheld: Withheld) -> Iterator[Found]:
    """No text has a CHI number, with or without its leading zero.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                                     | result |
    | Discussed at the meeting: 010111 1230    | fails  |
    | Discussed at the meeting: 101111230      | fails  |
    | Discussed at the meeting: 1 January 2011 | passes |
    """
    yield from _told(withheld, Private.CHI)


@check("P03", severity=Severity.STOP)
def no_nhs_number(withheld: Withheld) -> Iterator[Found]:
    """No text has an NHS number.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                             | result |
    | Moved here, NHS no 943 476 5919  | fails  |
    | Moved here, NHS Ayrshire told us | passes |
    """
    yield from _told(withheld, Private.NHS)


@check("P04", severity=Severity.STOP)
def no_insurance_number(withheld: Withheld) -> Iterator[Found]:
    """No text has a National Insurance number.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                         | result |
    | The carer, AB 12 34 56 C     | fails  |
    | The carer, by letter 12/34   | passes |
    """
    yield from _told(withheld, Private.INSURANCE)


@check("P05", severity=Severity.STOP)
def no_pupil_number(withheld: Withheld) -> Iterator[Found]:
    """No text has the number by which schools know a pupil.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                       | result |
    | Pupil H801200001001        | fails  |
    | Pupil equity fund, year 3  | passes |
    """
    yield from _told(withheld, Private.PUPIL)


@check("P06", severity=Severity.STOP)
def no_date_of_birth(withheld: Withheld) -> Iterator[Found]:
    """No text says on which day somebody was born.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                          | result |
    | Report sent, DOB 14/03/2012   | fails  |
    | Report sent on 14/03/2012     | passes |
    """
    yield from _told(withheld, Private.BIRTH)


@check("P07", severity=Severity.QUERY)
def no_phone_number(withheld: Withheld) -> Iterator[Found]:
    """No text has a phone number that is not one of the offices' own, as the plan lists them.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                            | result |
    | Ring Gran on 07700 900123       | fails  |
    | Ring the office                 | passes |
    """
    yield from _told(withheld, Private.PHONE)


@check("P08", severity=Severity.QUERY)
def no_email_address(withheld: Withheld) -> Iterator[Found]:
    """No text has an e-mail address.

    Fix: take it out, give the role instead, and send the tracker again; until then it is withheld.

    | Text                             | result |
    | Ask a.person@example.org         | fails  |
    | Ask the Learning Officer         | passes |
    """
    yield from _told(withheld, Private.EMAIL)


@check("P09", severity=Severity.QUERY)
def no_postcode(withheld: Withheld) -> Iterator[Found]:
    """No text has a whole postcode, which a few homes share.

    Fix: give the town or the first half, and send the tracker again; until then it is withheld.

    | Text                      | result |
    | Visits in KA12 8ZZ        | fails  |
    | Visits in KA12            | passes |
    """
    yield from _told(withheld, Private.POSTCODE)


@check("P10", severity=Severity.QUERY)
def no_car_registration(withheld: Withheld) -> Iterator[Found]:
    """No text has the registration of a car.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                             | result |
    | Seen in a car, reg SA19 XYZ      | fails  |
    | Seen in a car in June 2019       | passes |
    """
    yield from _told(withheld, Private.CAR)


@check("P11", severity=Severity.STOP)
def no_initials_with_age_or_school(withheld: Withheld) -> Iterator[Found]:
    """No text has the initials or the first name of somebody, with an age or a school.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                                 | result |
    | The review of AB, aged 9, was held   | fails  |
    | The review of the CPC was held       | passes |
    """
    yield from _told(withheld, Private.INITIALS)


@check("P12", severity=Severity.STOP)
def no_child_by_a_letter(withheld: Withheld) -> Iterator[Found]:
    """No text names a child, or one of a family, by a letter.

    Fix: say what was learnt without it, and send the tracker again; until then it is withheld.

    | Text                                  | result |
    | The plan for Child B was audited      | fails  |
    | The plan for every child was audited  | passes |
    """
    yield from _told(withheld, Private.LETTER)


@check("P13", severity=Severity.STOP)
def no_case_reference(withheld: Withheld) -> Iterator[Found]:
    """No text has the reference of a case, a crime or a referral.

    Fix: take it out, and send the tracker again; until then it is withheld.

    | Text                                 | result |
    | Closed under case ref 2019/0456      | fails  |
    | Closed after a case file audit       | passes |
    """
    yield from _told(withheld, Private.CASE)


@check("P14", severity=Severity.QUERY)
def no_small_number_of_children(withheld: Withheld) -> Iterator[Found]:
    """No text counts one to four children, for so few may be known by it.

    Fix: write “fewer than five”, and send the tracker again; until then it is withheld.

    | Text                                  | result |
    | Two of the children were interviewed  | fails  |
    | 3 children were re-registered         | fails  |
    | 3 sessions were held for children     | passes |
    | 27 children were re-registered        | passes |
    """
    yield from _told(withheld, Private.FEW)


@check("P15", severity=Severity.NOTE)
def release_is_known(withheld: Withheld) -> Iterator[Found]:
    """What may stand for a person stands nowhere, unless it was released.

    Fix: see that the reason still holds; the report lists every release.

    | Decision | Decided by (role) | Why                   | result |
    | Accept   | Lead Officer      | It is our own number. | fails  |
    | Accept   |                   | It is our own number. | passes |
    """
    if withheld.is_released:
        why = withheld.why_released.rstrip(".")
        yield (
            _place(withheld),
            f"{_subject(withheld)} {_where(withheld)} was released by the {withheld.released_by}: {why}",
        )


@check("P16", severity=Severity.NOTE)
def release_has_its_reason(withheld: Withheld) -> Iterator[Found]:
    """A release says why, and who decided it by role.

    Fix: fill in Why and Decided by on the sheet Decisions of coordinator.xlsx; until then it is withheld.

    | Decision | Decided by (role) | Why                   | result |
    | Accept   |                   | It is our own number. | fails  |
    | Accept   | Lead Officer      |                       | fails  |
    | Accept   | Lead Officer      | It is our own number. | passes |
    """
    if withheld.decision is Decision.ACCEPT and not withheld.is_released:
        yield _place(withheld), f"{_subject(withheld)} {_where(withheld)} is to be released, but not all is said"


def _told(withheld: Withheld, kind: Private) -> Iterator[Found]:
    """What is said of something of this kind that was not released."""
    if withheld.kind is not kind or withheld.is_released:
        return
    what = f"{_subject(withheld)} stands {_where(withheld)}"
    if withheld.heading:
        what = f"{withheld.ref or withheld.subgroup}: {withheld.heading} has what may be {_a(kind)}"
    certain = ", and its check digit holds" if withheld.is_certain is YesNo.YES else ""
    found = (_place(withheld), what.removeprefix(": ") + certain)
    yield (*found, _FIXES[withheld.where]) if withheld.where in _FIXES else found


_FIXES = {
    Hiding.FILE_NAME: "Give the file another name, and merge again.",
    Hiding.SHEET_NAME: "Rename the sheet, and send the tracker again; until then its name is withheld.",
    Hiding.PROPERTY: "Take it out in Excel under File, Info, and send the tracker again; it is written nowhere.",
    Hiding.COMMENT: "Delete the comment, and send the tracker again; until then it is withheld.",
}


def _subject(withheld: Withheld) -> str:
    assert withheld.kind is not None
    return f"What may be {_a(withheld.kind)}"


def _where(withheld: Withheld) -> str:
    if withheld.where is Hiding.CELL:
        return f"in {withheld.ref} {withheld.heading}".replace("  ", " ") if withheld.heading else "in a cell"
    return f"in {withheld.where}"


def _place(withheld: Withheld) -> Source:
    is_cell = withheld.where in (Hiding.CELL, Hiding.COMMENT, Hiding.LINK)
    return Source(withheld.file, withheld.sheet_name, withheld.at if is_cell else "")


def _a(kind: Private) -> str:
    """The kind with its article."""
    return _WITH_ARTICLE.get(kind, f"a {kind}")


_WITH_ARTICLE = {
    Private.NHS: "an NHS number",
    Private.EMAIL: "an e-mail address",
    Private.INITIALS: "somebody's initials or name",
}
