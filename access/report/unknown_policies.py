"""What nobody here can know of a role."""

from access.records import Role


def unknown_policies(role: Role) -> tuple[str, ...]:
    """Return one line for each policy of a role without a document, the boundary last."""
    lines = [
        f"What {policy.arn or policy.where} allows or denies is not known here."
        for policy in role.policies
        if policy.document is None
    ]
    if role.boundary is not None and role.boundary.document is None:
        where = role.boundary.arn or role.boundary.where
        lines.append(f"What the permissions boundary {where} leaves is not known here.")
    return tuple(lines)
