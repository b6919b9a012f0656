"""The merge, on a machine with nothing but Python: `python scripts/merge_quarter.py`.

Without arguments it merges the newest quarter of the worked example. Arguments go to `nacpc-xl merge` as they
are: `python scripts/merge_quarter.py YEAR_FOLDER Q2`. The exit code is that of `nacpc-xl merge`.
"""

import os
import re
import sys
from pathlib import Path

from environment import CANNOT_RUN, ROOT, RUNTIME, run, say

EXAMPLE = "workbooks/2019-20"  # a year folder, in the repository


def main(arguments: "list[str]") -> int:
    """The exit code: 0 all well, 1 finished but returns are missing or queries are open, 2 could not run."""
    if not arguments:
        os.chdir(str(ROOT))
        quarter = newest_quarter(Path(EXAMPLE))
        if not quarter:
            say(f"No quarter of {EXAMPLE} has a return yet: put the workbooks into its folder Q1/returned.")
            return CANNOT_RUN
        arguments = [EXAMPLE, quarter]
    return run(RUNTIME, ["-m", "nacpc_xl", "merge", *arguments])


def newest_quarter(year: Path) -> str:
    """The name of the last quarter folder with a return in it, such as "Q2"; "" when there is none."""
    quarters = [folder.name for folder in year.glob("Q*") if re.fullmatch("Q[1-4]", folder.name)]
    return max((name for name in quarters if has_returns(year / name / "returned")), default="")


def has_returns(folder: Path) -> bool:
    """Whether the folder holds a file; hidden ones and Excel's own lock files do not count."""
    return folder.is_dir() and any(
        not file.name.startswith((".", "~$")) and file.is_file() for file in folder.rglob("*")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
