"""One made-up nation's quarter, in a process of its own: `python -m benches.nation GROUPS FOLDER`.

It reads what came back, merges it, checks it and writes the register into the folder, as the command `merge` does but
for the report and the drafts, and prints how many seconds that took. The plan is made up first, which does not count.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from benches.example import YEAR
from benches.made_up import made_up_plan
from nacpc_xl.checks.run import check
from nacpc_xl.cli import MADE_BEFORE_A_LOOK
from nacpc_xl.outputs.register import register_file
from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.workers import reading
from nacpc_xl.steps.quarters import Quarters
from nacpc_xl.workspace import YearFolder, write_atomically


def main(groups: int, folder: Path) -> None:
    """Merges the first quarter of a plan with so many groups, whose returns lie in the folder of the year."""
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)
    plan = made_up_plan(read_plan(YEAR.plan), groups)
    year = YearFolder(folder)
    quarter = plan.quarters[0]
    began = time.perf_counter()
    with reading() as readers:
        quarters = Quarters(year, plan, readers)
        past = quarters.past_of(quarter)
        register = quarters.register(quarter, past, quarter.ends)
    checked = check(register, plan, quarter, past.history, quarter.ends)
    content = register_file(register, checked.findings, plan, checked.records)
    write_atomically(year.quarter(quarter.label).register, content)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
