"""Remarks: what the committee's office says in comments on a tracker that it sends back to be put right.

A remark carries a fingerprint of its words. So one that comes back is known for the office's own, and one into which
somebody else has written is not.
"""

from __future__ import annotations

import hashlib
import re

_DIGITS = 8  # of a SHA-256
_REMARK = re.compile(r"From the committee's office \(note ([0-9a-f]{8})\):\s(.*?)\s\(end of note \1\)", re.DOTALL)


def remark(text: str) -> str:
    """The text as a remark of the office's."""
    mark = _fingerprint(text)
    return f"From the committee's office (note {mark}):\n{text}\n(end of note {mark})"


def without_remarks(comment: str) -> str:
    """What a comment says besides remarks of the office's, word for word; `""` where it says nothing else."""
    rest = _REMARK.sub(lambda found: "" if _fingerprint(found[2]) == found[1] else found[0], comment)
    return comment if rest == comment else rest.strip()


def is_remark(comment: str) -> bool:
    """Whether a comment is the office's own, and nobody else has written into it."""
    return bool(comment) and not without_remarks(comment)


def _fingerprint(text: str) -> str:
    """The same for the same words, however programs break the lines between them."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
