from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.records import Attachment
from tests.access.reading.small_assembly import read, read_role, resource, role

_ARN = {"Fn::GetAtt": ["Role", "Arn"]}
_PROFILE = resource("AWS::IAM::InstanceProfile", Roles=[{"Ref": "Role"}])


@pytest.mark.parametrize(
    ("carrier", "word", "name", "field"),
    [
        (
            resource("AWS::ECS::TaskDefinition", Family="web", TaskRoleArn=_ARN),
            "task definition",
            "web",
            "taskRoleArn",
        ),
        (
            resource("AWS::ECS::TaskDefinition", ExecutionRoleArn=_ARN),
            "task definition",
            "One/Carrier",
            "executionRoleArn",
        ),
        (
            resource(
                "AWS::ECS::CapacityProvider",
                ManagedInstancesProvider={"InfrastructureRoleArn": _ARN},
            ),
            "capacity provider",
            "One/Carrier",
            "infrastructureRoleArn",
        ),
        (
            resource(
                "AWS::ECS::Service",
                ServiceName="web",
                VolumeConfigurations=[{"Name": "v"}, {"ManagedEBSVolume": {"RoleArn": _ARN}}],
            ),
            "service",
            "web",
            "managedEBSVolume.roleArn",
        ),
        (
            resource(
                "AWS::ECS::Service",
                ServiceConnectConfiguration={"Services": [{"Tls": {"RoleArn": _ARN}}]},
            ),
            "service",
            "One/Carrier",
            "tls.roleArn",
        ),
        (
            resource("AWS::ECS::Service", VpcLatticeConfigurations=[{"RoleArn": _ARN}]),
            "service",
            "One/Carrier",
            "vpcLatticeConfigurations.roleArn",
        ),
        (
            resource(
                "AWS::ECS::Service", LoadBalancers=[{"AdvancedConfiguration": {"RoleArn": _ARN}}]
            ),
            "service",
            "One/Carrier",
            "advancedConfiguration.roleArn",
        ),
        (resource("AWS::Lambda::Function", Role=_ARN), "function", "One/Carrier", "role"),
        (
            resource("AWS::IAM::InstanceProfile", InstanceProfileName="p", Roles=[{"Ref": "Role"}]),
            "instance profile",
            "p",
            "Roles",
        ),
    ],
)
def test_what_names_a_role_carries_it(
    tmp_path: Path, carrier: Any, word: str, name: str, field: str
) -> None:
    found = read_role(tmp_path, {"Role": role(), "Other": role(), "Carrier": carrier})

    assert found.attachments == (Attachment(carrier=word, name=name, field=field),)


@pytest.mark.parametrize(
    ("carrier", "word", "field"),
    [
        (
            resource("AWS::EC2::Instance", IamInstanceProfile={"Ref": "Profile"}),
            "instance",
            "iamInstanceProfile",
        ),
        (
            resource(
                "AWS::EC2::LaunchTemplate",
                LaunchTemplateData={
                    "IamInstanceProfile": {"Arn": {"Fn::GetAtt": ["Profile", "Arn"]}},
                    "UserData": {"Fn::Unknown": 1},
                },
            ),
            "launch template",
            "iamInstanceProfile",
        ),
        (
            resource(
                "AWS::ECS::CapacityProvider",
                ManagedInstancesProvider={
                    "InstanceLaunchTemplate": {
                        "Ec2InstanceProfileArn": {"Fn::GetAtt": ["Profile", "Arn"]}
                    }
                },
            ),
            "capacity provider",
            "ec2InstanceProfileArn",
        ),
    ],
)
def test_what_names_an_instance_profile_carries_its_role(
    tmp_path: Path, carrier: Any, word: str, field: str
) -> None:
    found = read_role(tmp_path, {"Role": role(), "Profile": _PROFILE, "Carrier": carrier})

    assert found.attachments == (
        Attachment(carrier="instance profile", name="One/Profile", field="Roles"),
        Attachment(carrier=word, name="One/Carrier", field=field),
    )


def test_only_what_names_the_role_has_to_be_known(tmp_path: Path) -> None:
    unknown = {"Fn::Unknown": 1}
    service = resource(
        "AWS::ECS::Service",
        ServiceName=unknown,
        LoadBalancers=[{"TargetGroupArn": unknown, "AdvancedConfiguration": {"RoleArn": _ARN}}],
    )

    found = read_role(tmp_path, {"Role": role(), "Service": service})

    assert [(one.name, one.field) for one in found.attachments] == [
        ("One/Service", "advancedConfiguration.roleArn")
    ]


def test_a_carrier_is_read_through_the_functions_around_the_role(tmp_path: Path) -> None:
    item = {"Fn::If": ["On", {"VolumeConfigurations": 1, "RoleArn": _ARN}, {"Ref": "AWS::NoValue"}]}
    service = resource("AWS::ECS::Service", VpcLatticeConfigurations=[item])
    resources = {"Role": role(), "Service": service}

    on = read_role(tmp_path, resources, Conditions={"On": {"Fn::Equals": [1, 1]}})
    off = read_role(tmp_path, resources, Conditions={"On": {"Fn::Equals": [1, 2]}})

    assert [len(one.attachments) for one in (on, off)] == [1, 0]


def test_a_role_that_is_named_by_no_text_is_refused(tmp_path: Path) -> None:
    task = resource("AWS::ECS::TaskDefinition", TaskRoleArn=["a"])

    with pytest.raises(AccessError, match="Task: expected a text in TaskRoleArn"):
        read(tmp_path, {"Role": role(), "Task": task})


def test_a_carrier_whose_role_cannot_be_known_is_refused(tmp_path: Path) -> None:
    task = resource("AWS::ECS::TaskDefinition", TaskRoleArn={"Fn::Cidr": []})

    with pytest.raises(AccessError, match=r"Task: expected a function.*Fn::Cidr"):
        read(tmp_path, {"Role": role(), "Task": task})
