import json
from importlib.resources import files

import pytest

from access.catalogue.access_levels import AccessLevel, access_level, matching_actions, spelled


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:ListBucket", AccessLevel.LIST),
        ("s3:GetObject", AccessLevel.READ),
        ("s3:PutObject", AccessLevel.WRITE),
        ("s3:PutObjectTagging", AccessLevel.TAGGING),
        ("s3:PutBucketPolicy", AccessLevel.PERMISSIONS_MANAGEMENT),
        ("iam:AttachRolePolicy", AccessLevel.PERMISSIONS_MANAGEMENT),
        ("ecs:RegisterContainerInstance", AccessLevel.WRITE),
    ],
)
def test_an_action_has_the_level_of_the_reference(action: str, level: AccessLevel) -> None:
    assert access_level(action) is level


def test_an_action_is_found_in_any_case() -> None:
    assert access_level("S3:getobject") is AccessLevel.READ
    assert spelled("S3:getobject") == "s3:GetObject"


@pytest.mark.parametrize("action", ["s3:FlyToTheMoon", "nosuchservice:Get", "s3", "", "s3:*"])
def test_what_is_no_action_has_no_level(action: str) -> None:
    assert access_level(action) is None
    assert spelled(action) is None


def test_a_pattern_stands_for_actions_of_its_service() -> None:
    assert matching_actions("SSMMESSAGES:*") == (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    )
    assert matching_actions("sts:assumerol?") == ("sts:AssumeRole",)
    assert matching_actions("s3:getobject") == ("s3:GetObject",)
    assert matching_actions("s3:FlyToTheMoon") == ()
    assert matching_actions("nosuchservice:*") == ()


def test_a_pattern_may_stand_for_several_services() -> None:
    found = matching_actions("s*:AssumeRole")

    assert "sts:AssumeRole" in found
    assert len(matching_actions("*")) > 20_000
    assert matching_actions("*:*") == matching_actions("*")
    assert matching_actions("*") == tuple(sorted(matching_actions("*")))


def test_the_catalogue_has_the_actions_of_the_constructs() -> None:
    catalogue = json.loads(files("access.catalogue").joinpath("actions.json").read_text())
    table = json.loads(
        files("constructs_lib.iam").joinpath("service_authorization.json").read_text()
    )

    assert catalogue["source"] == table["source"]
    assert {
        service: sorted(name for names in levels.values() for name in names.split())
        for service, levels in catalogue["services"].items()
    } == {
        service: sorted(name for group in row["actions"] for name in group[2].split())
        for service, row in table["services"].items()
    }
