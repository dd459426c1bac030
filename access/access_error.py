"""What whoever called has to mend."""


class AccessError(Exception):
    """A policy, template, account or argument that cannot be read; the message is one line."""

    def __init__(self, where: str, *, expected: str, got: object) -> None:
        """Say what is wrong.

        Args:
            where: File, construct, policy and element, or the argument, that is wrong.
            expected: What would be right.
            got: What is there; shown as Python shows it, text without more ado.
        """
        shown = got if isinstance(got, str) and " " in got else repr(got)
        super().__init__(f"{where}: expected {expected}, got {shown}")
