"""Phrases that say nothing, or next to nothing, and words by which a text can be told to say something.

The lists are closed: a text counts as vague only when there is nothing in it besides what stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from nacpc_xl.model.columns import folded
from nacpc_xl.model.dates import MONTHS

_NO_WORD = re.compile(r"[^\w%£]+")
_BETWEEN_CLAUSES = re.compile(r"[.,;:!?\n]+|\s[-–—]+\s|\band\b|\bbut\b")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?:;])\s+|\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    """again all also any are at been being currently during far for further has have in is it its moment now of
    our over period please present presently quarter remain remains since so still that the there these this time to
    very was we were with work works action actions activity activities progress project task tasks"""
)
"""Words that add nothing to a phrase, wherever they stand in it."""


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text's words alone, set off by single spaces: no case, no punctuation."""
    return " ".join(_NO_WORD.sub(" ", folded(text)).split())


def _core(text: str) -> str:
    """The words of a phrase that are no fillers."""
    return " ".join(word for word in plain(text).split() if word not in FILLERS)


def _phrases(lines: str) -> frozenset[str]:
    """The cores of phrases that are set off by commas and lines."""
    return frozenset(map(_core, lines.replace("\n", ",").split(","))) - {""}


NOTHING = _phrases(
    """none, nil, n/a, na, n a, no, not applicable, nothing, non, nought, zero
    none known, none identified, none noted, none needed, none required, none given, none yet, none anticipated
    not needed, not required, not known, not relevant, nothing known, nothing identified
    nothing to report, none to report, nothing to add, nothing to note, nothing new to report
    no barrier, no barriers, no known barriers, no barriers identified, no obstacles, no issues, no issues identified
    no concerns, no problems, no risks, no risks identified, no help, no help needed, no help wanted, no help required
    no support needed, no support required, no decision needed, no decision required, no comment, no comments"""
)
"""What is written where there is nothing to say."""

VAGUE = _phrases(
    """ongoing, on going, continuing, continues, continue, continued, under way, underway, in progress, wip
    progressing, progressing well, progressed, moving forward, going forward, going well, good, well, fine, ok, okay
    as before, as above, as below, as previous, as previously, as previously reported, as reported, as stated, as per
    as last, as last time, as per last update, as per last quarter, as per plan, as per previous, ditto, idem
    same, same as before, same as above, same as last, same as last time, same as previous, same as last update
    see above, see below, see previous, see previous update, see last, see last update, see before, see attached
    refer to above, refer to previous, no change, no changes, no change to report, unchanged, not changed
    no update, no updates, no update available, no new update, nothing new, update to follow, to be updated
    on target, on track, on schedule, on course, on plan, on time, as planned, as scheduled, to plan, to schedule
    tbc, tba, tbd, to be confirmed, to be advised, to be agreed, to be decided, to be determined, to follow
    pending, awaited, awaiting, awaiting update, in hand, in train, in development, under development, under review
    under consideration, under discussion, being progressed, being developed, being reviewed, being considered
    being looked at, being taken forward, taken forward, being monitored, monitored, monitoring, developing
    early stages, early days, planned, planning, yes, done, complete, completed, finished, achieved, met, implemented
    various, several, many, some, a lot, lots, several things, various things, as required, as needed, as necessary
    as appropriate, as and when, when available, available, available on request, on request, on file, held on file
    held locally, can be provided, can be provided on request, better, improved, improving, improvement
    improvements, positive, positive feedback, good feedback, good so far, steady, slow, slowly, delayed"""
)
"""What is written to fill a cell, and could be written in any cell of any quarter."""

DELAY = FILLERS | _words(
    """a an because by caused completion date dates deadline delay delayed delays due extend extended extension extra
    further given got had late later longer long missed more moved need needed needs new not on owing possible
    postponed put back reason reasons require required reschedule rescheduled revised schedule slip slipped slippage
    slipping some take taken takes taking timeframe timeline timelines timescale timescales than overran overrun ran
    until unavoidable unexpected expected unforeseen unfortunately behind running yet and or be will would complete
    completed finish finished"""
)
"""Words of which a reason consists that says no more than that it took longer."""

NUMBER_WORDS = _words(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand dozen half twice
    fourth fifth sixth seventh eighth ninth tenth"""
)
"""Figures as words; not those that are words of other meanings too, such as one, first, second and third."""

DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTH_NAMES = frozenset(month.casefold() for month in MONTHS) - {"march", "may"}
"""Months, but for those that are verbs as well: where they stand for a month they have a capital."""

OUTPUTS = _words(
    """advert agenda agreement analysis annex app appointment article assembly assessment audit award banner bid
    booklet briefing brochure bulletin campaign card chapter charter checklist clinic conference consultation
    contract course curriculum dashboard database dataset directory draft edition evaluation event exercise
    exhibition factsheet film flowchart form forum guidance guide guideline handbook handout hearing helpline
    induction interview invitation leaflet lecture letter listing log logo manual map mapping meeting memorandum
    minute module newsletter notice notification pack page panel paper pathway pilot podcast policy poster
    presentation procedure profile prospectus protocol proposal publication questionnaire recommendation
    recruitment rehearsal report review rota screening script seminar session sheet slide specification statement
    strategy study summary survey talk template test timetable tool toolkit trainer training trial video visit
    vote webinar website whiteboard workbook workshop worksheet"""
)
"""Things that are made or held, by which a reader can ask to see what was done."""

_DEEDS = _words(
    """act acts ask asks asking back backing bring buy call calls calling chair clear cover find fund funds funded
    funding free give giving grant hire host join lead lend let lift make making meet name naming open opening
    pay paying pick press put raise raising ring rule send sending set share shared sharing sign signed speak spend
    support supports take tell urge waive win"""
)
_DECIDING = tuple(
    _words(
        """accept advis agree alloc allot allow appeal appoint approach approv assign attend authoris authoriz champion
        chang choice choos commission commit confirm consent consider consult contribut conven decid decis delegat
        deploy determin direct encourag endors ensur escalat exempt extend extension guarant identif increas influenc
        insist instruct interven invest invit mandat match negotiat nominat offer permi persuad pledg priorit promis
        propos protect provi publish ratif reconsid recruit reduc refer releas remind remov renew replac request
        requir resolut resolv review sanction second secur settl sponsor transfer undertak unlock withdraw writ"""
    )
)
"""Words, and beginnings of words, for what somebody could decide or do."""


_JOINING = frozenset({"and", "but"})
_WORDS_FOR_NOTHING = FILLERS | _JOINING | _words(" ".join(NOTHING))
_VAGUE_WORDS = _WORDS_FOR_NOTHING | _words(" ".join(VAGUE))


def _has_no_words_but(words: frozenset[str], text: str) -> bool:
    """Whether every word of a text is among these: most texts are told by it to say something."""
    return words.issuperset(plain(text).split())


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Whether a text is blank, or says no more than that there is nothing to say: None, N/A, a dash."""
    if not _has_no_words_but(_WORDS_FOR_NOTHING, text):
        return False
    return not plain(text) or _core(text) in NOTHING or all(_core(part) in NOTHING for part in _clauses(text))


@lru_cache(maxsize=4096)
def is_vague(text: str) -> bool:
    """Whether a text says something, but nothing that a reader could picture: Ongoing, as before."""
    if says_nothing(text) or not _has_no_words_but(_VAGUE_WORDS, text):
        return False
    return _is_vague_phrase(text) or all(_is_vague_phrase(part) or _core(part) in NOTHING for part in _clauses(text))


def says_something(text: str) -> bool:
    """Whether a text is neither blank, nor vague, nor says that there is nothing to say."""
    return not (says_nothing(text) or is_vague(text))


def says_only_delay(text: str) -> bool:
    """Whether a text, such as a reason for a new date, says only that there was a delay."""
    words = plain(text).split()
    return bool(words) and all(word in DELAY for word in words)


def is_particular(text: str) -> bool:
    """Whether a text has a figure, a day, a name, or something that was made or held."""
    words = {word for word in plain(text).split() if not word.isdecimal()}
    known = NUMBER_WORDS | DAYS | MONTH_NAMES | OUTPUTS
    return (
        any(character.isdecimal() for character in text)
        or any(form in known for word in words for form in _singular(word))
        or _has_name(text)
    )


def names_a_decision(text: str) -> bool:
    """Whether a text has a word for something that somebody could decide or do."""
    return any(word in _DEEDS or word.startswith(_DECIDING) for word in plain(text).split())


def shortened(text: str, longest: int = 60) -> str:
    """The text on one line, cut at the end of a word where it has more than so many characters."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[:longest].rpartition(' ')[0] or line[: longest - 1]}…"


def _is_vague_phrase(text: str) -> bool:
    """Whether the core of a phrase is on the list, or nothing but fillers is in it."""
    core = _core(text)
    return not core or core in VAGUE


def _clauses(text: str) -> Iterator[str]:
    """The parts of a text between its commas, full stops and the like; those without words left out."""
    return (part for part in _BETWEEN_CLAUSES.split(text.casefold()) if plain(part))


def _singular(word: str) -> Iterable[str]:
    """The word, and what it may be the plural of."""
    yield word
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("ies"):
        yield f"{word[:-3]}y"


def _has_name(text: str) -> bool:
    """Whether a word has a capital that is not at the beginning of a sentence; a text in capitals has none."""
    return not text.isupper() and any(word[0].isupper() and word != "I" for word in _words_within(text))


def _words_within(text: str) -> Iterator[str]:
    """The words of each sentence but its first, which has a capital anyway; abbreviations in any place."""
    for sentence in _BETWEEN_SENTENCES.split(text):
        first, *others = _WORD.findall(sentence) or [""]
        yield from others
        if len(first) > 1 and first.isupper():
            yield first
