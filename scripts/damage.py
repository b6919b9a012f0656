"""What becomes of a tracker after each way of damaging it: `python scripts/damage.py [WORD...]`.

Prints a line for each way whose name has one of the words in it (every way, without words): which trackers were
damaged, whether their answers came back equal, and which findings named those that did not. A fault stands below
its way. Ways that need LibreOffice are left out where it is missing.

The exit code is 0 when nothing was lost or changed in silence, nothing crashed and nothing else was amiss, else 1.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import program  # noqa: E402
from tests.damage.judge import Tracker, Verdict, judge  # noqa: E402
from tests.damage.ways import WAYS, Convert, Way, trackers, truth  # noqa: E402

SECONDS = 180  # for one conversion by LibreOffice
FAULTS_SHOWN = 6  # below a way, of each tracker
WIDTH = 66  # characters of a way's name
SORTS = ("silent losses", "silent changes", "crashes", "other faults")


@dataclass
class Totals:
    """How often each sort of fault was met."""

    files: int = 0
    ways: int = 0
    faults: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(SORTS, 0)))

    def add(self, verdict: Verdict) -> None:
        """Counts one file."""
        self.files += 1
        crashes = [verdict.crash] if verdict.crash else []
        found = (verdict.silent_losses, verdict.silent_changes, crashes, verdict.other_faults)
        self.faults.update({sort: len(faults) for sort, faults in zip(SORTS, found, strict=True)})

    def __str__(self) -> str:
        faults = ", ".join(f"{count} {fault}" for fault, count in self.faults.items())
        return f"{self.ways} ways, {self.files} files: {faults}"


def main(words: Sequence[str]) -> int:
    """0 when there is no fault in what became of the trackers, else 1."""
    chosen = [way for way in WAYS.values() if not words or any(word in way.name for word in words)]
    soffice = program()
    possible = [way for way in chosen if soffice or not way.saved_as]
    totals = Totals(ways=len(possible))
    with tempfile.TemporaryDirectory() as name:
        converting = converter(str(soffice), Path(name) / "profile")
        for way in possible:
            verdicts = {tracker: verdict_of(way, tracker, Path(name), converting) for tracker in trackers()}
            show(way, verdicts)
            for verdict in verdicts.values():
                totals.add(verdict)
    if len(possible) < len(chosen):
        print(f"{len(chosen) - len(possible)} ways are left out: LibreOffice is not installed.")
    print(totals)
    return int(totals.faults.total() > 0)


def converter(soffice: str, profile: Path) -> Convert:
    """A function that saves a workbook in another format, by LibreOffice."""

    def convert(path: Path, to: str, outdir: Path) -> Path:
        options = [
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(outdir),
        ]
        subprocess.run([soffice, *options, str(path)], check=True, capture_output=True, timeout=SECONDS)
        return outdir / f"{path.stem}.{to.partition(':')[0]}"

    return convert


def verdict_of(way: Way, tracker: Tracker, folder: Path, convert: Convert) -> Verdict:
    """What became of the tracker, damaged in this way."""
    path, told = way.damaged(tracker, folder, convert)
    return judge(tracker, truth(tracker), path, told, way.expected)


def show(way: Way, verdicts: dict[Tracker, Verdict]) -> None:
    """Prints the line of a way, and its faults below."""
    names = " ".join(tracker.name for tracker in verdicts)
    print(f"{way.name[:WIDTH]:<{WIDTH}}  {names}  {came_back(verdicts.values())}")
    for tracker, verdict in verdicts.items():
        faults = verdict.faults
        shown = faults[:FAULTS_SHOWN]
        more = [f"and {len(faults) - len(shown)} more"] if len(faults) > len(shown) else []
        for fault in shown + more:
            print(f"    {tracker.name}: {fault}")


def came_back(verdicts: Iterable[Verdict]) -> str:
    """What came back, in words: "equal", or how many answers did not, and the codes that name them."""
    verdicts = list(verdicts)
    unnamed = sum(len(one.unnamed) + len(one.lost) for one in verdicts)
    named = [difference for one in verdicts for difference in one.differences if difference.named_by]
    parts = [f"{sum(bool(one.crash) for one in verdicts)} CRASHED"] if any(one.crash for one in verdicts) else []
    parts += [f"{unnamed} UNNAMED"] if unnamed else []
    if named:
        codes = sorted({code for difference in named for code in difference.named_by})
        parts += [f"{len(named)} named by {', '.join(codes)}"]
    said = sorted({code for one in verdicts for code in one.codes})
    return "; ".join(parts or ["equal"]) + (f" (found: {', '.join(said)})" if said else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
