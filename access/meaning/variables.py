"""Policy variables in a resource, so that nothing takes their characters for others."""

import re

# Characters for private use: no ARN has them.
_ESCAPES = {"${*}": "\ue000", "${?}": "\ue001", "${$}": "\ue002"}
_ESCAPE = re.compile(r"\$\{[*?$]\}")
_VARIABLE = re.compile(r"\$\{[\x20-\x7c]*\}")
_FIRST = 0xE100
_HIDDEN = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x7F)}]+")


def hidden(resource: str) -> str:
    """Return a resource with only wildcards as ``*`` and ``?``.

    A variable becomes characters that nothing else has, the same wherever it stands: whatever takes
    its place at a request does so everywhere. ``${*}``, ``${?}`` and ``${$}`` become a character
    each (IAM user guide, "IAM policy elements: Variables and tags").
    """
    plain = _ESCAPE.sub(lambda found: _ESCAPES[found[0]], resource)
    return _VARIABLE.sub(lambda found: "".join(chr(ord(c) + _FIRST) for c in found[0]), plain)


def shown(pattern: str) -> str:
    """Return a resource as the policy has it."""
    for written, stands in _ESCAPES.items():
        pattern = pattern.replace(stands, written)
    return _HIDDEN.sub(lambda found: "".join(chr(ord(c) - _FIRST) for c in found[0]), pattern)


def loosened(pattern: str) -> str:
    """Return what a resource can cover, whatever takes the place of its variables."""
    return _HIDDEN.sub("*", pattern)


def has_variable(pattern: str) -> bool:
    """Whether a variable is hidden in a resource."""
    return _HIDDEN.search(pattern) is not None
