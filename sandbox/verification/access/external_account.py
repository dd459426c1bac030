"""A role for another account: only with the external id, and only from there."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.people import Person, person
from sandbox.report import Check
from sandbox.verification.access.assumable_role import AssumableRole
from sandbox.verification.calls import ALLOWED, DENIED
from stacks.config import ExternalAccountConfig

_THIRD = "000000000003"
_OTHER_ORGANIZATION = "o-0000000000"


def check_external_account(role: AssumableRole, external: ExternalAccountConfig) -> Iterator[Check]:
    """Check row 10 of the job."""
    right = {"ExternalId": external.external_id}
    wrong = {"ExternalId": f"{external.external_id}-of-others"}
    name = f"guest-of-{role.environment.name}"
    for account in external.accounts:
        with person(role.emulator, name=name, account=account, region=role.region) as other:
            if external.organization_id is None:
                yield role.check(
                    f"account {account} with the external id",
                    ALLOWED,
                    other.identity,
                    right,
                    row=10,
                )
            else:
                yield from _check_organization(role, external, other)
            yield role.check(f"account {account} without it", DENIED, other.identity)
            yield role.check(f"account {account}, another id", DENIED, other.identity, wrong)
            session = role.session(other.identity, right)
            if session is not None:
                yield from role.expectations(session, external.must_allow, external.must_deny)
    for who, account in (
        ("a third account with the external id", _THIRD),
        ("a user of its own account with the external id", role.environment.account),
    ):
        with person(role.emulator, name=name, account=account, region=role.region) as other:
            yield role.check(who, DENIED, other.identity, right)


def _check_organization(
    role: AssumableRole, external: ExternalAccountConfig, other: Person
) -> Iterator[Check]:
    """Evaluate the trust policy: the accounts of the emulator are in no organisation."""
    for organization, who, expected in (
        (str(external.organization_id), "in the organisation", ALLOWED),
        (_OTHER_ORGANIZATION, "in another organisation", DENIED),
    ):
        check = role.evaluated(
            f"account {other.arn.split(':')[4]} with the external id, {who} (its trust policy with "
            "that context)",
            expected,
            caller_arn=other.arn,
            context={"sts:ExternalId": external.external_id, "aws:PrincipalOrgID": organization},
        )
        yield replace(check, row=10 if expected == ALLOWED else None)
