from pathlib import Path
from typing import Any

import pytest

from access.reading.role_kind import role_kind
from access.records import Attachment, Policy, RoleKind
from tests.access.reading.small_assembly import allow, read_role, resource, role, trust

_ARN = "arn:aws:iam::111111111111:role/"
_AGENT = Policy(name="agent", where="x", document=allow("ecs:RegisterContainerInstance"))


def _kind(
    who: dict[str, Any], *, path: str = "", policies: tuple[Policy, ...] = (), field: str = ""
) -> RoleKind:
    attachments = (Attachment(carrier="c", name="n", field=field),) if field else ()
    return role_kind(
        arn=f"{_ARN}{path}r", trust=trust(**who), policies=policies, attachments=attachments
    )


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("taskRoleArn", RoleKind.TASK),
        ("executionRoleArn", RoleKind.TASK_EXECUTION),
        ("infrastructureRoleArn", RoleKind.INFRASTRUCTURE),
        ("managedEBSVolume.roleArn", RoleKind.INFRASTRUCTURE),
        ("ec2InstanceProfileArn", RoleKind.CONTAINER_INSTANCE),
    ],
)
def test_what_delivers_a_role_shows_its_kind(field: str, kind: RoleKind) -> None:
    assert _kind({"Service": "ecs-tasks.amazonaws.com"}, field=field) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("operators/", RoleKind.OPERATOR),
        ("deployers/", RoleKind.DEPLOYER),
        ("external-accounts/", RoleKind.EXTERNAL_ACCOUNT),
    ],
)
def test_the_path_of_a_role_that_is_taken_shows_its_kind(path: str, kind: RoleKind) -> None:
    assert _kind({"AWS": "*"}, path=path) is kind


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ({"Service": "ecs-tasks.amazonaws.com"}, RoleKind.TASK),
        ({"Service": ["ecs.amazonaws.com"]}, RoleKind.INFRASTRUCTURE),
        ({"Service": "lambda.amazonaws.com"}, RoleKind.OTHER),
        ({"Service": "ec2.amazonaws.com"}, RoleKind.OTHER),
        ({"AWS": "arn:aws:iam::111111111111:user/a"}, RoleKind.OPERATOR),
        ({"AWS": "arn:aws:iam::444444444444:root"}, RoleKind.EXTERNAL_ACCOUNT),
        ({"AWS": "arn:aws:iam::444444444444:role/111111111111"}, RoleKind.EXTERNAL_ACCOUNT),
        ({"AWS": "111111111111"}, RoleKind.OPERATOR),
        ({"Federated": "arn:aws:iam::111111111111:saml-provider/x"}, RoleKind.OPERATOR),
        ({"Federated": "arn:aws:iam::111111111111:oidc-provider/x"}, RoleKind.DEPLOYER),
        ({}, RoleKind.OTHER),
    ],
)
def test_who_may_take_a_role_shows_its_kind(who: dict[str, Any], kind: RoleKind) -> None:
    assert _kind(who) is kind


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ("ec2.amazonaws.com", RoleKind.CONTAINER_INSTANCE),
        ("ssm.amazonaws.com", RoleKind.EXTERNAL_INSTANCE),
    ],
)
def test_a_host_of_ecs_may_do_what_the_agent_does(service: str, kind: RoleKind) -> None:
    other = Policy(name="other", where="x", document=allow("s3:GetObject"))

    assert _kind({"Service": service}, policies=(_AGENT,)) is kind
    assert _kind({"Service": service}, policies=(other,)) is RoleKind.OTHER


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ({"Action": "ecs:Register*"}, RoleKind.CONTAINER_INSTANCE),
        ({"Action": ["s3:*", "e?s:poll"]}, RoleKind.CONTAINER_INSTANCE),
        ({"Action": "*"}, RoleKind.CONTAINER_INSTANCE),
        ({"NotAction": ["iam:*", "ecs:poll"]}, RoleKind.CONTAINER_INSTANCE),
        ({"NotAction": ["iam:*", "ecs:*"]}, RoleKind.OTHER),
        ({"Action": "ecs:List*"}, RoleKind.OTHER),
        ({"Action": "ecs:*", "Effect": "Deny"}, RoleKind.OTHER),
    ],
)
def test_however_it_is_allowed(statement: dict[str, Any], kind: RoleKind) -> None:
    document = {"Statement": [{"Effect": "Allow", "Resource": "*", **statement}]}
    policy = Policy(name="p", where="x", document=document)

    assert _kind({"Service": "ec2.amazonaws.com"}, policies=(policy,)) is kind


def test_the_policy_of_aws_for_hosts_shows_one() -> None:
    policy = Policy(name="AmazonEC2ContainerServiceforEC2Role", where="x", document=None)

    assert (
        _kind({"Service": "ec2.amazonaws.com"}, policies=(policy,)) is RoleKind.CONTAINER_INSTANCE
    )


def test_what_the_construct_says_wins(tmp_path: Path) -> None:
    metadata = {"/One/Role": [{"type": "ecs-iam-roles:kind", "data": "deployer role"}]}
    task = resource("AWS::ECS::TaskDefinition", TaskRoleArn={"Fn::GetAtt": ["Role", "Arn"]})

    found = read_role(tmp_path, {"Role": role(), "Task": task}, metadata=metadata)

    assert found.kind is RoleKind.DEPLOYER
