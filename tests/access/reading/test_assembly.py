from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from access.records import RoleKind
from tests.access.reading.small_assembly import (
    allow,
    read,
    read_role,
    resource,
    role,
    trust,
    write_assembly,
)

_READ = allow("s3:GetObject")


def test_a_role_has_what_the_template_says(tmp_path: Path) -> None:
    tags = [{"Key": "environment", "Value": "dev"}]
    found = read_role(tmp_path, {"Role": role(RoleName="web", Path="/x/", Tags=tags)})

    assert (found.id, found.name, found.arn) == (
        "One/Role",
        "web",
        "arn:aws:iam::111111111111:role/x/web",
    )
    assert (found.account, found.region, found.stack, found.logical_id) == (
        "111111111111",
        "eu-west-1",
        "One",
        "Role",
    )
    assert (found.environment, found.kind, found.is_from_outside) == ("dev", RoleKind.TASK, False)
    assert (found.policies, found.boundary, found.attachments) == ((), None, ())


def test_a_path_in_the_template_names_a_role(tmp_path: Path) -> None:
    written = role() | {"Metadata": {"aws:cdk:path": "One/TaskRole/Role/Resource"}}

    assert read_role(tmp_path, {"Role": written}).id == "One/TaskRole/Role"


def test_a_path_in_the_metadata_names_a_role(tmp_path: Path) -> None:
    metadata = {"/One/Task/Role/Resource": [{"type": "aws:cdk:logicalId", "data": "Role"}]}

    assert read_role(tmp_path, {"Role": role()}, metadata=metadata).id == "One/Task/Role"


def test_roles_come_in_the_order_of_their_templates(tmp_path: Path) -> None:
    stacks = {name: {"Resources": {"Z": role(), "A": role()}} for name in ("Second", "First")}

    roles = read_assembly(write_assembly(tmp_path, stacks)).roles

    assert [one.id for one in roles] == ["Second/Z", "Second/A", "First/Z", "First/A"]


def test_every_way_to_attach_a_policy_is_seen(tmp_path: Path) -> None:
    this = {"Ref": "Role"}
    found = read_role(
        tmp_path,
        {
            "Role": role(
                Policies=[{"PolicyName": "inline", "PolicyDocument": _READ}],
                ManagedPolicyArns=[{"Ref": "ByArn"}, {"Ref": "ByRoles"}],
            ),
            "Inline": resource(
                "AWS::IAM::Policy", PolicyName="p", PolicyDocument=_READ, Roles=[this]
            ),
            "OfRole": resource(
                "AWS::IAM::RolePolicy", PolicyName="q", PolicyDocument=_READ, RoleName=this
            ),
            "ByRoles": resource("AWS::IAM::ManagedPolicy", PolicyDocument=_READ, Roles=[this]),
            "ByArn": resource(
                "AWS::IAM::ManagedPolicy", PolicyDocument=_READ, ManagedPolicyName="named"
            ),
            "Other": resource("AWS::IAM::ManagedPolicy", PolicyDocument=_READ, Roles=["other"]),
        },
    )

    assert [(policy.name, policy.where, policy.arn) for policy in found.policies] == [
        ("inline", "One/Role/inline", None),
        ("p", "One/Inline", None),
        ("q", "One/OfRole", None),
        ("ByRoles", "One/ByRoles", "arn:aws:iam::111111111111:policy/One-ByRoles-EXAMPLE"),
        ("named", "One/ByArn", "arn:aws:iam::111111111111:policy/named"),
    ]
    assert all(policy.document == _READ for policy in found.policies)


def test_a_policy_of_another_stack_is_seen_and_of_another_account_not(tmp_path: Path) -> None:
    policy = resource("AWS::IAM::ManagedPolicy", PolicyDocument=_READ, Roles=["web"])
    stacks = {
        "One": {"Resources": {"Role": role(RoleName="web")}},
        "Two": {"Resources": {"Policy": policy}},
        "Far": {"Resources": {"Policy": policy}},
    }
    far = {"Far": "aws://222222222222/eu-west-1"}

    (found,) = read_assembly(write_assembly(tmp_path, stacks, environments=far)).roles

    assert [one.where for one in found.policies] == ["Two/Policy"]


def test_a_policy_may_name_a_role_in_another_case(tmp_path: Path) -> None:
    stacks = {
        "One": {"Resources": {"Role": role(RoleName="Own")}},
        "Two": {
            "Resources": {
                "Policy": resource(
                    "AWS::IAM::RolePolicy", PolicyName="p", PolicyDocument=_READ, RoleName="oWN"
                )
            }
        },
    }

    (found,) = read_assembly(write_assembly(tmp_path, stacks)).roles

    assert [one.where for one in found.policies] == ["Two/Policy"]


@pytest.mark.parametrize("stack", ["One", "Two"])
def test_a_stack_for_any_account_may_be_in_that_of_the_role(tmp_path: Path, stack: str) -> None:
    stacks = {
        "One": {"Resources": {"Role": role(RoleName="own")}},
        "Two": {
            "Resources": {
                "Policy": resource(
                    "AWS::IAM::RolePolicy", PolicyName="p", PolicyDocument=_READ, RoleName="own"
                )
            }
        },
    }
    anywhere = {stack: "aws://unknown-account/unknown-region"}

    (found,) = read_assembly(write_assembly(tmp_path, stacks, environments=anywhere)).roles

    assert [one.where for one in found.policies] == ["Two/Policy"]


def test_what_has_a_condition_that_does_not_hold_is_not_made(tmp_path: Path) -> None:
    off = {"Condition": "Off"}
    resources = {
        "Gone": role() | off,
        "Role": role(),
        "Policy": resource("AWS::IAM::ManagedPolicy", PolicyDocument=_READ, Roles=[{"Ref": "Role"}])
        | off,
        "Task": resource("AWS::ECS::TaskDefinition", TaskRoleArn={"Fn::GetAtt": ["Role", "Arn"]})
        | off,
    }

    (found,) = read(tmp_path, resources, Conditions={"Off": {"Fn::Equals": ["a", "b"]}}).roles

    assert (found.id, found.policies, found.attachments) == ("One/Role", (), ())


def test_the_boundary_of_another_stack_is_found_by_its_name(tmp_path: Path) -> None:
    boundary = resource("AWS::IAM::ManagedPolicy", ManagedPolicyName="dev", PolicyDocument=_READ)
    carrier = role(PermissionsBoundary="arn:aws:iam::111111111111:policy/dev")
    stacks = {
        "One": {"Resources": {"Role": carrier}},
        "Boundary": {"Resources": {"Policy": boundary}},
    }

    (found,) = read_assembly(write_assembly(tmp_path, stacks)).roles

    assert found.boundary is not None
    assert (found.boundary.where, found.boundary.document) == ("Boundary/Policy", _READ)


def test_a_policy_that_nobody_here_has_is_unknown(tmp_path: Path) -> None:
    arns = [
        "arn:aws:iam::111111111111:policy/team/elsewhere",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ]
    found = read_role(tmp_path, {"Role": role(ManagedPolicyArns=arns, PermissionsBoundary=arns[0])})

    assert [(one.name, one.where, one.document) for one in found.policies] == [
        ("elsewhere", arns[0], None),
        ("AdministratorAccess", arns[1], None),
    ]
    assert found.boundary == found.policies[0]


def test_a_policy_of_aws_that_belongs_to_ecs_is_known(tmp_path: Path) -> None:
    name = "service-role/AmazonECSInfrastructureRolePolicyForVolumes"
    arn = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":iam::aws:policy/{name}"]]}

    (policy,) = read_role(tmp_path, {"Role": role(ManagedPolicyArns=[arn])}).policies

    assert policy.document is not None
    assert "ec2:CreateVolume" in str(policy.document)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"AssumeRolePolicyDocument": {"Ref": "Role"}}, "a trust policy"),
        ({"Policies": [{"PolicyName": "p"}]}, "Role: expected a policy document"),
        ({"PermissionsBoundary": {"Fn::Cidr": []}}, "Role: expected a function.*Fn::Cidr"),
    ],
)
def test_what_is_wrong_in_a_role_is_named(
    tmp_path: Path, properties: dict[str, Any], message: str
) -> None:
    with pytest.raises(AccessError, match=message):
        read(tmp_path, {"Role": role(**properties)})


def test_of_other_tags_the_value_may_be_unknown(tmp_path: Path) -> None:
    tags = [
        {"Key": "owner", "Value": {"Fn::Unknown": 1}},
        {"Key": "environment", "Value": {"Ref": "AWS::Region"}},
    ]

    assert read_role(tmp_path, {"Role": role(Tags=tags)}).environment == "eu-west-1"


def test_an_assembly_without_roles_has_none(tmp_path: Path) -> None:
    inventory = read(tmp_path, {})

    assert (inventory.roles, inventory.secrets) == ((), {})
    assert inventory.source == str(tmp_path)


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    resources = {"Role": role(), "Other": role(AssumeRolePolicyDocument=trust(AWS="*"))}

    assert read(tmp_path, resources) == read(tmp_path, resources)


def test_a_name_without_a_value_is_chosen_by_cloudformation(tmp_path: Path) -> None:
    unnamed = role(RoleName={"Ref": "AWS::NoValue"}, Path={"Ref": "AWS::NoValue"})

    assert read_role(tmp_path, {"Role": unnamed}).arn == (
        "arn:aws:iam::111111111111:role/One-Role-EXAMPLE"
    )


@pytest.mark.parametrize("roles", ["web", ["web"], ["Web"]])
def test_a_policy_counts_however_it_names_its_role(tmp_path: Path, roles: Any) -> None:
    policy = resource("AWS::IAM::Policy", PolicyName="p", Roles=roles, PolicyDocument=allow("s3:*"))

    (found,) = read_role(tmp_path, {"Role": role(RoleName="web"), "Policy": policy}).policies

    assert found.name == "p"


def test_a_loop_is_refused_in_words(tmp_path: Path) -> None:
    loop = {"Fn::ForEach::Roles": ["Name", ["a"], {"Role${Name}": role()}]}

    with pytest.raises(AccessError, match=r"Resources\.Fn::ForEach::Roles: expected no loop"):
        read(tmp_path, loop, Transform="AWS::LanguageExtensions")
