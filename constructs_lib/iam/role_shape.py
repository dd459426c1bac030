"""What any role can have, whoever assumes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aws_cdk import Duration, Tags, Token
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam import limits
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.role_kind import KIND_METADATA, RoleKind

_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
_PATH = re.compile(r"/|/[!-.0-~](?:[!-~]{0,508}[!-.0-~])?/")


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleShape:
    """How a role looks and what is attached to it, beside what its construct gives it."""

    name: str | None = None
    """1 to 64 characters, unique in the account; CloudFormation chooses one if left out.

    A named role cannot be replaced, and cannot be deployed to two regions of an account.
    """

    path: str | None = None
    """Begins and ends with ``/``; ``/`` if left out."""

    description: str | None = None
    """Up to 1,000 characters; what the role is for, in the construct's words, if left out."""

    tags: Mapping[str, str] = field(default_factory=dict)
    """On top of those of the stack; none if left out."""

    max_session: Duration | None = None
    """The longest session, 1 to 12 hours; 1 hour if left out."""

    permissions_boundary: iam.IManagedPolicy | None = None
    """Ceiling on the role; no ceiling if left out."""

    managed_policies: Sequence[iam.IManagedPolicy] = ()
    """AWS-managed and customer-managed policies to attach; none if left out."""

    inline_policies: Mapping[str, Sequence[Permission]] = field(default_factory=dict)
    """Permissions by the name of the inline policy that holds them; none if left out."""

    def check(self, where: str) -> None:
        """Refuse what IAM would refuse; values known only at deployment pass.

        Raises:
            ConfigurationError: Names the field.
        """
        if _is_known(self.name) and not _NAME.fullmatch(str(self.name)):
            raise ConfigurationError(
                f"{where}.name",
                expected=f"1 to {limits.ROLE_NAME_CHARACTERS} letters, digits or '+=,.@_-'",
                got=self.name,
            )
        check_path(f"{where}.path", self.path)
        if len(self.description or "") > limits.DESCRIPTION_CHARACTERS:
            raise ConfigurationError(
                f"{where}.description",
                expected=f"up to {limits.DESCRIPTION_CHARACTERS} characters",
                got=self.description,
            )
        self._check_session(where)
        self._check_tags(where)
        for name, permissions in self.inline_policies.items():
            for position, permission in enumerate(permissions):
                permission.check(f"{where}.inline_policies[{name!r}][{position}]")

    def _check_session(self, where: str) -> None:
        least, most = limits.SESSION_SECONDS
        if self.max_session is None or self.max_session.is_unresolved():
            return
        seconds = self.max_session.to_seconds()
        if not least <= seconds <= most:
            raise ConfigurationError(
                f"{where}.max_session",
                expected=f"{least} to {most} seconds (1 to 12 hours)",
                got=seconds,
            )

    def _check_tags(self, where: str) -> None:
        if len(self.tags) > limits.TAGS:
            raise ConfigurationError(
                f"{where}.tags", expected=f"up to {limits.TAGS}", got=len(self.tags)
            )
        longest_key, longest_value = limits.TAG_CHARACTERS
        for key, value in self.tags.items():
            if not 1 <= len(key) <= longest_key or len(value) > longest_value:
                raise ConfigurationError(
                    f"{where}.tags",
                    expected=f"keys of 1 to {longest_key} and values of up to {longest_value} "
                    "characters",
                    got={key: value},
                )


def check_path(where: str, path: str | None) -> None:
    """Refuse a path of a role that IAM would refuse; none passes.

    Raises:
        ConfigurationError: Names the path.
    """
    if _is_known(path) and not _PATH.fullmatch(str(path)):
        raise ConfigurationError(
            where,
            expected=f"'/', or up to {limits.PATH_CHARACTERS} characters that begin and end with "
            "it, as in '/application/'",
            got=path,
        )


def new_role(
    scope: Construct,
    *,
    kind: RoleKind,
    shape: RoleShape,
    purpose: str,
    assumed_by: iam.IPrincipal,
    managed_policies: Sequence[iam.IManagedPolicy] = (),
    role_class: type[iam.Role] = iam.Role,
) -> iam.Role:
    """Define the role of a construct in the shape that its user asks for.

    Args:
        scope: The construct; the role's id in it is ``Role``.
        kind: What it is for; the assembly says so beside the template.
        shape: What the user asks for.
        purpose: Description of a role that has none of its own.
        assumed_by: Who may assume the role.
        managed_policies: Attached before those of the shape.
        role_class: What kind of ``Role`` to make.

    Raises:
        ConfigurationError: A shape that IAM would refuse.
    """
    shape.check(f"{scope.node.path}.shape")
    for permissions in shape.inline_policies.values():
        for permission in permissions:
            if reason := permission.unchecked_because:
                IamChecks.of(scope).accept(scope, permission.actions, reason=reason)
    role = role_class(
        scope,
        "Role",
        role_name=shape.name,
        path=shape.path,
        description=shape.description or purpose,
        assumed_by=assumed_by,
        max_session_duration=shape.max_session,
        permissions_boundary=shape.permissions_boundary,
        managed_policies=[*managed_policies, *shape.managed_policies],
        inline_policies={
            name: iam.PolicyDocument.from_json(
                {
                    "Version": "2012-10-17",
                    "Statement": [permission.statement() for permission in permissions],
                }
            )
            for name, permissions in shape.inline_policies.items()
        },
    )
    role.node.add_metadata(KIND_METADATA, kind.value)
    for key, value in shape.tags.items():
        Tags.of(role).add(key, value)
    return role


def _is_known(value: str | None) -> bool:
    return value is not None and not Token.is_unresolved(value)
