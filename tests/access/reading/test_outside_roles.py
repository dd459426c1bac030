import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_logs as logs

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from access.records import Attachment, RoleKind
from constructs_lib import ContainerInstanceRole, TaskExecutionRole
from constructs_lib.existing_instance_profile import ExistingInstanceProfile
from tests.access.reading.small_assembly import resource, write_assembly

_CONTRACT = {
    "construct": "One/Task",
    "kind": "task role",
    "purpose": "x",
    "role": {"arn": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/team/web"}, "name": "web"},
    "trust": {"Version": "2012-10-17", "Statement": []},
    "permissions": [{"Version": "2012-10-17", "Statement": [{"Resource": {"Ref": "Topic"}}]}],
    "managedPolicies": ["arn:aws:iam::111111111111:policy/elsewhere"],
    "knownAtDeployment": {"x": {"Fn::Unknown": 1}},
}

_TOPIC = resource("AWS::SNS::Topic", TopicName="t")


def _written(folder: Path, contract: Any) -> Path:
    arn = "arn:aws:iam::111111111111:role/team/web"
    resources = {
        "Topic": _TOPIC,
        "Task": resource("AWS::ECS::TaskDefinition", Family="web", TaskRoleArn=arn),
        "Cluster": resource(
            "AWS::ECS::Cluster", ClusterName="c", Tags=[{"Key": "environment", "Value": "dev"}]
        ),
    }
    write_assembly(folder, {"One": {"Resources": resources}})
    (folder / "One.roles-from-outside.json").write_text(json.dumps({"roles": [contract]}))
    return folder


def test_a_role_from_outside_has_what_its_contract_asks_for(tmp_path: Path) -> None:
    (found,) = read_assembly(_written(tmp_path, _CONTRACT)).roles

    assert (found.id, found.name, found.arn, found.kind, found.is_from_outside) == (
        "One/Task/Role",
        "web",
        "arn:aws:iam::111111111111:role/team/web",
        RoleKind.TASK,
        True,
    )
    asked, attached = found.policies
    assert asked.document is not None
    assert asked.document["Statement"] == [{"Resource": "arn:aws:sns:eu-west-1:111111111111:t"}]
    assert attached.document is None
    assert found.attachments == (
        Attachment(carrier="task definition", name="web", field="taskRoleArn"),
    )
    assert found.environment == "dev"


@pytest.mark.parametrize("change", [{"kind": "no kind"}, {"trust": None}, {"role": {"arn": "x"}}])
def test_a_broken_contract_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(AccessError, match=r"One/Task: expected a contract of a role from outside"):
        read_assembly(_written(tmp_path, _CONTRACT | change))


def test_what_the_constructs_write_is_read(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    app = App(outdir=str(tmp_path), context=cdk_context)
    stack = Stack(app, "Roles", env={"account": "111111111111", "region": "eu-west-1"})
    logs.LogGroup(stack, "Something")
    TaskExecutionRole(stack, "Execution", existing_role="exec")
    ContainerInstanceRole(
        stack,
        "Hosts",
        cluster_name="dev",
        existing=ExistingInstanceProfile(
            profile="profile", role="arn:aws:iam::111111111111:role/team/hosts"
        ),
    )
    app.synth()

    execution, hosts = read_assembly(tmp_path).roles

    assert (execution.kind, execution.name) == (RoleKind.TASK_EXECUTION, "exec")
    assert (hosts.kind, hosts.arn) == (
        RoleKind.CONTAINER_INSTANCE,
        "arn:aws:iam::111111111111:role/team/hosts",
    )
    assert hosts.cluster == "dev"


def test_an_instance_profile_from_outside_delivers_its_role(tmp_path: Path) -> None:
    arn = "arn:aws:iam::111111111111:instance-profile/team/p"
    contract = _CONTRACT | {"instanceProfile": {"arn": arn, "name": "p"}}
    _written(tmp_path, contract)
    host = resource("AWS::EC2::Instance", IamInstanceProfile="p")
    write_assembly(tmp_path, {"One": {"Resources": {"Host": host, "Topic": _TOPIC}}})

    (found,) = read_assembly(tmp_path).roles

    assert found.attachments == (
        Attachment(carrier="instance", name="One/Host", field="iamInstanceProfile"),
    )
