"""The role that people take for a while, for what they do not normally may."""

import re
from collections.abc import Sequence
from typing import Any

import jsii
from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib.agent_policies import cluster_scope
from constructs_lib.check_list import check_list
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.deployment.pass_roles import pass_roles
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.grant_permissions import grant_permissions
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.iam.role_with_trust import role_with_trust
from constructs_lib.iam.wildcards import acknowledge_wildcards
from constructs_lib.operator_access import OperatorAccess
from constructs_lib.operators import Operators
from constructs_lib.passed_role import PassedRole
from constructs_lib.people.access_statements import read_statements, repair_statements
from constructs_lib.people.trust import trust_operators
from constructs_lib.role_use_alarm import RoleUseAlarm
from constructs_lib.session_rules import SessionRules

_WHY_NO_MFA = "Its SessionRules say mfa=False."
_WHY_WILDCARDS = "Each stands for ids that a cluster gives out, or for no resource."
# Something has to stand before the wildcard.
_PATTERN = re.compile(r"[A-Za-z0-9._/#-]+\*?")


@jsii.implements(iam.IGrantable)
class OperatorRole(Construct):
    """A role for named people: taken with MFA, under their name, for an hour.

    They take it with ``aws sts assume-role``. Their own permissions have to allow
    ``sts:SetSourceIdentity`` on the role, where the rules ask for a source identity, and
    ``sts:AssumeRole``, unless they are a user or role of the same account that is named; who comes
    from another account needs ``sts:TagSession`` where tags are asked for. The console's Switch
    Role sets no source identity, and so cannot take a role that needs one.

    Sources: "AssumeRole" in the AWS STS API reference; "Monitor and control actions taken with
    assumed roles" in the IAM user guide.

    Attributes:
        role: Trusts the operators, under the rules.
        operators: Who may take it.
        rules: What has to be true then.
    """

    role: iam.IRole
    operators: Operators
    rules: SessionRules

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        operators: Operators,
        rules: SessionRules | None = None,
        access: OperatorAccess | None = None,
        cluster_name: str | None = None,
        log_groups: Sequence[str] = (),
        passed_roles: Sequence[PassedRole] = (),
        permissions: Sequence[Permission] = (),
        alarm_topic: sns.ITopic | None = None,
        shape: RoleShape | None = None,
    ) -> None:
        """Define the role and its customer-managed policy.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            operators: Who may take it.
            rules: What has to be true then; MFA of the last hour, a source identity and one hour
                if left out.
            access: What it may do with a cluster; only ``permissions`` if left out.
            cluster_name: The cluster; needed with ``access``, and for nothing else.
            log_groups: Names of the cluster's log groups, ``*`` may stand at the end; no logs are
                read if left out.
            passed_roles: Roles of its tasks, which updating a service and running a task need; none
                if left out. For ``BREAK_GLASS`` only.
            permissions: What it may do beyond that; nothing if left out.
            alarm_topic: Who is told whenever it is taken, see ``RoleUseAlarm``. STS then has to be
                called in the stack's region, since no other region's calls are seen. Nobody if left
                out.
            shape: Boundary, name, path, further policies and the like; none of them if left out.

        Raises:
            ConfigurationError: Nobody, everybody or an unnamed operator; a rule that AWS would
                refuse or nobody could meet; what ``access`` lacks or cannot use; a text where a
                list of texts belongs; a permission or a shape that IAM would refuse.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        where, stack = self.node.path, Stack.of(self)
        self.operators, self.rules = operators, SessionRules() if rules is None else rules
        _check_type(f"{where}.operators", operators, Operators)
        _check_type(f"{where}.rules", self.rules, SessionRules)
        operators.check(f"{where}.operators", partition=stack.partition)
        self.rules.check(f"{where}.rules", operators)
        check_list(f"{where}.permissions", permissions, Permission)
        check_list(f"{where}.passed_roles", passed_roles, PassedRole)
        _check_access(
            where,
            access,
            cluster_name=cluster_name,
            log_groups=log_groups,
            passed_roles=passed_roles,
        )
        self.role = role_with_trust(
            self,
            kind=RoleKind.OPERATOR,
            shape=shape,
            session_hours=self.rules.session_hours,
            purpose="Operator role: what people may do for a while.",
            trust=trust_operators(
                operators,
                self.rules,
                partition=stack.partition,
                account=stack.account,
                region=None if alarm_topic is None else stack.region,
            ),
        )
        if not self.rules.mfa:
            Validations.of(self.role).acknowledge(
                Acknowledgment(id="ecs-iam-roles::operators-show-mfa", reason=_WHY_NO_MFA)
            )
        statements: list[dict[str, Any]] = []
        if cluster_name is not None:
            cluster = cluster_scope(self, cluster_name)
            statements += read_statements(cluster, log_groups)
            if access is OperatorAccess.BREAK_GLASS:
                statements += repair_statements(cluster)
                statements += pass_roles(passed_roles, partition=stack.partition)
        policies = ManagedPolicies(
            self, "Policy", description="What operators may do for a while.", role=self.role
        )
        policies.add(*statements)
        acknowledge_wildcards(policies, statements, reason=_WHY_WILDCARDS)
        if self.rules.valid_until is not None:
            policies.add(_end(self.rules.valid_until))
        grant_permissions(self, policies, permissions)
        if alarm_topic is not None:
            RoleUseAlarm(self, "Alarm", role=self.role, topic=alarm_topic)

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role


def _end(moment: str) -> dict[str, Any]:
    """End what is open: a trust policy is asked only when a role is taken."""
    return {
        "Sid": "End",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateGreaterThanEquals": {"aws:CurrentTime": moment}},
    }


def _check_type(where: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        raise ConfigurationError(where, expected=f"{kind.__name__}(...)", got=value)


def _check_access(
    where: str,
    access: OperatorAccess | None,
    *,
    cluster_name: str | None,
    log_groups: Sequence[str],
    passed_roles: Sequence[PassedRole],
) -> None:
    if access is not None and not isinstance(access, OperatorAccess):
        raise ConfigurationError(
            f"{where}.access", expected=" or ".join(map(str, OperatorAccess)), got=access
        )
    if (access is None) != (cluster_name is None):
        missing = "access" if access is None else "cluster_name"
        raise ConfigurationError(
            f"{where}.{missing}",
            expected="both access and cluster_name, or neither",
            got=None,
        )
    if cluster_name is not None:
        check_cluster_name(f"{where}.cluster_name", cluster_name)
    if access is None:
        _check_unused(f"{where}.log_groups", log_groups, "without access")
    if access is not OperatorAccess.BREAK_GLASS:
        _check_unused(f"{where}.passed_roles", passed_roles, "without BREAK_GLASS")
    _check_patterns(f"{where}.log_groups", log_groups)


def _check_unused(where: str, values: Sequence[object], when: str) -> None:
    if values:
        raise ConfigurationError(where, expected=f"none {when}", got=f"{len(values)} of them")


def _check_patterns(where: str, values: Sequence[object]) -> None:
    if isinstance(values, str):
        raise ConfigurationError(where, expected="a list of names", got=values)
    for position, value in enumerate(values):
        if not isinstance(value, str) or not _PATTERN.fullmatch(value):
            raise ConfigurationError(
                f"{where}[{position}]",
                expected="a name, or the beginning of names and '*', as in '/ecs/*'",
                got=value,
            )
