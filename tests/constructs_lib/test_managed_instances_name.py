import pytest
from aws_cdk import Aws

from constructs_lib import ConfigurationError
from constructs_lib.managed_instances_name import (
    check_managed_instances_role,
    managed_instances_role_name,
)


def test_two_regions_of_an_account_have_two_names() -> None:
    names = {
        managed_instances_role_name(cluster_name="prod", region=region)
        for region in ("eu-west-1", "us-east-1")
    }

    assert names == {"ecsInstanceRole-prod-eu-west-1", "ecsInstanceRole-prod-us-east-1"}


def test_long_names_of_clusters_fit_and_stay_apart() -> None:
    names = {
        managed_instances_role_name(cluster_name="c" * 200 + last, region="us-isof-south-1")
        for last in "ab"
    }

    assert len(names) == 2
    assert all(len(name) <= 64 for name in names)


def test_a_name_that_only_deployment_knows_is_not_cut() -> None:
    cluster = f"{Aws.STACK_NAME}-{Aws.REGION}-{Aws.ACCOUNT_ID}"

    assert cluster in managed_instances_role_name(cluster_name=cluster, region=Aws.REGION)


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        (None, None, "name: expected a name that begins with 'ecsInstanceRole'"),
        ("hosts", None, "name: expected a name that begins with 'ecsInstanceRole'"),
        ("ecsInstanceRoleProd", "/hosts/", "path: expected no path"),
    ],
)
def test_a_role_that_ecs_may_not_pass_is_refused(
    name: str | None, path: str | None, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^prod\.role\.{message}"):
        check_managed_instances_role("prod.role", name=name, path=path)


def test_a_role_that_ecs_may_pass_is_accepted() -> None:
    check_managed_instances_role("prod.role", name="ecsInstanceRoleProd", path="/")
