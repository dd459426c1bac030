"""The roles of people, of other accounts and of whoever deploys, in one environment."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from constructs_lib import (
    DeployerRole,
    ExternalAccountRole,
    OperatorAccess,
    OperatorRole,
    PassedRole,
    RoleShape,
    WebIdentityProvider,
)
from stacks.acknowledge import acknowledge
from stacks.bound_every_role import bound_every_role
from stacks.config import (
    DeployerConfig,
    EnvironmentConfig,
    Expectation,
    ExternalAccountConfig,
    OperatorConfig,
)
from stacks.config.access import AccessRoleConfig
from stacks.role_contract import declare_contract


class AccessStack(Stack):
    """Operator roles, roles for other accounts, the deployers' roles, and the alarm topic.

    The roles have names: people and workflows type their ARNs. It is the last stack of its
    environment, since it names the roles of the others, which it reads from their outputs.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: EnvironmentConfig,
        cluster_roles: Sequence[PassedRole],
        task_roles: Sequence[PassedRole],
    ) -> None:
        """Compose the constructs with the values of the environment.

        Args:
            scope: The app.
            construct_id: Name of the stack.
            environment: Whose roles they are.
            cluster_roles: The roles of the hosts, and of ECS itself.
            task_roles: The roles of its services.
        """
        super().__init__(scope, construct_id, env=environment.cdk_env)
        self._environment = environment
        access = environment.access
        topic = self._add_topic() if access.has_alarm else None
        # Each kind in a scope of its own, so that the logical ids tell them apart.
        operators = Construct(self, "Operators")
        for operator in access.operators:
            self._add_operator(operators, operator, task_roles, topic)
        external_accounts = Construct(self, "ExternalAccounts")
        for external in access.external_accounts:
            self._add_external_account(external_accounts, external)
        issuers = Construct(self, "IdentityProviders")
        for issuer in access.new_issuers:
            # Not by position: another issuer before it would replace it, and IAM has it once.
            WebIdentityProvider(
                issuers,
                issuer.removeprefix("https://"),
                issuer=issuer,
                audiences=access.audiences(issuer),
            )
        deployers = Construct(self, "Deployers")
        for deployer in access.deployers:
            role = self._add_deployer(deployers, deployer, [*cluster_roles, *task_roles])
            role.node.add_dependency(issuers)
        Tags.of(self).add("environment", environment.name)
        bound_every_role(self, environment.boundary_of(None))

    def _add_topic(self) -> sns.Topic:
        topic = sns.Topic(self, "AlarmTopic", enforce_ssl=True)
        acknowledge(
            topic,
            "AwsSolutions-SNS2",
            "EventBridge cannot use the key of AWS for SNS, and who took a role is no secret.",
        )
        for email in self._environment.access.alarm_emails:
            topic.add_subscription(subscriptions.EmailSubscription(email))
        CfnOutput(self, "AlarmTopicArn", value=topic.topic_arn)
        return topic

    def _add_operator(
        self,
        scope: Construct,
        operator: OperatorConfig,
        task_roles: Sequence[PassedRole],
        topic: sns.Topic | None,
    ) -> None:
        environment, access = self._environment, operator.access
        repairs = access is OperatorAccess.BREAK_GLASS
        role = OperatorRole(
            scope,
            operator.name,
            operators=operator.operators,
            rules=operator.rules,
            access=access,
            cluster_name=environment.cluster_name if access else None,
            log_groups=environment.log_groups if access else (),
            passed_roles=task_roles if repairs else [],
            permissions=operator.permissions,
            alarm_topic=topic if operator.alarm else None,
            shape=self._shape(operator),
        )
        self._declare(role.role, operator, operator.must_allow, operator.must_deny)
        self._show(role.role, "Operator", operator)

    def _add_external_account(self, scope: Construct, external: ExternalAccountConfig) -> None:
        role = ExternalAccountRole(
            scope,
            external.name,
            accounts=external.accounts,
            external_id=external.external_id,
            organization_id=external.organization_id,
            session_hours=external.session_hours,
            permissions=external.permissions,
            shape=self._shape(external),
        )
        self._declare(role.role, external, external.must_allow, external.must_deny)
        self._show(role.role, "ExternalAccount", external)

    def _add_deployer(
        self, scope: Construct, deployer: DeployerConfig, passed_roles: Sequence[PassedRole]
    ) -> DeployerRole:
        environment, deploys = self._environment, not deployer.only_diff
        families = [environment.family(one) for one in environment.services] if deploys else []
        role = DeployerRole(
            scope,
            deployer.name,
            workflows=deployer.workflows,
            trusted_roles=deployer.trusted_roles,
            only_diff=deployer.only_diff,
            # Without services there is nothing in the cluster to deploy.
            cluster_name=environment.cluster_name if families else None,
            families=families,
            passed_roles=passed_roles if deploys else [],
            shape=self._shape(deployer),
        )
        self._declare(role.role, deployer)
        self._show(role.role, "Deployer", deployer)
        return role

    def _declare(
        self,
        role: iam.IRole,
        config: AccessRoleConfig,
        must_allow: Sequence[Expectation] = (),
        must_deny: Sequence[Expectation] = (),
    ) -> None:
        declare_contract(
            role,
            environment=self._environment,
            must_allow=must_allow,
            must_deny=must_deny,
            wider_because=config.wider_because,
            unread_because=self._environment.unread_because(None),
            accepts=config.accepts if isinstance(config, ExternalAccountConfig) else None,
        )

    def _shape(self, role: AccessRoleConfig) -> RoleShape:
        environment = self._environment
        return RoleShape(
            name=environment.access_role_name(role), path=environment.access_path(type(role))
        )

    def _show(self, role: iam.IRole, kind: str, config: AccessRoleConfig) -> None:
        name = "".join(part.capitalize() for part in config.name.split("-"))
        CfnOutput(self, f"{kind}{name}RoleArn", value=role.role_arn)
