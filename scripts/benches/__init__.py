"""What `python scripts/bench.py` measures: a module for each part of its table."""
