"""Random policies and requests out of a small world, so that they often have to do with each other.

One seed, one case. Every condition operator, NotAction, NotResource, wildcards, policy variables,
both versions, boundaries and session policies occur.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from access.policy.condition_operators import CONDITION_OPERATORS

ACCOUNT = "111122223333"
NEVER = "app:Never"
"""A key that no request has."""

_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "ecs:Poll", "iam:GetRole")
_ACTION_PATTERNS = (*_ACTIONS, "S3:getobject", "s3:*", "s3:Get*", "s3:?etObject", "ecs:*", "*")
_RESOURCES = (
    "arn:aws:s3:::b/red/k",
    "arn:aws:s3:::b/blue/x/k",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::B/red/k",
    "arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/1",
    "*",
)
_RESOURCE_PATTERNS = (
    *_RESOURCES,
    "arn:aws:s3:::b/*/k",
    "arn:aws:s3:::?/red/k",
    "arn:aws:s3:::*",
    "arn:aws:ecs:*:111122223333:container-instance/prod/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::b/${AWS:principaltag/TEAM}/k",
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'red'}/k",
    "arn:aws:s3:::b/${app:Never}/*",
    "arn:aws:s3:::b/${*}",
)
_TEXTS = ("red", "Red", "blue", "re*", "r?d", "", "a$b")
_TEXT_PATTERNS = (
    *(text for text in _TEXTS if text),
    "*",
    "${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'red'}",
    "${app:Never}",
    "${app:Never, 'blue'}",
    "re${*}",
    "r${?}d",
    "a${$}b",
)
_ARNS = (
    "arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
    "arn:aws:ecs:eu-west-1:111122223333:cluster/dev",
    "arn:aws:sns:eu-west-1:111122223333:topic:sub",
    "no-arn",
)
_ARN_PATTERNS = (
    "arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
    "arn:aws:ecs:*:111122223333:cluster/*",
    "arn:aws:ecs:*:cluster/prod",
    "arn:aws:*:*:*:*prod",
    "arn:aws:sns:*:*:topic:*",
    "arn:aws:*",
    "arn:aws:ecs:eu-west-?:${app:Account}:cluster/${app:Never, 'dev'}",
)
_NUMBERS = ("1", "10", "10.0", "-3", "1e1", "many")
_DATES = (
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2026-01-02",
    "1767225600",
    "2026",
    "2026-02",
    "soon",
)
_ADDRESSES = ("10.1.2.3", "192.0.2.1", "2001:db8::1", "here")
_RANGES = ("10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "0.0.0.0/0")
_FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # Family to its keys, the values of requests, and those of policies.
    "string": (("aws:PrincipalTag/team", "s3:prefix", "app:Tags"), _TEXTS, _TEXT_PATTERNS),
    "binary": (("app:Binary",), ("cmVk", "Ymx1ZQ=="), ("cmVk", "Ymx1ZQ==")),
    "arn": (("ecs:cluster", "app:Arns"), _ARNS, _ARN_PATTERNS),
    "numeric": (("s3:max-keys", "app:Sizes"), _NUMBERS, _NUMBERS[:-1]),
    "date": (("aws:TokenIssueTime", "app:Dates"), _DATES, _DATES[:-1]),
    "bool": (("aws:MultiFactorAuthPresent",), ("true", "false", "True", "yes"), ("true", "False")),
    "ipaddress": (("aws:VpcSourceIp", "app:Addresses"), _ADDRESSES, _RANGES),
}
_MULTIVALUED = {"app:Tags", "app:Arns", "app:Sizes", "app:Dates", "app:Addresses"}
_PREFIXES = ("", "", "ForAllValues:", "ForAnyValue:")

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Policies, and a request that names all the keys it has."""

    policies: tuple[Document, ...]
    boundary: Document | None
    session: Document | None
    action: str
    resource: str
    context: dict[str, list[str]]


def random_case(seed: int) -> Case:
    """Return the case of a seed."""
    random = Random(seed)
    return Case(
        policies=tuple(_document(random) for _ in range(random.randint(1, 2))),
        boundary=_limit(random),
        session=_limit(random),
        action=random.choice(_ACTIONS),
        resource=random.choice(_RESOURCES),
        context=_context(random),
    )


def family_of(operator: str) -> str:
    """Return the family of an operator without prefix and suffix."""
    plain = operator.lower().replace("not", "")
    return next(family for family in _FAMILIES if plain.startswith(family))


def _limit(random: Random) -> Document | None:
    if random.random() < 0.7:
        return None
    document = _document(random)
    # Else hardly anything would ever be allowed.
    document["Statement"].append({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    return document


def _document(random: Random) -> Document:
    version = "2012-10-17" if random.random() < 0.9 else "2008-10-17"
    return {
        "Version": version,
        "Statement": [_statement(random) for _ in range(random.randint(1, 3))],
    }


def _statement(random: Random) -> Document:
    statement: Document = {"Effect": "Allow" if random.random() < 0.7 else "Deny"}
    _either(random, statement, "Action", _ACTION_PATTERNS)
    _either(random, statement, "Resource", _RESOURCE_PATTERNS)
    condition: dict[str, dict[str, Any]] = {}
    for _ in range(random.choice((0, 1, 1, 2))):
        operator, key, values = _test(random)
        condition.setdefault(operator, {})[key] = values
    if condition:
        statement["Condition"] = condition
    return statement


def _either(random: Random, statement: Document, element: str, values: tuple[str, ...]) -> None:
    name = element if random.random() < 0.8 else f"Not{element}"
    chosen = random.sample(values, random.randint(1, 2))
    statement[name] = chosen[0] if len(chosen) == 1 else chosen


def _test(random: Random) -> tuple[str, str, Any]:
    if random.random() < 0.1:
        key = random.choice(("aws:PrincipalTag/team", "app:Tags", NEVER))
        return "Null", key, random.choice(("true", "false"))
    operator = random.choice([one.name for one in CONDITION_OPERATORS.values()])
    keys, _, values = _FAMILIES[family_of(operator)]
    key = random.choice((*keys, *keys, NEVER))
    name = random.choice(_PREFIXES) + operator + random.choice(("", "", "IfExists"))
    chosen = random.sample(values, random.randint(1, 2))
    return name, key.upper() if random.random() < 0.1 else key, chosen


def _context(random: Random) -> dict[str, list[str]]:
    context = {"app:Account": [ACCOUNT]}
    for keys, values, _ in _FAMILIES.values():
        for key in keys:
            if random.random() < 0.25:
                continue
            several = key in _MULTIVALUED and random.random() < 0.6
            context[key] = random.sample(values, 2 if several else 1)
    return context
