"""Closed lists of words: what may be written in a cell with a drop-down, and what each word means."""

from enum import Enum
from typing import Self


class Word(Enum):
    """A word from a closed list, with the other spellings accepted for it and its meaning."""

    accepted: tuple[str, ...]
    meaning: str
    colour: str

    def __new__(cls, word: str, accepted: tuple[str, ...] = (), meaning: str = "", colour: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = word
        member.accepted = accepted
        member.meaning = meaning
        member.colour = colour
        return member

    def __str__(self) -> str:
        return str(self.value)


class YesNo(Word):
    """A plain yes or no."""

    YES = "Yes", ("Y", "True")
    NO = "No", ("N", "False")


class Rota(Word):
    """How much room a theme has in one quarter's report."""

    IN_FULL = "In full", (), "every action with what was done and what difference it made"
    IN_BRIEF = "In brief", (), "its counts and its exceptions only"


class MeasureType(Word):
    """What a measure counts."""

    OUTPUT = "Output", (), "what was produced or delivered"
    OUTCOME = "Outcome", (), "what difference it made"
    PROCESS = "Process", (), "how well the work was done"


class Better(Word):
    """Which way a measure should move."""

    HIGHER = "Higher", ("Up", "Increase")
    LOWER = "Lower", ("Down", "Decrease")

    def is_beyond(self, value: float, other: float) -> bool:
        """Whether a value is better than another one."""
        return value > other if self is Better.HIGHER else value < other

    def is_met(self, value: float, target: float) -> bool:
        """Whether a value has reached a target."""
        return value == target or self.is_beyond(value, target)


class Direction(Word):
    """How this quarter's status compares with the last one known."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    FIRST = "first report"
    NOT_KNOWN = "not known"


class Decision(Word):
    """What the committee decided on something that only a person can decide."""

    AWAITED = "Awaited", (), "nobody has decided yet"
    ACCEPT = "Accept", ("Accepted",), "it takes effect"
    REJECT = "Reject", ("Rejected",), "it does not take effect, and the lead is told why"
    LAPSED = "Lapsed", (), "nobody decided before another date was asked for, or the action was done"


class Matter(Word):
    """What sort of thing a decision is about."""

    NEW_ACTION = "New action", (), "Accept takes it into the plan of the coming quarters, under a ref of its own"
    DATE_CHANGE = "Date change", (), "Accept moves the due date from the coming quarter on"
    TWO_RETURNS = "Two returns", (), "Accept lets this file count instead, Reject leaves it at the other one"
    PERSONAL_DATA = "Personal data", (), "Accept releases what was withheld, Reject keeps it back"


class Outcome(Word):
    """What became of a group's return."""

    USED = "Used"
    NO_RETURN = "No return"
    REFUSED = "Refused"
    NOT_COUNTED = "Not counted"


class Refusal(Word):
    """Why a file that came back could not be used."""

    NOT_READABLE = "cannot be opened"
    NOT_A_TRACKER = "is not a tracker"
    ANOTHER_PLAN = "belongs to another plan or year"
    ANOTHER_QUARTER = "belongs to another quarter"
    UNKNOWN_GROUP = "names a group that is not in the plan"
    OLDER_COPY = "is an older version of a return that came back twice"
    NOT_CHOSEN = "is the one of two returns that was decided not to count"
    SAME_AGAIN = "says the same as another return of its group"
    LOCK = "only marks that a workbook is open somewhere"


class Stray(Word):
    """Why a text stands among what fits nowhere."""

    ELSEWHERE = "It stands outside the tables and forms of the tracker."
    COMMENT = "It is a comment on the cell."
    LINK = "It is the address that the cell leads to."
    BOX = "It stands in a text box or shape on the sheet."
    GIVEN = "It stands in a given cell, where something else was issued."
    MARGIN = "It stands at the head or foot of the printed page."
    NO_REF = "Its row has no ref of an action or measure."
    STRANGE_REF = "The ref of its row is not one of this group's."
    LEFT = "Its row was issued, but what it is about has left the plan since."
    REF_TWICE = "The ref of its row stands twice, and the other row says something else."
    OTHER_VERSION = "Another return of the group says something else here, and that one counts."
    NOT_CHOSEN = "Another return of the group says something else here, and it was decided that that one counts."
    NOT_COUNTED = "The return is not one of this plan, this quarter and its groups."
    NO_TRACKER = "The file is not a tracker."


class Noticed(Word):
    """What was noticed about a file or a cell, besides what it says."""

    HEADING_MISSPELT = "a heading was read as another one"
    HEADING_LACKING = "a heading is lacking"
    SHEET_LACKING = "a sheet is lacking"
    HEADING_TWICE = "a heading stands twice"
    DETAILS_LACKING = "its return details are lacking"
    OTHER_VERSION = "it was filled in on another version of the tracker"
    HIDDEN = "answers stand out of sight"
    MERGED = "an answer is merged with other cells"
    FORMULA = "a formula gives the answer"
    MACROS = "it has macros"
    LINKS = "it has links to other files"
    OBJECTS = "it has other files packed into it"
    PICTURES = "it has pictures"
    CANNOT_TELL = "its format does not show everything"
    SECOND_READER = "it is damaged in part"
    LOCK = "it only marks that a workbook is open somewhere"


class Private(Word):
    """What a text may hold that stands for a person."""

    LONG_NUMBER = "personal number", (), "a number of nine or more digits"
    CHI = "CHI number", (), "ten digits that begin with a date of birth, or nine where a leading zero was lost"
    NHS = "NHS number", (), "the ten digits by which health services elsewhere in the UK know a person"
    INSURANCE = "National Insurance number", (), "two letters, six digits and a letter"
    PUPIL = "pupil number", (), "the letter and twelve digits by which schools know a pupil"
    BIRTH = "date of birth", (), "a day on which somebody is said to have been born"
    PHONE = "phone number", (), "a phone number that is not one of the offices' own"
    EMAIL = "e-mail address", (), "an address with an @"
    POSTCODE = "postcode", (), "a whole postcode, which a few homes share"
    CAR = "car registration", (), "a registration number as on a number plate"
    INITIALS = "initials or name", (), "initials or a first name, with an age or a school"
    LETTER = "child named by a letter", (), "child A, Baby B and the like"
    CASE = "case reference", (), "the number of a case, crime or referral"
    FEW = "small number of children", (), "one to four children, which may tell who they are"


class Hiding(Word):
    """Where in a return something stands that may stand for a person."""

    CELL = "a cell"
    COMMENT = "a comment"
    LINK = "the address that a cell leads to"
    BOX = "a text box or shape"
    MARGIN = "the head or foot of a printed page"
    SHEET_NAME = "the name of a sheet"
    FILE_NAME = "the name of the file"
    PROPERTY = "the properties of the file"


class AskState(Word):
    """Where something that was asked of chief officers stands."""

    OPEN = "Open"
    CLOSED = "Closed"


class Severity(Word):
    """How much a finding matters, the worst first."""

    STOP = "Stop", (), "the answer cannot be used"
    QUERY = "Query", (), "the lead must answer"
    NOTE = "Note", (), "for the coordinator to know"
