"""Small numbers of children, which may tell who they are."""

import re
from collections.abc import Iterator

from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import one_of, words

# What may stand between a number and the children that it counts, one or more of these.
_BETWEEN = one_of(
    """of | the | our | these | those | all | others? | more | further | new | newly | very | most | such | same
    | additional | individual | separate | different | only | young(?:er|est)? | old(?:er|est) | elder | eldest
    | little | small | big | vulnerable | unborn | new-?born | pre-birth | looked[- ]after | care[- ]experienced
    | (?:at|high)[- ]risk | primary | secondary | (?:high[- ])?school | school-?age | pre-?school | nursery
    | early[- ]years | teenage | adolescent | female | male | disabled | autistic | deaf | blind | non-verbal
    | pregnant | homeless | missing | remaining | surviving | unaccompanied | asylum[- ]seeking | foster | kinship
    | residential | full | half | step | twin | known | lone | white | black | roma | gypsy/traveller | gypsy
    | traveller | minority ethnic | eal | asn | la?ac | p[1-7] | s[1-6] | primary [1-7] | [0-9]{1,3} | open | current
    | recent | previous | former | complex | x | lgbt[a-z+]{0,4} | bame | care-?leaving
    | [a-z]{1,20}(?:ed|ish|ian|ese|able|al|ous|ive|ful|ern|less)
    | [a-z0-9]{1,20}(?:[- ][a-z]{1,20})?-(?:aged?|old|risk|affected|experienced|[a-z]{1,20}ed|[a-z]{1,20}ing)
    | [0-9]{1,2}[- ]?(?:year|month|week|yr)s?[- ]olds?"""
)
_YEARS = one_of(
    """[0-9]{1,2} | one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
    | thirteen | fourteen | fifteen | sixteen | seventeen"""
)
_ONE_CHILD = one_of(
    rf"""(?:school|grand|step|foster)?child | young person | young carer | (?:school)?boy | (?:school)?girl | baby
    | infant | toddler | pupil | sibling | teenager | teen | adolescent | youngster | new-?born | kid | bairn | wean
    | youth | brother | sister | son | daughter | twin | learner | yp | cyp | {_YEARS}[- ]year[- ]old"""
)
_CHILDREN = one_of(
    rf"""(?:school|grand|step|foster)?children | young (?:people|persons|carers|women|men|ones) | (?:school)?boys
    | (?:school)?girls | babies | infants | toddlers | pupils | siblings | sibs | teenagers | teens | adolescents
    | minors | youngsters | new-?borns | kids | bairns | weans | youths | brothers | sisters | sons | daughters
    | learners | yps? | cyps?
    | (?:under|over)[- ](?:ones|twos|threes|fours|fives|sixes|eights|tens|twelves|sixteens|eighteens|[0-9]{{1,2}}s?)
    | {_YEARS}[- ]year[- ]olds"""
)
# What the children only tell the sort of: child protection advisers, pupil councils.
_HEADS = one_of(
    r"""protections? | panels? | houses? | homes? | services? | hearings? | plans? | planning | forums?
    | advis[eo]rs? | advisory | officers? | workers? | workshops? | teams? | minders? | minding | care | health
    | rights | development | welfare | well-?being | psycholog\w+ | psychiatr\w+ | exploitation | sexual
    | trafficking | deaths? | reviews? | benefits? | friendly | cent(?:re|er)ed | focus\w* | groups? | work | led
    | voices? | surveys? | participation | commissioners? | champions? | council(?:lor)?s? | parliaments? | parents?
    | carers? | records? | referrals? | cases? | files? | profiles? | impact | assessments? | reporters? | strateg\w+
    | polic\w+ | concerns? | neglect | abuse | poverty | sex | supports? | safety | safe | mental | engagement
    | consultations? | events? | conferences? | registers? | databases? | systems? | forms? | leaflets? | posters?
    | rep(?:resentative)?s? | ambassadors? | lead(?:er)?s? | nurses? | doctors? | practitioners? | professionals?
    | specialists? | social | clinics? | massage | box(?:es)? | law | guardians? | witness(?:es)? | interviews?
    | sessions? | meetings? | programmes? | projects? | units? | centres? | beds? | places? | placements?
    | class(?:es)? | schools? | nurser\w+ | clubs? | teachers? | staff | managers? | co-?ordinators? | attainment
    | attendance | famil(?:y|ies) | charters? | charit\w+ | organi[sz]ations? | agenc\w+ | networks? | partnerships?
    | boards? | committees? | act | bill | bulletins? | newsletters? | audits? | samples? | criminal | justice
    | offending | employment | facing | sized | proofing"""
)
_SHARE = r"in (?:every )?(?:[0-9]|a hundred|five|six|seven|eight|nine|ten|twenty|hundred|every)|out of"
_AND_OTHERS = (
    r"and (?:famil(?:y|ies)|adults?|young people)(?:'s)? "
    r"(?:services?|teams?|social|workers?|departments?|groups?|managers?)"
)
_COUNTS_NO_OTHER = (
    rf"(?! ?-?'(?!s? names?(?![a-z]))| ?/ ?[a-z]| ?[:=] ?[0-9]|[- ](?:{_HEADS}|{_SHARE}|{_AND_OTHERS})(?![a-z]))"
)
_COUNTED = re.compile(
    rf"(?: ?\([a-z1-4]{{1,5}}\))? {{1,2}}(?:{_BETWEEN}(?:,|/| and| or)? ){{0,5}}{_CHILDREN}(?![a-z-]){_COUNTS_NO_OTHER}"
)
_ONE_COUNTED = re.compile(
    rf"(?: ?\([a-z1]{{1,5}}\))? {{1,2}}(?:{_BETWEEN},? ){{0,4}}{_ONE_CHILD}(?![a-z-]){_COUNTS_NO_OTHER}"
)

_COUNT = re.compile(
    r"(?:1|2|3|4|one|two|three|four|a (?:single|couple of|pair of))"  # each begins with a sign of its own
    r"(?![a-z0-9-]| (?:hundred|thousand|million|dozen)(?![a-z]))"
)
_ONES = {"1", "one", "a single"}
_PART_OF_A_NUMBER = re.compile(r"[a-z0-9$]\Z|[0-9][.,/:-]\Z|[a-z][-']\Z|[0-9] [0-9/.-]*[/-]\Z")
_RANGE_BEFORE = re.compile(r"(?<![a-z0-9.,/-])(?:[1-4]|one|two|three) ?(?:to|-|or|and) ?\Z")
_NOT_COUNTING_BEFORE = re.compile(
    r"(?<![a-z])"
    + one_of(
        """part | section | priority | aim | objective | theme | phase | stage | level | tier | step | year
        | quarter | grade | band | table | fig | figure | appendix | annex | chapter | page | item | action | outcome
        | indicator | standard | article | schedule | rule | form | version | option | group | room | ward | unit
        | strand | domain | principle | recommendation | question | module | workshop | session | day | week | month
        | cohort | block | primary | secondary | type | no\\.? | number | aged? | ages | paragraph | para | point
        | row | column | sheet | slide | goal | driver | pillar | line | class | area | measure | ref | target
        | key stage | round | wave | team | every | each | any | not | per | under | over | above | up to
        | maximum of | max | ratio (?:of )?[a-z0-9 ]{0,20} | and/or | or | (?<!fewer )(?<!less )than | (?:[0-9]{1,5}
        | one | two | three | four | five) (?:in | out of | in every | of every) | (?:zero | [0-9]{1,5}) ?(?:to | -)"""
    )
    + r"[ #:]?\Z"
)
_AS_ONE = re.compile(r"(?:one|1)[ -]to[ -]\Z|(?:single|no|any) \Z")
_GROUP_BEFORE = re.compile(r"(?<![a-z])sibling (?:group|set)s? (?:of|=|-) ?\Z")
_MORE_AFTER = re.compile(r" ?(?:\+|or more|or over|%|[./,:-] ?[0-9]|(?:to|of|in|and|or) [0-9])")
_OF_THE_CHILDREN = re.compile(
    rf"(?<![a-z])(?:of|from|among) (?:(?:the|these|those|our|all) )?(?:{_BETWEEN} ){{0,4}}{_CHILDREN}(?![a-z'-])"
    r"[^.;:\n0-9]{0,40}[ (,]\Z"
)
_WERE_AFTER = re.compile(
    r" (?:were|was|had|have|has|are|is|remain(?:s|ed)?|did|left|went|moved|became|returned|(?:re-|de-)?registered)"
    r"(?![a-z])"
)
_WERE_CHILDREN = re.compile(
    rf" (?:is|was|were|are) (?:a |all |both )?(?:{_BETWEEN} ){{0,2}}(?:{_CHILDREN}|{_ONE_CHILD})(?![a-z'-])"
    rf"{_COUNTS_NO_OTHER}"
)
_CHILDREN_BEFORE = re.compile(rf"(?<![a-z]){_CHILDREN}(?![a-z'-])[^.;\n]{{0,60}}\Z")
_OF_WHOM = re.compile(r" of (?:whom|them)(?![a-z])")
_LISTED_BEFORE = re.compile(
    r"(?:^|[\n.;:(*|,] ?|- |numbers? of |nos?\.? of |total |no\. )"
    rf"(?:{_BETWEEN} ){{0,3}}(?P<children>{_CHILDREN})(?![a-z'-])"
    r"(?P<what> (?:[a-z-]{1,20}(?:ed|en)|on|in|at|with|without|from|under|subject|aged?|who|whose|this|last|now"
    r"|involved|currently|of|(?:re-?)?registrations)(?: [a-z0-9'-]{1,20}){0,5})? ?(?P<sign>[:=]|- ?|\() ?\Z"
)
_LISTED_ON = re.compile(
    r" ?(?:[0-9%/.:-] ?[0-9]|%|,[0-9]|[0-9]|(?:to|of|in|-|or) [0-9]"
    r"|(?!were|was|so|this|in |at |of |and |boys?|girls?)[a-z])"
)
_BEFORE_GROUP, _BEFORE_LISTED = ("of", "=", "-"), (":", "=", "-", "(")
_SIBLINGS = {"boys", "girls", "siblings", "brothers", "sisters", "sons", "daughters"}

_NUMBER_WORDS = words("1 2 3 4 one two three four single couple pair")
_CHILD_WORDS = words(
    """
    child children schoolchild schoolchildren grandchild grandchildren stepchild stepchildren young boy boys
    schoolboy schoolboys girl girls schoolgirl schoolgirls baby babies infant infants toddler toddlers pupil pupils
    sibling siblings sibs teenager teenagers teen teens adolescent adolescents minors youngster youngsters newborn
    newborns born borns kid kids bairn bairns wean weans youth youths brother brothers sister sisters son sons
    daughter daughters twin learner learners yp yps cyp cyps under over old olds
    """
)
CLUES = _NUMBER_WORDS | _CHILD_WORDS


def has_small_number(reading: Reading) -> bool:
    """Whether a small number and a word for children stand in the text."""
    return not reading.clues.isdisjoint(_NUMBER_WORDS) and not reading.clues.isdisjoint(_CHILD_WORDS)


def few_children(reading: Reading) -> Iterator[Span]:
    """Where one to four children are counted, from the number to the word for them, or the other way round."""
    low = reading.low
    for count in _COUNT.finditer(low):
        span = _before_children(low, count) or _after_children(low, count)
        if span is not None:
            yield span


def _before_children(low: str, count: re.Match[str]) -> Span | None:
    """A number and then the children that it counts: 3 of the young people."""
    is_one = count[0] in _ONES
    counted = (is_one and _ONE_COUNTED.match(low, count.end())) or _COUNTED.match(low, count.end())
    if not counted:
        return None
    begin, from_here = count.start(), max(0, count.start() - 30)
    if is_one and _AS_ONE.search(low, from_here, begin):
        return None
    if earlier := _RANGE_BEFORE.search(low, from_here, begin):
        begin = earlier.start()
        from_here = max(0, begin - 30)
    if any(form.search(low, from_here, begin) for form in (_PART_OF_A_NUMBER, _NOT_COUNTING_BEFORE)):
        return None
    return Span(begin, counted.end())


def _after_children(low: str, count: re.Match[str]) -> Span | None:
    """A number after the children that it counts: children re-registered: 2, a sibling group of three."""
    begin, end = count.span()
    from_here = max(0, begin - 100)
    before = low[max(0, begin - 3) : begin].rstrip()
    if _PART_OF_A_NUMBER.search(low, max(0, begin - 10), begin):
        return None
    group = before.endswith(_BEFORE_GROUP) and _GROUP_BEFORE.search(low, from_here, begin)
    if group and not _MORE_AFTER.match(low, end):
        return Span(group.start(), end)
    listed = before.endswith(_BEFORE_LISTED) and _LISTED_BEFORE.search(low, from_here, begin)
    if listed and not _LISTED_ON.match(low, end):
        return _listed(low, listed, end)
    if were := _WERE_CHILDREN.match(low, end):
        return Span(begin, were.end())
    if _WERE_AFTER.match(low, end) and (whole := _OF_THE_CHILDREN.search(low, from_here, begin)):
        return Span(whole.start(), end)
    if (whom := _OF_WHOM.match(low, end)) and _CHILDREN_BEFORE.search(low, from_here, begin):
        return Span(begin, whom.end())
    return None


def _listed(low: str, listed: re.Match[str], end: int) -> Span | None:
    """Children and their number; in brackets, which may hold anything, only where it is told what they did."""
    if listed["sign"] != "(":
        return Span(listed.start("children"), end)
    is_count = low[end : end + 1] == ")" and (listed["what"] or listed["children"] in _SIBLINGS)
    return Span(listed.start("children"), end + 1) if is_count else None
