"""The command line. The only module that prints, exits, or reads the clock.

Exit codes: 0 all well; 1 finished, but returns are missing or queries are open; 2 could not run.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from nacpc_xl import __version__
from nacpc_xl.model.errors import CannotGoOn

if TYPE_CHECKING:
    from nacpc_xl.model.finding import Finding
    from nacpc_xl.steps import Checked, Merged, QuarterStanding, Standing, Written

ALL_WELL, QUERIES_OPEN, COULD_NOT_RUN = 0, 1, 2
SECONDS_BEFORE_PROGRESS = 1.0
NOT_USED_IN_WORDS = 3  # files named with the reason before the rest is only counted
LINES_OF_QUERIES = 8  # groups listed by name before the rest is only counted
MADE_BEFORE_A_LOOK = 100_000  # objects that are made before Python looks for what is no longer in use

FOLDER = click.Path(path_type=Path, file_okay=False)


class Commands(click.Group):
    """Commands in the order in which a quarter goes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, as they were declared."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nacpc-xl")
def commands() -> None:
    """Quarterly progress on a committee's plan: trackers out, returns in, one register and one report."""


def main() -> NoReturn:
    """Runs a command and exits; whatever stops it is said in a sentence, never as a traceback."""
    _seldom_look_for_rubbish()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(standalone_mode=False)
    except CannotGoOn as reason:
        _stop(str(reason))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(COULD_NOT_RUN)
    except (click.Abort, KeyboardInterrupt):
        _stop("Stopped. Nothing was half written; run the command again when you like.")
    sys.exit(code if isinstance(code, int) else ALL_WELL)


def _seldom_look_for_rubbish() -> None:
    """Spares a command a tenth of its time: nearly all that one makes is in use until it ends, and goes with it."""
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)
    atexit.register(gc.freeze)


def _stop(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(COULD_NOT_RUN)


@commands.command("new-year")
@click.argument("folder", type=FOLDER)
@click.option("--blank", is_flag=True, help="A plan workbook with nothing in it yet.")
@click.option("--from", "before", type=FOLDER, metavar="YEAR_FOLDER", help="Goes on from the year in that folder.")
def new_year(folder: Path, blank: bool, before: Path | None) -> int:
    """Makes FOLDER with the shipped plan in it, with a blank one, or with what is open of another year's."""
    from nacpc_xl import steps
    from nacpc_xl.workspace import as_argument

    if before is not None:
        if blank:
            raise click.UsageError("A plan is either blank or goes on from another year: give --blank or --from.")
        return _go_on(folder, before)
    path = steps.new_year(folder, blank=blank, today=dt.date.today())
    click.echo(f"The plan is in {path}.")
    if blank:
        click.echo("Fill in its sheets from left to right, then issue the first trackers:")
    else:
        click.echo("Look it through, then issue the first trackers:")
    click.echo(f"  nacpc-xl issue {as_argument(folder)} Q1")
    return ALL_WELL


def _go_on(folder: Path, before: Path) -> int:
    """Begins a year with what is open of the one before, and says what is to be looked at in its plan."""
    from nacpc_xl import steps
    from nacpc_xl.outputs.report.sentences import counted
    from nacpc_xl.workspace import YearFolder, as_argument

    with _progress() as tell:
        over = steps.next_year(folder, YearFolder.at(before), tell)
    click.echo(f"The plan is in {over.plan}, with {counted(over.actions, 'action')} still open after {over.quarter}.")
    click.echo(f"What was said of them is in {over.register}; leave it there, the first trackers show it.")
    if over.awaited:
        click.echo(
            f"{counted(over.awaited, 'matter')} of that quarter had no decision; make them there first if you can."
        )
    for problem in over.problems:
        click.echo(problem, err=True)
    click.echo("Give each action its due date in the new year, add what is new, then issue the first trackers:")
    click.echo(f"  nacpc-xl issue {as_argument(folder)} Q1")
    return ALL_WELL


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
def issue(year_folder: Path, quarter: str) -> int:
    """Writes the trackers of QUARTER (Q1 to Q4), and the coordinator's workbook."""
    from nacpc_xl import steps
    from nacpc_xl.workspace import YearFolder

    with _progress() as tell:
        issued = steps.issue(YearFolder.at(year_folder), quarter, tell)
    for line in _bridged(issued.bridged, issued.unknown):
        click.echo(line)
    for path in issued.files:
        click.echo(str(path))
    for path in issued.superseded:
        click.echo(f"The tracker that was issued before is kept as {path}.")
    for problem in issued.problems:
        click.echo(problem, err=True)
    if issued.files:
        click.echo(f"Send the trackers out, and put what comes back, under any name, into {issued.returned}.")
    if not issued.problems:
        return ALL_WELL
    return QUERIES_OPEN if issued.files else COULD_NOT_RUN


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
def status(year_folder: Path, quarter: str) -> int:
    """Shows who has returned what for QUARTER, and what is still missing."""
    from nacpc_xl.returns.workers import reading
    from nacpc_xl.workspace import YearFolder

    year = YearFolder.at(year_folder)
    with _progress() as tell, reading() as readers:  # which start while the rest is loaded
        from nacpc_xl import steps

        stands = steps.status(year, quarter, tell, readers)
    if sys.stdout.isatty():
        _draw(stands)
    else:
        for line in _in_lines(stands):
            click.echo(line)
    for problem in stands.problems:
        click.echo(problem, err=True)
    return QUERIES_OPEN if stands.still_open or stands.problems else ALL_WELL


def _standing_in_cells(one: Standing) -> dict[str, str]:
    """The cells of a line of the status by their headings."""
    cells = {
        "Code": one.code,
        "Group": one.name,
        "Return": one.in_a_word,
        "Queries": "" if one.still_open is None else str(one.still_open),
        "Signed on": "" if one.signed_on is None else f"{one.signed_on:%d/%m/%Y}",
        "File": one.file,
        "Why not used": one.why,
    }
    return {heading: _on_one_line(text) or "-" for heading, text in cells.items()}


def _on_one_line(text: str) -> str:
    """The text without line breaks, and without what would steer a terminal instead of being shown on it."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def _in_lines(stands: QuarterStanding) -> Iterator[str]:
    """The status in columns two spaces apart, as another program can take them; nothing in them is shortened."""
    rows = [_standing_in_cells(one) for one in stands.standings]
    widths = {heading: max(len(row[heading]) for row in [*rows, {heading: heading}]) for heading in rows[0]}
    yield f"{stands.plan}, {stands.quarter.name}"
    for row in [{heading: heading for heading in widths}, *rows]:
        yield "  ".join(f"{row[heading]:<{width}}" for heading, width in widths.items()).rstrip()
    yield from _standing_in_words(stands)


DRAWN_FROM = {"Code": 0, "Group": 40, "Return": 0, "Queries": 0, "Signed on": 52, "File": 74}
"""The columns of the status on a terminal, each with the width in characters from which on it is shown."""

SHORTENED = ("Group", "File")
COLOURS = {"Returned": "green", "Missing": "bold red", "Refused": "bold yellow", "Not used": "yellow"}


def _draw(stands: QuarterStanding) -> None:
    """Shows the status as a table that fits the terminal, a line for each return of a group."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console, OverflowMethod
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    overflow: OverflowMethod = "ellipsis" if console.encoding.startswith("utf") else "crop"
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    shown = [heading for heading, least in DRAWN_FROM.items() if console.width >= least]
    for heading in shown:
        table.add_column(heading, no_wrap=heading not in SHORTENED, justify="right" if heading == "Queries" else "left")
    for one in stands.standings:
        row = _standing_in_cells(one)
        cells = {heading: Text(row[heading], no_wrap=True, overflow=overflow) for heading in shown}
        cells["Return"].stylize(COLOURS[row["Return"]])
        if one.code:
            table.add_row(*cells.values())
    console.print(Text(f"{stands.plan}, {stands.quarter.name}", style="bold"))
    console.print(table)
    console.print()
    for sentence in (*_not_used(stands), *_standing_in_words(stands)):
        console.print(Text(sentence))


def _not_used(stands: QuarterStanding) -> Iterator[str]:
    """Which files do not count, and why; where there are many, how many more there are."""
    rows = [_standing_in_cells(one) for one in stands.standings if one.why]
    yield from (f"Not used: {row['File']}, which {row['Why not used']}." for row in rows[:NOT_USED_IN_WORDS])
    if len(rows) > NOT_USED_IN_WORDS:
        yield f"Not used besides: {len(rows) - NOT_USED_IN_WORDS} files."


def _standing_in_words(stands: QuarterStanding) -> Iterator[str]:
    """How far the quarter is, how much time is left, and what waits for the coordinator."""
    from nacpc_xl.outputs.report.sentences import counted

    days = (stands.due - dt.date.today()).days
    due = "are due" if days >= 0 else "were due"
    left = {0: "today"}.get(days, f"{counted(abs(days), 'day')} {'to go' if days > 0 else 'ago'}")
    yield (
        f"{stands.returned} of {counted(stands.groups, 'group')} returned; "
        f"{counted(stands.still_open, 'query', 'queries')} open; trackers {due} back on {_day(stands.due)} ({left})."
    )
    waiting = [f"{counted(stands.undecided, 'decision')} to make"] if stands.undecided else []
    waiting += [f"{counted(stands.asks_open, 'request')} to chief officers open"] if stands.asks_open else []
    added = f"; the next merge adds {counted(stands.to_add, 'row')}" if stands.to_add else ""
    yield f"For you in coordinator.xlsx: {', '.join(waiting) or 'nothing'}{added}."


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> int:
    """Checks returned trackers on their own: what is wrong, where, and what to do."""
    from nacpc_xl.returns.workers import reading

    with reading(files=len(files)) as readers:  # which start while the rest is loaded
        from nacpc_xl import steps

        return max(_tell_of(checked) for checked in steps.check_files(files, readers))


def _tell_of(checked: Checked) -> int:
    """Prints what is wrong in one return, and gives the exit code that it calls for."""
    name = checked.file
    if checked.refusal:
        click.echo(checked.refusal)
    elif not checked.findings:
        click.echo(f"{name}: nothing is missing or wrong ({checked.group}).")
    else:
        click.echo(f"{name} ({checked.group}):")
        for finding in checked.findings:
            click.echo(f"  {finding}")
    is_open = checked.refusal or any(_asks_somebody(finding) for finding in checked.findings)
    return QUERIES_OPEN if is_open else ALL_WELL


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help="The day that overdue is judged on; the quarter's last day unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Prints a summary for another program.")
def merge(year_folder: Path, quarter: str, as_at: dt.datetime | None, as_json: bool) -> int:
    """Merges what came back for QUARTER, checks it, and writes the register, the report and drafts of e-mails."""
    from nacpc_xl.returns.workers import reading
    from nacpc_xl.workspace import YearFolder

    year = YearFolder.at(year_folder)
    with _progress() as tell, reading() as readers:  # which start while the rest is loaded
        from nacpc_xl import steps

        day = as_at.date() if as_at is not None else None
        written = steps.merge_and_write(year, quarter, day, tell, readers)
    lines = [_as_json(written)] if as_json else list(_summary(written))
    for line in lines:
        click.echo(line)
    if written.problems:
        for problem in written.problems:
            click.echo(problem, err=True)
        return COULD_NOT_RUN if not written.files else QUERIES_OPEN
    return QUERIES_OPEN if any(_asks_somebody(finding) for finding in written.merged.findings) else ALL_WELL


@commands.command()
@click.argument("code")
def explain(code: str) -> int:
    """Says what the check with CODE means, with an example that fails and one that passes."""
    from nacpc_xl.checks.run import all_checks

    by_code = {one.code: one for one in all_checks()}
    one = by_code.get(code.strip().upper())
    if one is None:
        raise CannotGoOn(f"There is no check {code}. There are: {', '.join(by_code)}.")
    click.echo(f"{one.code} ({one.severity}: {one.severity.meaning}): {one.rule}")
    click.echo(f"What to do: {one.fix[:1].upper()}{one.fix[1:]}")
    for example in one.examples:
        cells = ", ".join(f"{_in_words(heading)}: {value or 'empty'}" for heading, value in example.cells.items())
        click.echo(f"  {'Fails ' if example.fails else 'Passes'}  {cells}")
    return ALL_WELL


SEEN_BESIDES = {
    "previous": "last quarter",
    "previous_measure": "last quarter",
    "earlier": "an earlier quarter",
    "earlier_returns": "an earlier quarter",
    "own_measures": "its measure",
    "own_action": "its action",
    "actions": "another action",
    "year_actions": "an action of the year",
    "year_measures": "a measure of the year",
    "planned_actions": "an action of the plan",
    "planned_measures": "a measure of the plan",
    "own_planned_actions": "an action of the plan",
    "own_planned_measures": "its measure",
    "as_at": "The report is of",
    "quarter_starts": "The quarter starts",
    "year_starts": "The year starts",
    "year_ends": "The year ends",
}
"""What else a check sees, by the name of its parameter, as it is called for people."""


def _in_words(heading: str) -> str:
    """The heading of a column of examples as it is read: Status, or last quarter: Status."""
    name, colon, rest = heading.partition(": ")
    return f"{SEEN_BESIDES.get(name, name)}{colon}{rest}"


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
def demo(folder: Path) -> int:
    """Goes through the worked example in a new FOLDER."""
    from nacpc_xl import steps

    with steps.demo(folder) as quarters:
        click.echo(f"The worked example, in {folder}.")
        click.echo(f"{click.wrap_text(steps.INVENTED)}\n")
        newest = None
        for newest in quarters:
            click.echo(_gone_through(folder, newest))
    if newest is not None:
        click.echo()
        for line in _where_to_look(folder, newest):
            click.echo(line)
    return ALL_WELL


def _gone_through(folder: Path, written: Written) -> str:
    """What became of a quarter, in a line."""
    from nacpc_xl.outputs.register import figures
    from nacpc_xl.outputs.report.sentences import counted
    from nacpc_xl.workspace import YearFolder

    merged, label = written.merged, written.merged.facts.quarter.label
    returned = figures(merged.register, merged.findings).returned
    queries = counted(sum(map(_asks_somebody, merged.findings)), "query", "queries")
    return f"{label}: {returned} groups returned, {queries}; report in {YearFolder.at(folder).quarter(label).report}"


def _where_to_look(folder: Path, newest: Written) -> Iterator[str]:
    """What there is to open, and what to try next."""
    from nacpc_xl.workspace import YearFolder, as_argument

    label = newest.merged.facts.quarter.label
    quarter = YearFolder.at(folder).quarter(label)
    places = {
        "The newest report": quarter.report,
        "Its register": quarter.register,
        "Whom to chase": quarter.out / "chase",
        "A returned tracker": quarter.returned_files()[0],
    }
    yield "Open:"
    yield from (f"  {what:<20}{path}" for what, path in places.items() if path.exists())
    yield "Then change an answer in a returned tracker, save it, and see what becomes of it:"
    yield f"  nacpc-xl merge {as_argument(folder)} {label}"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows what is being done, once it takes more than a moment and on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from time import monotonic

    started = monotonic()
    status: Any = None

    def tell(what: str) -> None:
        nonlocal status
        if status is None and monotonic() - started > SECONDS_BEFORE_PROGRESS:
            from rich.console import Console

            status = Console(stderr=True).status(what)
            status.start()
        if status is not None:
            status.update(what)

    try:
        yield tell
    finally:
        if status is not None:
            status.stop()


def _asks_somebody(finding: Finding) -> bool:
    from nacpc_xl.model.words import Severity

    return finding.severity is not Severity.NOTE


def _summary(written: Written) -> Iterator[str]:
    """What came back, what is missing, whom to ask, and where the outputs are; 25 lines at the most."""
    from nacpc_xl.model.words import Severity
    from nacpc_xl.outputs.counts import count
    from nacpc_xl.outputs.register import figures
    from nacpc_xl.outputs.report.sentences import counted, counts_sentence, verb

    merged = written.merged
    facts = merged.facts
    head = figures(merged.register, merged.findings)
    about = merged.register.about
    yield f"{facts.plan.details.plan}, {facts.quarter.name}, position at {about.in_words('position_at')}"
    yield from _bridged(merged.bridged, merged.unknown)
    yield ""
    yield f"Came back: {head.returned} groups."
    yield from _missing(merged)
    yield counts_sentence(count(merged.register.actions))
    yield ""
    asked = [finding for finding in merged.findings if _asks_somebody(finding)]
    notes = len(merged.findings) - len(asked)
    stops = sum(finding.severity is Severity.STOP for finding in asked)
    of_which = f", of which {stops} {verb(stops, 'stops', 'stop')} an answer from being used" if stops else ""
    yield f"To chase: {counted(len(asked), 'query', 'queries')}{of_which}; {counted(notes, 'note')} besides."
    yield from _by_group(merged, asked)
    yield from _withheld(merged)
    yield from _waiting(merged)
    yield ""
    yield from _where_written(written.files)
    yield "The register's sheet Queries has each query with its cell. A code is explained by: nacpc-xl explain CODE"


def _where_written(files: Sequence[Path]) -> Iterator[str]:
    """Where the register and the report are, and the folder of the drafts, as far as there are any."""
    from nacpc_xl.outputs.chase.pack import FOLDER
    from nacpc_xl.outputs.report.sentences import counted, verb

    for path in files:
        if path.parent.name != FOLDER:
            yield f"{'Register' if path.suffix == '.xlsx' else 'Report':<9} {path}"
    drafts = [path for path in files if path.suffix == ".eml"]
    if drafts:
        for_whom = f"{verb(len(drafts), 'a draft', 'drafts')} for {counted(len(drafts), 'group')}"
        yield f"{'Chase':<9} {drafts[0].parent}: {for_whom}"


def _bridged(labels: Sequence[str], unknown: Sequence[str]) -> Iterator[str]:
    """Which quarters before there is no register of, and what was done about it."""
    said = []
    if labels:
        said.append(f"There was no register of {', '.join(labels)}: those returns were read again for the history.")
    if unknown:
        said.append(f"Nothing is known of {', '.join(unknown)}: its folder has neither a register nor a return.")
    if said:
        yield " ".join(said)


def _missing(merged: Merged) -> Iterator[str]:
    from nacpc_xl.model.words import Outcome

    silent = [one for one in merged.register.returns if one.outcome is Outcome.NO_RETURN]
    if silent:
        yield "Missing: " + "; ".join(f"{one.name} ({one.subgroup})" for one in silent) + "."
    not_used = [one for one in merged.register.returns if one.refusal is not None]
    in_words = NOT_USED_IN_WORDS if len(not_used) <= NOT_USED_IN_WORDS else 1
    for one in not_used[:in_words]:
        yield f"Not used: {one.file}, which {one.refusal}."
    if len(not_used) > in_words:
        yield f"Not used besides: {len(not_used) - in_words} files; see the register's sheet Returns."


def _by_group(merged: Merged, asked: Iterable[Finding]) -> Iterator[str]:
    by_group: dict[str, list[Finding]] = {}
    for finding in asked:
        by_group.setdefault(finding.subgroup or "-", []).append(finding)
    names = {subgroup.code: subgroup.lead for subgroup in merged.facts.plan.subgroups}
    for code, findings in list(by_group.items())[:LINES_OF_QUERIES]:
        places = ", ".join(dict.fromkeys(_short(finding) for finding in findings))
        lead = f" ({names[code]})" if names.get(code) else ""
        line = f"  {code:<4}{places}{lead}"
        yield line if len(line) <= 110 else f"  {code:<4}{len(findings)} cells, see the register{lead}"
    if len(by_group) > LINES_OF_QUERIES:
        yield f"  and {len(by_group) - LINES_OF_QUERIES} more groups; see the register's sheet Queries"


def _withheld(merged: Merged) -> Iterator[str]:
    """How much was withheld as personal data, and where that is decided."""
    from nacpc_xl.outputs.report.withheld import withheld_in_words

    if said := withheld_in_words(merged.facts):
        yield f"Personal data: {said} Decide on them in coordinator.xlsx, on the sheet Decisions."


def _waiting(merged: Merged) -> Iterator[str]:
    """What only a person can decide and nobody has yet, and where that is recorded."""
    from collections import Counter

    from nacpc_xl.model.coordinator import AskRow, DecisionRow
    from nacpc_xl.model.words import Matter
    from nacpc_xl.outputs.report.sentences import counted, joined

    rows = [row for row in merged.waiting if isinstance(row, DecisionRow) and row.matter is not Matter.PERSONAL_DATA]
    asks = sum(isinstance(row, AskRow) for row in merged.waiting)
    plurals = {matter: f"{matter}s".lower() for matter in Matter} | {Matter.TWO_RETURNS: "choices between two returns"}
    numbers = Counter(row.matter for row in rows if row.matter is not None)
    matters = [counted(number, str(matter).lower(), plurals[matter]) for matter, number in numbers.items()]
    sheets = [f"{joined(matters)} on the sheet Decisions"] if matters else []
    sheets += [f"{counted(asks, 'request')} on the sheet COG asks"] if asks else []
    if sheets:
        yield f"To be decided, and recorded in coordinator.xlsx: {joined(sheets)}."


def _short(finding: Finding) -> str:
    if finding.at:
        return f"{finding.sheet_name} {finding.at}"
    return finding.ref or finding.file or "the whole tracker"


def _as_json(written: Written) -> str:
    import json

    from nacpc_xl.model.coordinator import DecisionRow
    from nacpc_xl.outputs.counts import count

    merged = written.merged
    return json.dumps(
        {
            "quarter": merged.facts.quarter.name,
            "position_at": str(merged.register.about.position_at),
            "returns": [
                {
                    "subgroup": one.subgroup,
                    "outcome": str(one.outcome),
                    "file": one.file,
                    "sha256": one.sha256,
                }
                for one in merged.register.returns
            ],
            "actions": dict(count(merged.register.actions).by_standing),
            "checks": {
                outcome: sum(getattr(one, outcome) or 0 for one in merged.facts.checked)
                for outcome in ("passed", "failed", "could_not_tell")
            },
            "withheld": sum(not one.is_released for one in merged.register.withheld),
            "released": sum(one.is_released for one in merged.register.withheld),
            "findings": [{name: finding.in_words(name) for name in finding.columns()} for finding in merged.findings],
            "to_decide": [
                {"matter": str(row.matter), "subgroup": row.subgroup, "about": row.about}
                for row in merged.waiting
                if isinstance(row, DecisionRow)
            ],
            "files": [str(path) for path in written.files],
            "problems": list(written.problems),
        },
        ensure_ascii=False,
        indent=2,
    )


def _day(day: dt.date) -> str:
    from nacpc_xl.model.dates import day_in_words

    return day_in_words(day)
