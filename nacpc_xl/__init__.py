"""Quarterly progress reports on a committee's plan: spreadsheets in, one register and one Word report out.

    plan.xlsx -> issue -> trackers -> (leads) -> returned/ -> merge -> check -> register.xlsx, report.docx, chase/

`read_plan` reads a plan workbook, `read_return` one returned tracker, `read_register` a register that was
written before; its `frames()` gives its tables as pandas data frames. `steps` has what the commands do with
a year's folder: `steps.issue`, `steps.merged`, `steps.merge_and_write`, `steps.check_files`. Each is loaded
when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacpc_xl import steps
    from nacpc_xl.merge.read import read_register
    from nacpc_xl.model.finding import Finding
    from nacpc_xl.model.plan import Plan
    from nacpc_xl.model.register import History, Register
    from nacpc_xl.model.status import Status
    from nacpc_xl.outputs.frames import frames
    from nacpc_xl.plan.read import read_plan
    from nacpc_xl.returns.read import read_return
    from nacpc_xl.workspace import YearFolder

__version__ = "0.1.0"

_WHERE = {
    "read_plan": "nacpc_xl.plan.read",
    "read_return": "nacpc_xl.returns.read",
    "read_register": "nacpc_xl.merge.read",
    "frames": "nacpc_xl.outputs.frames",
    "YearFolder": "nacpc_xl.workspace",
    "Plan": "nacpc_xl.model.plan",
    "Register": "nacpc_xl.model.register",
    "History": "nacpc_xl.model.register",
    "Finding": "nacpc_xl.model.finding",
    "Status": "nacpc_xl.model.status",
}

__all__ = [
    "Finding",
    "History",
    "Plan",
    "Register",
    "Status",
    "YearFolder",
    "__version__",
    "frames",
    "read_plan",
    "read_register",
    "read_return",
    "steps",
]


def __getattr__(name: str) -> object:
    if name == "steps":
        return import_module("nacpc_xl.steps")
    if name not in _WHERE:
        raise AttributeError(f"nacpc_xl has no {name}")
    return getattr(import_module(_WHERE[name]), name)
