"""What stops a run. A bad return is not an error: it is a finding."""


class CannotGoOn(Exception):
    """A reason to stop, said in one sentence that names the place and the remedy."""


class NotAWorkbook(CannotGoOn):
    """A file that cannot be read as a workbook: the `reason`, and what to do about it, in words."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{file} cannot be read: {reason}. {remedy}")


class DamagedWorkbook(NotAWorkbook):
    """A file that holds a workbook, of which one reader could not make sense, though another might."""


class PlanFaults(CannotGoOn):
    """Everything that is wrong with a plan workbook, one sentence for each fault."""

    def __init__(self, file: str, faults: tuple[str, ...]) -> None:
        self.faults = faults
        count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The plan {file} has {count} to put right first:\n" + "\n".join(faults))
