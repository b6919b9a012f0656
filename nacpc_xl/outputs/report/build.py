"""The report from its template: each section put where its marker stands."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.report.account import every_action, how_complete
from nacpc_xl.outputs.report.aims import what_difference
from nacpc_xl.outputs.report.attention import matters_for_attention
from nacpc_xl.outputs.report.facts import Facts, Section
from nacpc_xl.outputs.report.front import at_a_glance, purpose_and_recommendations, what_we_need
from nacpc_xl.outputs.report.sentences import day_or, joined
from nacpc_xl.outputs.report.themes import progress_by_theme, standing_heading, standing_themes
from nacpc_xl.outputs.report.withheld import withheld_and_released
from nacpc_xl.outputs.report.word import clean, heading
from nacpc_xl.workspace import reproducible

SECTIONS = (
    Section("Purpose and recommendations", purpose_and_recommendations),
    Section("What we need from you", what_we_need),
    Section("At a glance", at_a_glance),
    Section("Matters for attention", matters_for_attention),
    Section("Progress by theme", progress_by_theme),
    Section("Standing themes", standing_themes, standing_heading),
    Section("What difference it made", what_difference),
    Section("How complete this report is", how_complete),
    Section("Every action", every_action, is_appendix=True),
    Section("Withheld and released", withheld_and_released, is_appendix=True),
)
"""The sections in the order of the shipped template; a template may have them in any other."""

MARKERS = tuple(section.marker for section in SECTIONS)
_MARKER = re.compile(r"«([^«»]+)»")


def report_document(facts: Facts, template: Path) -> bytes:
    """The report as a Word document.

    Raises `CannotGoOn` when the template cannot be read or has a marker that is not known.
    """
    document = _open(template)
    words = _words(facts)
    _refuse_unknown_markers(document, template, words)
    for paragraph in _all_paragraphs(document):
        _put_words(paragraph, words)
    _put_sections(document, facts)
    core = document.core_properties
    core.title, core.author, core.language = words["title"], facts.plan.details.committee, "en-GB"
    day = facts.register.about.position_at or facts.quarter.ends
    core.created = core.modified = dt.datetime.combine(day, dt.time())
    core.last_modified_by, core.revision = facts.plan.details.committee, 1
    saved = io.BytesIO()
    document.save(saved)
    return reproducible(saved.getvalue(), day)


def _open(template: Path) -> Any:
    try:
        return docx.Document(str(template))
    except Exception as error:  # python-docx lets whatever went wrong inside the package through
        raise CannotGoOn(
            f"The template {template} cannot be opened as a Word document. "
            "Put a .docx there, or delete it to use the shipped one."
        ) from error


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


def _refuse_unknown_markers(document: Any, template: Path, words: dict[str, str]) -> None:
    known = {*MARKERS, *words}
    for paragraph in _all_paragraphs(document):
        for name in _MARKER.findall(paragraph.text):
            if name not in known:
                raise CannotGoOn(
                    f"The template {template.name} has the marker «{name}», which is not one of its markers. "
                    f"Correct it to one of these: {joined(f'«{marker}»' for marker in known_in_order(known))}."
                )


def known_in_order(known: set[str]) -> list[str]:
    """The sections' markers in the order of the report, then those that stand inside a line."""
    return [*MARKERS, *sorted(known.difference(MARKERS))]


def _all_paragraphs(document: Any) -> Iterator[Any]:
    yield from document.paragraphs
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from part.paragraphs


def _put_sections(document: Any, facts: Facts) -> None:
    by_marker = {f"«{section.marker}»": section for section in SECTIONS}
    number, letter = 0, 0
    for paragraph in list(document.paragraphs):
        section = by_marker.get(paragraph.text.strip())
        if section is None:
            continue
        body = section.body(facts)
        if body:
            if section.is_appendix:
                letter += 1
                title = f"Appendix {chr(ord('A') + letter - 1)}: {section.title(facts)}"
            else:
                number += 1
                title = f"{number} {section.title(facts)}"
            for element in (heading(title, 1), *body):
                paragraph._p.addprevious(element)
        paragraph._p.getparent().remove(paragraph._p)


def _put_words(paragraph: Any, words: dict[str, str]) -> None:
    """Puts the words where a marker stands inside a line, without touching how the line looks."""
    if "«" not in paragraph.text:
        return
    texts = list(paragraph._p.iter(qn("w:t")))
    whole = "".join(text.text or "" for text in texts)
    if not _MARKER.search(whole):
        return
    filled = _MARKER.sub(lambda found: clean(words.get(found[1], found[0])), whole)
    if len(texts) == 1 or whole == filled:
        texts[0].text = filled
        return
    for text in texts:
        text.text = _MARKER.sub(lambda found: clean(words.get(found[1], found[0])), text.text or "")
