"""One step that undoes a change by hand."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from access.records import Document

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, kw_only=True, slots=True)
class PutBack:
    """A call of IAM; as text, the command of the AWS CLI that makes it."""

    operation: str
    """As the IAM API reference spells it: ``DetachRolePolicy``."""

    arguments: Mapping[str, str | bool]
    """As the API spells them: ``RoleName``; True for what the CLI has as a flag."""

    def __str__(self) -> str:
        """Return the command, for a shell."""
        words = ["aws", "iam", _dashed(self.operation)]
        for name, value in self.arguments.items():
            words.append(f"--{_dashed(name)}")
            if value is not True:
                words.append(shlex.quote(str(value)))
        return " ".join(words)


def as_argument(document: Document) -> str:
    """Return a policy as IAM takes it."""
    return json.dumps(document, separators=(",", ":"))


def _dashed(name: str) -> str:
    return _WORD.sub("-", name).lower()
