"""What is taken for somebody, what is not, and that no text can hide it or hold the detectors up."""

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nacpc_xl.model import coordinator, plan, register, tracker
from nacpc_xl.model.columns import LONGEST_TEXT
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Private
from nacpc_xl.privacy.detect import AT_A_TIME, CLUES, DETECTORS, private_fragments, suspects
from nacpc_xl.privacy.reading import read

# The numbers are those kept for drama, the addresses at example.org, the references invented. A part in [ ] is found.
FOUND = {
    Private.CHI: """
        CHI [0102031234] was seen
        CHI[0102031234]
        [0101011237].xlsx
        lost its zero: [102031234]
        [010203 1234]
        [010203-1234]
        [01 02 03 1234]
        [01-02-03-1234]
        [01.02.03.1234]
        [01/02/03/1234]
        [01/02/03-1234]
        [010 203 1234]
        [10203 1234]
        [1 02 03 1234]
        CHI_[0102031234]_notes
        row 3 [0102031234]
        chi number: [31/12/03 9999] leaflets
        [0102031234], [0203041235]
        born in a leap year, [2902041234]
    """,
    Private.NHS: """
        NHS number [9434765919]
        NHS no. [943-476-5919]
        [943 476 5919]
        [9434765919] (NHS number)
    """,
    Private.LONG_NUMBER: """
        account [123456789]
        [9434765919] without a word beside it
        SCN [321320123]
        no such day: [3113201234]
    """,
    Private.INSURANCE: """
        [AB123456C]
        [AB 12 34 56 C]
        [ab 12 34 56 c]
        [JK-12-34-56-D]
        NI number [AB123456]
        nino[ab123456a]
    """,
    Private.PUPIL: """
        UPN [B801200005001]
        [b801200005001]
        [B 8012 0000 5001]
    """,
    Private.BIRTH: """
        [dob 3/4/2012]
        [DOB: 03.04.12]
        [d.o.b. 3 April 2012]
        [D.O.B.: 14/03/12]
        [Date of birth (child): 03/04/2012]
        [date of birth 2012-04-03]
        [born on the 3rd of April 2012]
        was [born in Irvine on 3 April]
        ([b. 3/4/2012])
        her [birthday is 3 April]
        [3/4/2012 (dob)]
        [DOBs: 3/4/2012, 5/6/2014]
        [dob 03042012].xlsx
        a boy aged 7 ([14/3/2012])
    """,
    Private.PHONE: """
        [01632 960123]
        [(01632) 960 123]
        [01632-960-123 x204]
        [01632.960.123]
        [07700 900123]
        [+44 (0)7700 900 123]
        [0044 1632 960123]
        [020 7946 0123]
        [0141 496 0123] ext
        call [01632 960123 ext. 12] or [07700900124]
        call [01632 960123] 12 staff
        Tel: [960123]
        mobile [7700900123]
        [01632_960001].xlsx
        [+353 1 234 5678]
    """,
    Private.EMAIL: """
        write to [jo.bloggs@example.org].
        [jo_b+x@mail.example.org]
        [jo@example.org], [al@example.org]
        mailto:[jo%40example.org]
        [jo (at) example.org]
    """,
    Private.POSTCODE: """
        at [KA12 8AB], Irvine
        [ka12 8ab]
        [KA128AB]
        [ka128ab]
        [G2 1AB]
        [SW1A 1AA]
        [KA12_8AB].xlsx
        [B33 8TH]
    """,
    Private.CAR: """
        seen in [SN12 ABC]
        [SN12ABC]
        reg [sn12 abc]
        car reg [A123 BCD]
        vehicle registration [ABC 123D]
        van ([K1 ABC])
        number plate [P123 ABC]
    """,
    Private.LETTER: """
        [child A]
        [Child B]'s plan
        [Baby C] was
        [YP D]
        [YP1]
        [young person E]
        [sibling F] and [mother H]
        [family G].
        the [father J]
        [Child 1]
        [child 3] was moved
        [Children A, B and C]
        [Child A] and [Child B]
        [siblings 1 and 2]
        [CHILD C]
        [Child I]'s
        [Mrs B] said
        [Baby_B]_notes
        [child_b]_notes.docx
        [Child-B]-plan.docx
        [Baby.B].notes
        [ChildA].docx
        [child 'A']
    """,
    Private.INITIALS: """
        [AB (7)] and her brother
        [A.B., aged 9], and [C.D., aged 7]
        [KM, 14], was
        [JS age 12]
        [RT (14 yrs)]
        [J.McD (9)]
        [JMcD, aged 9]
        [AB is 7 years old]
        [14-year-old KM]
        [Lewis, who is 12], and [KM is 9].
        [KM at Stanecastle Primary]
        pupil [TR of Kilwinning Academy]
        [KM (Stanecastle Primary])
        [KM attends nursery]
        [Jamie, aged 7]
        [Sophie (8)]
        [Lewis age 12]
        [Jamie Smith (9)]
        [9-year-old Ella]
        [seven-year-old boy Liam]
        [Niamh (aged 6 months)]
        [Zbigniew, aged 8]
        [JAMIE (7)]
        [KM_aged_14]
    """,
    Private.CASE: """
        [case ref 2019/0456]
        [crime number NA12340619]
        [CareFirst ID 104233]
        [CareFirst 104233]
        [Care First no. 104233]
        [IRD 2019/77]
        [IRD ref 77/2019]
        [SCRA reference number 2019/345]
        [incident no PS-20190612-1234]
        [referral number 345]
        [client ID: 104233]
        [case #1234]
        [concern report number 2019/123]
        [case_ref_2019-0456]
    """,
    Private.FEW: """
        [3 children] moved
        [two of the children]
        only [4 young people]
        [one child] was
        [sibling group of three]
        [2 boys] and [one girl]
        [four pupils]
        [Children re-registered: 2]
        number of [young people involved: two]
        [three under-fives]
        [3 of the young people]
        [3 of the 45 children]
        [of the 12 children, 3] were registered
        [two looked-after children]
        [four very vulnerable, care-experienced young people]
        [three looked-after and accommodated children]
        [one unborn baby]
        [2-3 children]
        [three or four teenagers]
        [three orfour teenagers]
        [two 15-year-olds]
        [Three (3) children]
        fewer than [4 children]
        names: [two children]'s names were removed
        [3_children]
    """,
}

NOT_FOUND = {
    Private.CHI: """
        2019-20 12 1234
        12.06.2019 1234 leaflets
        12.06.19 1234 leaflets
        12/06/2019 45 staff
        01/04/2019 - 31/03/2020
        1,234,567,890
        £0102031234
        0.0102031234
        +44 1204 960
        10 20 30 40
    """,
    Private.NHS: "943 476 5918",
    Private.LONG_NUMBER: """
        20190612
        201906121430
        scan_20190612143055.pdf
        ISBN 978-0-14-143951-8
        9780141439518
        ISBN 0141439513
        £123456789
        123456789.00
        0.123456789
        1234567,890
        0x010100AB34012345678901
        f259b944b6d0b0461c3f7123456789019e1440047ff174c9e369fae797f99e51
    """,
    Private.INSURANCE: """
        QQ 12 34 56 C
        BG123456A
        AB123456E
        AB123456
        we meet at 10 30 40 a week
    """,
    Private.PUPIL: "A80120000501",
    Private.BIRTH: """
        newborn session 12 June 2019
        unborn baby protocol reviewed 3 June 2019
        date of birth field added on 12 June 2019
        children born in 2012
        Plan b 12/6/19
        reviewed 12/06/2019: DOB field mandatory
        seen at the age of 7, and reviewed on 3 June
    """,
    Private.PHONE: """
        999, 101 and 111
        Samaritans 116 123
        Childline 0800 1111
        tel 0800 1111
        telephone survey 2018-19
        phone line 24 hours
        30.06.2019 10:30
        2011 2012 2013
        0.333333333333
        1/2/3/4/5/6/7/8/9/10
    """,
    Private.EMAIL: """
        @nacpc
        meeting @ 10.30
        12 @ £4.50
    """,
    Private.POSTCODE: """
        KA12
        KA11 and KA12
        P1.2-03
        P1.2-03-M1
        Q2 2AB
        S1 2nd years
        P3 4th
        E1 2 bed
        FY19 2nd half
    """,
    Private.CAR: """
        ON 12 MAY
        HELD BY 30 JUN
        A123 BCD
        car park for 123
        SN12
        CP19 CPC
    """,
    Private.LETTER: """
        a child a chance
        EVERY CHILD A CHANCE
        Giving Every Child A Good Start
        child
        Group A, Plan B, Hepatitis B
        Family First
        the child I worked with
        Child A&E attendances
        children Q&A
        Family A4 poster
        the child. A plan
        children 5-11
        child 12 years
        Baby P6
        Children 1st
        1 child 2 adults
        Mr A. Smith
        Adult 1:1
    """,
    Private.INITIALS: """
        CPC (12), COG (4) and GIRFEC (7)
        Irvine (8), Kilwinning (4)
        Staff (12), Health (4)
        Amber (4), Arran (3), June (14)
        Cameron House (4)
        children aged 8 to 12
        Pupils, aged 7
        YP aged 14
        AB aged 16 and over
        AB (45)
        HT at Stanecastle Primary
        IT at Kilwinning Academy
        Partnership (5 years)
        Vaccination aged 12
        on 12, 14 and 15 May
        the target is 12, the value was 9.
    """,
    Private.CASE: """
        case file audit of 40 files
        crime figures 2019/20
        case conference 12 June 2019
        case conference 12/06/2019
        case 12
        case numbers 120
        referrals: 312
        SCRA 312
        IRD 2019/20
        VPDs 2345
        case P1.2-03-M1
        File 20190612
        incident reports 2018-19
        concern reports 1,200
    """,
    Private.FEW: """
        two child protection advisers
        4 children's houses
        three children's panels
        1 young people's forum
        one child in five
        3 children in every 1,000
        1 in 4 children
        per child
        3 agencies for children
        4 sessions with young people
        Part 4 children's hearings
        Section 2 children
        Primary 3 children
        Q1 children
        one-to-one pupil support
        a ratio of 1 adult to 4 children
        aged 0 to 4 children
        2.4 children and 1,003 children
        14 children
        more than one child
        Nothing about a named person or one child.
        3 minor changes
        sibling groups of 3 or more
        children's plans: 3
    """,
}


def lines(table: dict[Private, str]) -> list[tuple[Private, str]]:
    return [(kind, line.strip()) for kind, block in table.items() for line in block.strip().splitlines()]


def parts(marked: str) -> tuple[str, list[str]]:
    """The text without the marks, and what they stand around."""
    pieces = marked.replace("]", "[").split("[")
    return "".join(pieces), pieces[1::2]


def found(text: str, *allowed: str) -> list[tuple[Private, str]]:
    return [(one.kind, text[one.begin : one.end]) for one in private_fragments(text, allowed)]


def kinds(text: str) -> list[Private]:
    return [one.kind for one in private_fragments(text)]


def test_each_kind_has_one_detector_and_examples_on_both_sides():
    assert sorted(Private, key=str) == sorted((one.kind for one in DETECTORS), key=str)
    assert set(Private) == set(FOUND) == set(NOT_FOUND)


@pytest.mark.parametrize(("kind", "marked"), lines(FOUND))
def test_it_finds(kind, marked):
    text, expected = parts(marked)
    assert [(one, part) for one, part in found(text) if one is kind] == [(kind, part) for part in expected]


@pytest.mark.parametrize(("kind", "text"), lines(NOT_FOUND))
def test_it_leaves_alone(kind, text):
    assert kind not in kinds(text)


@example("dob \N{VULGAR FRACTION ONE HALF} of them, tel \N{ARABIC-INDIC DIGIT THREE}")
@example("\n".join("".join(sign for sign in line if not sign.isdigit()) for _, line in lines(FOUND)))
@example("ni AB123456 tel 123456 case 123 KA1 8AB car AB1 CDE dob 1/2")
@given(st.text() | st.lists(st.sampled_from([*sorted(CLUES), *"0123456789", "AB", "-"])).map(" ".join))
def test_where_figures_are_too_few_nothing_is_there_that_needs_more(text):
    reading = read(text, CLUES)
    assert not [one.kind for one in DETECTORS if one.figures > reading.figures and any(one.finds(reading))]


def test_many_texts_are_gone_through_as_each_is_by_itself():
    texts = [text for one in (FOUND, NOT_FOUND) for _, text in lines(one)]
    assert len(texts) > AT_A_TIME
    assert {text for text in texts if private_fragments(text)} <= set(suspects(texts)) < set(texts)


@given(st.lists(st.text() | st.lists(st.sampled_from([*sorted(CLUES), *"0123456789", "AB"])).map(" ".join)))
def test_no_text_with_a_fragment_is_passed_over(texts):
    assert {text for text in texts if private_fragments(text)} <= set(suspects(texts))


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        ("0101011237", True),  # modulus 11
        ("0101011245", True),  # modulus 10
        ("0101011233", False),
        ("101011237", True),
        ("943 476 5919", True),
        ("B801200005001", True),
        ("123456789", False),
        ("KA12 8AB", False),
    ],
)
def test_a_check_digit_makes_it_certain(text, is_certain):
    assert [one.is_certain for one in private_fragments(text)] == [is_certain]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS number 0101011237", Private.CHI),
        ("tel 0101011237", Private.CHI),
        ("client ID 0101011237", Private.CHI),
        ("tel 01632960123", Private.PHONE),
        ("case ref 123456789", Private.CASE),
        ("943 476 5919", Private.NHS),
        ("3 children A, B and C", Private.LETTER),
        ("B801200005001", Private.PUPIL),
    ],
)
def test_the_most_telling_of_two_wins(text, kind):
    assert kinds(text) == [kind]


def test_what_is_found_stands_in_the_order_of_the_text():
    text = "3 children at KA12 8AB: AB (7), CHI 0102031234, and child C, tel 01632 960123"
    expected = [Private.FEW, Private.POSTCODE, Private.INITIALS, Private.CHI, Private.LETTER, Private.PHONE]
    assert kinds(text) == expected


@pytest.mark.parametrize("allowed", ["+44 1632 960123", "01632 960123", "(01632) 960-123", "01632960123 ext 4"])
@pytest.mark.parametrize("text", ["01632 960 123", "+44 (0)1632 960123", "01632960123", "01632-960123 x12"])
def test_the_number_of_an_office_is_nobodys_however_it_is_written(allowed, text):
    assert found(text) != []
    assert found(text, allowed) == []
    assert found(f"{text} or 07700 900123", allowed) == [(Private.PHONE, "07700 900123")]


def test_what_is_no_number_allows_nothing():
    assert kinds("01632 960123") == [one.kind for one in private_fragments("01632 960123", ["the office", ""])]


@pytest.mark.parametrize(
    "hidden", ["\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}", "\N{COMBINING GRAPHEME JOINER}"]
)
def test_what_has_no_width_hides_nothing(hidden):
    for kind, marked in lines(FOUND):
        if "%40" in marked:  # which is one sign
            continue
        text, expected = parts(marked)
        spread = [hidden.join(part) for part in expected]
        shown = found(f"{hidden}{hidden.join(text)}{hidden}")
        assert [part for one, part in shown if one is kind] == spread, text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("CHI 0102031234 seen", "0102031234"),
        ("CHI ٠١٠٢٠٣١٢٣٤ seen", "٠١٠٢٠٣١٢٣٤"),
        ("CHI ०१०२०३१२३४ seen", "०१०२०३१२३४"),
        ("CHI \N{FULLWIDTH DIGIT ZERO}102031234 seen", "\N{FULLWIDTH DIGIT ZERO}102031234"),
        (
            "01\N{NON-BREAKING HYPHEN}02\N{EN DASH}03\N{MINUS SIGN}1234",
            "01\N{NON-BREAKING HYPHEN}02\N{EN DASH}03\N{MINUS SIGN}1234",
        ),
        ("010203\N{NO-BREAK SPACE}1234", "010203\N{NO-BREAK SPACE}1234"),
        ("010203\N{NARROW NO-BREAK SPACE}1234", "010203\N{NARROW NO-BREAK SPACE}1234"),
        ("\N{VULGAR FRACTION ONE HALF} of 0102031234", "0102031234"),
    ],
)
def test_other_figures_blanks_and_hyphens_hide_nothing(text, part):
    assert found(text) == [(Private.CHI, part)]


def test_signs_of_other_scripts_do_not_move_what_is_found():
    text = "Zoë’s brother – Zoë, aged 4 – İstanbul ﬁle\u200b 01632 960123, Baby%20B"
    assert [part for _, part in found(text)] == ["Zoë, aged 4", "01632 960123", "Baby%20B"]


def test_what_the_sheets_and_forms_say_stands_for_nobody():
    modules = {one.__name__ for one in (coordinator, plan, register, tracker)}
    tables = [one for one in descendants(Table) if one.__module__ in modules]
    said = [text for table in tables for column in table.columns().values() for text in (column.heading, column.help)]
    assert len(said) > 100
    assert [text for text in said if found(text)] == []


@pytest.mark.parametrize("kind", Private)
def test_the_words_that_stand_in_its_place_stand_for_nobody(kind):
    assert found(f"Before [withheld: possible {kind}] and after") == []


UNITS = [
    "1", "0", " ", "-", "A", "a", "1 ", "0 1", "01 ", "0 0 0 0", "- ", "1-", "1/", "+4", "01632 ", "0044 ",
    "01 01 01 1234 ", "child ", "Child A ", "3 children ", "one ", "two of the young ", "sibling group of ", "1 a-a ",
    "ed ", "AB ", "AB (7) ", "(7) ", "(", ", 7", "aged ", "aged 7 ", "Jamie ", "J. ", "KM of the and ", "Primary ",
    "dob ", "dob 1/1/", "born in a ", "case ref ", "ref 12/", "a@", "a.", "a@a.", "KA12 8", "car ", "AB12 ", "reg A12 ",
    "0x", "978-", "%20", "_", "child_", "1\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}", "\N{FULLWIDTH DIGIT ONE}", "é",
    "\n",
]  # fmt: skip
LONGEST_WAIT = 5.0  # seconds of the processor: some ten times what the slowest takes, and nothing next to a square


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_holds_it_up(unit):
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    began = time.process_time()
    private_fragments(text)
    assert time.process_time() - began < LONGEST_WAIT


def test_alternating_texts_do_not_hold_it_up():
    began = time.process_time()
    for one, other in itertools.pairwise(UNITS):
        private_fragments(((one + other) * LONGEST_TEXT)[: LONGEST_TEXT // 8])
    assert time.process_time() - began < LONGEST_WAIT


def test_a_text_without_numbers_of_persons_costs_no_import():
    program = (
        "import sys; from nacpc_xl.privacy.detect import private_fragments as f;"
        "f('The group met on 12 June 2019 with 31 staff from 9 agencies; 85% felt surer. P1.2-03 is on track.');"
        "print([name for name in ('phonenumbers', 'stdnum', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PIECES = st.sampled_from([parts(marked)[0] for _, marked in lines(FOUND)] + [text for _, text in lines(NOT_FOUND)])
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=6).flatmap(
    lambda pieces: st.sampled_from(["", " ", "\n", "_", "\u200b"]).map(lambda gap: gap.join(pieces))
)


@given(TEXTS)
@example("")
@example("\ud800 0102031234")
@example("½½½½½ 01632 960123½")
def test_what_is_found_never_overlaps_and_is_always_the_same(text):
    fragments = private_fragments(text)
    assert all(0 <= one.begin < one.end <= len(text) for one in fragments)
    assert all(one.end <= other.begin for one, other in itertools.pairwise(fragments))
    assert private_fragments(text) == fragments


def descendants(table: type[Table]) -> Iterator[type[Table]]:
    for one in table.__subclasses__():
        yield one
        yield from descendants(one)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Same car again (SB19/YPC).", "SB19/YPC"),
        ("White van (reg YK 58 OLD) seen.", "YK 58 OLD"),
        ("as per nhs 839 0883 627 immunisations", "839 0883 627"),
        ("Card 6335 9701 2284 6610 found.", "6335 9701 2284 6610"),
        ("Born prematurely on the 28th of April 2019.", "28th of April 2019"),
        ("(file ref NA/CF/55210) read twice", "NA/CF/55210"),
        ("HK - Millbrae Nursery - bruising", "HK - Millbrae Nursery"),
        ("Jayden who is 10 now has an advocate", "Jayden who is 10"),
    ],
)
def test_what_is_written_with_other_signs_between_is_found_too(text, secret):
    (fragment,) = private_fragments(text)
    assert secret in text[fragment.begin : fragment.end]


def test_years_in_a_row_are_no_number_of_a_card():
    assert private_fragments("Counted in 2016 2017 2018 2019.") == ()
