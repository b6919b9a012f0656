"""Whatever happens to a tracker, its answers come back as they were told, or a finding names each that does not."""

import datetime as dt
import io
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from nacpc_xl.model.finding import Finding
from nacpc_xl.model.register import Register, Scrap
from nacpc_xl.model.source import Source
from nacpc_xl.model.words import Outcome, Refusal, Severity
from tests.conftest import Convert
from tests.damage import judge as judging
from tests.damage.judge import (
    ACTIONS,
    NEW_ACTIONS,
    SIGN_OFF,
    Expected,
    Key,
    Told,
    Tracker,
    Verdict,
    answers_in,
    canonical,
    judge,
    spelt,
    verdict,
    words_in,
)
from tests.damage.ways import (
    DAMAGED,
    EVIDENCE,
    PROGRESS,
    STATUS,
    WAYS,
    Way,
    pristine,
    registered,
    trackers,
    truth,
    unpacked,
)

BY_LIBREOFFICE = [name for name, way in WAYS.items() if way.saved_as]
BY_HAND = [name for name in WAYS if name not in BY_LIBREOFFICE]


def faults(way: Way, folder: Path, convert: Convert | None = None) -> list[str]:
    """What is wrong with each tracker after the damage, in words."""
    found: list[str] = []
    unchanged = 0
    for tracker in trackers():
        path, told = way.damaged(tracker, folder, convert)
        unchanged += path.name == DAMAGED and is_unchanged(path, tracker)
        found += (f"{tracker.name}: {one}" for one in judge(tracker, truth(tracker), path, told, way.expected).faults)
    return found + (["the way changes nothing"] if unchanged == len(trackers()) else [])


def is_unchanged(path: Path, tracker: Tracker) -> bool:
    """Whether the file is the tracker's, or holds the same parts as one that was only opened and saved."""
    content = path.read_bytes()
    if content == tracker.content:
        return True
    return zipfile.is_zipfile(path) and parts_of(content) == parts_of(saved_untouched(tracker))


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, but for the one that says when it was saved."""
    return {name: part for name, part in unpacked(content).items() if name != "docProps/core.xml"}


@cache
def saved_untouched(tracker: Tracker) -> bytes:
    content = io.BytesIO()
    pristine(tracker).book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("name", BY_HAND)
def test_nothing_is_lost_or_changed_in_silence_after(name, tmp_path):
    found = faults(WAYS[name], tmp_path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", BY_LIBREOFFICE)
def test_nothing_is_lost_or_changed_in_silence_when(name, tmp_path, soffice):
    found = faults(WAYS[name], tmp_path, soffice)
    assert not found, "\n".join(found)


# Are the ways what they say?


def test_the_ways_are_many_and_most_keep_every_answer():
    assert len(WAYS) > 300
    assert sum(way.expected.keeps for way in WAYS.values()) > 0.9 * len(WAYS)


def test_no_two_ways_have_the_same_name():
    name = next(iter(WAYS))
    with pytest.raises(ValueError, match="two ways"):
        registered(name, lambda lead: b"", Expected())


@pytest.mark.parametrize("number", range(3))
def test_the_truth_is_what_was_typed(number):
    """Read by another library, and not by way of the register."""
    tracker = trackers()[number]
    book = openpyxl.load_workbook(io.BytesIO(tracker.content))
    places = {key: book[key.sheet].cell(*at).value for key, at in pristine(tracker).places.items()}
    typed = Counter(spelt(in_words(places[key])) for key in truth(tracker).answers if in_words(places[key]))
    read = Counter(spelt(text) for text in truth(tracker).answers.values() if text)
    assert typed == read
    assert sum(read.values()) > 10


READ_AS = {"P1.1 Financial harm": "P1.1"}
"""What is typed in one form and kept in another."""


def in_words(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else READ_AS.get(str(value), str(value))


# Does the judge see everything?


@pytest.fixture
def tracker() -> Tracker:
    """A tracker that is filled in well."""
    return trackers()[0]


@pytest.fixture
def path(tracker: Tracker, tmp_path: Path) -> Path:
    """Its undamaged file."""
    path = tmp_path / "undamaged.xlsx"
    path.write_bytes(tracker.content)
    return path


def register_of(tracker: Tracker, path: Path, **changes: object) -> Register:
    """The register of the tracker, with its action's row changed."""
    register, _ = tracker.read(path)
    actions = tuple(one.but(**changes) if one.ref == tracker.action else one for one in register.actions)
    return replace(register, actions=actions)


def judged(
    tracker: Tracker, path: Path, register: Register, *findings: Finding, spoilt: Key | None = None, says: str = ""
) -> Verdict:
    told = Told(dict(truth(tracker).answers), spoilt={spoilt} if spoilt else set())
    expected = Expected((says,) if says else ())
    return verdict(register, findings, path, tracker.code, told, expected, truth(tracker))


def finding(code: str, at: str = "", what: str = "Something is wrong", **more: str) -> Finding:
    severity = Severity.NOTE if code in ("R07", "R14") else Severity.QUERY
    sheet = ACTIONS if at else ""
    return Finding.of(
        code=code, severity=severity, what=what, file="undamaged.xlsx", sheet_name=sheet, at=at, ref=more.get("ref", "")
    )


def scrap(text: str, at: str) -> Scrap:
    return Scrap.of(file="undamaged.xlsx", sheet_name=ACTIONS, at=at, text=text)


def test_an_undamaged_tracker_has_no_fault(tracker, path):
    register, findings = tracker.read(path)
    before = tracker.findings_of(findings, path.name)
    assert judged(tracker, path, register, *before) == Verdict()


def test_an_answer_that_is_gone_is_a_silent_loss(tracker, path):
    found = judged(tracker, path, register_of(tracker, path, progress=""))
    assert [one.key for one in found.unnamed] == [Key(ACTIONS, tracker.action, PROGRESS)]
    assert found.lost, "its words stand nowhere"
    assert len(found.silent_losses) == 2
    assert not found.silent_changes


def test_an_answer_that_reads_otherwise_is_a_silent_change(tracker, path):
    found = judged(tracker, path, register_of(tracker, path, milestone_due=tracker.quarter.ends))
    assert len(found.silent_changes) == 1
    assert "9 August 2024” became “30 June 2024" in found.silent_changes[0]


def test_an_answer_that_nobody_gave_is_a_silent_change(tracker, path):
    found = judged(tracker, path, register_of(tracker, path, evidence="From somewhere."))
    assert [one.key.heading for one in found.unnamed] == [EVIDENCE]
    assert len(found.silent_changes) == 1


def test_a_row_that_is_gone_is_a_loss_of_all_its_answers(tracker, path):
    found = judged(tracker, path, register_of(tracker, path, source_row=""))
    assert {one.key.ref for one in found.unnamed} == {tracker.action}
    assert len(found.unnamed) == 4


@pytest.mark.parametrize(
    ("named", "one"),
    [
        (True, finding("C02", "L5")),
        (True, finding("F01", "L5")),
        (True, finding("R12", "K4", "The headings Progress this quarter and Evidence are lacking")),
        (True, finding("R12", "K4", "A heading is lacking: “Progress this quarter”")),
        (True, finding("R06", ref="P2.1-01")),
        (True, finding("R07", "B20", "Something is written: B20, K5 to M6")),
        (True, finding("R08", "A5")),
        (True, finding("R09", "row 5")),
        (True, finding("R02")),
        (False, finding("C02", "L6")),
        (False, finding("K01", "L5")),
        (False, finding("S03", "L5")),
        (False, finding("R06", ref="P2.2-01")),
        (False, finding("R07", "B20", "Something is written: “L5”, P1.1-L5, L6 to L9")),
        (False, finding("R10", "C5")),
        (False, finding("R12", "K4", "The heading Evidence is lacking")),
        (False, finding("R14", "K5")),
        (False, finding("R15")),
    ],
    ids=str,
)
def test_a_difference_is_named_by_a_finding_at_its_place_only(named, one, tracker, path):
    found = judged(tracker, path, register_of(tracker, path, progress=""), one)
    assert bool(found.unnamed) is not named


def test_a_finding_on_another_sheet_or_file_names_nothing(tracker, path):
    register = register_of(tracker, path, progress="")
    for elsewhere in ({"sheet_name": SIGN_OFF}, {"sheet_name": ""}):
        assert judged(tracker, path, register, finding("C02", "L5").but(**elsewhere)).unnamed
    assert judged(tracker, path, register, finding("R02").but(file="other.xlsx")).unnamed


def test_a_changed_given_cell_names_the_answers_of_its_row_only_where_they_were_spoilt(tracker, path):
    register = register_of(tracker, path, progress="")
    spoilt = Key(ACTIONS, tracker.action, PROGRESS)
    assert judged(tracker, path, register, finding("R10", "C5")).unnamed
    assert not judged(tracker, path, register, finding("R10", "C5"), spoilt=spoilt).unnamed


def test_words_that_were_moved_to_unplaced_are_named_by_a_finding_there(tracker, path):
    words = truth(tracker).answers[Key(ACTIONS, tracker.action, PROGRESS)]
    register = replace(register_of(tracker, path, progress=""), unplaced=(scrap(words, "Z9"),))
    assert judged(tracker, path, register).unnamed
    assert not judged(tracker, path, register).lost
    assert judged(tracker, path, register, finding("R07", "Z8")).unnamed
    assert not judged(tracker, path, register, finding("R07", "Z8", "It stands in Z8 to Z10")).unnamed


def test_a_named_difference_is_a_fault_where_every_answer_should_be_kept(tracker, path):
    register = register_of(tracker, path, progress="Something else.")
    found = judged(tracker, path, register, finding("C02", "L5"))
    assert not found.silent_changes
    assert any("should be as it was told" in fault for fault in found.other_faults)
    spoilt = judged(tracker, path, register, finding("C02", "L5"), spoilt=Key(ACTIONS, tracker.action, PROGRESS))
    assert not spoilt.other_faults


def test_a_refused_file_is_named_but_keeps_nothing(tracker, path):
    register, _ = tracker.read(path)
    refused = replace(
        register,
        actions=(),
        measures=(),
        returns=tuple(one.but(outcome=Outcome.REFUSED, refusal=Refusal.NOT_READABLE) for one in register.returns),
    )
    found = judged(tracker, path, refused, finding("R02"))
    assert not found.unnamed
    assert len(found.other_faults) > 10
    assert "R02" in found.alarms


def test_a_code_that_was_due_and_one_that_was_not_are_faults(tracker, path):
    register, _ = tracker.read(path)
    assert judged(tracker, path, register, says="R14 or R13").unsaid == ("R14 or R13",)
    assert judged(tracker, path, register, finding("R14", "L5"), says="R13 or R14").faults == []
    assert judged(tracker, path, register, finding("F03", "L5")).alarms == ("F03",)
    assert judged(tracker, path, register, finding("R07", "Z9")).alarms == (), "a note asks nobody"


def test_a_finding_about_a_field_must_stand_where_it_was_typed(tracker, path):
    register, _ = tracker.read(path)
    told = Told(dict(truth(tracker).answers), cells={(ACTIONS, "K5")})
    for at, unsaid in (("K5", ()), ("K6", ("F01",))):
        found = verdict(register, [finding("F01", at)], path, tracker.code, told, Expected(("F01",)), truth(tracker))
        assert found.unsaid == unsaid


def test_words_beside_the_answers_must_be_kept_and_named(tracker, path):
    register, _ = tracker.read(path)
    kept = replace(register, unplaced=(scrap("Ask the fiscal.", "Z5"),))
    for one, findings, losses in (
        (register, [], 2),
        (register, [finding("R07", "Z5")], 2),
        (kept, [], 1),
        (kept, [finding("R07", "Z5")], 0),
    ):
        told = Told(dict(truth(tracker).answers), besides=["Ask the fiscal."])
        found = verdict(one, findings, path, tracker.code, told, Expected(), truth(tracker))
        assert len(found.silent_losses) == losses


def test_a_crash_is_a_fault(tracker, path, monkeypatch):
    def crash(*arguments: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(judging, "read_return", crash)
    found = judge(tracker, truth(tracker), path, Told({}), Expected())
    assert found.faults == ["it crashed: RecursionError: too deep"]


def test_cells_that_are_not_accounted_for_are_a_fault(tracker, path):
    register, _ = tracker.read(path)
    returns = tuple(one.but(cells=one.cells + 1) if one.file else one for one in register.returns)
    (fault,) = judged(tracker, path, replace(register, returns=returns)).faults
    assert fault.startswith("cells are not accounted for")


def test_every_answer_is_looked_at(tracker, path):
    register, _ = tracker.read(path)
    answers = answers_in(register, tracker.code)
    assert len(answers) == 2 * 12 + 3 * 3 + 4
    assert answers[Key(ACTIONS, tracker.action, STATUS)].source == Source("undamaged.xlsx", ACTIONS, "K5")
    awkward = truth(trackers()[2]).answers
    assert sum(key.sheet == NEW_ACTIONS and bool(text) for key, text in awkward.items()) == 7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("9 August 2024", "45513"),
        ("09/08/2024", "9 August 2024"),
        ("80%", "0.8"),
        ("1,200", "1200"),
        ("12.0", "12"),
        ("one_x000D_\ntwo", "one\n\ntwo"),
    ],
)
def test_the_same_words_are_known_in_another_spelling(one, other):
    assert spelt(one) == spelt(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("80%", "80"), ("1,2", "12"), ("31/06/2024", "30/06/2024"), ("one two", "onetwo"), ("On track", "on track")],
)
def test_other_words_are_not_the_same(one, other):
    assert canonical(one) != canonical(other)
    assert spelt(one) != spelt(other)


def test_the_words_of_a_file_are_found_without_the_library(tracker, path):
    words = words_in(path)
    assert words is not None
    assert words[spelt("On track")] == 3, "two answers, and once in the list"
    assert words[spelt("9 August 2024")] == 2
    assert words_in(path.with_name("none.xlsx")) is None
