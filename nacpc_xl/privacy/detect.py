"""What may stand for a person in a text: one detector for each kind, the most telling first."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from nacpc_xl.model.words import Private
from nacpc_xl.privacy import addresses, counts, dates, initials, letters, numbers, phones, references
from nacpc_xl.privacy.reading import Reading, Span, read

Finds = Callable[[Reading], Iterable[Span]]
Sign = Callable[[Reading], bool]


@dataclass(frozen=True)
class Fragment:
    """A part of a text that may stand for a person. `is_certain` tells how sure that is, not how much it matters."""

    kind: Private
    begin: int
    end: int
    is_certain: bool = False


class Detector(NamedTuple):
    """How one kind is found: `sign` is quickly looked for, and without it nothing is there to be found.

    Nor is there where a text has fewer than so many `figures`.
    """

    kind: Private
    sign: Sign
    finds: Finds
    figures: int = 0


# The most telling first.
DETECTORS = (
    Detector(Private.CHI, numbers.has_nine_digits, numbers.chi_numbers, figures=9),
    Detector(Private.NHS, numbers.has_nine_digits, numbers.nhs_numbers, figures=9),
    Detector(Private.PUPIL, numbers.has_nine_digits, numbers.pupil_numbers, figures=9),
    Detector(Private.INSURANCE, numbers.has_six_digits, numbers.insurance_numbers, figures=6),
    Detector(Private.EMAIL, addresses.has_at, addresses.emails),
    Detector(Private.BIRTH, dates.has_word_of_birth, dates.births, figures=1),
    Detector(Private.PHONE, phones.may_have_number, phones.phone_numbers, figures=6),
    Detector(Private.CASE, references.has_word_for_case, references.case_references, figures=3),
    Detector(Private.LONG_NUMBER, numbers.has_nine_digits, numbers.long_numbers, figures=9),
    Detector(Private.POSTCODE, addresses.has_end_of_postcode, addresses.postcodes, figures=1),
    Detector(Private.CAR, references.may_have_plate, references.cars, figures=1),
    Detector(Private.LETTER, letters.has_person_and_letter, letters.letters),
    Detector(Private.INITIALS, initials.has_age_or_school, initials.initials),
    Detector(Private.FEW, counts.has_small_number, counts.few_children),
)
AT_A_TIME = 200  # texts that are read before any detector goes through them
CLUES = dates.CLUES | phones.CLUES | references.CLUES | letters.CLUES | initials.CLUES | counts.CLUES


def suspects(texts: Iterable[str]) -> Iterator[str]:
    """Those of the texts in which a detector finds anything, some of them more than once.

    Each detector goes through many texts at a time: that is quicker than to put each text before all detectors.
    """
    rest = iter(texts)
    while some := list(islice(rest, AT_A_TIME)):
        readings = sorted(((read(text, CLUES), text) for text in some), key=_figures, reverse=True)
        for _, sign, finds, figures in DETECTORS:
            for reading, text in readings:
                if reading.figures < figures:
                    break
                if sign(reading) and next(iter(finds(reading)), None) is not None:
                    yield text


def _figures(one: tuple[Reading, str]) -> int:
    return one[0].figures


def private_fragments(text: str, allowed: Collection[str] = ()) -> tuple[Fragment, ...]:
    """What may stand for a person in the text, in its order; where two overlap, the most telling one.

    `allowed` are what the office knows to stand for nobody: its phone numbers, written in any way, and abbreviations.
    """
    reading = read(text, CLUES)
    found = [
        (kind, span)
        for kind, sign, finds, figures in DETECTORS
        if reading.figures >= figures and sign(reading)
        for span in finds(reading)
        if not (kind is Private.INITIALS and initials.are_allowed(reading, span, allowed))
    ]
    if not found:
        return ()
    taken = bytearray(len(text))
    for span in (*phones.office_numbers(reading, allowed), *numbers.numbers_of_things(reading)):
        _takes(taken, *reading.in_original(span))
    placed = (Fragment(kind, *reading.in_original(span), span.is_certain) for kind, span in found)
    kept = [fragment for fragment in placed if _takes(taken, fragment.begin, fragment.end)]
    return tuple(sorted(kept, key=lambda fragment: fragment.begin))


def _takes(taken: bytearray, begin: int, end: int) -> bool:
    """Whether the place from `begin` to `end` was free; now it is taken."""
    if taken.find(1, begin, end) >= 0:
        return False
    taken[begin:end] = b"\1" * (end - begin)
    return True
