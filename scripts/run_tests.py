"""The tests, on a machine with nothing but Python: `python scripts/run_tests.py`.

Arguments go to pytest as they are; paths are read from the repository's folder. Without any, all tests are run, on
every processor at once, those of one file one after the other. The exit code is pytest's.
"""

import os
import sys

from environment import ROOT, TESTS, run

ALL = ("-n", "auto", "--dist", "loadfile")

if __name__ == "__main__":
    os.chdir(str(ROOT))
    sys.exit(run(TESTS, ["-m", "pytest", *(sys.argv[1:] or ALL)]))
