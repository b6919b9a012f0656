"""The tests, on a machine with nothing but Python: `python scripts/run_tests.py`.

Arguments go to pytest as they are; paths are read from the repository's folder. The exit code is pytest's.
"""

import os
import sys

from environment import ROOT, TESTS, run

if __name__ == "__main__":
    os.chdir(str(ROOT))
    sys.exit(run(TESTS, ["-m", "pytest", *sys.argv[1:]]))
