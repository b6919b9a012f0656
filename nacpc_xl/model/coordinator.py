"""The coordinator's workbook: what only a person can say about a quarter."""

from nacpc_xl.model.columns import ACTION_REF, CODE, Choice, Date, Ref, Text
from nacpc_xl.model.table import Form, Table
from nacpc_xl.model.words import AskState, Decision, Matter


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


class DecisionRow(
    Table,
    sheet="Decisions",
    title="Decisions",
    purpose="What only a person can decide. A merge adds rows here, and never changes or drops what you wrote.",
    frozen=1,
):
    """One matter that waits for a decision, or was decided."""

    matter = Choice("Matter", "What sort of thing it is.", options=tuple(Matter), given=True, width=16)
    quarter = Text("Asked in", "The quarter, Q1 to Q4.", given=True, width=9)
    subgroup = Ref("Subgroup", "The code of the group.", form=CODE, given=True)
    about = Text("What it is about", "In words.", given=True, width=62)
    decision = Choice(
        "Decision",
        "Accept or Reject. Until you choose, nothing changes, and nothing is released.",
        options=tuple(Decision),
        offered=(Decision.ACCEPT, Decision.REJECT),
        required_when="What it is about is filled in",
    )
    why = Text(
        "Why",
        "The reason, as it may be read by anybody.",
        example="It is the number of our own helpline.",
        long=True,
        required_when="Decision is Accept or Reject",
    )
    decided_by = Text(
        "Decided by (role)",
        "A role, not a name.",
        example="Lead Officer, Child Protection Committee",
        required_when="Decision is Accept or Reject",
        width=30,
    )
    given_ref = Ref(
        "Given ref", "The ref of an accepted new action; a merge enters it.", form=ACTION_REF, given=True, width=11
    )
    file = Text("File", "The returned file.", given=True, width=30)
    sheet_name = Text("Sheet", "The sheet in it.", given=True, width=16)
    at = Text("Cell", "The cell on that sheet.", given=True, width=9)
    mark = Text("Mark", "By this the next merge knows the row. Leave it as it is.", given=True, width=20)


class AskRow(
    Table,
    sheet="COG asks",
    title="What is asked of chief officers",
    purpose="Each request until it is closed. A merge adds rows here, and never changes or drops what you wrote.",
    frozen=2,
):
    """One request, with what chief officers decided on it."""

    quarter = Text("Asked in", "The quarter, Q1 to Q4.", given=True, width=9)
    ref = Ref("Ref", "The action it is asked for.", form=ACTION_REF, given=True)
    subgroup = Ref("Subgroup", "The code of the group that asks.", form=CODE, given=True)
    ask = Text("Help wanted from COG", "As the group wrote it.", given=True, long=True)
    wanted_by = Date("Wanted by", "When the decision is needed.", given=True)
    state = Choice(
        "State",
        "Closed once chief officers have decided. Until then it is brought up again in every report.",
        options=tuple(AskState),
        required_when="What was decided is filled in",
    )
    answer = Text(
        "What was decided",
        "As it may be read by anybody; the next report tells it.",
        example="Agreed on 21 November; the Chief Executive of the Health Board signs by 6 December.",
        long=True,
        required_when="State is Closed",
    )


COORDINATOR_SHEETS: tuple[type[Table], ...] = (Meeting, Commentary, DecisionRow, AskRow)
