"""The deciding statement of a role's policies as it is written."""

from typing import Any

from access.listed import listed
from access.policy.decision import DecidingStatement
from access.records import Role


def written_statement(role: Role, deciding: DecidingStatement | None) -> Any:
    """Return a statement of the role's policies, of its boundary or of its trust policy.

    None if there is none, or if its policy is not known.
    """
    if deciding is None:
        return None
    documents = {one.where: one.document for one in role.policies_and_boundary}
    document = documents.get(deciding.policy, role.trust) or {}
    statements = listed(document.get("Statement"))
    return statements[deciding.index] if deciding.index < len(statements) else None
