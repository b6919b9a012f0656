"""What may stand for a person in a text: one detector for each kind, the most telling first."""

from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass
from typing import NamedTuple

from nacpc_xl.model.words import Private
from nacpc_xl.privacy import addresses, counts, dates, initials, letters, numbers, phones, references
from nacpc_xl.privacy.reading import Reading, Span, read

Finds = Callable[[Reading], Iterable[Span]]
Sign = Callable[[Reading, Set[str]], bool]


@dataclass(frozen=True)
class Fragment:
    """A part of a text that may stand for a person. `is_certain` tells how sure that is, not how much it matters."""

    kind: Private
    begin: int
    end: int
    is_certain: bool = False


class Detector(NamedTuple):
    """How one kind is found: `sign` is quickly looked for, and without it nothing is there to be found.

    It sees the reading, and which of the words that are a clue to anything the text has. Only some kinds are found
    `without_figures`.
    """

    kind: Private
    sign: Sign
    finds: Finds
    without_figures: bool = False


# The most telling first.
DETECTORS = (
    Detector(Private.CHI, numbers.has_nine_digits, numbers.chi_numbers),
    Detector(Private.NHS, numbers.has_nine_digits, numbers.nhs_numbers),
    Detector(Private.PUPIL, numbers.has_nine_digits, numbers.pupil_numbers),
    Detector(Private.INSURANCE, numbers.has_six_digits, numbers.insurance_numbers),
    Detector(Private.EMAIL, addresses.has_at, addresses.emails, without_figures=True),
    Detector(Private.BIRTH, dates.has_word_of_birth, dates.births),
    Detector(Private.PHONE, phones.may_have_number, phones.phone_numbers),
    Detector(Private.CASE, references.has_word_for_case, references.case_references),
    Detector(Private.LONG_NUMBER, numbers.has_nine_digits, numbers.long_numbers),
    Detector(Private.POSTCODE, addresses.has_end_of_postcode, addresses.postcodes),
    Detector(Private.CAR, references.may_have_plate, references.cars),
    Detector(Private.LETTER, letters.has_person_and_letter, letters.letters, without_figures=True),
    Detector(Private.INITIALS, initials.has_age_or_school, initials.initials, without_figures=True),
    Detector(Private.FEW, counts.has_small_number, counts.few_children, without_figures=True),
)
WITHOUT_FIGURES = tuple(one for one in DETECTORS if one.without_figures)
CLUES = dates.CLUES | phones.CLUES | references.CLUES | letters.CLUES | initials.CLUES | counts.CLUES


def private_fragments(text: str, allowed: Collection[str] = ()) -> tuple[Fragment, ...]:
    """What may stand for a person in the text, in its order; where two overlap, the most telling one.

    `allowed` are what the office knows to stand for nobody: its phone numbers, written in any way, and abbreviations.
    """
    reading = read(text)
    clues = reading.tokens & CLUES
    detectors = DETECTORS if "0" in reading.shape else WITHOUT_FIGURES
    found = [(one.kind, span) for one in detectors if one.sign(reading, clues) for span in one.finds(reading)]
    found = [
        one for one in found if not (one[0] is Private.INITIALS and initials.are_allowed(reading, one[1], allowed))
    ]
    if not found:
        return ()
    taken = bytearray(len(text))
    for span in (*phones.office_numbers(reading, allowed), *numbers.numbers_of_things(reading)):
        _takes(taken, *reading.in_original(span))
    placed = (
        Fragment(kind, *reading.in_original(span), span.is_certain)
        for kind, span in found
        if not (kind is Private.INITIALS and initials.are_allowed(reading, span, allowed))
    )
    kept = [fragment for fragment in placed if _takes(taken, fragment.begin, fragment.end)]
    return tuple(sorted(kept, key=lambda fragment: fragment.begin))


def _takes(taken: bytearray, begin: int, end: int) -> bool:
    """Whether the place from `begin` to `end` was free; now it is taken."""
    if taken.find(1, begin, end) >= 0:
        return False
    taken[begin:end] = b"\1" * (end - begin)
    return True
