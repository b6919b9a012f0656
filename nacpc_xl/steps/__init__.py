"""What each command does with a year's folder: no command line, no clock, no printing.

A module for each command; each loads only what that command needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacpc_xl.steps.beginning import CarriedOver, new_year, next_year
    from nacpc_xl.steps.checking import Checked, check_files
    from nacpc_xl.steps.demonstrating import INVENTED, demo
    from nacpc_xl.steps.issuing import Issued, issue
    from nacpc_xl.steps.merging import Merged, Written, merge_and_write, merged
    from nacpc_xl.steps.quarters import Past, Quarters, quarter_of
    from nacpc_xl.steps.standing import QuarterStanding, Standing, status

_WHERE = {
    "Checked": "checking",
    "check_files": "checking",
    "INVENTED": "demonstrating",
    "demo": "demonstrating",
    "CarriedOver": "beginning",
    "Issued": "issuing",
    "issue": "issuing",
    "new_year": "beginning",
    "next_year": "beginning",
    "Merged": "merging",
    "Written": "merging",
    "merge_and_write": "merging",
    "merged": "merging",
    "Past": "quarters",
    "Quarters": "quarters",
    "quarter_of": "quarters",
    "QuarterStanding": "standing",
    "Standing": "standing",
    "status": "standing",
}

__all__ = [
    "INVENTED",
    "CarriedOver",
    "Checked",
    "Issued",
    "Merged",
    "Past",
    "QuarterStanding",
    "Quarters",
    "Standing",
    "Written",
    "check_files",
    "demo",
    "issue",
    "merge_and_write",
    "merged",
    "new_year",
    "next_year",
    "quarter_of",
    "status",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"nacpc_xl.steps has no {name}")
    return getattr(import_module(f"nacpc_xl.steps.{_WHERE[name]}"), name)
