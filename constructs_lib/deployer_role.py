"""The identity of whoever deploys an environment."""

import re
from collections.abc import Sequence

import jsii
from aws_cdk import Stack, Token
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent_policies import cluster_scope
from constructs_lib.check_list import check_list
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.deployment.bootstrap_roles import (
    DEFAULT_QUALIFIER,
    check_qualifier,
    take_bootstrap_roles,
)
from constructs_lib.deployment.pass_roles import pass_roles
from constructs_lib.deployment.task_statements import deploy_tasks
from constructs_lib.deployment.trust import trust_roles, trust_web_identities
from constructs_lib.github_workflow import GitHubWorkflow
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.iam.role_with_trust import role_with_trust
from constructs_lib.iam.wildcards import acknowledge_wildcards
from constructs_lib.passed_role import PassedRole
from constructs_lib.session_rules import check_session_hours
from constructs_lib.task_family import check_family
from constructs_lib.web_identity import WebIdentity

_WHY_WILDCARDS = "Each stands for ids that a deployment gives out, or for no resource."
_ROLE_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):iam::[0-9]{12}:role/([!-~]+/)?[A-Za-z0-9+=,.@_-]{1,64}"
)


@jsii.implements(iam.IGrantable)
class DeployerRole(Construct):
    """The role that a CI system takes to deploy, and what a deployment needs.

    It is taken with a token of the CI system, so that no key is kept there, by a role of another
    account, or by either. With the CDK it does nothing itself: it takes the roles that ``cdk
    bootstrap`` made in this account and region, and no other role. Of these, the deploy role hands
    CloudFormation the role that it works with (``cfn-exec-role``), so what a deployment can make is
    what ``cdk bootstrap --cloudformation-execution-policies`` allows: the limit is there, not here.
    With ``cluster_name`` and ``families`` it can, without CloudFormation, also register task
    definitions, update the services of the cluster and run tasks. It can hand each of
    ``passed_roles`` to its own service, and no role to another.

    ``only_diff`` makes the role of a job that nobody approves: it reads what is deployed (``cdk
    diff --method=template``) and changes nothing.

    The provider of an issuer is one for the whole account, see ``WebIdentityProvider``; this role
    refers to it by its ARN. Roles that are trusted have to exist when this one is made.

    Sources: the template of ``cdk bootstrap`` 33 (``DeploymentActionRole`` passes
    ``CloudFormationExecutionRole``); "Role chaining" in the IAM user guide for the one hour.

    Attributes:
        role: Trusts the workflows and the roles, each by its whole name.
    """

    role: iam.IRole

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        workflows: Sequence[GitHubWorkflow | WebIdentity] = (),
        trusted_roles: Sequence[str] = (),
        only_diff: bool = False,
        cluster_name: str | None = None,
        families: Sequence[str] = (),
        passed_roles: Sequence[PassedRole] = (),
        bootstrap_qualifier: str | None = None,
        session_hours: int = 1,
        shape: RoleShape | None = None,
    ) -> None:
        """Define the role and its customer-managed policy.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            workflows: Who may take it with a token; nobody if left out.
            trusted_roles: ARNs of roles that may take it, as of a tools account; none if left out.
            only_diff: Lets it read only; it deploys if left out.
            cluster_name: The cluster to deploy to without CloudFormation; none if left out.
            families: Families of the task definitions for that cluster; needed with it.
            passed_roles: Roles that it may hand to their services; none if left out.
            bootstrap_qualifier: The ``--qualifier`` of ``cdk bootstrap``; the CDK's own if left
                out.
            session_hours: The longest session, 1 to 12 hours; 1 where a role takes it, since AWS
                gives no more to a role that was taken by a role.
            shape: Boundary, name, path, further policies and the like; none of them if left out.

        Raises:
            ConfigurationError: Nobody to take it; a workflow that any repository or any branch
                could match; no ARN of a role; what ``only_diff`` cannot use; a cluster without
                families, or families without a cluster; a session that AWS would refuse; a shape
                that IAM would refuse.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        where, stack = self.node.path, Stack.of(self)
        check_deployers(
            where, workflows=workflows, trusted_roles=trusted_roles, partition=stack.partition
        )
        _check_session(where, session_hours, trusted_roles)
        qualifier = (
            bootstrap_qualifier or stack.synthesizer.bootstrap_qualifier or DEFAULT_QUALIFIER
        )
        check_qualifier(f"{where}.bootstrap_qualifier", qualifier)
        _check_tasks(where, cluster_name, families)
        check_list(f"{where}.passed_roles", passed_roles, PassedRole)
        if only_diff:
            _check_only_diff(
                where,
                cluster_name=cluster_name,
                families=families,
                passed_roles=[passed.role.node.path for passed in passed_roles],
            )
        trust = [
            *trust_web_identities(
                [one.web_identity for one in workflows],
                partition=stack.partition,
                account=stack.account,
            ),
            *trust_roles(trusted_roles),
        ]
        self.role = role_with_trust(
            self,
            kind=RoleKind.DEPLOYER,
            shape=shape,
            session_hours=session_hours,
            purpose="Deployer role: reads what is deployed."
            if only_diff
            else "Deployer role: deploys with the CDK's bootstrap roles.",
            trust=trust,
        )
        statements = [
            *take_bootstrap_roles(
                partition=stack.partition,
                account=stack.account,
                region=stack.region,
                qualifier=qualifier,
                only_diff=only_diff,
            ),
            *pass_roles(passed_roles, partition=stack.partition),
        ]
        if cluster_name is not None:
            statements += deploy_tasks(cluster_scope(self, cluster_name), families)
        policies = ManagedPolicies(
            self, "Policy", description="What a deployment needs.", role=self.role
        )
        policies.add(*statements)
        acknowledge_wildcards(policies, statements, reason=_WHY_WILDCARDS)

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role


def check_deployers(
    where: str,
    *,
    workflows: Sequence[GitHubWorkflow | WebIdentity],
    trusted_roles: Sequence[str],
    partition: str,
) -> None:
    """Refuse nobody, and whom anybody could pretend to be.

    Raises:
        ConfigurationError: Names the field.
    """
    check_list(f"{where}.workflows", workflows, (GitHubWorkflow, WebIdentity))
    check_list(f"{where}.trusted_roles", trusted_roles, str)
    if not workflows and not trusted_roles:
        raise ConfigurationError(
            f"{where}.workflows",
            expected="at least one workflow here, or one role in trusted_roles",
            got=workflows,
        )
    for position, workflow in enumerate(workflows):
        workflow.check(f"{where}.workflows[{position}]")
    for position, arn in enumerate(trusted_roles):
        check_trusted_role(f"{where}.trusted_roles[{position}]", arn, partition=partition)


def check_trusted_role(where: str, arn: str, *, partition: str) -> None:
    """Refuse whom a deployer role does not trust; what is known only at deployment passes.

    Args:
        where: Name of the value, for the message.
        arn: Of the role.
        partition: Of the deployer role; IAM trusts nobody of another.

    Raises:
        ConfigurationError: Not the whole ARN of one role, as an account, a user or a wildcard.
    """
    if Token.is_unresolved(arn):
        return
    match = _ROLE_ARN.fullmatch(arn) if isinstance(arn, str) and not set("*?$") & set(arn) else None
    if match is None or (
        not Token.is_unresolved(partition) and match.group("partition") != partition
    ):
        raise ConfigurationError(
            where,
            expected="the whole ARN of one role (no account, no user, no session), as in "
            f"'arn:{'aws' if Token.is_unresolved(partition) else partition}"
            ":iam::123456789012:role/deploys'",
            got=arn,
        )


def _check_session(where: str, hours: int, trusted_roles: Sequence[str]) -> None:
    check_session_hours(f"{where}.session_hours", hours)
    if hours > 1 and trusted_roles:
        raise ConfigurationError(
            f"{where}.session_hours",
            expected="1 beside trusted_roles, since AWS ends a session that a role opens after one "
            "hour (make another DeployerRole for the workflows)",
            got=hours,
        )


def _check_tasks(where: str, cluster_name: str | None, families: Sequence[str]) -> None:
    check_list(f"{where}.families", families, str)
    if (cluster_name is None) == bool(families):
        missing = "cluster_name" if cluster_name is None else "families"
        raise ConfigurationError(
            f"{where}.{missing}",
            expected="both cluster_name and families, or neither",
            got=cluster_name if cluster_name is None else families,
        )
    if cluster_name is not None:
        check_cluster_name(f"{where}.cluster_name", cluster_name)
    for position, family in enumerate(families):
        check_family(f"{where}.families[{position}]", family)


def _check_only_diff(where: str, **without_use: object) -> None:
    for name, value in without_use.items():
        if value:
            raise ConfigurationError(
                f"{where}.{name}",
                expected="none beside only_diff, which changes nothing (leave one of them out)",
                got=value,
            )
