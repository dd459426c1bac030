"""A role for another account: only with the external id, and only from there."""

from collections.abc import Iterator

from sandbox.people import person
from sandbox.report import Check
from sandbox.verification.access.at_the_door import AtTheDoor
from sandbox.verification.calls import ALLOWED, DENIED
from stacks.config import ExternalAccountConfig

_THIRD = "000000000003"


def check_external_account(role: AtTheDoor, external: ExternalAccountConfig) -> Iterator[Check]:
    """Check row 10 of the job."""
    right = {"ExternalId": external.external_id}
    wrong = {"ExternalId": f"{external.external_id}-of-others"}
    name = f"user-of-{role.environment.name}-{external.name}"
    for account in external.accounts:
        with person(role.emulator, name=name, account=account, region=role.region) as other:
            # The emulator knows the organisation of no account.
            if external.organization_id is None:
                yield role.door.check(
                    f"account {account} with the external id",
                    ALLOWED,
                    other.identity,
                    right,
                    row=10,
                )
            yield role.door.check(f"account {account} without it", DENIED, other.identity)
            yield role.door.check(f"account {account}, another id,", DENIED, other.identity, wrong)
            session = role.door.enter(other.identity, right)
            if session is not None:
                yield from role.expectations(session, external.must_allow, external.must_deny)
    for who, account in (
        ("a third account with the external id", _THIRD),
        ("a user of its own account with the external id", role.environment.account),
    ):
        with person(role.emulator, name=name, account=account, region=role.region) as other:
            yield role.door.check(who, DENIED, other.identity, right)
