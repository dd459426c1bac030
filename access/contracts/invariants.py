"""What holds for every role of a kind: the table of rules about permissions."""

from access.catalogue.access_levels import AccessLevel
from access.contracts.forbidden_actions import ForbiddenActions
from access.contracts.forbidden_calls import ForbiddenCalls
from access.contracts.probes import (
    in_another_cluster,
    read_secrets_of_containers,
    read_secrets_of_others,
    take_any_role,
    take_roles_of_people,
)
from access.records import RoleKind

_TASKS = frozenset({RoleKind.TASK, RoleKind.TASK_EXECUTION})
_HOSTS = frozenset({RoleKind.CONTAINER_INSTANCE, RoleKind.EXTERNAL_INSTANCE})
_WORK = _TASKS | _HOSTS
_OTHERS = frozenset({RoleKind.EXTERNAL_ACCOUNT, RoleKind.OTHER})
_CHANGING = frozenset({AccessLevel.WRITE, AccessLevel.TAGGING, AccessLevel.PERMISSIONS_MANAGEMENT})
# Neither operators nor deployers: what they are for may be just that, and who takes their roles
# is held to more.
INVARIANTS: tuple[ForbiddenActions | ForbiddenCalls, ...] = (
    ForbiddenActions(
        rule="no-iam-writes",
        kinds=_WORK | _OTHERS,
        patterns=("iam:*", "sts:assumeroot"),
        but=("iam:passrole",),
        levels=_CHANGING,
        sentence="who changes IAM can give themselves everything",
        fix="name the iam actions that only read, or leave IAM to a deployer role",
    ),
    ForbiddenActions(
        rule="no-iam-writes",
        kinds=frozenset({RoleKind.INFRASTRUCTURE}),
        patterns=("iam:*", "sts:assumeroot"),
        but=("iam:passrole", "iam:createservicelinkedrole"),
        levels=_CHANGING,
        sentence="ECS itself needs no more of IAM than to pass a role",
        fix="attach no more than the policy of AWS for the purpose",
    ),
    ForbiddenActions(
        rule="passes-no-role",
        kinds=_WORK | {RoleKind.EXTERNAL_ACCOUNT},
        patterns=("iam:passrole",),
        sentence="who passes a role to something of their own has all that the role may do",
        fix="take iam:PassRole away; deployers and break-glass operators pass roles",
    ),
    ForbiddenActions(
        rule="no-permissions-management",
        kinds=_WORK,
        patterns=("*",),
        but=("iam:*",),
        levels=frozenset({AccessLevel.PERMISSIONS_MANAGEMENT}),
        sentence="applications and hosts do not change who may do what",
        fix="name the actions that are called, in place of all that the service has",
    ),
    ForbiddenActions(
        rule="tasks-are-no-hosts",
        kinds=_TASKS,
        patterns=(
            "ecs:poll",
            "ecs:registercontainerinstance",
            "ecs:starttelemetrysession",
            "ecs:submit*",
        ),
        levels=_CHANGING,
        sentence="only hosts do what the ECS agent does; a task that does would be sent the "
        "credentials of other tasks",
        fix="name the ecs actions that the application calls",
    ),
    ForbiddenCalls(
        rule="takes-no-role-of-people",
        kinds=_TASKS | _OTHERS,
        calls=take_roles_of_people,
        sentence="nobody but people and deployers takes their roles",
        fix="name in sts:AssumeRole the roles that the application takes",
    ),
    ForbiddenCalls(
        rule="takes-no-role",
        kinds=_HOSTS,
        calls=take_any_role,
        sentence="a host takes no role of this app, since a container that reaches the host's "
        "credentials would have it",
        fix="take sts:AssumeRole away; a task has a task role",
    ),
    ForbiddenCalls(
        rule="reads-own-secrets",
        kinds=frozenset({RoleKind.TASK_EXECUTION}),
        calls=read_secrets_of_others,
        sentence="a task execution role reads the secrets of its own containers",
        fix="name the secrets; the constructs do so for the secrets of the containers",
    ),
    ForbiddenCalls(
        rule="reads-no-secret",
        kinds=_HOSTS,
        calls=read_secrets_of_containers,
        sentence="that is for a container, and every container on the host could have it",
        fix="take it away; the task execution role reads the secrets of containers",
    ),
    ForbiddenActions(
        rule="reads-no-secret",
        kinds=_HOSTS,
        patterns=("secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue"),
        sentence="secrets are for containers, and every container on the host could have them",
        fix="take it away; the task execution role reads the secrets of containers",
    ),
    ForbiddenCalls(
        rule="stays-in-its-cluster",
        kinds=_HOSTS,
        calls=in_another_cluster,
        sentence="a host has no part in another cluster",
        fix="name the cluster in Resource, as AgentFeatures without classic_permissions do",
    ),
)
