"""The report from its template: each section put where its marker stands."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from nacpc_xl.outputs.report.account import how_complete
from nacpc_xl.outputs.report.aims import what_difference
from nacpc_xl.outputs.report.asks import earlier_asks
from nacpc_xl.outputs.report.attention import matters_for_attention
from nacpc_xl.outputs.report.blocks import Block, bookmarks_in, heading, on_one_line, paragraph
from nacpc_xl.outputs.report.coming import coming_next
from nacpc_xl.outputs.report.contents import fill_contents
from nacpc_xl.outputs.report.facts import EVERY_ACTION, Facts, Place, Section
from nacpc_xl.outputs.report.front import at_a_glance, purpose_and_recommendations, what_we_need
from nacpc_xl.outputs.report.record import every_action
from nacpc_xl.outputs.report.sentences import day_or
from nacpc_xl.outputs.report.slippage import slippage
from nacpc_xl.outputs.report.sources import sources_and_terms
from nacpc_xl.outputs.report.styles import styles_of
from nacpc_xl.outputs.report.template import Markers, opened, text_width
from nacpc_xl.outputs.report.themes import (
    has_standing_themes,
    progress_by_theme,
    standing_heading,
    standing_themes,
)
from nacpc_xl.outputs.report.word import Element, Writer
from nacpc_xl.workspace import reproducible

SECTIONS = (
    Section("Purpose and recommendations", purpose_and_recommendations),
    Section("What we need from you", what_we_need),
    Section("At a glance", at_a_glance),
    Section("Matters for attention", matters_for_attention),
    Section("Progress by theme", progress_by_theme),
    Section("Standing themes", standing_themes, standing_heading, is_there=has_standing_themes),
    Section("What difference it made", what_difference),
    Section("Slippage", slippage),
    Section("Earlier asks and what became of them", earlier_asks),
    Section("How complete this report is", how_complete),
    Section("Coming next quarter", coming_next),
    Section(EVERY_ACTION, every_action, is_appendix=True),
    Section("Statuses, sources and terms", sources_and_terms, is_appendix=True),
)
"""The sections in the order of the shipped template; a template may have them in any other."""

CONTENTS = "Contents"
"""The marker of the table of contents."""

MARKERS = (*(section.marker for section in SECTIONS), CONTENTS)
"""Every marker that takes a paragraph of its own."""

LONGEST_PROPERTY = 255  # characters of a document's title or author
LAST_WORDS = "End of the report."


@dataclass(frozen=True)
class Placed:
    """A section of this report: the paragraph where its marker stood, its place, and its whole heading."""

    section: Section
    anchor: Element
    place: Place
    heading: str


def report_document(facts: Facts, template: Path) -> bytes:
    """The report as a Word document.

    Raises `CannotGoOn` when the template cannot be read, or has a marker that cannot be used.
    """
    document = opened(template)
    words = _words(facts)
    markers = Markers(document, template, MARKERS, words)
    markers.put_words()
    _put_sections(document, facts, markers.anchors)
    if CONTENTS in markers.anchors:
        fill_contents(document, markers.anchors[CONTENTS], styles_of(document))
    day = facts.register.about.position_at or facts.quarter.ends
    _set_properties(document, words["title"], facts.plan.details.committee, day)
    saved = io.BytesIO()
    document.save(saved)
    return reproducible(saved.getvalue(), day)


def _words(facts: Facts) -> dict[str, str]:
    """What each marker inside a line stands for."""
    details, about = facts.plan.details, facts.register.about
    held_on = facts.meeting.held_on
    position = f"Position at {day_or(about.position_at)}"
    meeting = f"for the meeting on {day_or(held_on)}" if held_on is not None else ""
    return {
        "title": f"{details.plan}: progress report {facts.quarter.label}",
        "subtitle": ", ".join(part for part in (f"To {details.reports_to}", meeting, position) if part),
        "committee": details.committee,
        "plan": details.plan,
        "quarter": f"{facts.quarter.name}, {facts.quarter.months}",
        "marking": details.marking,
        "position at": position,
        "meeting date": day_or(held_on, "date of meeting not given"),
        "prepared by": facts.meeting.prepared_by or "not given",
        "presented by": facts.meeting.presented_by or "not given",
    }


def _put_sections(document: Any, facts: Facts, anchors: Mapping[str, Element]) -> None:
    """Puts each section before its marker's paragraph, and takes the markers out."""
    placed = list(_placed(facts, anchors))
    facts = replace(facts, places={one.section.marker: one.place for one in placed})
    bodies = [[_heading(one, placed), *one.section.body(facts)] for one in placed]
    bookmarks = {name for body in bodies for name in bookmarks_in(body)}
    day = facts.register.about.position_at or facts.quarter.ends
    writer = Writer(document.part, styles_of(document), bookmarks, day)
    widths = [text_width(document, one.anchor) for one in placed]
    for one, body, width in zip(placed, bodies, widths, strict=True):
        writer.put_before(one.anchor, body, width)
    for marker, anchor in anchors.items():
        if marker != CONTENTS:
            _take_out(anchor)
    _end_in_words(document, writer)


def _placed(facts: Facts, anchors: Mapping[str, Element]) -> Iterator[Placed]:
    """The sections that this report has, in the order of the template: numbered, or lettered as appendices."""
    by_marker = {section.marker: section for section in SECTIONS}
    number, letter = 0, ord("A") - 1
    for marker, anchor in anchors.items():
        section = by_marker.get(marker)
        if section is None or not section.is_there(facts):
            continue
        if section.is_appendix:
            letter += 1
            name = f"Appendix {chr(letter)}"
            title = f"{name}: {section.title(facts)}"
        else:
            number += 1
            name = f"section {number}"
            title = f"{number} {section.title(facts)}"
        yield Placed(section, anchor, Place(name, f"section {marker}"), title)


def _heading(one: Placed, placed: Sequence[Placed]) -> Block:
    """The heading of a section; the first appendix begins on a new page."""
    first_appendix = next((other for other in placed if other.section.is_appendix), None)
    return heading(one.heading, 1, one.place.bookmark, on_new_page=one is first_appendix and one is not placed[0])


def _take_out(anchor: Element) -> None:
    """Takes a marker's paragraph out; it stays, empty, where two tables would become one without it."""
    before, after = anchor.getprevious(), anchor.getnext()
    if before is not None and after is not None and before.tag == after.tag == qn("w:tbl"):
        for child in anchor.xpath("*[not(self::w:pPr)]"):
            anchor.remove(child)
    else:
        anchor.getparent().remove(anchor)


def _end_in_words(document: Any, writer: Writer) -> None:
    """Lets the document end in a paragraph, as Word wants it, where it would end in a table; on the table's page."""
    last = [element for element in document.element.body if element.tag != qn("w:sectPr")][-1:]
    if last and last[0].tag == qn("w:tbl"):
        for line in last[0].xpath("w:tr[last()]//w:p"):
            line.get_or_add_pPr().get_or_add_keepNext()
        end: Any = OxmlElement("w:p")
        last[0].addnext(end)
        writer.put_before(end, [paragraph(LAST_WORDS)], 0)
        end.getparent().remove(end)


def _set_properties(document: Any, title: str, author: str, day: dt.date) -> None:
    core = document.core_properties
    title, author = (on_one_line(text)[:LONGEST_PROPERTY] for text in (title, author))
    core.title, core.author, core.language = title, author, "en-GB"
    core.created = core.modified = dt.datetime.combine(day, dt.time())
    core.last_modified_by, core.revision = author, 1
