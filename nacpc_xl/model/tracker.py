"""The tracker: every sheet and column of the workbook that a subgroup fills in, in order.

The workbook's writer, its reader, the checks of single cells, the data dictionary and the samples in the
tests are all derived from these classes. A new column is one line here.
"""

from nacpc_xl.model.columns import (
    ACTION_REF,
    CODE,
    MEASURE_REF,
    NUMBERED,
    Choice,
    Date,
    Number,
    Ref,
    Refs,
    Text,
    ToDo,
)
from nacpc_xl.model.status import DECLARED
from nacpc_xl.model.table import Form, Table
from nacpc_xl.model.words import Better, MeasureType

TRACKER_VERSION = "1"


class StartHere(
    Form,
    sheet="Start here",
    title="Quarterly action tracker",
    purpose="Tells the committee how your actions stand this quarter. It takes about ten minutes.",
):
    """Which committee, plan, quarter and group a tracker belongs to."""

    committee = Text("Committee", given=True)
    plan = Text("Plan", given=True)
    quarter = Text("Quarter", given=True)
    subgroup_code = Ref("Subgroup code", form=CODE, given=True)
    subgroup = Text("Subgroup", given=True)
    return_by = Date("Return by", given=True)
    tracker_version = Text("Tracker version", given=True)


class Actions(
    Table,
    sheet="Actions",
    title="Your actions",
    purpose="One row for each action. Fill in under the dark headings; what stands under the pale ones is given.",
    key="ref",
    frozen=3,
):
    """One action in one quarter: what the committee's office gives, and what the lead answers."""

    ref = Ref("Ref", "The action's permanent reference.", form=ACTION_REF, given=True)
    priority = Ref("Priority", "The priority it serves; see Lists.", form=NUMBERED, given=True)
    action = Text("Action", "What is to be done.", given=True, width=38)
    lead = Text("Lead", "The role that answers for it.", given=True)
    aims = Refs("Aims", "The improvement aims it serves; see Lists.", form=NUMBERED, given=True)
    start = Date("Start", "When work was to begin.", given=True)
    original_due = Date("Original due", "The first date agreed; it never changes.", given=True)
    current_due = Date("Current due", "The date agreed last.", given=True)
    last_status = Text("Last status", "What was declared last time.", given=True, width=13)
    last_update = Text("Last update", "What was reported last time.", given=True, long=True)

    status = Choice(
        "Status",
        "Where the action stands at the end of the quarter. Choose from the list.",
        example="On track",
        options=DECLARED,
        required=True,
    )
    progress = Text(
        "Progress this quarter",
        "What was done in these three months.",
        example="Ran two workshops for 38 staff; draft toolkit sent round on 14 May.",
        long=True,
        required_when="Status is Complete, On track, At risk or Off track",
    )
    difference = Text(
        "Difference made",
        "What is better for children, families or practice because of it.",
        example="Staff who record a chronology at the first visit rose from 52% to 67%.",
        long=True,
        required_when="Status is Complete",
    )
    evidence = Text(
        "Evidence",
        "What shows it: a report, minutes, figures, and their date.",
        example="Audit report to the subgroup, 12 June 2019.",
        long=True,
        required_when="Status is Complete",
    )
    next_milestone = Text(
        "Next milestone",
        "The next thing that will be seen to be done.",
        example="Toolkit agreed by the subgroup.",
        long=True,
        required_when="Status is On track, At risk or Off track",
    )
    milestone_due = Date(
        "Milestone due",
        "When that will be done: one exact date.",
        example="13/09/2019",
        required_when="Next milestone is filled in",
    )
    barrier = Text(
        "Barrier",
        "What stands in the way, and what is being done about it.",
        example="Two services have no trainer; a shared session is being arranged.",
        long=True,
        required_when="Status is At risk or Off track",
    )
    help_wanted = Text(
        "Help wanted from COG",
        "Only if chief officers must act: whose decision, which one, and what follows without it.",
        example="Decision wanted from the Health Board: release an auditor for four days. If not, the audit slips.",
        long=True,
    )
    wanted_by = Date(
        "Wanted by",
        "When the decision is needed.",
        example="25/10/2019",
        required_when="Help wanted from COG is filled in",
    )
    new_due = Date(
        "New due date",
        "Only if you ask for the due date to move. The committee decides.",
        example="31/01/2020",
    )
    reason = Text(
        "Reason for new date",
        "Why it has to move, and what has changed so that the new date will hold.",
        example="Venue lost; rebooked for January.",
        long=True,
        required_when="New due date is filled in",
    )
    completed_on = Date(
        "Completed on",
        "The day the action was finished.",
        example="28/06/2019",
        required_when="Status is Complete",
    )
    to_do = ToDo("To do", "Says Ready, or names what is missing in this row.", width=30)


class Measures(
    Table,
    sheet="Measures",
    title="Your measures",
    purpose="One row for each measure. Give this quarter's value, or say in Comment why there is none.",
    key="ref",
    frozen=3,
):
    """One measure of one action in one quarter."""

    ref = Ref("Ref", "The measure's permanent reference.", form=MEASURE_REF, given=True, width=14)
    action_ref = Ref("Action ref", "The action it belongs to.", form=ACTION_REF, given=True)
    measure = Text("Measure", "What is counted.", given=True, width=38)
    type = Choice("Type", "Output, outcome or process.", options=tuple(MeasureType), given=True)
    unit = Text("Unit", "What it is a number of.", given=True, width=12)
    better = Choice("Better when", "Which way it should move.", options=tuple(Better), given=True)
    baseline = Number("Baseline", "Where it stood at the outset.", unit_from="unit", given=True)
    target = Number("Target", "Where it should get to.", unit_from="unit", given=True)
    last_value = Number("Last value", "What was reported last time.", unit_from="unit", given=True)

    value = Number(
        "Value this quarter",
        "The latest figure, a number by itself. No count of children under 5.",
        example="67",
        unit_from="unit",
        required_when="Comment is empty",
    )
    as_at = Date(
        "As at",
        "The day on which that figure was true.",
        example="28/06/2019",
        required_when="Value this quarter is filled in",
    )
    comment = Text(
        "Comment",
        "Anything needed to read the figure rightly, or why there is none.",
        example="The survey runs in September; the first figure comes with Q3.",
        long=True,
    )
    to_do = ToDo("To do", "Says Ready, or names what is missing in this row.", width=30)


class NewActions(
    Table,
    sheet="New actions",
    title="New actions",
    purpose="Only if your group proposes an action that is not in the plan. The committee decides.",
    frozen=1,
):
    """An action that a group proposes for the plan."""

    priority = Ref(
        "Priority",
        "The priority it serves. Choose from the list.",
        form=NUMBERED,
        options_from="Priorities",
        required_when="the row is begun",
    )
    action = Text(
        "Action",
        "What is to be done, beginning with a verb.",
        example="Brief all school nurses on the new referral form.",
        long=True,
        required_when="the row is begun",
    )
    lead = Text(
        "Lead",
        "The role that will answer for it, not a name.",
        example="Learning and Development Officer",
        long=True,
        required_when="the row is begun",
    )
    start = Date("Start", "When work begins.", example="01/10/2019", required_when="the row is begun")
    due = Date("Due", "When it will be done.", example="31/01/2020", required_when="the row is begun")
    measure = Text(
        "Measure of progress",
        "What will be counted to show that it works.",
        example="School nurses briefed",
        long=True,
        required_when="the row is begun",
    )
    why = Text(
        "Why",
        "What it will change for children and families.",
        example="Referrals from schools arrive incomplete.",
        long=True,
        required_when="the row is begun",
    )


class SignOff(
    Form,
    sheet="Sign-off",
    title="Sign-off",
    purpose="Who completed this tracker, and when. Give a role, not a name.",
):
    """Who answers for a return."""

    completed_by = Text("Completed by (role)", "A role, not a name.", example="Chair of the subgroup", required=True)
    signed_on = Date("Date", "The day you finished it.", example="04/07/2019", required=True)
    agreed_on = Date("Agreed at subgroup meeting on", "If the subgroup has seen it: when.", example="27/06/2019")
    anything_else = Text(
        "Anything else the committee should know",
        "Good news and worries that have no cell elsewhere.",
        long=True,
    )


TRACKER: tuple[type[Table], ...] = (StartHere, Actions, Measures, NewActions, SignOff)
"""The sheets of a tracker that hold data, in order; `Lists` follows them."""
