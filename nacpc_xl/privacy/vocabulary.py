"""How lists of words are written down: as a set to look words up in, or as a pattern that finds any of them."""


def words(text: str) -> frozenset[str]:
    """The words of a text, which blanks and line breaks part."""
    return frozenset(text.split())


def one_of(text: str) -> str:
    """The pattern of one alternative of several, which are parted by "|" with any blanks and line breaks around it."""
    return f"(?:{'|'.join(part.strip() for part in text.split('|'))})"
