"""What a competent person would write instead of `nacpc-xl merge`, with pandas, XlsxWriter and python-docx.

`python -m benches.peer_merge YEAR_FOLDER QUARTER OUT` reads the plan and the .xlsx of what came back, and writes
register.xlsx and report.docx. It checks nothing, looks for no personal data, knows no history, and trusts that every
sheet is where it was issued.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

HEADINGS = 3  # the row of a sheet that has them, counted from 0
WIDEST = 60  # character widths
ENDS = {"Q1": "2019-06-30", "Q2": "2019-09-30", "Q3": "2019-12-31", "Q4": "2020-03-31"}
ANSWERS = [
    "Status", "Progress this quarter", "Difference made", "Evidence", "Next milestone", "Milestone due", "Barrier",
    "Help wanted from COG", "Wanted by", "New due date", "Reason for new date", "Completed on",
]  # fmt: skip
IN_REPORT = ["Ref", "Action", "Lead", "Current due", "Last status", *ANSWERS]
MEASURES = ["Ref", "Measure", "Unit", "Baseline", "Target", "Last value", "Value this quarter", "As at", "Comment"]


def main(year: Path, quarter: str, out: Path) -> None:
    """Reads the plan and the returns, merges and counts them, and writes the register and the report."""
    plan = {name: below_headings(sheet) for name, sheet in sheets_of(year / "plan.xlsx").items()}
    returns = read_returns(year / quarter / "returned")
    actions = merged(plan, returns["Actions"], "Actions")
    measures = merged(plan, returns["Measures"], "Measures")
    tables = {
        "Actions": actions,
        "Measures": measures,
        "New actions": returns["New actions"].dropna(subset=["Action"]),
        "Sign-off": returns["Sign-off"],
        "By theme": pd.crosstab(actions["Theme"], actions["Status"].fillna("No return")).reset_index(),
        "By group": pd.crosstab(actions["Subgroup"], actions["Status"].fillna("No return")).reset_index(),
        "Overdue": overdue(actions, ENDS[quarter]),
        "To chase": to_chase(plan["Subgroups"], actions),
    }
    out.mkdir(parents=True, exist_ok=True)
    write_register(tables, out / "register.xlsx")
    write_report(plan, tables, quarter, out / "report.docx")


def sheets_of(path: Path) -> dict[str, pd.DataFrame]:
    return pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def below_headings(sheet: pd.DataFrame) -> pd.DataFrame:
    table = sheet.iloc[HEADINGS + 1 :].dropna(how="all")
    return table.set_axis(sheet.iloc[HEADINGS], axis="columns").convert_dtypes()


def read_returns(folder: Path) -> dict[str, pd.DataFrame]:
    tables: dict[str, list[pd.DataFrame]] = {}
    for path in sorted(folder.glob("*.xlsx")):
        sheets = sheets_of(path)
        details = dict(zip(sheets["Start here"][0], sheets["Start here"][1], strict=True))
        for name in ("Actions", "Measures", "New actions"):
            tables.setdefault(name, []).append(below_headings(sheets[name]))
        signed = sheets["Sign-off"].iloc[HEADINGS:].set_index(0)[1].to_frame().T
        tables.setdefault("Sign-off", []).append(signed)
        for name in ("Actions", "Measures", "New actions", "Sign-off"):
            tables[name][-1] = tables[name][-1].assign(Group=details["Subgroup code"], File=path.name)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in tables.items()}


def merged(plan: dict[str, pd.DataFrame], answers: pd.DataFrame, sheet: str) -> pd.DataFrame:
    own = [name for name in answers if name == "Ref" or name not in plan[sheet]]
    table = plan[sheet].merge(answers[own].drop(columns=["Priority"], errors="ignore"), on="Ref", how="left")
    if sheet == "Actions":
        themes = plan["Priorities"][["Code", "Theme"]].rename(columns={"Code": "Priority"})
        table = table.merge(themes, on="Priority", how="left")
        table["Current due"] = table["Current due"].fillna(table["Due"])
    return table


def overdue(actions: pd.DataFrame, day: str) -> pd.DataFrame:
    late = (pd.to_datetime(actions["Current due"]) <= pd.Timestamp(day)) & (actions["Status"] != "Complete")
    return actions[late][["Ref", "Action", "Subgroup", "Lead", "Current due", "Status"]]


def to_chase(groups: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    lacking = actions[actions["Status"].isna()].groupby("Subgroup")["Ref"].agg(["count", ", ".join])
    return groups.merge(lacking, left_on="Code", right_index=True).rename(columns={"join": "Without a status"})


def write_register(tables: dict[str, pd.DataFrame], path: Path) -> None:
    with pd.ExcelWriter(path, engine="xlsxwriter", datetime_format="dd/mm/yyyy") as writer:
        wrapped = writer.book.add_format({"text_wrap": True, "valign": "top"})
        for name, table in tables.items():
            table.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 1))
            for number, column in enumerate(table.columns):
                widest = max([len(str(column)), *table[column].astype("string").str.len().dropna()])
                writer.sheets[name].set_column(number, number, min(widest + 2, WIDEST), wrapped)


def write_report(plan: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame], quarter: str, path: Path) -> None:
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    document.add_heading(f"Progress report {quarter}", 0)
    add_table(document, tables["By theme"], list(tables["By theme"].columns))
    for title in ("Overdue", "To chase"):
        document.add_heading(title, 1)
        add_table(document, tables[title], list(tables[title].columns))
    actions, measures = tables["Actions"], tables["Measures"]
    for _, theme in plan["Themes"].iterrows():
        document.add_heading(f"{theme['Code']} {theme['Title']}", 1)
        for _, priority in plan["Priorities"].query("Theme == @theme.Code").iterrows():
            document.add_heading(f"{priority['Code']} {priority['Title']}", 2)
            of_priority = actions[actions["Priority"] == priority["Code"]]
            add_table(document, of_priority, IN_REPORT)
            add_table(document, measures[measures["Action ref"].isin(of_priority["Ref"])], MEASURES)
    document.save(str(path))


def add_table(document: Any, rows: pd.DataFrame, columns: list[str]) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, columns, strict=True):
        cell.text = heading
    for row in rows[columns].itertuples(index=False):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = in_words(value)
    document.add_paragraph()


def in_words(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
