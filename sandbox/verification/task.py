"""The task role, the task execution role, and the task definition that carries them."""

from typing import Any

from sandbox.identity import Identity
from sandbox.prerequisites import own_repositories
from sandbox.report import Check, RoleReport
from sandbox.verification.account import Account
from sandbox.verification.assuming import ECS_TASKS, check_user_is_denied, describe_trust
from sandbox.verification.boundary import check_boundary
from sandbox.verification.calls import ALLOWED, DENIED, made, probe
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import LiveRole, compare_with_template, read_role
from sandbox.verification.service import check_placement, check_sessions
from stacks.config import EnvironmentConfig, Expectation, ServiceConfig
from stacks.config.ecr_image import parse_ecr_image


def verify_task(
    account: Account,
    user: Identity,
    environment: EnvironmentConfig,
    service: ServiceConfig,
    stack: DeployedStack,
) -> list[RoleReport]:
    """Check both roles of a service, rows 6 to 8 of the job."""
    live = _live_service(account, environment, stack)
    definition = account.root.client("ecs").describe_task_definition(
        taskDefinition=live["taskDefinition"]
    )["taskDefinition"]
    task_role = read_role(account.root, stack.outputs["TaskRoleName"])
    execution_role = read_role(account.root, stack.outputs["TaskExecutionRoleName"])
    task = account.services.assume(task_role, ECS_TASKS)
    agent = account.services.assume(execution_role, ECS_TASKS)
    carrier = f"{definition['family']}:{definition['revision']}"

    def report(kind: str, role: LiveRole, attached_to: str, *checks: Check) -> RoleReport:
        return RoleReport(
            environment=environment.name,
            kind=f"{kind} of {service.name}",
            name=role.name,
            arn=role.arn,
            assumed_by=describe_trust(role.trust),
            attached_to=attached_to,
            checks=checks,
        )

    return [
        report(
            "task role",
            task_role,
            f"taskRoleArn of {carrier}",
            account.services.check_trust(task_role, ECS_TASKS, row=6),
            *compare_with_template(task_role, stack, policy_row=7),
            *_check_definition(definition, environment, service),
            _carries(definition, "taskRoleArn", task_role),
            check_placement(environment, service, live),
            *account.services.check(task_role, ECS_TASKS),
            check_user_is_denied(user, task_role),
            *(check_sessions(account, environment, service, live, task_role, task) if task else ()),
            *(_probe_task_role(account, task, service) if task else ()),
            *check_boundary(account, environment, service, task_role),
        ),
        report(
            "task execution role",
            execution_role,
            f"executionRoleArn of {carrier}",
            account.services.check_trust(execution_role, ECS_TASKS),
            *compare_with_template(execution_role, stack),
            _carries(definition, "executionRoleArn", execution_role),
            *account.services.check(execution_role, ECS_TASKS),
            check_user_is_denied(user, execution_role),
            *(
                _probe_execution_role(account, agent, environment, service, definition)
                if agent
                else ()
            ),
        ),
    ]


def _live_service(
    account: Account, environment: EnvironmentConfig, stack: DeployedStack
) -> dict[str, Any]:
    ((logical_id, _),) = stack.of_type("AWS::ECS::Service")
    (service,) = account.root.client("ecs").describe_services(
        cluster=environment.cluster_name, services=[stack.physical_id(logical_id)]
    )["services"]
    found: dict[str, Any] = service
    return found


def _check_definition(
    definition: dict[str, Any], environment: EnvironmentConfig, service: ServiceConfig
) -> list[Check]:
    def shape(family: str, name: str, image: str, reservation: int, essential: bool) -> str:
        kind = "essential" if essential else "not essential"
        return f"{family}: {kind} container {name}, image {image}, {reservation} MiB reserved"

    (container,) = definition["containerDefinitions"]
    wanted = service.container
    return [
        Check(
            what="the task definition is active",
            expected="ACTIVE",
            observed=definition["status"],
            row=8,
        ),
        Check(
            what=f"it runs {wanted.name} from {wanted.image}",
            expected=shape(
                environment.family(service),
                wanted.name,
                _with_tag(wanted.image),
                wanted.memory_reservation_mib,
                True,
            ),
            observed=shape(
                definition["family"],
                container["name"],
                container["image"],
                container["memoryReservation"],
                container["essential"],
            ),
            row=8,
        ),
    ]


def _with_tag(image: str) -> str:
    """The CDK writes the tag of an image in ECR also if it is left out."""
    in_ecr = parse_ecr_image(image)
    is_bare = in_ecr is not None and image.endswith(f"/{in_ecr.repository}")
    return f"{image}:{in_ecr.tag_or_digest}" if in_ecr is not None and is_bare else image


def _carries(definition: dict[str, Any], field: str, role: LiveRole) -> Check:
    return Check(
        what=f"the task definition carries it as {field}",
        expected=role.arn,
        observed=definition.get(field, "none"),
        row=8 if field == "taskRoleArn" else None,
    )


def _probe_task_role(account: Account, task: Identity, service: ServiceConfig) -> list[Check]:
    """Call what the service says of its role, and what no application should do unless said."""
    never = [
        Expectation(action="iam:CreateUser"),
        Expectation(action="s3:PutObject", resource=account.assets_object()),
    ]
    denied = [
        *made(service.must_deny),
        *(expectation for expectation in never if expectation not in service.must_allow),
    ]
    return [
        *(probe(task, one.action, one.resource, ALLOWED) for one in made(service.must_allow)),
        *(probe(task, one.action, one.resource, DENIED) for one in denied),
    ]


def _probe_execution_role(
    account: Account,
    agent: Identity,
    environment: EnvironmentConfig,
    service: ServiceConfig,
    definition: dict[str, Any],
) -> list[Check]:
    """Call for what the containers use, and for what they do not."""
    (container,) = definition["containerDefinitions"]
    own_group = container["logConfiguration"]["options"]["awslogs-group"]
    own = {secret.secret_name for secret in service.container.secrets}
    others = {
        secret.secret_name for other in environment.services for secret in other.container.secrets
    } - own

    def log_stream(group: str) -> str:
        return account.arn("logs", f"log-group:{group}:log-stream:sandbox")

    def secret(name: str) -> str:
        return account.arn("secretsmanager", f"secret:{name}")

    return [
        probe(agent, "logs:CreateLogStream", log_stream(own_group), ALLOWED),
        probe(agent, "logs:CreateLogStream", log_stream("somebody-else"), DENIED),
        *(
            probe(agent, "secretsmanager:GetSecretValue", secret(name), ALLOWED)
            for name in sorted(own)
        ),
        *(
            probe(agent, "secretsmanager:GetSecretValue", secret(name), DENIED)
            for name in sorted(others)
        ),
        *(
            probe(
                agent,
                "ssm:GetParameters",
                account.arn("ssm", f"parameter/{parameter.parameter_name.lstrip('/')}"),
                ALLOWED,
            )
            for parameter in service.container.parameters
        ),
        probe(agent, "ssm:GetParameters", account.arn("ssm", "parameter/somebody-else"), DENIED),
        *(
            probe(agent, "ecr:BatchGetImage", account.arn("ecr", f"repository/{name}"), ALLOWED)
            for name in own_repositories(service, environment)
        ),
        probe(agent, "ecr:BatchGetImage", account.arn("ecr", "repository/somebody-else"), DENIED),
    ]
