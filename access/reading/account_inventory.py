"""All the roles of an account, with what delivers them."""

from collections.abc import Sequence

from access.reading.account_roles import account_roles
from access.reading.aws_account import AwsAccount
from access.reading.aws_calls import pages
from access.reading.call_denied import CallDenied
from access.reading.ecs_carriers import CARRIERS, ecs_carriers
from access.records import Attachment, Inventory

# Users and groups are none of this; the policies of AWS are only told if something has them.
_DETAILS = {
    "Filter": ["Role", "LocalManagedPolicy", "AWSManagedPolicy"],
    "PaginationConfig": {"PageSize": 1000},
}


def account_inventory(account: AwsAccount, *, regions: Sequence[str] = ()) -> Inventory:
    """Return the roles of an account; one call for every page of them, none for a role.

    Where calls of ECS are denied, ``notes`` says which, and what only they tell is left out.

    Args:
        account: What to read.
        regions: Where to look for what of ECS has the roles; the account's region if left out.

    Raises:
        AccessError: IAM does not tell; the message says why.
    """
    attachments: dict[str, tuple[Attachment, ...]] = {}
    secrets: set[str] = set()
    definitions: set[str] = set()
    services: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    carriers = frozenset({"instance profile"})
    try:
        for region in regions or (account.region,):
            ecs = ecs_carriers(account.client("ecs", region))
            secrets |= ecs.secrets
            definitions |= ecs.task_definitions
            services |= ecs.services
            for role, found in ecs.attachments.items():
                attachments[role] = (*attachments.get(role, ()), *found)
        carriers |= CARRIERS
    except CallDenied as denied:
        notes = (f"where ECS uses the roles is not known: {denied}",)
    details = pages(
        account.client("iam", account.region), "get_account_authorization_details", _DETAILS
    )
    return Inventory(
        source=f"account {account.number}",
        roles=account_roles(
            details, account=account.number, region=account.region, attachments=attachments
        ),
        secrets={account.number: tuple(sorted(secrets))} if secrets else {},
        notes=notes,
        carriers=carriers,
        task_definitions=frozenset(definitions),
        services=services,
    )
