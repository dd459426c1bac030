"""Access levels, with what is taken away again."""

from collections.abc import Mapping
from typing import Any

from access.records import Policy
from access.report.reach import EVERY_SERVICE, reaches
from access.report.role_page import role_page
from tests.access.report.sample_inventory import allow, document, policy, role


def _levels(*statements: Mapping[str, Any], boundary: Policy | None = None) -> dict[str, str]:
    one = role(
        "EcsService-dev-web/TaskRole/Role",
        policies=(policy(*statements, where="here"),),
        boundary=boundary,
    )
    return role_page(one, number=1).levels


def _deny(action: str, resource: str = "*", **other: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **other}


def test_levels_are_those_of_aws_in_the_order_of_the_legend() -> None:
    assert _levels(
        allow(["s3:PutBucketPolicy", "S3:ListBucket", "s3:getobject"]),
        allow(["ecs:TagResource", "ecs:RunTask"]),
    ) == {"ecs": "WT", "s3": "LRP"}


def test_a_pattern_has_the_levels_of_all_that_it_stands_for() -> None:
    assert _levels(allow(["dynamodb:*"])) == {"dynamodb": "LRWTP"}


def test_an_action_that_aws_does_not_have_is_not_known() -> None:
    assert _levels(allow(["nosuch:Thing", "s3:NoSuchThing"])) == {"nosuch": "?", "s3": "?"}


def test_everything_is_every_service() -> None:
    assert _levels(allow(["*"])) == {EVERY_SERVICE: "LRWTP"}
    assert _levels({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}) == {
        EVERY_SERVICE: "LRWTP"
    }


def test_what_a_deny_takes_away_everywhere_is_not_reached() -> None:
    assert _levels(allow(["s3:GetObject", "s3:PutObject"]), _deny("s3:Put*")) == {"s3": "R"}
    assert _levels(allow(["s3:PutObject"]), _deny("s3:*")) == {}


def test_what_a_deny_takes_away_in_part_is_reached() -> None:
    condition = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}

    assert _levels(allow(["s3:PutObject"]), _deny("s3:*", Condition=condition)) == {"s3": "W"}
    assert _levels(allow(["s3:PutObject"]), _deny("s3:*", "arn:aws:s3:::a/*")) == {"s3": "W"}
    assert (
        _levels(allow(["s3:PutObject"], ["arn:aws:s3:::a/b"]), _deny("s3:*", "arn:aws:s3:::a/*"))
        == {}
    )


def test_what_the_boundary_does_not_allow_is_not_reached() -> None:
    boundary = Policy(name="b", where="b", document=document(allow(["s3:Get*"])))

    assert _levels(allow(["s3:*", "iam:PassRole"]), boundary=boundary) == {"s3": "R"}


def test_a_boundary_that_nobody_knows_takes_nothing_away_and_says_so() -> None:
    one = role(
        "EcsService-dev-web/TaskRole/Role",
        policies=(policy(allow(["s3:GetObject"]), where="here"),),
        boundary=Policy(name="b", where="b", arn="arn:aws:iam::aws:policy/b", document=None),
    )
    page = role_page(one, number=1)

    assert page.levels == {"s3": "R"}
    assert page.unknown == (
        "What the permissions boundary arn:aws:iam::aws:policy/b leaves is not known here.",
    )


def test_each_statement_keeps_its_resources_and_conditions() -> None:
    one = role(
        "EcsService-dev-web/TaskRole/Role",
        policies=(
            policy(
                allow(["s3:GetObject"], ["arn:aws:s3:::a/*"], Sid="Read"),
                allow(["s3:Put*"], Condition={"Bool": {"aws:SecureTransport": "true"}}),
                _deny("s3:PutBucketPolicy"),
                where="here",
            ),
        ),
    )
    ((read, put),) = [reach.permits for reach in reaches(one)]

    assert (read.actions, read.resources, read.conditions) == (
        ("GetObject",),
        ("arn:aws:s3:::a/*",),
        (),
    )
    assert (put.actions, put.conditions) == (("Put*",), ("aws:SecureTransport is true",))
    assert (read.is_limited, put.is_limited) == (False, True)
