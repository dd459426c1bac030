"""Each check of the sandbox sees what it is there for: dev is broken by hand, then put back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from constructs_lib import AgentFeatures, Isolation, Permission
from sandbox.deployment import Deployment
from sandbox.identity import account_root
from sandbox.report import Check
from sandbox.run import deployed, verify
from sandbox.verification.lifecycle import check_deletion, read_hosts
from stacks.environments import DEV, STAGING
from tests.sandbox.conftest import silent

EVERYTHING: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def failures(deployment: Deployment) -> dict[str, set[str]]:
    """What failed, by kind of role."""
    failed: dict[str, set[str]] = {}
    for report in verify(deployment, say=silent):
        for check in report.checks:
            if not check.passed:
                failed.setdefault(report.kind, set()).add(_label(check))
    return failed


def _label(check: Check) -> str:
    return f"{check.what} {check.observed}" if check.expected == "denied" else check.what


class Live:
    """What is deployed, to be changed by hand."""

    def __init__(self, deployment: Deployment) -> None:
        root = account_root(deployment.emulator, account=DEV.account, region=DEV.region)
        self.ec2, self.ecs, self.iam = (root.client(name) for name in ("ec2", "ecs", "iam"))
        self._cloudformation = root.client("cloudformation")

    def output(self, stack: str, key: str) -> str:
        (found,) = self._cloudformation.describe_stacks(StackName=stack)["Stacks"]
        return next(str(o["OutputValue"]) for o in found["Outputs"] if o["OutputKey"] == key)

    @contextmanager
    def trust(self, role: str, change: Callable[[Any], object]) -> Iterator[None]:
        document = self.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        changed = json.loads(json.dumps(document))
        change(changed["Statement"][0])
        self.iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(changed))
        try:
            yield
        finally:
            self.iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))

    @contextmanager
    def inline_policy(self, role: str, document: Any) -> Iterator[None]:
        self.iam.put_role_policy(
            RoleName=role, PolicyName="ByHand", PolicyDocument=json.dumps(document)
        )
        try:
            yield
        finally:
            self.iam.delete_role_policy(RoleName=role, PolicyName="ByHand")


@pytest.fixture
def live(dev: Deployment) -> Live:
    return Live(dev)


def test_finds_nothing_in_what_was_deployed(dev: Deployment) -> None:
    assert failures(dev) == {}


def test_finds_an_emptied_instance_profile(dev: Deployment, live: Live) -> None:
    names = {
        "InstanceProfileName": live.output("EcsCluster-dev", "InstanceProfileName"),
        "RoleName": live.output("EcsCluster-dev", "ContainerInstanceRoleName"),
    }
    live.iam.remove_role_from_instance_profile(**names)

    found = failures(dev)

    live.iam.add_role_to_instance_profile(**names)
    assert found == {"container-instance role": {"the instance profile holds exactly this role"}}


def test_finds_a_trust_without_the_confused_deputy_conditions(dev: Deployment, live: Live) -> None:
    role = live.output("EcsService-dev-web", "TaskRoleName")

    with live.trust(role, lambda statement: statement.pop("Condition")):
        found = failures(dev)

    assert found == {
        "task role of web": {
            "trust policy: ecs-tasks.amazonaws.com alone",
            "ecs-tasks.amazonaws.com assumes it, aws:SourceAccount 000000000000 allowed",
            "ecs-tasks.amazonaws.com assumes it, aws:SourceArn of 000000000000 allowed",
            "ecs-tasks.amazonaws.com assumes it, aws:SourceArn of another region allowed",
        }
    }


@pytest.mark.parametrize(
    ("operator", "probes"),
    [
        ("StringEquals", ["aws:SourceAccount 000000000000"]),
        ("ArnLike", ["aws:SourceArn of 000000000000", "aws:SourceArn of another region"]),
    ],
)
def test_finds_a_trust_without_one_of_the_conditions(
    dev: Deployment, live: Live, operator: str, probes: list[str]
) -> None:
    role = live.output("EcsService-dev-web", "TaskRoleName")

    with live.trust(role, lambda statement: statement["Condition"].pop(operator)):
        found = failures(dev)

    assert found == {
        "task role of web": {
            "trust policy: ecs-tasks.amazonaws.com alone",
            *(f"ecs-tasks.amazonaws.com assumes it, {probe} allowed" for probe in probes),
        }
    }


def test_finds_a_trust_in_another_service(dev: Deployment, live: Live) -> None:
    role = live.output("EcsService-dev-web", "TaskRoleName")
    ec2 = {"Service": "ec2.amazonaws.com"}

    with live.trust(role, lambda s: (s.pop("Condition"), s.update(Principal=ec2))):
        found = failures(dev)

    assert found == {
        "task role of web": {
            "trust policy: ecs-tasks.amazonaws.com alone",
            "ecs-tasks.amazonaws.com assumes it",
            "ec2.amazonaws.com assumes it allowed",
        }
    }


def test_finds_a_trust_in_the_users_of_the_account(dev: Deployment, live: Live) -> None:
    role = live.output("EcsCluster-dev", "ContainerInstanceRoleName")
    users = {"Service": "ec2.amazonaws.com", "AWS": f"arn:aws:iam::{DEV.account}:root"}

    with live.trust(role, lambda statement: statement.update(Principal=users)):
        found = failures(dev)

    assert found == {
        "container-instance role": {
            "trust policy: ec2.amazonaws.com alone",
            "a user of the account assumes it allowed",
        }
    }


def test_finds_what_a_policy_added_by_hand_allows(dev: Deployment, live: Live) -> None:
    role = live.output("EcsCluster-dev", "ContainerInstanceRoleName")

    with live.inline_policy(role, EVERYTHING):
        found = failures(dev)

    assert set(found) == {"container-instance role"}
    assert found["container-instance role"] >= {
        "inline policies as in the template",
        "ecs:RegisterContainerInstance allowed",
        "ecs:RunTask allowed",
        "ecs:UpdateContainerInstancesState allowed",
        "s3:ListAllMyBuckets allowed",
        "secretsmanager:GetSecretValue allowed",
    }


def test_finds_what_an_execution_role_reads_beyond_its_containers(
    dev: Deployment, live: Live
) -> None:
    role = live.output("EcsService-dev-web", "TaskExecutionRoleName")

    with live.inline_policy(role, EVERYTHING):
        found = failures(dev)

    assert found == {
        "task execution role of web": {
            "inline policies as in the template",
            "ecr:BatchGetImage allowed",
            "logs:CreateLogStream allowed",
            "secretsmanager:GetSecretValue allowed",
            "ssm:GetParameters allowed",
        }
    }


def test_finds_another_boundary_than_that_of_the_template(dev: Deployment, live: Live) -> None:
    role = live.output("EcsService-dev-web", "TaskRoleName")
    boundary = live.iam.create_policy(PolicyName="Boundary", PolicyDocument=json.dumps(EVERYTHING))[
        "Policy"
    ]["Arn"]
    live.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=boundary)

    found = failures(dev)

    own = "arn:aws:iam::111111111111:policy/dev-application"
    live.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=own)
    live.iam.delete_policy(PolicyArn=boundary)
    assert found == {
        "task role of web": {
            f"boundary as in the template: {own}",
            "cloudtrail:StopLogging allowed",
            "iam:CreateRole allowed",
            "iam:DeleteRolePermissionsBoundary allowed",
            "iam:PassRole allowed",
            "iam:PutRolePolicy allowed",
            "organizations:LeaveOrganization allowed",
            "sts:AssumeRole allowed",
        }
    }


def test_finds_a_detached_policy(dev: Deployment, live: Live) -> None:
    role = live.output("EcsService-dev-web", "TaskRoleName")
    (policy,) = live.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    live.iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])

    found = failures(dev)

    live.iam.attach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    assert set(found) == {"task role of web"}
    assert found["task role of web"] >= {
        "attached policies as in the template",
        "s3:ListAllMyBuckets",
        "ssmmessages:OpenDataChannel",
    }


def test_finds_a_host_without_its_policy(dev: Deployment, live: Live) -> None:
    role = live.output("EcsCluster-dev", "ContainerInstanceRoleName")
    (policy,) = live.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    live.iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])

    found = failures(dev)

    live.iam.attach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    assert found["container-instance role"] >= {
        "attached policies as in the template",
        "a customer-managed policy is attached",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
    }


@pytest.fixture(scope="module")
def found_in_another(hostile_shell: None) -> dict[str, set[str]]:
    """What is found where more was deployed than dev is meant to be, and less isolated."""
    web = DEV.services[0]
    meant = replace(DEV, services=(web,))
    wider = Permission(actions=("s3:PutObject",), resources=("*",))
    other = replace(
        meant,
        agent=AgentFeatures(spot_draining=True),
        isolation=Isolation.OFF,
        services=(replace(web, permissions=(*web.permissions, wider), ecs_exec=False),),
    )
    with deployed([other], say=silent) as deployment:
        return failures(replace(deployment, environments=[meant]))


def test_names_the_probe_that_a_wider_task_role_fails(
    found_in_another: dict[str, set[str]],
) -> None:
    assert "s3:PutObject allowed" in found_in_another["task role of web"]


def test_finds_a_service_that_lets_nobody_in(found_in_another: dict[str, set[str]]) -> None:
    assert found_in_another["task role of web"] - {"s3:PutObject allowed"} == {
        "logs:CreateLogStream",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "the service lets people open sessions: on",
    }


def test_finds_a_host_that_is_not_isolated_and_an_agent_that_is_set_otherwise(
    found_in_another: dict[str, set[str]],
) -> None:
    assert found_in_another["container-instance role"] == {
        "agent setting ECS_AWSVPC_BLOCK_IMDS is on",
        "agent setting ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM is on",
        "agent setting ECS_DISABLE_PRIVILEGED is on",
        "agent setting ECS_ENABLE_SPOT_INSTANCE_DRAINING is off",
        "ec2:DescribeTags",
        "ecs:ListTagsForResource",
        "ecs:TagResource",
        "ecs:UpdateContainerInstancesState allowed",
        "instance metadata: hops 1",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    }


def test_finds_what_the_service_and_the_host_carry_instead(hostile_shell: None) -> None:
    with deployed([replace(DEV, services=DEV.services[:1])], say=silent) as deployment:
        live = Live(deployment)
        _swap_the_roles_of_the_task(live)
        _give_the_host_another_profile_and_policy(live)

        found = failures(deployment)

    assert found == {
        "container-instance role": {
            "attached policies as in the template",
            "the running instance carries the profile",
            "its hosts are in the cluster dev",
        },
        "task role of web": {
            "the task definition is active",
            "it runs nginx from nginx:latest",
            "the task definition carries it as taskRoleArn",
        },
        "task execution role of web": {"the task definition carries it as executionRoleArn"},
    }


def test_finds_capacity_that_is_scaled_otherwise_and_not_of_the_cluster(
    hostile_shell: None,
) -> None:
    with deployed([replace(STAGING, services=())], say=silent) as deployment:
        root = deployment.account(STAGING).root
        ecs, group = root.client("ecs"), root.client("autoscaling")
        ecs.put_cluster_capacity_providers(
            cluster="staging", capacityProviders=[], defaultCapacityProviderStrategy=[]
        )
        ecs.update_capacity_provider(
            name="staging-hosts",
            autoScalingGroupProvider={
                "managedScaling": {"status": "DISABLED"},
                "managedTerminationProtection": "DISABLED",
                "managedDraining": "DISABLED",
            },
        )
        (found_group,) = group.describe_auto_scaling_groups()["AutoScalingGroups"]
        name = found_group["AutoScalingGroupName"]
        group.update_auto_scaling_group(AutoScalingGroupName=name, MaxSize=2)
        group.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=2)

        found = failures(deployment)
        hosts = read_hosts(
            deployment.account(STAGING),
            STAGING,
            deployment.stack(STAGING, STAGING.cluster_stack_name),
        )
        left = check_deletion(deployment.account(STAGING), STAGING, hosts)

    assert {check.what for check in left if not check.passed} >= {
        "deletion: capacity provider staging-hosts is gone",
        f"deletion: group {name} is gone",
    }
    assert found == {
        "container-instance role": {
            "capacity provider staging-hosts is in the cluster staging",
            "hosts: managed draining is on",
            "hosts: managed scaling is on",
            "hosts: managed termination protection is on",
            "hosts: of them run 1",
            "hosts: the group has 1 to 3 hosts",
        }
    }


def _swap_the_roles_of_the_task(live: Live) -> None:
    arn = live.output("EcsService-dev-web", "TaskDefinitionArn")
    old = live.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
    (container,) = old["containerDefinitions"]
    new = live.ecs.register_task_definition(
        family=old["family"],
        taskRoleArn=old["executionRoleArn"],
        executionRoleArn=old["taskRoleArn"],
        containerDefinitions=[{**container, "memoryReservation": 64}],
    )["taskDefinition"]["taskDefinitionArn"]
    (service,) = live.ecs.list_services(cluster="dev")["serviceArns"]
    live.ecs.update_service(cluster="dev", service=service, taskDefinition=new)
    live.ecs.deregister_task_definition(taskDefinition=new)


def _give_the_host_another_profile_and_policy(live: Live) -> None:
    live.iam.create_instance_profile(InstanceProfileName="other")
    (association,) = live.ec2.describe_iam_instance_profile_associations()[
        "IamInstanceProfileAssociations"
    ]
    live.ec2.replace_iam_instance_profile_association(
        AssociationId=association["AssociationId"], IamInstanceProfile={"Name": "other"}
    )
    harmless = json.dumps(EVERYTHING).replace('"Action": "*"', '"Action": "sts:GetCallerIdentity"')
    policy = live.iam.create_policy(PolicyName="Second", PolicyDocument=harmless)
    live.iam.attach_role_policy(
        RoleName=live.output("EcsCluster-dev", "ContainerInstanceRoleName"),
        PolicyArn=policy["Policy"]["Arn"],
    )
    live.ecs.register_container_instance(
        cluster="dev", instanceIdentityDocument=json.dumps({"instanceId": "i-other"})
    )
