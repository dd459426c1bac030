"""Writes a file whole, or not at all."""

from contextlib import suppress
from pathlib import Path

from access.access_error import AccessError


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file; a reader never meets half of it.

    Raises:
        AccessError: The folder is not there, or nothing can be written in it; a file that was
            there is as it was.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        # Nor can this be done where there is no such folder, or it cannot be written in.
        with suppress(OSError):
            new.unlink()
        raise AccessError(
            str(path),
            expected="a file in a folder that is there and can be written",
            got=error.strerror or type(error).__name__,
        ) from error
