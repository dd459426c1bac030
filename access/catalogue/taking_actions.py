"""Which actions give out the credentials of a role."""

from functools import cache

from access.catalogue.access_levels import matching_actions

# "Actions defined by AWS Security Token Service" in the Service Authorization Reference. What else
# trust policies have, as sts:TagSession, only adds to a session.
_TAKING = frozenset({"sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"})


@cache
def takes_roles(action: str) -> bool:
    """Whether an action of a trust policy, which may have wildcards, takes the role.

    One that AWS may have added since, as another ``sts:AssumeRole...``, counts as well.
    """
    is_new = action.lower().startswith("sts:assumerole")
    return is_new or not _TAKING.isdisjoint(matching_actions(action))
