"""cdk-nag: the AWS Solutions rules on every construct of the real app."""

from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from app import build_app
from constructs_lib import AgentFeatures, ContainerInstanceRole, Permission, TaskRole
from stacks.environments import ENVIRONMENTS


def _findings(root: IConstruct) -> list[str]:
    return [
        f"{resource.construct_path}: {violation.rule_name} {violation.description}"
        for violation in AwsSolutionsChecks().validate_scope(root).violations
        for resource in violation.violating_resources
    ]


def test_cdk_nag_finds_nothing_that_is_not_acknowledged(cdk_context: dict[str, Any]) -> None:
    findings = _findings(build_app(ENVIRONMENTS, context=cdk_context))

    assert findings == [], "\n".join(findings)


def test_cdk_nag_finds_the_wildcards_of_a_permission_without_a_reason(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=[Permission(actions=("s3:List*",), resources=("*",))])

    findings = [finding.split(" The IAM entity")[0] for finding in _findings(stack)]

    assert findings == [
        "Test/Web/Policy/Resource: AwsSolutions-IAM5[Action::s3:List*]",
        "Test/Web/Policy/Resource: AwsSolutions-IAM5[Resource::*]",
    ]


def test_a_reason_acknowledges_the_wildcards_of_its_own_permission_only(stack: Stack) -> None:
    table = "arn:aws:dynamodb:eu-west-1:111111111111:table"
    meant = Permission(
        actions=("dynamodb:GetItem",),
        resources=(f"{table}/shop-*",),
        wildcards_because="One a shop.",
    )
    forgotten = Permission(actions=("dynamodb:Query",), resources=(f"{table}/*",))
    TaskRole(stack, "Web", permissions=[meant, forgotten])

    (finding,) = _findings(stack)

    assert f"AwsSolutions-IAM5[Resource::{table}/*]" in finding


def test_wildcards_are_acknowledged_whatever_the_account_and_region(
    cdk_context: dict[str, Any],
) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")
    repository = ecr.Repository(stack, "Images")
    shop = s3.Bucket.from_bucket_name(stack, "Shop", "shop")
    own_objects = shop.arn_for_objects("${aws:PrincipalTag/team}/*")
    permissions = [
        Permission(actions=(action,), resources=(resource,), wildcards_because="Names change.")
        for action, resource in (
            ("ecr:Describe*", f"{repository.repository_arn}-*"),
            ("s3:GetObject", own_objects),
        )
    ]
    TaskRole(stack, "Web", permissions=permissions)
    ContainerInstanceRole(stack, "Hosts", cluster_name="dev")

    assert _findings(stack) == []


def test_wildcards_of_the_classic_permissions_are_acknowledged(stack: Stack) -> None:
    features = AgentFeatures(classic_permissions=True)

    ContainerInstanceRole(stack, "Hosts", cluster_name="dev", features=features)

    assert _findings(stack) == []
