"""No role may do more than the same role of another environment."""

from collections.abc import Iterator

from access.contracts.asked_role import AskedRole
from access.contracts.violation import Violation
from access.counted import first_few
from access.meaning.change import Change
from access.meaning.counterpart import general_id
from access.meaning.wider import wider_than
from access.policy.decision import DecidingStatement
from access.records import Inventory, Role

RULE = "no-wider-than"
_MOST_SHOWN = 4


def wider_violations(asked: AskedRole, inventory: Inventory) -> Iterator[Violation]:
    """Yield what a role may and the same role of the environment in its contract may not.

    What one statement gives is one violation. A role without a counterpart there is one, too.

    Raises:
        AccessError: A policy of the counterpart that IAM would refuse.
    """
    role, measure = asked.role, asked.role.contract.no_wider_than
    if measure is None:
        return
    other = _counterpart(role, measure, inventory)
    if other is None:
        yield asked.violation(
            RULE,
            f"must be no wider than in {measure}, where there is no such role ({general_id(role)})",
            fix=f"make it in {measure} too, or say in wider_because (for hosts: "
            "hosts_wider_because) why it is needed here alone",
        )
        return
    changes: dict[DecidingStatement | None, list[Change]] = {}
    for change in wider_than(role, other):
        changes.setdefault(change.statement, []).append(change)
    for statement, each in changes.items():
        shown = first_few((one.short for one in each), most=_MOST_SHOWN, between="; ")
        yield asked.violation(
            RULE,
            f"must be no wider than {other.id}, but {shown}",
            fix=f"take it away, let {measure} have it as well, or say why in wider_because "
            "(for hosts: hosts_wider_because)",
            statement=statement,
        )


def _counterpart(role: Role, environment: str, inventory: Inventory) -> Role | None:
    wanted = general_id(role)
    return next(
        (
            other
            for other in inventory.roles
            if other.environment == environment and general_id(other) == wanted
        ),
        None,
    )
