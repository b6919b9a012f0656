"""What each command does with a year's folder: no command line, no clock, no printing.

A module for each command; each loads only what that command needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacpc_xl.steps.checking import Checked, check_files
    from nacpc_xl.steps.issuing import Issued, issue, new_year
    from nacpc_xl.steps.merging import Merged, Standing, Written, merge_and_write, merged, status
    from nacpc_xl.steps.quarters import history_before, quarter_of

_WHERE = {
    "Checked": "checking",
    "check_files": "checking",
    "Issued": "issuing",
    "issue": "issuing",
    "new_year": "issuing",
    "Merged": "merging",
    "Standing": "merging",
    "Written": "merging",
    "merge_and_write": "merging",
    "merged": "merging",
    "status": "merging",
    "history_before": "quarters",
    "quarter_of": "quarters",
}

__all__ = [
    "Checked",
    "Issued",
    "Merged",
    "Standing",
    "Written",
    "check_files",
    "history_before",
    "issue",
    "merge_and_write",
    "merged",
    "new_year",
    "quarter_of",
    "status",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"nacpc_xl.steps has no {name}")
    return getattr(import_module(f"nacpc_xl.steps.{_WHERE[name]}"), name)
