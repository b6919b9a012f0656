"""The coordinator's workbook: what only a person can say about a quarter."""

from nacpc_xl.model.columns import Date, Text
from nacpc_xl.model.table import Form, Table


class Meeting(
    Form,
    sheet="Meeting",
    title="The coordinator's workbook",
    purpose="The meeting that this quarter's report goes to. A merge reads it and never changes what you wrote.",
):
    """The meeting at which a report is considered."""

    held_on = Date("Meeting on", "The day of the meeting.", example="21/11/2019")
    prepared_by = Text("Prepared by (role)", "A role, not a name.", example="Lead Officer, Child Protection Committee")
    presented_by = Text("Presented by (role)", "A role, not a name.", example="Independent Chair")


class Commentary(
    Table,
    sheet="Commentary",
    title="Commentary",
    purpose="Your own words for the report. Each text opens the section, or the theme, that you name beside it.",
):
    """A text of the coordinator's for one place in the report."""

    about = Text(
        "Section or theme",
        "A section's heading as in the report, or a theme's code.",
        example="At a glance",
        width=34,
        required_when="the row is begun",
    )
    text = Text("Text", "As it should stand in the report.", long=True, width=90, required_when="the row is begun")


COORDINATOR_SHEETS: tuple[type[Table], ...] = (Meeting, Commentary)
