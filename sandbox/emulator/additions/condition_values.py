"""What conditions of every policy are compared with.

Source: "IAM policy elements: Variables and tags" (``${key}`` and ``${key, 'default'}``) and
"aws:PrincipalArn" (of a role session it is the ARN of the role, with its path) in the IAM User
Guide. The emulator takes variables to the letter, and the ARN of the session for the principal's.

Variables count in conditions only, not in ``Resource``; ``${*}``, ``${?}`` and ``${$}`` match
nothing.

A call that is evaluated and not made (``POST /_sandbox/trust``) brings its own time and address.
"""

import re
from collections.abc import Callable
from typing import Any

SUMMARY = "policy variables have their values; aws:PrincipalArn of a session is the role's ARN"

_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")

_OF_AN_EVALUATION = ("aws:currenttime", "aws:sourceip")

_Resolve = Callable[[str], Any]


def install() -> None:
    """Fill in variables before the emulator compares, and name the role of a session."""
    from ministack.core import iam_evaluator

    plain_met, plain_key = iam_evaluator._conditions_met, iam_evaluator._resolve_condition_key

    def resolve(key: str, context: Any) -> Any:
        name = key.lower()
        if name in _OF_AN_EVALUATION and name in context.service_context:
            return context.service_context[name]
        value = plain_key(key, context)
        return _role_arn(value) if name == "aws:principalarn" else value

    def met(conditions: Any, context: Any) -> bool:
        filled = {
            operator: {
                key: _filled(expected, lambda name: resolve(name, context))
                for key, expected in tests.items()
            }
            for operator, tests in (conditions or {}).items()
        }
        return bool(plain_met(filled, context))

    iam_evaluator._resolve_condition_key = resolve
    iam_evaluator._conditions_met = met


def _filled(expected: Any, resolve: _Resolve) -> Any:
    """Return the values with their variables; one whose variable has no value is left out."""
    if not isinstance(expected, list):
        expected = [expected]
    filled = (_value(one, resolve) if isinstance(one, str) else str(one) for one in expected)
    return [one for one in filled if one is not None]


def _value(text: str, resolve: _Resolve) -> str | None:
    absent = False

    def replacement(variable: re.Match[str]) -> str:
        nonlocal absent
        found = resolve(variable[1].strip())
        if isinstance(found, str):
            return found
        absent = absent or variable[2] is None
        return variable[2] or ""

    filled = _VARIABLE.sub(replacement, text)
    return None if absent else filled


def _role_arn(arn: str) -> str:
    """``arn:aws:sts::1:assumed-role/name/session`` -> ``arn:aws:iam::1:role/path/name``."""
    from ministack.services import iam

    _, _, session = arn.partition(":assumed-role/")
    if not session:
        return arn
    account, name = arn.split(":")[4], session.split("/")[0]
    role = iam._roles.get_scoped(account, None, name)
    return str(role["Arn"]) if role else f"arn:aws:iam::{account}:role/{name}"
