"""The register as pandas data frames, for analysts: `Register.frames` as a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nacpc_xl.model.register import Register

if TYPE_CHECKING:
    import pandas as pd


def frames(register: Register) -> dict[str, pd.DataFrame]:
    """One data frame for each sheet of the register, by the sheet's name; see `Register.frames`."""
    return register.frames()
