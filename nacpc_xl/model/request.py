"""What is asked of chief officers, taken apart: whose decision, which, and what follows if it is not taken.

A tracker asks for the form "Decision wanted from WHOM: WHAT. If not, WHAT FOLLOWS." The text is only ever cut
where its own words say so; no word of it is changed, and where they do not, the parts stay blank.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OF_WHOM = re.compile(
    r"\s*(?:a |the )?(?:decision|help|support)(?: is)? (?:wanted|needed|required|asked|sought) (?:from|of|by) "
    r"(?P<of>[^:\n]{1,200}?)\s*:\s*(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(r"^[ \t]*(decision|from|of|if not)[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE)
_WITHOUT_IT = re.compile(
    r"(?:(?<=[.!?;])\s+|\n\s*)"
    r"(?=(?:If not\b|If no\b|Or else\b|Otherwise\b|Without (?:it|this|that|them|these|such|an?|the)\b"
    r"|If (?:it|this|that|they|these|those|the|we|our|a|an)\b[^.!?;\n]{0,120}?(?:\bnot\b|n't|\bno\b|n’t)))",
    re.IGNORECASE,
)


class Request(NamedTuple):
    """A request in its parts; `of` and `otherwise` are blank where the text does not say so in as many words."""

    decision: str
    of: str = ""
    otherwise: str = ""


def request_in(text: str) -> Request:
    """The parts of what was asked."""
    return _by_labels(text) or _by_its_form(text)


def _by_labels(text: str) -> Request | None:
    """The parts of a text whose lines are labelled From, Decision and If not, in any order."""
    before, *labelled = _LABELLED.split(text)
    if not labelled or before.strip():
        return None
    parts: dict[str, str] = {}
    for label, said in zip(labelled[::2], labelled[1::2], strict=True):
        name = label.lower().replace("from", "of")
        parts[name] = f"{parts.get(name, '')}\n{said.strip()}".strip()
    if not parts.get("decision"):
        return None
    return Request(parts["decision"], parts.get("of", ""), parts.get("if not", ""))


def _by_its_form(text: str) -> Request:
    found = _OF_WHOM.fullmatch(text)
    of, rest = (found["of"], found["rest"]) if found else ("", text)
    decision, *otherwise = _WITHOUT_IT.split(rest, maxsplit=1)
    if not decision.strip():
        return Request(text.strip(), of)
    return Request(decision.strip(), of.strip(), otherwise[0].strip() if otherwise else "")
