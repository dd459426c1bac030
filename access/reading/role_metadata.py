"""What the assembly's metadata says of a role: kind, contract, reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from access.access_error import AccessError
from access.reading.template_stack import Metadata
from access.records import Call, Contract, RoleKind

KIND = "ecs-iam-roles:kind"
CONTRACT = "ecs-iam-roles:contract"
ACKNOWLEDGED = "aws:cdk:acknowledged-rules"


def kind_in(metadata: Metadata, path: str) -> RoleKind | None:
    """Return the kind that a construct says its role has; None if it says nothing.

    Raises:
        AccessError: It says something that is no kind.
    """
    for data in _entries(metadata, _own(path), KIND):
        try:
            if (kind := RoleKind(data)) is not RoleKind.OTHER:
                return kind
            raise ValueError
        except ValueError:
            # Who says nothing is judged by what it is.
            known = (kind.value for kind in RoleKind if kind is not RoleKind.OTHER)
            expected = f"one of {', '.join(known)}"
            raise AccessError(
                f"{path}, metadata {KIND}", expected=expected, got=repr(data)
            ) from None
    return None


def contract_in(metadata: Metadata, path: str) -> Contract:
    """Return the contract of a role; an empty one if it has none.

    Raises:
        AccessError: It is not written as ``{"mustAllow": [...], "mustDeny": [...],
            "noWiderThan": ...}``.
    """
    for data in _entries(metadata, _own(path), CONTRACT):
        where = f"{path}, metadata {CONTRACT}"
        if not isinstance(data, dict) or set(data) - {"mustAllow", "mustDeny", "noWiderThan"}:
            raise AccessError(where, expected="mustAllow, mustDeny and noWiderThan", got=data)
        if not isinstance(no_wider_than := data.get("noWiderThan"), str | None):
            raise AccessError(where, expected="an environment in noWiderThan", got=no_wider_than)
        return Contract(
            must_allow=tuple(_calls(data.get("mustAllow"), f"{where}, mustAllow")),
            must_deny=tuple(_calls(data.get("mustDeny"), f"{where}, mustDeny")),
            no_wider_than=no_wider_than,
        )
    return Contract()


def reasons_in(metadata: Metadata, paths: Iterable[str]) -> dict[str, str]:
    """Return what was acknowledged on constructs, or around them: rule to reason."""
    around = {
        "/".join(parts[:length])
        for path in paths
        for parts in [f"{path}/Resource".split("/")]
        for length in range(1, len(parts) + 1)
    }
    return {
        str(rule): str(reason)
        for data in _entries(metadata, sorted(around), ACKNOWLEDGED)
        if isinstance(data, Mapping)
        for rule, reason in data.items()
    }


def _own(path: str) -> tuple[str, ...]:
    """A role may be noted on its construct, or on the L1 construct in it."""
    return path, f"{path}/Resource"


def _entries(metadata: Metadata, paths: Iterable[str], type_: str) -> Iterator[Any]:
    for path in paths:
        for entry in metadata.get(path, ()):
            if entry.get("type") == type_:
                yield entry.get("data")


def _calls(written: Any, where: str) -> Iterator[Call]:
    if not isinstance(written or [], list):
        raise AccessError(where, expected="a list", got=written)
    for call in written or []:
        if not _is_call(call):
            raise AccessError(where, expected="an action, a resource, a context", got=call)
        yield Call(
            action=call["action"],
            resource=str(call.get("resource") or "*"),
            context={
                key: None if value is None else tuple(_values(value))
                for key, value in (call.get("context") or {}).items()
            },
        )


def _is_call(written: Any) -> bool:
    return (
        isinstance(written, dict)
        and isinstance(written.get("action"), str)
        and isinstance(written.get("context") or {}, dict)
    )


def _values(value: Any) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
