"""Actions seen together: which of them copy what another one says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nacpc_xl.merge.copies import copied_among
from nacpc_xl.merge.likeness import Likeness
from nacpc_xl.model.register import ActionRecord


class Together(tuple[ActionRecord, ...]):
    """Every action of a quarter, in order. What is found of all of them is looked for once."""

    def __init__(self, _: Iterable[ActionRecord] = ()) -> None:
        self._copies: dict[str, Mapping[int, Likeness]] = {}
        self._numbers = {action.ref: number for number, action in enumerate(self)}

    def copied(self, name: str, ref: str) -> tuple[str, float] | None:
        """The ref of the action whose text in the column called `name` that of the action with this `ref` copies.

        It is the first one, of those before it, that the text is most like; with it the likeness in per cent. `None`
        where it copies none.
        """
        if name not in self._copies:
            self._copies[name] = copied_among([action.values.get(name, "") for action in self])
        likeness = self._copies[name].get(self._numbers.get(ref, -1))
        return (self[likeness.number].ref, likeness.per_cent) if likeness is not None else None
