"""What a check found: data, which whoever shows it may lay out as they like."""

from nacpc_xl.model.columns import CODE, CellLink, Choice, Count, Ref, Text
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Severity


class Finding(
    Table,
    sheet="Queries",
    title="Queries",
    purpose="What has to be put right or answered, by whom and in which cell; the most pressing first.",
):
    """One thing that is wrong or missing: what, where, and what to do about it."""

    code = Ref("Code", "The check's permanent code; nacpc-xl explain tells more.", form=CODE, width=8)
    severity = Choice("Severity", "Stop, query or note.", options=tuple(Severity))
    subgroup = Ref("Subgroup", "The group that is asked.", form=CODE)
    ref = Text("Ref", "The action or measure in question, or several.", width=14)
    what = Text("What is wrong", "In one sentence.", long=True, width=60)
    fix = Text("What to do", "In one sentence.", long=True)
    file = Text("File", "The returned file.", width=30)
    sheet_name = Text("Sheet", "The sheet in it.", width=14)
    at = CellLink(
        "Cell",
        "The cell on that sheet; click to go there.",
        file="file",
        sheet="sheet_name",
        folder="../returned/",
        folders={"plan.xlsx": "../../"},
        width=10,
    )

    @property
    def refs(self) -> tuple[str, ...]:
        """The actions or measures in question."""
        return tuple(self.ref.split(", ")) if self.ref else ()

    @property
    def where(self) -> str:
        """The file, the sheet and the cell, as far as there are any."""
        return ", ".join(part for part in (self.file, self.sheet_name, self.at) if part)

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        return f"{self.code}: {self.what}{where}. {self.fix}"


class CheckRecord(
    Table,
    sheet="Checks",
    title="What was checked",
    purpose="Each check, and what came of it. It could not tell where an answer is not there or was not understood.",
):
    """One check, with how often it passed, failed, or could not tell."""

    code = Ref("Code", "The check's permanent code; nacpc-xl explain tells more.", form=CODE, width=8)
    family = Text("About", "What its family of checks asks about.")
    severity = Choice("Severity", "Stop, query or note.", options=tuple(Severity))
    rule = Text("Rule", "What is so where it passes.", width=70)
    passed = Count("Passed", "Of how many rows the rule is true; blank where only what fails is seen.")
    failed = Count("Failed", "Of how many rows it is not; those that have one cause stand in one query.")
    could_not_tell = Count("Could not tell", "Of how many rows it is not known.")
