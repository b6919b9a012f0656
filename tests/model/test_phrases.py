"""What says something and what does not: by what must hold of every phrase, not by the lists."""

import re
import tomllib
from pathlib import Path

import pytest

from nacpc_xl.model.columns import Text
from nacpc_xl.model.phrases import (
    DELAY,
    FILLERS,
    NOTHING,
    NUMBER_WORDS,
    OUTPUTS,
    VAGUE,
    is_particular,
    is_vague,
    names_a_decision,
    plain,
    says_nothing,
    says_only_delay,
    says_something,
    shortened,
)
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff

STORY = Path(__file__).resolve().parents[2] / "scripts" / "example"
GROUPS = sorted(STORY.glob("??.toml"))
DRESSED = ("{}", "{}.", "  {}  ", "- {}", "{}!", "“{}”", "This is {}", "{} at present", "Work is {} still\n", "{};")


def written(phrase: str) -> tuple[str, ...]:
    """The phrase as people may write it."""
    return tuple(form.format(case(phrase)) for form in DRESSED for case in (str.lower, str.capitalize, str.upper))


def texts_of(table: type[Table]) -> dict[str, Text]:
    """The texts to fill in of a table."""
    return {name: column for name, column in table.to_fill_in().items() if isinstance(column, Text)}


def texts(group: Path) -> list[tuple[str, str]]:
    """Every text that a lead of the worked example wrote about an action, with the name it has there."""
    story = tomllib.loads(group.read_text("utf-8"))
    return [
        (name, text)
        for action in story["action"]
        for quarter in ("q1", "q2")
        for name, text in action.get(quarter, {}).items()
        if name in {*texts_of(Actions), "help"}
    ]


@pytest.mark.parametrize("phrase", sorted(NOTHING))
def test_nothing_is_nothing_however_it_is_written(phrase):
    for text in written(phrase):
        assert says_nothing(text), text
        assert not is_vague(text)
        assert not says_something(text)


@pytest.mark.parametrize("phrase", sorted(VAGUE))
def test_a_vague_phrase_is_vague_however_it_is_written(phrase):
    for text in written(phrase):
        assert is_vague(text), text
        assert not says_nothing(text)
        assert not says_something(text)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "...", "?", "n/a", "N/A.", "N/a, none", "Nil - none", "No\nNone"])
def test_a_blank_and_a_dash_say_nothing(text):
    assert says_nothing(text)
    assert not is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ongoing",
        "Work in progress",
        "On track, as planned.",
        "Ongoing and on target",
        "As before: see above",
        "Ongoing. None.",
        "This action is still in progress at this time",
        "Same as last quarter",
        "Nothing new, as last time",
        "Progress",
        "TBC\nTBC",
    ],
)
def test_vague_phrases_one_after_the_other_are_vague(text):
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two schools on target",
        "On track to train 30 staff",
        "Awaiting the sheriff's answer",
        "No change: the post is still vacant",
        "None of the schools replied",
        "Nothing came back from the bank",
        "Minutes",
        "The review is complete",
        "Too early to say",
        "42",
    ],
)
def test_a_phrase_with_anything_else_in_it_says_something(text):
    assert says_something(text)
    assert not is_vague(text)
    assert not says_nothing(text)


def test_no_phrase_is_on_both_lists_or_has_fillers_in_it():
    assert not VAGUE & NOTHING
    for phrase in VAGUE | NOTHING:
        assert phrase == plain(phrase)
        assert not FILLERS.intersection(phrase.split())


@pytest.mark.parametrize("table", [Actions, Measures, NewActions, SignOff])
def test_the_examples_in_a_tracker_say_something(table):
    for column in texts_of(table).values():
        assert says_something(column.example), column.heading


@pytest.mark.parametrize("group", GROUPS, ids=lambda path: path.stem)
def test_the_texts_of_the_worked_example_say_something_but_for_the_slip(group):
    slips = [text for _, text in texts(group) if not says_something(text)]
    assert slips == (["Ongoing."] if group.stem == "LD" else [])


@pytest.mark.parametrize("group", GROUPS, ids=lambda path: path.stem)
def test_the_updates_of_the_worked_example_are_particular_and_its_asks_name_decisions(group):
    for name, text in texts(group):
        if name == "progress" and says_something(text):
            assert is_particular(text), text
        if name == "help":
            assert names_a_decision(text), text
        if name == "reason":
            assert not says_only_delay(text), text


@pytest.mark.parametrize(
    "text",
    [
        "Staff number 7 came",
        "two people came",
        "It was seen on Tuesday",
        "it began in april",
        "Staff met in May",
        "A leaflet was handed out",
        "Leaflets were handed out",
        "policies were compared",
        "People in Largs were asked",
        "NHS staff were asked",
        "We asked the NHS",
        "It went well. All of Arran came",
        "It went well\nEverybody in Arran came",
        "We asked Åse",
    ],
)
def test_a_figure_a_day_a_name_or_a_thing_is_particular(text):
    assert is_particular(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Partners go on sharing what they learn",
        "We may do more. It will help",
        "Work goes on.\nStaff are keen",
        "- Staff are keen\n- Partners are keen",
        "Staff are keen; Partners are keen",
        "WORK GOES ON AND STAFF ARE KEEN",
        "As I said, work goes on",
        "One of us is keen",
        "We march on",
    ],
)
def test_a_general_remark_is_not_particular(text):
    assert not is_particular(text)


@pytest.mark.parametrize("word", sorted(NUMBER_WORDS | OUTPUTS))
def test_every_word_for_a_figure_or_a_thing_counts_by_itself(word):
    assert re.fullmatch("[a-z]+", word)
    assert is_particular(f"it was {word}")
    assert is_particular(f"it was {word}s")


@pytest.mark.parametrize(
    "text",
    [
        "Delay",
        "Slippage.",
        "More time needed",
        "Due to unforeseen delays",
        "The action has been delayed and needs more time",
        "Timescales slipped",
    ],
)
def test_a_delay_is_told_from_a_reason(text):
    assert says_only_delay(text)
    assert not says_only_delay(f"{text} by snow")


@pytest.mark.parametrize("text", ["", "-", "Venue lost; rebooked for January.", "The trainer left, hence the delay"])
def test_what_gives_a_reason_or_nothing_says_no_delay(text):
    assert not says_only_delay(text)
    assert FILLERS < DELAY


@pytest.mark.parametrize(
    "deed", ["agree", "approve", "decide", "fund", "release", "confirm", "nominate", "ask", "write"]
)
@pytest.mark.parametrize("form", ["{} it", "chief officers to {} it", "{} it, please", "Please {}"])
def test_what_can_be_decided_or_done_is_a_decision(deed, form):
    assert names_a_decision(form.format(deed))
    assert names_a_decision(form.format(deed).upper())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "There is a backlog of cases",
        "The trainers are few and far between",
        "It is hard to do in winter",
        "In order to do more",
        "This is an issue of time",
    ],
)
def test_a_complaint_is_no_decision(text):
    assert not names_a_decision(text)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a b", "a b"),
        ("a\n b", "a b"),
        ("abcd efgh", "abcd efgh"),
        ("abcd efghi", "abcd…"),
        ("abcdefghijk", "abcdefgh…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text, short):
    assert shortened(text, 9) == short


def test_as_much_as_fits_on_a_line_is_not_cut():
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"
