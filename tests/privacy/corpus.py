"""Texts to try the finding of personal data on: some hold personal data and say where, most hold none.

They were written from what leads type into trackers and from the meanings in `nacpc_xl.model.words.Private`, and know
nothing of how anything is found. Every text is invented: the people and the schools are made up, the phone numbers are
those kept free for drama, the e-mail addresses lead nowhere, NHS numbers are those kept for tests, and the other
numbers are random or too regular to be anybody's.

A text is made from a pattern. `{words in braces}` are filled from the lists of `_FILLERS`, one after the other, and
what stands between `«` and `»` is the private part. All that is random comes from one seed, so that the texts are the
same each time.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from string import digits

from stdnum.gb import upn

from nacpc_xl.model.words import Private


@dataclass(frozen=True)
class Planted:
    """One text with personal data in it."""

    kind: Private
    text: str  # the whole cell, as a busy lead would type it
    secret: str  # the private part of it: what must never be seen again


_RANDOM = random.Random(20190612)


# --- Numbers that stand for a person ---


def _weighted(nine: str) -> int:
    """The nine digits before a check digit, times 10 to 2."""
    return sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True))


def _check_11(nine: str) -> str:
    """The check digit of an NHS number, and of most CHI numbers; "10" where there is none."""
    return str(-_weighted(nine) % 11)


def _check_10(nine: str) -> str:
    """The check digit of the CHI numbers issued where no others are left."""
    return str(-_weighted(nine) % 10)


def _digits(length: int) -> str:
    return "".join(_RANDOM.choices(digits, k=length))


def _birthday(days: Sequence[int]) -> str:
    """DDMMYY of a child, or now and then of a parent."""
    year = _RANDOM.choice([*range(2, 20), 74, 79, 83, 88, 91])
    return f"{_RANDOM.choice(days):02}{_RANDOM.randint(1, 12):02}{year:02}"


def _chi_numbers(days: Sequence[int]) -> Iterator[str]:
    """CHI numbers without spaces: right by the first scheme, right by the second alone, and mistyped, in turn."""
    for turn in count():
        while True:
            nine = _birthday(days) + _digits(3)
            first, second = _check_11(nine), _check_10(nine)
            if len(first) == 1 and first != second:
                break
        wrong = next(digit for digit in _RANDOM.sample(digits, 10) if digit not in (first, second))
        yield nine + (first, second, wrong)[turn % 3]


def _in_groups(number: str, shape: str) -> str:
    """A number written in the shape of an example: "12/34" makes 98/76 of 9876."""
    left = iter(number)
    return "".join(next(left) if sign.isdigit() else sign for sign in shape)


_CHI_SHAPES = (
    "0102031234",
    "010203 1234",
    "010203-1234",
    "0102 03 1234",
    "01 02 03 1234",
    "01/02/03 1234",
    "010203 12 34",
    "01-02-03-1234",
    "010203/1234",
    "01.02.03 1234",
    "0102031 234",
    "01 0203 1234",
    "010203 - 1234",
    "010203\N{NO-BREAK SPACE}1234",
    "010203–1234",
    "01 02 03 12 34",
    "010203.1234",
)

_CHI_PLAIN = tuple(islice(_chi_numbers(range(1, 29)), 60))
_CHI = tuple(
    _in_groups(number, shape) for number, shape in zip(_chi_numbers(range(1, 29)), _CHI_SHAPES * 6, strict=False)
)
_CHI_NINE = tuple(number[1:] for number in islice(_chi_numbers(range(1, 10)), 30))


def _nhs_numbers() -> Iterator[str]:
    """Valid NHS numbers from the range that is kept for tests."""
    while True:
        nine = "999" + _digits(6)
        if len(check := _check_11(nine)) == 1:
            yield nine + check


_NHS_SPACED = ("943 476 5919", *(_in_groups(number, "123 456 7890") for number in islice(_nhs_numbers(), 20)))
_NHS = tuple(
    _in_groups(number, shape)
    for number, shape in zip(_nhs_numbers(), ("1234567890", "123 456 7890", "123-456-7890") * 8, strict=False)
)


def _long_number(length: int) -> str:
    """Digits that begin with no date and no dialling code, and are no NHS number."""
    number = _RANDOM.choice("568") + "99" + _digits(length - 3)
    return _long_number(length) if length == 10 and _check_11(number[:9]) == number[9] else number


_LONG = tuple(_long_number(length) for length in (9, 9, 10, 11, 12, 9, 14, 10) * 5)
_LONG_NINE = tuple(_long_number(9) for _ in range(20))


def _insurance_numbers() -> Iterator[str]:
    """Numbers too regular to be anybody's, in the ways they are written."""
    letters = cycle(("AB", "CE", "JT", "PN", "SC", "WM", "YZ"))
    middles = cycle(("123456", "112233", "987654", "445566", "102030", "334455"))
    shapes = cycle(("{}{}{}{}{}", "{} {} {} {} {}", "{} {}{}{} {}", "{}-{}-{}-{}-{}", "{}{}{}{} {}"))
    for turn, last in zip(count(), cycle("ABCD")):
        middle = next(middles)
        number = next(shapes).format(next(letters), middle[:2], middle[2:4], middle[4:], last)
        yield number.lower() if turn % 3 == 2 else number


def _pupil_number(authority: int) -> str:
    twelve = f"{authority}0000{_RANDOM.randint(5, 19):02}{_RANDOM.randint(1, 999):03}"
    return upn.calc_check_digit(twelve) + twelve


_PUPIL = tuple(_pupil_number(authority) for authority in (201, 316, 380, 801, 830, 873, 895, 926, 938, 420) * 3)


# --- Other things that stand for a person ---

_PHONES = (
    "+44 (0)131 496 0123",
    "0131-496-0123",
    "01314960127",
    "0131 496 0138",
    "(0131) 496 0144",
    "+441314960152",
    "0141 496 0021",
    "0141-4960037",
    "(0141)4960049",
    "+44 141 496 0058",
    "01414960066",
    "0044 141 496 0073",
    "01632 960001",
    "01632-960 018",
    "(01632) 960025",
    "01632960039",
    "+44 1632 960 044",
    "01632 96 00 51",
    "07700 900 123",
    "07700900131",
    "07700 900146",
    "+447700900157",
    "+44 7700 900165",
    "+44 (0) 7700 900 172",
    "07700-900-188",
    "0770 090 0193",
    "077 0090 0204",
    "0044 7700 900215",
    "0808 157 0012",
    "08081570027",
    "0808-157-0033",
    "03069 990011",
    "03069 990 024",
    "0306 999 0038",
    "03069990047",
    "07700\N{NO-BREAK SPACE}900229",
)

_EMAILS = (
    "senga@example.org",
    "s.mcexample@example.org",
    "S.McExample@Example.Org",
    "gran_of_three@example.com",
    "kerr-household@example.net",
    "wee.tam+school@example.com",
    "INFO.FOR.MUM@EXAMPLE.COM",
    "dad1979@mail.example.net",
    "j_bloggs99@example.org",
    "carer.contact@kinship.test",
    "s3.pupil@school.test",
    "morag@under-the-stairs.test",
    "no-name.here@example.co.test",
    "t@example.org",
)

_DISTRICTS = ("KA11", "KA12", "KA13", "KA20", "KA30", "G1", "G42", "G83", "PA1", "PA16")
_POSTCODES = (
    "KA12 8ZZ",
    "KA11 4XZ",
    "KA139ZX",
    "ka12 0zz",
    "KA30 8YZ",
    "ka218zq",
    "KA28 0ZX",
    "G1 5QZ",
    "G42 9WX",
    "G83 8ZZ",
    "g51 3xy",
    "G125ZX",
    "PA1 1ZX",
    "PA16 7XZ",
    "pa15 4zz",
    "PA27QZ",
    "EH1 9XZ",
    "EH54 6ZY",
    "DG8 7ZX",
    "ML3 6XY",
    "CA1 2ZZ",
    "SW1A 9ZZ",
    "E1W 3ZX",
    "M1 2XY",
    "KA12  9WX",
    "KA13\N{NO-BREAK SPACE}6ZY",
)

_CARS = (
    "SA19 XYZ",
    "SA19XYZ",
    "sa19 xyz",
    "SB68 ABC",
    "SC17 CDE",
    "SD66BCD",
    "sf18 klm",
    "SG64 XYZ",
    "SH15 TUV",
    "SJ69 WXY",
    "SK14 ABC",
    "SL12LMN",
    "NX07 RST",
    "KY09 PRS",
    "AB12 CDE",
    "ab12cde",
)
_OLD_CARS = ("A123 BCD", "K456 XYZ", "P789ABC", "T12 CDE", "W321 LMN", "y234 bcd", "L7 ABC", "R555RST")

_INITIALS = ("AB", "KM", "J.S.", "JMcD", "C.D.", "TR", "R.B.", "LW", "E McN", "D.J.F.", "S-JK", "HG", "A.O'B.", "NT")
_FIRST_NAMES = ("Jamie", "Sophie", "Callum", "Eilidh", "Rory", "Maisie", "Finlay", "Zara", "Ewan", "Iona", "Olek")
_AGES = ("7", "9", "14", "12", "5", "16", "8", "11", "15", "10", "13", "6", "17")
_SCHOOLS = (
    "Stonewynd Primary",
    "Kilmory Academy",
    "Auchenrigg Primary School",
    "Dunfern Academy",
    "Craigbrae High School",
    "Lochfern Primary",
    "St Ferrol's Primary School",
)

_BIRTHDAYS = (
    "03/04/2012",
    "3.4.12",
    "3rd March 2011",
    "14 May 2009",
    "2010-05-04",
    "04-05-10",
    "21st of June 2013",
    "6 Nov 2014",
    "12/7/08",
    "30 September 2015",
    "1 Feb 07",
    "22.10.2016",
    "09/09/09",
    "July 4th 2012",
    "17/12/2005",
    "2nd Jan. 2018",
    "25-Aug-2006",
)


def _distinct(length: int, size: int) -> tuple[str, ...]:
    """Numbers of so many digits that begin with no nought, as codes of documents, orders and invoices have."""
    return tuple(map(str, sorted(_RANDOM.sample(range(10 ** (length - 1), 10**length), size))))


# --- What fills the rest of a sentence ---

_DATES = (
    "12 June 2019",
    "12/06/2019",
    "12.06.19",
    "2019-06-12",
    "12th June",
    "Wednesday 12 June",
    "21 Aug 19",
    "30-08-2019",
    "3 September",
    "Tues 3rd Sept",
    "1/7/19",
    "the 28th of June",
    "9 May 2019",
    "Friday 30 August 2019",
    "31.7.2019",
    "2 Oct",
    "24/06",
)
_FULL_DATES = ("12/06/2019", "14/06/2019", "03/07/2019", "21/08/2019", "23/08/2019", "30/09/2019", "01/10/2019")
_ISO_DATES = ("2019-06-12", "2019-07-03", "2019-08-21", "2019-09-30", "2019-10-01")
_MONTHS = ("May", "June", "July", "August", "September", "late October", "early November", "January", "March")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_YEARS = ("2019/20", "2018-19", "2018/19", "2017/18", "2019-2020", "2016-17")
_CALENDAR_YEARS = ("2014", "2015", "2016", "2017", "2018")
_QUARTERS = ("Q1", "Q2", "Q3", "Q4", "Q2 2019-20", "quarter 1", "Q1 2019/20")
_SOME = tuple(str(number) for number in _RANDOM.sample(range(6, 97), 60))  # never so few as one to four
_CROWDS = ("120", "64", "103", "1,204", "12", "302", "38", "201", "54", "1,003", "97", "412", "33", "104", "22", "81")
_SHARES = ("38 of 64", "31 of 38", "12 of 40", "55 of 60", "9 of 14", "all 26 of 26", "17 of 32", "40 of 44")
_FEW = ("two", "3", "four", "2", "three", "4")
_FEW_FIRST = ("Two", "3", "Four", "2", "Three", "4")
_ONE_TO_FOUR = ("2", "3", "1", "4")
_BIG = ("1,500", "2,340", "1,204", "3,000", "1,875", "4,120", "12,600", "1200", "2650", "1,001")
_BIGGER = ("104,220", "98,412", "135,280", "61,733", "1,234,567", "210,040", "1,003,112", "87,415")
_MONEY = ("£1,250", "£12,500.00", "£1.2m", "£480", "£75", "£3k", "£2,040.50", "£18.75", "£40,000", "£950")
_PERCENT = ("52%", "67%", "8.5%", "94 per cent", "31%", "78.2%", "a third", "100%", "45 %", "19%")
_TIMES = ("10.30am to 12", "9.30", "13:00-15:30", "2pm", "10am - 4pm", "6.30 pm", "09:15")
_REFS = ("P1.2-03", "P2.4-01", "P3.1-05", "P1.1-02", "P4.2-01", "P5.1-04", "P2.2-03")
_MEASURE_REFS = ("P1.2-03-M1", "P1.1-01-M2", "P3.2-02-M1", "P2.1-01-M1", "P1.4-05-M2")
_GROUPS = ("LD", "MI", "PE", "EI", "MP", "CS", "ST", "YS")
_BODIES = ("CPC", "COG", "SCRA", "NHS", "Education", "Police Scotland", "Housing", "the third sector", "social work")
_PLACES = ("Irvine", "Kilwinning", "Largs", "Arran", "Saltcoats", "the Garnock Valley", "Beith", "Stevenston")
_ROLES = (
    "the Lead Officer",
    "the Senior Manager, Education",
    "the Learning and Development Officer",
    "the Conference Chair",
    "the analyst",
    "the Chief Social Work Officer",
    "the data officer",
)
_STAFF = (
    "health visitors",
    "teachers",
    "social workers",
    "police officers",
    "midwives",
    "housing officers",
    "janitors",
)
_PAPERS = ("protocol", "training plan", "risk register", "leaflet", "dashboard", "chronology guidance", "newsletter")
_LETTERS = tuple("ABCDEFGHJKLMNPQRSTUVWXYZ")
_VERSIONS = ("1.2", "0.4", "2.0", "3.1", "1.10", "4")
_ISBN_13 = ("978-1-60000-123-9", "9781600002342", "978 1 60000 456 8", "979-8-60000-789-5")
_ISBN_10 = ("1-60000-123-8", "1600004563", "1 60000 789 9", "0-900000-18-X")

_FILLERS: Mapping[str, Sequence[str]] = {
    "chi": _CHI,
    "chi plain": _CHI_PLAIN,
    "chi nine": _CHI_NINE,
    "nhs": _NHS,
    "nhs spaced": _NHS_SPACED,
    "long": _LONG,
    "long nine": _LONG_NINE,
    "nino": tuple(islice(_insurance_numbers(), 35)),
    "upn": _PUPIL,
    "birthday": _BIRTHDAYS,
    "day and month": ("14 May", "3rd March", "21/10", "1st of August", "Dec. 9th", "30 June"),
    "phone": _PHONES,
    "email": _EMAILS,
    "postcode": _POSTCODES,
    "car": _CARS,
    "old car": _OLD_CARS,
    "initials": _INITIALS,
    "first name": _FIRST_NAMES,
    "age": _AGES,
    "school": _SCHOOLS,
    "letter": _LETTERS,
    "code 4": _distinct(4, 20),
    "code 5": _distinct(5, 40),
    "code 6": _distinct(6, 40),
    "code 7": _distinct(7, 20),
    "code 8": _distinct(8, 30),
    "year and number": ("2019/0456", "2018/1203", "19/00231", "2019/77", "18/4410", "2019/0009"),
    "file day": ("20190612", "20190830", "20190703", "20191001"),
    "short file day": ("120619", "300819", "030719", "011019"),
    "square": ("322", "389", "245", "410", "276", "351"),
    "date": _DATES,
    "full date": _FULL_DATES,
    "iso date": _ISO_DATES,
    "month": _MONTHS,
    "weekday": _WEEKDAYS,
    "year": _YEARS,
    "calendar year": _CALENDAR_YEARS,
    "quarter": _QUARTERS,
    "some": _SOME,
    "crowd": _CROWDS,
    "share": _SHARES,
    "few": _FEW,
    "Few": _FEW_FIRST,
    "1-4": _ONE_TO_FOUR,
    "big": _BIG,
    "bigger": _BIGGER,
    "money": _MONEY,
    "percent": _PERCENT,
    "time": _TIMES,
    "ref": _REFS,
    "measure ref": _MEASURE_REFS,
    "group": _GROUPS,
    "body": _BODIES,
    "place": _PLACES,
    "role": _ROLES,
    "staff": _STAFF,
    "paper": _PAPERS,
    "version": _VERSIONS,
    "isbn 13": _ISBN_13,
    "isbn 10": _ISBN_10,
    "district": _DISTRICTS,
}


# --- Patterns with personal data ---

_CHI_PATTERNS = (
    "«{chi}»",
    "CHI «{chi}»",
    "CHI: «{chi}»",
    "CHI:«{chi plain}»",
    "CHI«{chi plain}»",
    "(«{chi}»)",
    "chi no. «{chi}» not on the system yet",
    "Health visitor still to upload the chronology for «{chi}» to AYRshare.",
    "Chronology was shared at the core group on {date} («{chi}»).",
    "Audit sample so far: «{chi}», the rest to be drawn in {month}.",
    "Duplicate record found, «{chi}», merged by records team",
    "CHI number=«{chi plain}»",
    "Missing episode in {month}; «{chi}»; return interview done by third sector",
    "Paediatric medical went ahead. «{chi}»",
    "Dental neglect pathway was tested on a live record - CHI no «{chi}» - before roll-out.",
    "«{chi}» - please take out before this goes to COG",
    "Wrong plan attached in error: «{chi}».",
    "GP practice could not match «{chi}» to a household.",
    "The Named Person for «{chi}» has changed twice.",
    "Email trail re «{chi}» is in the shared drive",
    "Query from records:\n«{chi}» has no plan on file\nTo be answered in {month}",
    "CHI #«{chi}»",
    "Looked at «{chi}»'s file with the reviewing officer.",
    "IRD held, CHI/«{chi plain}»",
    "Search by C.H.I. «{chi}» brings up nothing in Education",
    "CHI «{chi nine}»",
    "«{chi nine}»",
    "List pasted in from the school system: «{chi nine}»",
    "Record «{chi nine}» has no lead professional",
    "chi:«{chi nine}» was talked about at the pre-meeting",
)

_NHS_PATTERNS = (
    "NHS number «{nhs}»",
    "NHS no. «{nhs}»",
    "nhs no «{nhs}» given by the ward",
    "«{nhs spaced}»",
    "Moved up from Carlisle, NHS number «{nhs}», so no CHI yet.",
    "English NHS no: «{nhs}» – CHI to be issued",
    "NHS No:«{nhs}»",
    "Transfer in from Leeds («{nhs spaced}»), plan not yet received",
    "Records were asked for from the last board in {month}, NHS number «{nhs}».",
    "New arrival in {place}: «{nhs spaced}», school place agreed",
    "The health visitor's notes quote «{nhs spaced}» and nothing else.",
    "Hospital discharge letter (NHS Number: «{nhs}») went astray.",
    "N.H.S. number is «{nhs spaced}» as far as we know",
)

_LONG_PATTERNS = (
    "«{long}»",
    "Candidate number «{long nine}»",
    "SQA candidate no. «{long nine}» did not sit the award.",
    "client number «{long}» still open",
    "Client «{long}» closed on the system in {month}",
    "Passport «{long nine}» was seen at the first visit.",
    "Housing application «{long}» was passed to the tenancy team.",
    "Bus pass («{long}») handed in at the station",
    "Young Scot card «{long}» reissued",
    "Tenancy number «{long}», arrears cleared with help from money advice.",
    "Service user «{long}» declined the offer",
    "SCN:«{long nine}»",
    "The family gave us this number: «{long}».",
    "Excel shows the record as «{long}» again, see comment",
)

_INSURANCE_PATTERNS = (
    "NI number «{nino}»",
    "NINO: «{nino}»",
    "«{nino}»",
    "Parent's National Insurance no. is «{nino}», money advice to follow.",
    "Money advice referral for dad («{nino}») sent in {month}.",
    "Benefit check was run on «{nino}»; award backdated.",
    "ni no «{nino}»",
    "Kinship carer's NI - «{nino}»",
    "Universal Credit claim, «{nino}», stopped in {month}",
    "Clothing grant form shows «{nino}» in the wrong box",
    "N.I. «{nino}» needed before the grant is paid",
    "Young carer grant\nNat Ins: «{nino}»\nstill with the agency",
)

_PUPIL_PATTERNS = (
    "UPN «{upn}»",
    "upn: «{upn}»",
    "«{upn}»",
    "Pupil number «{upn}» not found on the roll",
    "Transfer from an English school, «{upn}», file awaited.",
    "Attendance for «{upn}» was under half in {month}.",
    "Unique Pupil Number:«{upn}»",
    "School asked why «{upn}» has no child's plan.",
    "Exclusion letter («{upn}») was sent to the wrong home.",
    "UPN=«{upn}» / Named Person informed",
    "The deputy head rang about «{upn}» again",
    "U.P.N. «{upn}» - duplicate in the survey data",
)

_BIRTH_PATTERNS = (
    "dob «{birthday}»",
    "D.O.B. «{birthday}»",
    "DOB: «{birthday}»",
    "DoB «{birthday}», no fixed address",
    "DOB:«{birthday}»",
    "d.o.b «{birthday}» - check with school",
    "Register entry has date of birth «{birthday}», which is wrong.",
    "Date of Birth: «{birthday}»\nPlan due: {month}",
    "Born on «{birthday}», on the register since the pre-birth conference.",
    "Girl born «{birthday}» is now with kinship carers.",
    "boy, b. «{birthday}», seen at home",
    "Older sister (b. «{birthday}») was not spoken to.",
    "birthday «{day and month}»",
    "The baby was born on «{birthday}» and went home the same week.",
    "Premature, born «{birthday}», still in the special care unit",
    "Birth date given as «{birthday}» by the GP practice",
    "Young person's birthday is «{day and month}», so the order ends that week.",
    "She was born at home on «{birthday}».",
    "The eldest (dob «{birthday}») stays with gran.",
    "D O B «{birthday}» / school roll checked",
    "dob is «{birthday}» not as on form",
)

_PHONE_PATTERNS = (
    "«{phone}»",
    "tel «{phone}»",
    "Tel: «{phone}»",
    "Contact mum on «{phone}» before the visit.",
    "Mob «{phone}», best after school",
    "Gran can be reached at «{phone}» in the evening.",
    "Young person changed phone, now «{phone}».",
    "Phone:«{phone}»",
    "The foster carer («{phone}») asked to be rung back.",
    "text «{phone}» to confirm the lift to the group",
    "Dad's number is «{phone}» / leave no message",
    "Landline «{phone}» cut off since {month}",
    "Emergency contact on the form: «{phone}»",
    "rang «{phone}» no answer",
    "Neighbour who reported it left «{phone}» with the call handler.",
    "Venue booked through a volunteer, ph. «{phone}».",
)

_EMAIL_PATTERNS = (
    "«{email}»",
    "e-mail «{email}»",
    "Email: «{email}»",
    "Mum would rather be written to at «{email}».",
    "Feedback came from «{email}» and was passed on.",
    "Copy the minutes to «{email}», please.",
    "mailto:«{email}»",
    "The grandmother («{email}») wants to join the parents' panel.",
    "Sent the survey to «{email}»; bounced",
    "Invite went astray <«{email}»>",
    "volunteer for the champions: «{email}»",
    "Carer has no phone but reads «{email}» daily",
)

_POSTCODE_PATTERNS = (
    "«{postcode}»",
    "Postcode «{postcode}»",
    "postcode:«{postcode}»",
    "Family moved to «{postcode}» in {month}.",
    "Home visit at «{postcode}» was cancelled",
    "Young person was found near «{postcode}» by officers.",
    "Flat above the shop, «{postcode}», no heating",
    "Two missing reports came from the same street («{postcode}»).",
    "Placement address ends «{postcode}»; neighbours complained.",
    "Concern raised by a resident of «{postcode}».",
    "Pick up from «{postcode}» before the group on {weekday}",
    "Kinship carer lives in {place}, «{postcode}».",
    "SIMD look-up for «{postcode}» gave decile 1.",
    "P/code «{postcode}» on the form, not ours",
)

_CAR_PATTERNS = (
    "«{car}»",
    "the car, reg «{car}»",
    "Vehicle «{car}» seen outside the school gates.",
    "Taxi driver noted «{car}» and rang in.",
    "Reg. no. «{car}» passed to police",
    "Young people were picked up in a black hatchback («{car}»).",
    "Registration:«{car}»",
    "A van with the plate «{car}» waits there most evenings.",
    "CCTV shows «{car}» at the retail park in {month}",
    "Staff were told to look out for «{car}».",
    "the car, reg «{old car}», belongs to the uncle",
    "Old van, registration «{old car}», parked by the skate park.",
    "Number plate «{old car}» was given by a pupil's friend.",
    "Car reg «{old car}» again",
)

_INITIALS_PATTERNS = (
    "«{initials} ({age})» went missing again in {month}.",
    "Return interview with «{initials}, aged {age}», was late.",
    "«{initials}, {age}, at {school}» told a teacher.",
    "«{initials} age {age}» not seen since {month}",
    "Plan for «{initials} (aged {age})» has drifted.",
    "«{initials} from {school}» helped to write the leaflet.",
    "Guidance teacher raised pupil «{initials} at {school}» with us.",
    "«{initials}, {age} years old», moved placement twice.",
    "Learning from the «{age}-year-old {initials}» case went to all teams",
    "Late referral, «{initials} ({age}y)», pathway reviewed since",
    "Audit file: «{initials} (S3, Kilmory Academy)» - no chronology",
    "«{first name}, aged {age}», said the form was too long.",
    "«{first name} ({age})» drew the picture on the cover.",
    "«{first name} aged {age}» was not brought to the medical",
    "One parent spoke about «{first name} ({age} yrs)» at the panel.",
    "«{first name}, {age}, from {school}» won the poster prize.",
    "It was «{first name} at {school}» who first told us of the chat group.",
    "«{first name} from {school}» has been found a mentor",
    "The «{age} year old {first name}» no longer goes out at night.",
    "Strengths noted by «{first name}, age {age},» were read out.",
    "Quote for the report (from «{initials}, aged {age}»): nobody asked me before.",
    "worked with «{initials} ({age})» at the drop-in, good outcome",
)

_LETTER_PATTERNS = (
    "«Child {letter}» was not brought to the medical.",
    "The learning review of «Child {letter}» is out to tender.",
    "«child {letter}»'s chronology had gaps",
    "«Child {letter}»’s plan was used in the workshop.",
    "Actions from the «Baby {letter}» review are done.",
    "pre-birth conference for «baby {letter}» was late",
    "«Young Person {letter}» said the meeting was too long.",
    "Return interview with «young person {letter}» declined",
    "«YP {letter}» moved placement in {month}",
    "«Sibling {letter}» was not spoken to.",
    "nobody asked «sibling {letter}»",
    "Lessons from «Family {letter}» were shared with all teams.",
    "Support to «family {letter}» has been stepped down",
    "«Mother {letter}» felt blamed at the core group.",
    "«Father {letter}» was left out of the assessment.",
    "«Child {1-4}» and the school disagree about the plan.",
    "CASE DISCUSSED: «CHILD {letter}»",
    "«Pupil {letter}» ran from the building in {month}",
    "Audit of placements (see «Child {letter}»).",
    "Group supervision looked at «Girl {letter}» in {month}.",
    "ICR for «child {letter}» reported late:\n- chronology missing\n- plan unsigned",
)

_CASE_PATTERNS = (
    "case ref «{year and number}»",
    "Case number «CF-{code 5}» was sampled twice.",
    "case no. «{code 6}» - closed",
    "Case reference: «{code 7}»",
    "crime number «NA{code 8}»",
    "Crime ref. no. «UK/{code 4}/19» given by the call handler.",
    "SCRA ref «{year and number}»",
    "Reporter's reference «R{code 6}» quoted on the letter",
    "referral no «{code 5}»",
    "Referral ref: «REF-{code 5}», no reply from housing",
    "Referral number «{code 6}» went to the wrong inbox.",
    "CareFirst ID «{code 6}»",
    "client ID: «{code 5}»",
    "Client ref «C/{code 5}» has no lead professional.",
    "incident number «PS-20190612-{code 4}»",
    "Police incident no. «{code 4} of 12 June» was the trigger.",
    "IRD «{year and number}»",
    "IRD ref «IRD/{code 4}» had no health input.",
    "The delay is in case «{year and number}», where the report was late.",
    "SWIFT no. «{code 6}» not found after migration",
    "VPD ref «{code 7}» shared with the Named Person",
    "court ref. «B{code 5}/19», proof hearing put off",
)

_FEW_PATTERNS = (
    "«3 children» were re-registered in {month}.",
    "«{Few} children» came off the register.",
    "«{Few} of the children» told us they felt safer.",
    "Only «{few} young people» were interviewed.",
    "only «1 young person» took up the offer",
    "«One child» was re-registered within a year.",
    "A «sibling group of three» moved to {place}.",
    "«sibling group of {few}» now on the register",
    "«2 boys» and a girl were moved on the same day",
    "Placed together: «2 boys and 1 girl».",
    "«{Few} pupils» self-harmed after the assembly.",
    "«{1-4} of the young people» reported missing were from {place}.",
    "«Children re-registered: {1-4}»",
    "No. of «children on the register over 12 months = {1-4}»",
    "«Pupils excluded - {1-4}»",
    "Reports came in about «{few} under-fives».",
    "«Two 15-year-olds» are at risk of exploitation.",
    "«{Few} girls» from the same school were named.",
    "The pilot ended with «one teenager» left on the waiting list.",
    "«{few} babies» were made subject to pre-birth plans",
    "«{Few} looked after children» were reported missing more than once.",
    "«{Few} care-experienced young people» sit on the panel.",
    "«1 unaccompanied asylum-seeking child» arrived in {month}.",
    "Delay affected «{few} P7 pupils».",
    "«{Few} siblings» were split between placements.",
    "We spoke to «four (4) children» about their conferences.",
    "Of those spoken to, «{few} were children».",
    "«{few} YP» not yet seen",
    "«{1-4} CYP» waiting for an advocate",
    "«{1-4} LGBT young people» helped with the leaflet",
    "There was «a single child» without a plan when {quarter} ended.",
    "{share} were seen in time; of the rest «{few} children» moved away.",
    "Missing from care: «{1-4} young people», all back within a day",
    "None of the «{few} children» had a return interview.",
    "The dip comes from «just one pupil» who was off all term.",
    "«{Few} toddlers» were seen at the clinic and referred on.",
    "«Two brothers» were found at the harbour.",
    "Both appeals were about «{few} unborn babies».",
    "Advocacy: «{few} children» (target 40)",
)

_PLANTED: Mapping[Private, tuple[int, tuple[str, ...]]] = {
    Private.LONG_NUMBER: (2, _LONG_PATTERNS),
    Private.CHI: (3, _CHI_PATTERNS),
    Private.NHS: (2, _NHS_PATTERNS),
    Private.INSURANCE: (2, _INSURANCE_PATTERNS),
    Private.PUPIL: (2, _PUPIL_PATTERNS),
    Private.BIRTH: (2, _BIRTH_PATTERNS),
    Private.PHONE: (2, _PHONE_PATTERNS),
    Private.EMAIL: (2, _EMAIL_PATTERNS),
    Private.POSTCODE: (2, _POSTCODE_PATTERNS),
    Private.CAR: (2, _CAR_PATTERNS),
    Private.INITIALS: (2, _INITIALS_PATTERNS),
    Private.LETTER: (2, _LETTER_PATTERNS),
    Private.CASE: (2, _CASE_PATTERNS),
    Private.FEW: (2, _FEW_PATTERNS),
}
"""For each kind: how often each of its patterns is filled, and the patterns."""


# --- Patterns without personal data that come near to some ---

_NEAR_NUMBERS = (
    "Printing: {big} leaflets on order {code 7}.",
    "Invoice {code 8} was paid on {date}.",
    "Purchase order {code 7} is with finance.",
    "PO {code 6}, invoice {code 8}, both approved",
    "The page has had {bigger} views since it was launched.",
    "Saved as minutes_{file day}.docx in the shared folder.",
    "See {short file day}_agenda_v2.docx",
    "minutes_{file day}.docx and actions_{file day}.xlsx are filed together",
    "Budget line {code 6} has {money} left.",
    "Website hits: {bigger}; downloads: {big}.",
    "Reach on social media was {bigger} in {month} and {bigger} in {month}.",
    "Course code {code 6} is open for bookings until {date}.",
    "Asset tag {code 8} is on the new projector.",
    "Cost centre {code 5}, subjective {code 4}: {money} committed.",
    "ISBN {isbn 13} is the edition we quote.",
    "ISBN {isbn 10}; the library has six copies.",
    "Handbook (ISBN: {isbn 13}) bought for {few} teams",
    "Grid reference NS {square} {square} for the outdoor centre.",
    "Form version {version}.7 went live on {date}.",
    "The licence for {code 5} users runs from {full date} to 31/03/2020.",
    "{full date} - 14/10/2019: residential training for champions.",
    "Timesheets {short file day} to {short file day} are still to be signed",
    "Attendance by session: {some}, {some}, {some}, {some} and {some}.",
    "Scores by locality, north to south: {some} / {some} / {some} / {some} / {some} / {some}",
    "Staff survey: {share} answered in 2018, {share} in 2019.",
    "Room hire {money}, catering {money}, travel {money}.",
    "The survey closes at 17:00 on {date}; {big} replies so far.",
    "Baseline {year}: {big}. Now: {big}. Target: {big}.",
    "Q1\t{some}\nQ2\t{some}\nQ3\t{some}",
    "Data cut taken {iso date} 09:30, run again {iso date} 16:45.",
    "Ticket {code 6} was raised with the IT service desk.",
    "Population of the locality at the last estimate: {bigger}.",
    "Batch {code 8} of the survey cards came back unopened.",
    "Risk {code 4} on the corporate register was closed on {date}.",
    "CHI seeding of the linked data is {percent} done.",
    "CHI numbers are not to be typed here; {some} {staff} were reminded on {date}.",
    "Our numbers: 2017 {big}, 2018 {big}, 2019 {big}",
    "Training database IDs run from {code 6} upwards.",
)

_NEAR_BIRTH = (
    "The project was born out of the development day on {date}.",
    "Fifth birthday of the service: {date}.",
    "The helpline celebrates its tenth birthday on {date}.",
    "The date of birth field was taken off the form on {date}.",
    "DOB column deleted before the file was shared on {date}.",
    "Dates of birth must not be typed into the tracker (reminder sent {date}).",
    "Babies born in {year} will all have had a Baby Box.",
    "Children born in {calendar year} are the first to start with the new transition plan.",
    "Newborn hearing leaflet was reprinted on {date}.",
    "The pre-birth assessment procedure was reviewed on {date}.",
    "Pre-birth planning training: {date}, {place}",
    "Birth registrations fell by {percent} in {year}.",
    "The idea of a pocket guide was born at the away day in {month}.",
    "a) {date} b) {date} c) to be agreed",
    "Meetings: (a) {date}, (b) {date}.",
    "The bereavement pathway for stillbirth was launched on {date}.",
    "What the audit of {date} feared was borne out by the next one.",
    "A stubborn delay: the printer has promised copies since {date}.",
    "The Committee's website turned three on {date}.",
    "Happy birthday to the newsletter, issue {some} is out on {date}!",
    "Place of birth is no longer asked for on the form (since {date}).",
    "Birth to Three workshop, {date}, {some} {staff}",
    "The strategy was reborn after the inspection of {date}.",
    "Short-life group:\na. {date}, first meeting\nb. {date}, second meeting",
    "Parents of newborns got the safe sleep card from {date}.",
    "A partnership born from the review in {calendar year} now has {some} members.",
)

_NEAR_PHONE = (
    "Opening hours are 0900 to 1700, {weekday} as well.",
    "Phone lines at the office were down on {date}.",
    "The poster says to call 101, or 999 in an emergency; {big} printed.",
    "{share} parents liked a phone call better than a letter.",
    "Helpline calls: {big} in {year}.",
    "Text messages sent to remind {staff}: {big}",
    "{some} handsets were bought at {money} each.",
    "The mobile library takes leaflets to {place} from {date}.",
    "The phone interview takes {some} minutes.",
    "Tel. conference on {date} at {time}.",
    "Calls answered within {some} seconds: {percent}.",
    "Call handling target {percent}, actual {percent}.",
    "Sessions 0930-1230 and 1330-1630 on {date}",
    "Contact centre volume {bigger} in {year}.",
    "Phone survey, wave {1-4}: {some} replies.",
    "Mobile phone policy for schools, v{version}, is out for comment.",
    "The number of calls went from {big} to {big}.",
    "A freephone number will be added to the {paper} before printing.",
    "We rang round {some} nurseries; finished {date}.",
    "Stock code 07{code 5} is the blue folder.",
    "Part no. 0141-{code 4} for the display stand",
    "Duty cover is 24/7, 365 days; {some} staff on the rota.",
    "Switchboard number changes on {date}, new one awaited.",
    "Tel/fax line removed, saves {money} a year.",
    "Telephone advice for {staff}: {some} calls in {quarter}.",
    "Form 01{code 4} replaces the yellow sheet on {date}.",
)

_NEAR_EMAIL = (
    "The account @example_cpc has {big} followers.",
    "Rooms: {some} @ {money}.",
    "Next drop-in @ {time}, {place} library.",
    "An e-mail went to {some} {staff} on {date}.",
    "The newsletter is at www.example.org/newsletter and was opened {big} times.",
    "https://example.org/news/2019/06/missing-framework went up on {date}",
    "A shared e-mail address will be set up by {date}.",
    "Tagged @ {body} in {some} posts with #speakup",
)

_NEAR_POSTCODE = (
    "Leaflets went to every home in {district}.",
    "{district} and {district} have the lowest uptake.",
    "Postcode sector {district} 8 has the fewest replies, {percent}.",
    "In {district} the rate is {percent}; in {district} for now it is not known.",
    "SIMD decile {1-4} covers {some} of our data zones.",
    "Heat map by postcode district, {district} to KA30, went to {role}.",
    "Unit G1 2nd floor is booked for {date}.",
    "S1 2nd term lesson plans are with {some} {staff}.",
    "See cells B2 to E4; {role} will correct them.",
    "Part {1-4}, table {1-4}.2 shows deprivation by postcode area.",
    "Home postcodes were removed before the map was drawn on {date}.",
)

_NEAR_CAR = (
    "Uptake in KA12 and KA13 was {percent} by {date}.",
    "Roll-out: PA16 was first, G83 has to wait until {month}.",
    "The A737 was closed, so {some} {staff} came late.",
    "Form A101 was withdrawn on {date}.",
    "Budget FY19 and FY20 are both {money}.",
    "Registration for the conference opens on {date}; {some} places.",
    "Parking at the venue costs {money}; car sharing is urged.",
    "M365 for all {staff} comes in {month}.",
    "Reg. fee {money} is waived for {body}.",
    "Taxi drivers: {some} did the bystander course on {date}.",
)

_NEAR_INSURANCE = (
    "National Insurance and pension for the new post come to {money}.",
    "NI on-costs put the post at {money}.",
    "NI numbers are never asked for; said so again on {date}.",
    "Order AB{code 6} covers {big} pens and bags.",
    "Document CP{code 6} v{version} replaces the old one.",
)

_NEAR_PUPIL = (
    "Pupil numbers across the authority went from {big} to {big}.",
    "Pupil number forecasts for {year} are with {role}.",
    "The UPN field stays blank in our returns ({date}).",
    "Document ID A{code 8}, version {version}",
    "Pupil survey {year}: {percent} know whom to tell.",
    "Pupil to teacher ratio 1:{some} in the project schools.",
    "Pupil Equity Fund: {money} for {year}.",
)

_NEAR_INITIALS = (
    "Staff trained: NHS ({some}), SCRA ({some}), Police ({some}).",
    "Replies by subgroup: LD ({some}), MI ({some}), PE ({some}).",
    "{group} ({some} members) met on {date}.",
    "Attendance: Irvine ({some}), Largs ({some}), Arran ({some}).",
    "Sessions by month: April ({some}), May ({some}), June ({some}).",
    "CPC stall at {school} on {date}.",
    "The S2L pilot at {school} begins in {month}.",
    "GIRFEC session at {school} for {some} {staff}.",
    "ASN, {some} schools, has its own leaflet.",
    "COG, {date}, agreed to spend {money}.",
    "MI, {some} members, meets every month.",
    "A session at {school} was called off, new date {date}.",
    "Open evening at {school}: {crowd} came.",
    "Teachers from {school} and {school} wrote the lesson together.",
    "The head teacher at {school} chairs the cluster until {month}.",
    "LGBT charter work at {school} was shown to {body}.",
    "A training film for ages {1-4} plus is being edited.",
    "Lessons for children aged 8 to 12 start in {month}.",
    "The under-16s version of the {paper} is out for comment.",
    "Survey of 15 to 17 year olds: {crowd} replies, {percent} felt heard.",
    "CSE, age of consent and the law: module {1-4} of the course.",
    "UNCRC (1989) and GIRFEC (2014) are both quoted in the {paper}.",
    "ICT suite at {school} booked for e-learning, {date}.",
    "Posts in {quarter}: Twitter ({some}), Facebook ({some}).",
    "APC from {month}, CPC from {month}: joint induction.",
    "Places offered: Irvine, {some}; Largs, {some}; Beith, {some}.",
    "By weekday: Monday ({some}), Tuesday ({some}), Friday ({some})",
    "AGM at {school}, {date}, {time}",
    "SCQF level 7 award: {share} staff passed.",
    "SIMD 1 ({some} data zones) and SIMD 2 ({some}) come first.",
    "{school} ({some} staff) and {school} ({some} staff) are trained.",
    "AYRshare from {month}: {share} schools can log on.",
    "PE ({group} joint meeting), {date}, at {school}",
    "Continuing care: young people aged 16 plus, policy v{version}",
)

_NEAR_LETTER = (
    "We want to give every child a voice in meetings ({percent} now speak).",
    "Each school will give each child a bookmark; {big} printed.",
    "Offer the family a copy of the {paper} before the meeting.",
    "To give a young person a say takes time: {some} minutes on average.",
    "Child A&E attendances fell by {percent} in {year}.",
    "Family B&B use fell by {percent} since {month}.",
    "Training Group {letter} met on {date}.",
    "Option {letter} was preferred by {share} members.",
    "Plan {letter} is ready if the hall is not free on {date}.",
    "Appendix {letter} of the children's services plan was rewritten.",
    "Room {letter}2 at the family centre, {date}, {time}.",
    "The bus takes Class C roads and needs {some} minutes from {place}.",
    "Hepatitis B jabs for {staff} were paid from {money} left over.",
    "Vitamin D drops for mother and baby: {big} bottles given out.",
    "Baby Box inserts: {big} packed on {date}.",
    "Family First and Children 1st joined {few} sessions in {place}.",
    "The mother and baby unit sent {some} {staff}.",
    "Sibling groups are kept together where possible; policy v{version}.",
    "The YP Network meets on {weekday}s.",
    "Part {1-4} of the Children and Young People (Scotland) Act 2014 was explained.",
    "Child Protection A to Z, {some} pages, is on the website.",
    "Child T-shirts for the fun run cost {money}.",
    "“Every child I teach should see this,” said one of the {staff}.",
    "Question {letter}: were children asked what they wanted?",
    "Work stream {letter}, children's voice, reports on {date}.",
    "Poster EVERY CHILD A READER moved to make room for ours on {date}",
    "Annex {letter} has the family support model.",
    "Team {letter} won the quiz for {staff}.",
    "Each family a named contact: {percent} by {date}.",
    "Child e-safety week starts on {date}.",
    "Workshop {letter} (parents and carers) needs {some} chairs.",
    "Mother's Day card with the safe sleep message: {big} printed.",
    "Committee Room {1-4} is too small for the parent panel.",
)

_NEAR_CASE = (
    "A case file audit of {some} files is planned for {month}.",
    "The case conference procedure was revised on {date}.",
    "Case study {1-4} in the training pack needs a new ending.",
    "The referral form was cut from {few} pages to one.",
    "Referral rates rose from {percent} to {percent}.",
    "Referral numbers: {big} in {year}, {big} in {year}.",
    "Crime prevention week starts on {date}.",
    "Recorded crime fell by {percent} in {year}.",
    "IRD training reached {some} {staff} in {year}.",
    "IRDs in {year}: {crowd}.",
    "SCRA {year} statistics were looked at by {group}.",
    "The case for change was put to {body} on {date}.",
    "Case load per worker: {some}.",
    "Incident review meetings move to {weekday}s.",
    "The reference group met on {date}.",
    "Ref {ref} is on track.",
    "Our ref: {measure ref}",
    "Client feedback {year} went to {role}.",
    "CareFirst upgrade to version {version} is due in {month}.",
    "Hall booked in case {some} more places are needed.",
    "As was the case in {year}, {month} was quiet.",
    "Referral no longer needs a signature from {role}.",
    "Referrals: no change on {quarter}.",
    "Client survey 2019: {percent} satisfied, {big} asked.",
    "Case review subgroup: {some} members, next meeting {date}.",
    "SCRA referrals {year}: {big}",
    "IRD audit, {month}: {share} had a health contribution.",
    "Reference: minutes of {date}, item {1-4}.",
    "Case note template v{version} is in use in {place}.",
    "Youth crime diversion, phase {1-4}, has {money} to spend.",
    "Incident reports from Education: {some} in {quarter}.",
    "case studies {1-4} and 5 to be anonymised by {date}",
    "Refer to {ref} and {ref} for the training figures.",
    "Number of case conferences held in time: {share}",
    "Crime Stoppers posters, {big}, sent to {body}.",
)

_NEAR_FEW = (
    "{Few} agencies working with children have signed the {paper}.",
    "We have {few} child protection advisers in post.",
    "Staff from {few} children's houses took part on {date}.",
    "{Few} children's panels let trainees watch in {month}.",
    "1 Child Protection Officer post is vacant until {month}.",
    "One child in five lives in the most deprived data zones ({year}).",
    "About one in {few} young people has heard of the Committee.",
    "{Few} youth forums were asked about the {paper}.",
    "{Few} children's rights officers joined from {body}.",
    "{Few} pupil councils sent comments by {date}.",
    "{Few} workshops for young people were held in {place}.",
    "{Few} of the aims for children are behind.",
    "All Primary {1-4} children in {place} had the lesson.",
    "S{1-4} pupils across the authority filled in {big} forms.",
    "Theme {1-4}: children and families have a say.",
    "Aim {1-4}, young people are heard, has no measure yet.",
    "Level {1-4} child protection training reached {some} {staff}.",
    "Section {1-4}: children affected by parental substance use, redrafted {date}.",
    "The film runs for {few} minutes and children helped to make it.",
    "The briefing on the two-child limit went to elected members on {date}.",
    "Uptake of funded places for two-year-olds is {percent}.",
    "Nursery places for three- and four-year-olds: {percent} taken up.",
    "The toolkit has {few} pages for children and {few} for parents.",
    "Only {1-4}% of pupils opted out in {year}.",
    "The breakfast club costs £{1-4} per child a day.",
    "P1 to P3 pupils get a picture version in {month}.",
    "{crowd} children and young people answered the survey.",
    "Lessons reached {crowd} pupils in {place}.",
    "In Q{1-4} children's views were gathered at {crowd} conferences.",
    "{Few} family support workers started in {month}.",
    "{Few} school nurses and one health visitor were trained.",
    "Two thirds of young people asked knew the website ({date}).",
    "Three quarters of children surveyed felt listened to, up from {percent}.",
    "One-to-one work with young people was moved to {weekday}s.",
    "The {few}-year plan for children goes to {body} on {date}.",
    "Item {1-4}. Young people's feedback kit: approved.",
    "Four times as many pupils came as in {year}.",
    "Twenty-two young people and {some} {staff} marked the launch.",
    "Forty-three children sent drawings for the {paper}.",
    "Two hundred pupils saw the play on {date}.",
    "The average team caseload is {some}.3 children.",
    "Half-day course ({few} hours) on children and domestic abuse",
    "Children aged 2 to 4: new picture book, {big} copies.",
    "Stage {1-4}, children's version, is with the designer.",
    "One children's reporter and {few} social workers gave evidence to {body}.",
)

_EVERYDAY = (
    "{ref} is complete.",
    "{ref} slipped because the venue was shut until {date}.",
    "{measure ref} is measured from {quarter} on.",
    "No return in {quarter}; we answer for both quarters now.",
    "Theme T3 was discussed at LD on {date}.",
    "Met on {date}, next meeting {date}.",
    "{some} workshops for {few} agencies were held in {place}.",
    "{Few} schools in {place} have signed up.",
    "{Few} head teachers joined the reference group.",
    "{few} social workers and one health visitor were trained on {date}",
    "{few} trainers and {few} venues booked",
    "{few} sessions left, the last one on {date}.",
    "{share} staff have done the e-learning.",
    "Staff trained: {some} (target 120)",
    "Staff trained: {some}\nSessions held: {some}\nStill to book: {few}",
    "{percent} of {staff} use the chronology template.",
    "Compliance rose from {percent} to {percent} between {month} and {month}.",
    "The budget is {money}, of which {money} is spent.",
    "A bid for {money} went to the Scottish Government on {date}.",
    "Underspend of {money} in {year} was carried forward.",
    "The {paper} was approved by {body} on {date}.",
    "The draft {paper} went to {role} for comment.",
    "{big} copies of the {paper} were printed and sent out.",
    "The {paper} v{version} replaces v0.9.",
    "The {paper} is due for review in {month}.",
    "Chief officers asked for the {paper} at their meeting on {date}.",
    "The Children (Scotland) Act 1995 is quoted wrongly in the {paper}.",
    "Section 12 of the Social Work (Scotland) Act 1968 is explained on page {some}.",
    "Sections 23 and 24 were redrafted by {role}.",
    "The National Guidance for Child Protection in Scotland (2014) is the source.",
    "Every child on the register has a plan, as checked on {date}.",
    "Each child is asked before the conference what they want to say; started {month}.",
    "Children's views are in {percent} of reports.",
    "A child's plan is now written with the family; {some} {staff} trained.",
    "The child planning meeting format was tried in {place}.",
    "Child Protection Committee members had a development day on {date}.",
    "The Child Protection Register dashboard is sent {some} days before the meeting.",
    "Young people's mental well-being is the topic for {month}.",
    "Parents told us that letters are too long; {role} is rewriting them.",
    "Families were asked in {place} and said the room was cold.",
    "Care leavers made a film, shown to {crowd} people on {date}.",
    "The poverty briefing used SIMD deciles 1 and 2 for {place}.",
    "SIMD 2016 is the newest; the next is due in {month}.",
    "Locality profile for {place} finished, {some} pages.",
    "Table {1-4} and figure {1-4} need new colours.",
    "Committee Room {1-4}, {date}, {time}",
    "Training day {date}, {time}, {place} town hall",
    "The session ran from {time} and {some} came.",
    "Ratio of trainers to staff is 1:{some}.",
    "Level {1-4} training for {staff} is full until {month}.",
    "Phase {1-4} starts once {body} has agreed.",
    "Module {1-4} is online, module 5 follows in {month}.",
    "Cohort {1-4} finished with {some} managers.",
    "Waiting for {body} to name a representative.",
    "{body} has not sent figures since {month}.",
    "Delay at {body}: the analyst post was empty until {date}.",
    "{role} has agreed to chair from {month}.",
    "Recruitment closed on {date}; interviews in {month}.",
    "The data sharing agreement with {body} was signed on {date}.",
    "The data protection impact assessment is with {role}.",
    "Information governance want nothing about named people in the {paper}.",
    "Barrier: hall hire in {place} has gone up to {money}.",
    "Help wanted: {few} more trainers from {body}.",
    "Risk is medium; see the risk register, line {some}.",
    "Evidence: minutes of {date}, {paper}, evaluation of the day",
    "Evidence is on the shared drive under {year}, folder {some}.",
    "Evaluation: {share} said the course changed their practice.",
    "Follow-up after {few} months: {percent} had used the tool.",
    "Staff feel surer about chronologies ({percent}, was {percent}).",
    "Supervision notes now mention the {paper}.",
    "The new form takes {some} minutes less.",
    "Fewer conferences were put off: {percent} against {percent} in {year}.",
    "Return conversations within 72 hours: {percent}.",
    "Repeat missing episodes fell from {percent} to {percent}.",
    "Re-registrations were {percent} of registrations in {year}.",
    "Registrations over the year: {crowd}; de-registrations: {crowd}.",
    "The register stood at {crowd} children on {date}.",
    "Attendance at core groups was {percent} in {quarter}.",
    "Reports were in time for {share} conferences.",
    "Average wait for an advocate: {some} days.",
    "{some} champions are active across the localities.",
    "{crowd} young people voted for the name of the kit.",
    "Bystander training for taxi drivers: {some} came on {date}.",
    "Faith groups and sports clubs in {place} asked for {few} more evenings.",
    "Community councils were written to on {date}.",
    "Social media posts: {some} in {quarter}, reach {big}.",
    "Newsletter no. {some} is out.",
    "The website was moved to a new server on {date}.",
    "Press release agreed with {body}.",
    "The bus poster runs from {date} for {few} weeks.",
    "Suicide prevention: {some} {staff} did the two-day course.",
    "The action plan for suicide prevention is with {body}.",
    "CSE awareness day on {date}: {some} stalls.",
    "Stop to Listen (S2L) was rolled out to {few} teams.",
    "The National Risk Framework is on the intranet; {big} visits.",
    "Adult services had {few} briefings on the framework.",
    "Professional curiosity is the theme of the {month} forum.",
    "Mentors: {some} managers matched, {few} waiting.",
    "Leadership programme: day {1-4} of 5 was held in {place}.",
    "The learning review subgroup read {some} national reports.",
    "Single improvement plan: {share} actions are closed.",
    "The audit tool has {some} questions; {few} were dropped.",
    "The multi-agency audit of {some} records begins on {date}.",
    "Themes of the audit: drift, voice, chronology ({date}).",
    "- {paper} drafted\n- {body} consulted\n- launch on {date}",
    "1. Venue booked\n2. {staff} invited\n3. Slides with {role}",
    "• {some} sessions\n• {percent} satisfied\n• {money} spent",
    "Done: {paper}.\nNot done: film.\nWhy: supplier closed in {month}.",
    "Milestone moved from {date} to {date} as {body} asked.",
    "New due date asked for: {date}. Reason: staff shortage at {body}.",
    "As reported in {quarter}, nothing further.",
    "On track; no change since {date}.",
    "Completed on {date}, evidence attached.",
    "Started late ({date}) but will end on time.",
    "Consultation closed with {crowd} replies.",
    "The procedures manual, chapter {some}, is being rewritten.",
    "Ayrshire-wide group agreed one threshold document on {date}.",
    "A joint inspection is expected in {month}.",
    "The inspection report of {calendar year} asked for this.",
    "The Care Inspectorate visited on {date}.",
    "The film cost {money} and lasts {some} minutes.",
    "Photographs are of actors; consent forms are with {role}.",
    "Names of schools are left out of the {paper}.",
    "Translation into Polish and Arabic: {money}.",
    "Easy-read version tested by {some} adults on {date}.",
    "Agenda item {1-4}: {paper}",
    "Meeting cancelled because of snow, moved to {date}.",
    "No cost beyond staff time; {some} hours in {quarter}.",
    "Lunch for {some} at {money}.",
    "We expect {percent} by {month} and {percent} by the end of {year}.",
    "n/a until {quarter}",
    "See {ref}.",
    "Value for {quarter} is an estimate; final figure on {date}.",
    "Counts under five are left out of this table ({year}).",
)

_NEAR: Mapping[Private, tuple[str, ...]] = {
    Private.CHI: _NEAR_NUMBERS,
    Private.BIRTH: _NEAR_BIRTH,
    Private.PHONE: _NEAR_PHONE,
    Private.EMAIL: _NEAR_EMAIL,
    Private.POSTCODE: _NEAR_POSTCODE,
    Private.CAR: _NEAR_CAR,
    Private.INSURANCE: _NEAR_INSURANCE,
    Private.PUPIL: _NEAR_PUPIL,
    Private.INITIALS: _NEAR_INITIALS,
    Private.LETTER: _NEAR_LETTER,
    Private.CASE: _NEAR_CASE,
    Private.FEW: _NEAR_FEW,
}
"""Patterns of innocent texts, by the kind that they come near to."""

_FILLINGS = 4  # of each innocent pattern


# --- From patterns to texts ---

_FIELD = re.compile(r"\{([^{}]+)\}")
_SECRET = re.compile("«(.*)»", re.DOTALL)


def _in_turn(fillers: Mapping[str, Sequence[str]]) -> dict[str, Iterator[str]]:
    """Each list in an order of its own, over and over."""
    return {name: cycle(_RANDOM.sample(words, len(words))) for name, words in fillers.items()}


_NEXT = _in_turn({name: words for name, words in _FILLERS.items() if name not in ("chi", "chi plain", "chi nine")})
_NEXT |= {name: cycle(_FILLERS[name]) for name in ("chi", "chi plain", "chi nine")}  # these keep their turns


def _filled(pattern: str) -> str:
    return _FIELD.sub(lambda field: next(_NEXT[field[1]]), pattern)


def _planted(kind: Private, pattern: str) -> Planted:
    marked = _filled(pattern)
    secret = _SECRET.search(marked)
    assert secret, pattern
    return Planted(kind, _SECRET.sub(lambda match: match[1], marked), secret[1])


def _all_planted() -> tuple[Planted, ...]:
    """Every pattern filled as often as its kind asks; where nothing could be filled differently, once."""
    return tuple(
        dict.fromkeys(
            _planted(kind, pattern)
            for kind, (times, patterns) in _PLANTED.items()
            for _ in range(times)
            for pattern in patterns
        )
    )


def _innocent(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_filled(pattern) for pattern in patterns for _ in range(_FILLINGS)))


PLANTED: tuple[Planted, ...] = _all_planted()
NEAR_MISSES: Mapping[Private, tuple[str, ...]] = {kind: _innocent(patterns) for kind, patterns in _NEAR.items()}
INNOCENT: tuple[str, ...] = (*(text for texts in NEAR_MISSES.values() for text in texts), *_innocent(_EVERYDAY))


# --- What the corpus promises ---


def _nine_and_check(chi: str) -> tuple[str, str]:
    """The digits of a CHI number, a lost nought put back: nine, and the last."""
    number = re.sub(r"\D", "", chi).zfill(10)
    return number[:9], number[9]


_COUNTS = Counter(planted.kind for planted in PLANTED)
_FEWEST = {Private.CHI: 45, Private.FEW: 35}
_CHI_NUMBERS = [_nine_and_check(planted.secret) for planted in PLANTED if planted.kind is Private.CHI]
_NEAREST = (
    Private.CHI,
    Private.BIRTH,
    Private.PHONE,
    Private.INITIALS,
    Private.LETTER,
    Private.CASE,
    Private.FEW,
)

assert len(PLANTED) >= 300
assert all(_COUNTS[kind] >= _FEWEST.get(kind, 15) for kind in Private), _COUNTS
assert all(len(set(patterns)) >= 10 for _, patterns in _PLANTED.values())
assert all(planted.secret and planted.secret in planted.text for planted in PLANTED)
assert len({planted.text for planted in PLANTED}) == len(PLANTED)
for _scheme in (_check_11, _check_10):
    assert len(_CHI_NUMBERS) / 4 < sum(_scheme(nine) == last for nine, last in _CHI_NUMBERS) < len(_CHI_NUMBERS) / 2

assert len(INNOCENT) >= 1_000
assert len({*_EVERYDAY, *(pattern for patterns in _NEAR.values() for pattern in patterns)}) >= 250
assert all(len(NEAR_MISSES[kind]) >= 60 for kind in _NEAREST)
assert len(set(INNOCENT)) == len(INNOCENT)
assert not {planted.text for planted in PLANTED} & set(INNOCENT)
