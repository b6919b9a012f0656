"""Ways of damaging a tracker: whatever leads, and the programs they use, do to a spreadsheet.

Each way is a small function, registered with a decorator that says what should become of it:

    @way("a row deleted", says=("R06",))
    def delete_row(lead): ...

Findings with the codes that it `says` must come of it, "R07 or R08" where either will do; those that it `may`
bring about are no false alarm. Every answer must come back as the lead told it, but for those that the lead
spoilt; where `keeps` is false, none need to. Whatever does not come back must be named by a finding.
"""

from tests.damage.ways import answers, columns, files, forms, given, rows, sheets
from tests.damage.ways.base import (
    DAMAGED,
    EVIDENCE,
    PROGRESS,
    STATUS,
    WAYS,
    Convert,
    Way,
    pristine,
    registered,
    trackers,
    truth,
    unpacked,
)

MODULES = (sheets, rows, columns, answers, given, forms, files)
"""Imported for the ways they register."""

__all__ = [
    "DAMAGED",
    "EVIDENCE",
    "MODULES",
    "PROGRESS",
    "STATUS",
    "WAYS",
    "Convert",
    "Way",
    "pristine",
    "registered",
    "trackers",
    "truth",
    "unpacked",
]
