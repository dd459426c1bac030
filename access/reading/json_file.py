"""Reads a JSON file."""

import json
from pathlib import Path
from typing import Any

from access.access_error import AccessError


def read_json(path: Path) -> dict[str, Any]:
    """Return the object that a file holds.

    Raises:
        AccessError: The file cannot be read, is no JSON, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AccessError(
            str(path), expected="a readable file", got=f"an error: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise AccessError(
            str(path), expected="text in UTF-8", got=f"an error: {error.reason}"
        ) from error
    except json.JSONDecodeError as error:
        where = f"{path}, line {error.lineno}"
        raise AccessError(where, expected="JSON", got=f"an error: {error.msg}") from error
    if not isinstance(content, dict):
        raise AccessError(str(path), expected="a JSON object", got=type(content).__name__)
    return content
