"""The error for a value that the person who wrote it can correct."""


class ConfigurationError(ValueError):
    """A value that AWS would refuse, or that would not mean what its author intends.

    The message is one line, ``<where>: expected <what>, got <value>``, and is meant to be shown
    without a traceback.
    """

    def __init__(self, where: str, *, expected: str, got: object) -> None:
        """Compose the message.

        Args:
            where: The environment and field, or the construct's path and prop.
            expected: What is allowed, in the words of the reader.
            got: The offending value; shown as Python would write it.
        """
        super().__init__(f"{where}: expected {expected}, got {got!r}")
