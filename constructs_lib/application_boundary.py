"""The ceiling on the roles of applications."""

import re
from collections.abc import Sequence

from aws_cdk import Stack, Token
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.boundary_statements import allow_everything, boundary_document
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.statement_mistakes import check_action
from constructs_lib.iam.wildcards import acknowledge_wildcards

_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,128}")
_ROLES = re.compile(r"arn:aws[a-z-]*:iam::(?:[0-9]{12}|\*):role/[!-~]+")
# With more than wildcards in the name: the exception would be for everybody.
_SOME_ROLES = re.compile(r"arn:aws[a-z-]*:iam::(?:[0-9]{12}|\*):role/(?=.*[^*?/])[!-~]+")
_WHY_WILDCARDS = "A boundary allows what it does not deny; it grants nothing by itself."


class ApplicationBoundary(Construct):
    """A permissions boundary: what an application role may never do, whatever it is allowed.

    It grants nothing. A role under it may do what its own policies allow, but for this:

    =========================  =====================================================================
    denied                     why
    =========================  =====================================================================
    every change in IAM        A role could take the boundary off itself, or make another role
                               without one. Among them are the CDK's own roles. All actions of the
                               access levels Write, Permissions management and Tagging. Not denied:
                               the service-linked role of spot instances, which ECS Managed
                               Instances may need to create.
    ``iam:PassRole``           To services other than EC2, ECS, its tasks and Systems Manager: what
                               runs there would have another role, and no boundary of this kind.
    ``sts:AssumeRole``         On the CDK's roles (``role/cdk-*``, of any account), which deploy
                               with every permission, and on ``protected_roles``; both not for
                               ``except_principals``.
    stacks of CloudFormation   Making, changing, deleting one: it works with the role that it was
                               made with, as the CDK's, for whoever changes it. The CDK's own roles,
                               with which deployers do so, are not under it.
    organization and account   Leaving, closing, taking off the organization's policies; regions,
                               contacts and the root of the account.
    the watch                  Turning off or blinding CloudTrail, AWS Config, GuardDuty, Security
                               Hub and IAM Access Analyzer. Reporting findings to them stays.
    ``denied_actions``         What is denied beside these.
    =========================  =====================================================================

    Sources: "Permissions boundaries for IAM entities" in the IAM user guide; the actions and access
    levels of AWS's service authorization reference; the service-linked role of
    AmazonECSInfrastructureRolePolicyForManagedInstances (v11).

    What it cannot do:

    * ``sts:AssumeRoleWithWebIdentity`` and ``...WithSAML`` are called without an identity of AWS:
      no boundary holds for who calls them. Only the trust policy of a protected role does.
    * A role that is not protected, and trusts one under the boundary, does not come under it by
      being assumed. Put it on that role as well.
    * Other services, too, act with a role of their own for whoever may use them, as
      ``ssm:SendCommand``, ``lambda:UpdateFunctionCode`` and ``codebuild:StartBuild`` do; and a role
      that may start instances or tasks may pass any role that trusts EC2 or ECS. Name resources in
      such permissions.
    * It says nothing of the CDK's own execution role: that has the boundary, if any, with which the
      account was bootstrapped (``cdk bootstrap --custom-permissions-boundary``).

    Everything here is an explicit ``Deny``, so it also holds where the policy of a resource allows
    the role's session something; what a boundary merely does not allow would pass there.

    Attributes:
        policy: Put it on a role with ``RoleShape(permissions_boundary=...)``, or on all roles of a
            stack with ``iam.PermissionsBoundary.of(stack).apply(...)``. It has to be there before
            the roles, and is deleted after them.
    """

    policy: iam.ManagedPolicy

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str | None = None,
        protected_roles: Sequence[str] = (),
        except_principals: Sequence[str] = (),
        denied_actions: Sequence[str] = (),
    ) -> None:
        """Define the policy.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            name: Of the policy, 1 to 128 characters, unique in the account whatever the case;
                CloudFormation chooses one if left out. A named policy cannot be replaced.
            protected_roles: ARNs of roles that nobody under it may assume, ``*`` and ``?`` may
                stand in them; only those of the CDK if left out.
            except_principals: ARNs of roles, likewise, that may assume all the same; nobody if
                left out. The ARN of a role stands for its sessions, and holds its path:
                ``arn:aws:iam::111111111111:role/deployers/*``.
            denied_actions: ``service:Name`` to deny as well, ``*`` may stand in the name, to
                deployers and operators under it, too; nothing if left out.

        Raises:
            ConfigurationError: A name that IAM would refuse; no ARN of a role; an exception for
                every role; an action that AWS does not have.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        where = self.node.path
        if name is not None and not Token.is_unresolved(name) and not _NAME.fullmatch(name):
            raise ConfigurationError(
                f"{where}.name", expected="1 to 128 letters, digits or '+=,.@_-'", got=name
            )
        _check_roles(f"{where}.protected_roles", protected_roles, _ROLES)
        _check_roles(f"{where}.except_principals", except_principals, _SOME_ROLES)
        for action in _listed(f"{where}.denied_actions", denied_actions):
            check_denied_action(f"{where}.denied_actions", action)
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            managed_policy_name=name,
            description="What no role of an application may do, whatever it is allowed.",
            document=iam.PolicyDocument.from_json(
                boundary_document(
                    partition=Stack.of(self).partition,
                    protected_roles=protected_roles,
                    except_principals=except_principals,
                    denied_actions=denied_actions,
                )
            ),
        )
        acknowledge_wildcards(self.policy, [allow_everything()], reason=_WHY_WILDCARDS)


def check_denied_action(where: str, action: str) -> None:
    """Refuse an action that AWS does not have, and ``*``, which would leave nothing to allow.

    Raises:
        ConfigurationError: Names the action.
    """
    if "?" in action:
        # The CDK takes it for no action.
        raise ConfigurationError(where, expected="no '?' ('*' may stand in a name)", got=action)
    check_action(where, action)


def _check_roles(where: str, roles: Sequence[str], pattern: re.Pattern[str]) -> None:
    for role in _listed(where, roles):
        if not Token.is_unresolved(role) and not pattern.fullmatch(role):
            raise ConfigurationError(
                where,
                expected="the ARN of a role, which stands for its sessions as well, as in "
                "'arn:aws:iam::111111111111:role/operators/*'",
                got=role,
            )


def _listed(where: str, values: Sequence[str]) -> Sequence[str]:
    if isinstance(values, str):
        raise ConfigurationError(where, expected="a list, as in ['...']", got=values)
    return values
