"""Measures how many requests a second the evaluator decides, on one core.

``python -m scripts.benchmark_access [folder]`` reads an assembly (``cdk.out`` if none is given) and
asks of each role whether it may do each thing that any role of the assembly names: every action on
every resource of a statement, with the circumstances of the statement and without. It prints a
table, and the decisions by outcome. It calls nothing of AWS.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from access.access_error import AccessError
from access.policy.compiled_policy import compile_policy
from access.policy.decision import Outcome
from access.policy.role_access import RoleAccess
from access.policy.statement import Statement
from access.reading.assembly import read_assembly
from access.records import Call, Inventory

_SECONDS = 3.0
_SOME_ACTION = "s3:GetObject"


def calls(inventory: Inventory) -> tuple[Call, ...]:
    """Return one call for each action and resource that a policy names; no two are the same."""
    found: dict[tuple[str, str, int], Call] = {}
    for role in inventory.roles:
        for policy in role.policies:
            if policy.document is None:
                continue
            for statement in compile_policy(policy.document, where=policy.where).statements:
                for call in _calls(statement):
                    found.setdefault((call.action, call.resource, len(call.context)), call)
    return tuple(found.values())


def _calls(statement: Statement) -> Iterator[Call]:
    context = {test.key: [test.values[0]] for test in statement.conditions}
    for action in statement.actions:
        for resource in statement.resources:
            concrete = resource.replace("*", "example").replace("?", "x")
            for circumstances in ({}, context) if context else ({},):
                yield Call(
                    action=action.replace("*", "Example") if action != "*" else _SOME_ACTION,
                    resource="*" if resource == "*" else concrete,
                    context=circumstances,
                )


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was measured."""

    reading: float
    """Seconds that it took to read all policies."""

    seconds: float
    """By the clock, of the decisions."""

    busy: float
    """Of the processor; fewer than ``seconds`` where others keep it busy."""

    outcomes: Counter[Outcome]


def measure(inventory: Inventory, *, seconds: float) -> Measured:
    """Ask all roles all calls, again and again until the time is over."""
    started = time.perf_counter()
    roles = [RoleAccess(role) for role in inventory.roles]
    reading = time.perf_counter() - started
    asked = calls(inventory)
    outcomes: Counter[Outcome] = Counter()
    started, busy = time.perf_counter(), time.process_time()
    while True:
        outcomes.update([role.may(call).outcome for role in roles for call in asked])
        took = time.perf_counter() - started
        if took >= seconds:
            return Measured(
                reading=reading,
                seconds=took,
                busy=time.process_time() - busy,
                outcomes=outcomes,
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; end with a message if there is no assembly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("cdk.out"))
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="how long to measure")
    chosen = parser.parse_args(arguments)
    try:
        inventory = read_assembly(chosen.folder)
        measured = measure(inventory, seconds=chosen.seconds)
    except AccessError as error:
        parser.error(str(error))
    decisions = measured.outcomes.total()
    rows = {
        "roles": f"{len(inventory.roles):,}",
        "different calls": f"{len(calls(inventory)):,}",
        "policies read, s": f"{measured.reading:.3f}",
        "decisions": f"{decisions:,}",
        "seconds": f"{measured.seconds:.2f}",
        "decisions/s": f"{decisions / measured.seconds:,.0f}",
        "processor seconds": f"{measured.busy:.2f}",
        "decisions/s of it": f"{decisions / measured.busy:,.0f}",
        **{f"of them {one.value}": f"{measured.outcomes[one]:,}" for one in Outcome},
    }
    for name, value in rows.items():
        print(f"{name:<20}{value:>12}")


if __name__ == "__main__":
    main()
