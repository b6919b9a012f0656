"""E-mail addresses and postcodes."""

import re
from collections.abc import Iterator

from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import words

_EMAIL = re.compile(
    r"(?<![\w.+%'&-])[\w.+%'&-]{1,64}(?:@| ?[\[(](?:at|@)[\])] ?| @ (?=[\w.-]{1,64}\.(?:com|info|net|org|scot|uk)\b))"
    r"(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_]{2,24}"
)

# The areas of Royal Mail and of the islands.
_AREAS = words(
    """
    ab al b ba bb bd bf bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex
    fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn
    np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub
    w wa wc wd wf wn wr ws wv yo ze
    """
)
_SHAPE = re.compile(
    r"(?<![a-z0-9.])(?P<area>[a-pr-uwyz][a-hk-y]?)(?P<district>[0-9](?:[0-9]|[abcdefghjkpmnrstuvwxy])?)"
    r"(?P<gap> {0,2}-? {0,2})(?P<end>[0-9][abd-hjlnp-uw-z]{2})(?![a-z0-9])"
)
_NOT_AN_END = {"1st", "2nd", "3rd", *(f"{figure}{sign}" for figure in range(10) for sign in ("th", "hr", "yr", "gb"))}


def has_at(reading: Reading) -> bool:
    """Whether an "@" stands in the text, or what is written for it."""
    return "@" in reading.text or "at)" in reading.low or "at]" in reading.low


def has_end_of_postcode(reading: Reading) -> bool:
    """Whether a figure and two letters stand together in the text."""
    shape = reading.shape
    return ("0A" in shape or "0a" in shape) and ("0AA" in shape or "0aa" in shape or "0Aa" in shape)


def emails(reading: Reading) -> Iterator[Span]:
    """Where an e-mail address stands."""
    for found in _EMAIL.finditer(reading.text):
        begin = found.start() + len(found[0]) - len(found[0].lstrip(".'%-"))
        yield Span(begin, found.end())


def postcodes(reading: Reading) -> Iterator[Span]:
    """Where a whole postcode stands.

    In capitals and with a blank its shape is enough; else its area must be one that there is.
    """
    for found in _SHAPE.finditer(reading.low):
        written = reading.words[found.start() : found.end()]
        is_plain = written.isupper() and found["gap"].isspace() and len(found["area"]) == 2
        is_end = found["end"] not in _NOT_AN_END or (written[-1].isupper() and found["area"] != "s")
        has_area = found["area"] in _AREAS and (found["gap"] or written.isupper() or len(written) >= 6)
        if is_end and (is_plain or has_area):
            yield Span(*found.span())
