"""How fast things are beside what they cost otherwise, on a machine with nothing but Python: `python scripts/bench.py`.

--quick        fewer rounds and smaller sizes, in less than two minutes
--only a,read  some parts, by their letters or names
--write        puts the table into README.md, with the date and what this machine is
--profile      where the time of one merge goes, instead; with --write into docs/profile.md

No figure is a test: a computer that is busy with something else would fail it. Each is a ratio of things that are run
in turn, so that another machine can be held against this one.
"""

import os
import sys

from environment import ROOT, TESTS, run

if __name__ == "__main__":
    os.chdir(str(ROOT / "scripts"))
    sys.exit(run(TESTS, ["-m", "benches", *sys.argv[1:]]))
