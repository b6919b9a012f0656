"""How two texts differ, in words: for people who see no colours and have no second window."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

FEW_WORDS = 6  # texts of so many words are set side by side whole
MUCH_THE_SAME = 0.5  # of the words: texts that share less are set side by side
MOST_CHANGES = 3  # told one by one; where there are more, both texts are set side by side
LONGEST_QUOTE = 120  # characters


def difference_in_words(before: str, after: str) -> str:
    """What became of the text `before`: “30 June” became “31 July”; “by hand” was added."""
    if not before:
        return f"it was empty, and says {_quoted(after)} now"
    old, new = before.split(), after.split()
    compared = SequenceMatcher(None, old, new, autojunk=False)
    if min(len(old), len(new)) > FEW_WORDS and compared.ratio() > MUCH_THE_SAME:
        changes = list(_changes(compared, old, new))
        if 0 < len(changes) <= MOST_CHANGES:
            return "; ".join(changes)
    return f"{_quoted(before)} became {_quoted(after)}"


def _changes(compared: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[str]:
    for what, begin, end, new_begin, new_end in compared.get_opcodes():
        taken, put = _quoted(" ".join(old[begin:end])), _quoted(" ".join(new[new_begin:new_end]))
        if what == "replace":
            yield f"{taken} became {put}"
        elif what == "delete":
            yield f"{taken} was taken out"
        elif what == "insert":
            yield f"{put} was added"


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short if len(short) <= LONGEST_QUOTE else f'{short[: LONGEST_QUOTE - 1]}…'}”"
