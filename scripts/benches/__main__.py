"""`python -m benches`, with the Python of .venv and from the folder of the scripts, is `python scripts/bench.py`."""

import sys

from benches.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
