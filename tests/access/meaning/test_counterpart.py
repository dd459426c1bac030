from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from access.meaning.counterpart import general_id, in_terms_of
from access.meaning.wider import wider_than
from access.reading.assembly import read_assembly
from access.records import Policy, Role
from tests.access.meaning.conftest import role_of


def _of(
    make_role: Any, environment: str, account: str, *statements: Any, region: str = "eu-west-1"
) -> Role:
    role: Role = make_role(*statements)
    return replace(
        role,
        id=f"EcsService-{environment}-web/TaskRole/Role",
        name=f"EcsService-{environment}-web-TaskRole-EXAMPLE",
        arn=f"arn:aws:iam::{account}:role/EcsService-{environment}-web-TaskRole-EXAMPLE",
        account=account,
        region=region,
        environment=environment,
        cluster=environment,
    )


def _allow(*resources: str, action: str = "s3:GetObject") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": list(resources)}


@pytest.fixture
def pair(make_role: Any) -> Any:
    def make(dev: Any, prod: Any) -> tuple[Role, Role]:
        return (
            _of(make_role, "dev", "111111111111", dev),
            _of(make_role, "prod", "333333333333", prod, region="eu-central-1"),
        )

    return make


def test_the_same_role_of_two_environments_has_the_same_general_id(pair: Any) -> None:
    dev, prod = pair(_allow("*"), _allow("*"))

    assert general_id(dev) == general_id(prod) == "EcsService-*-web/TaskRole/Role"
    assert general_id(replace(dev, environment=None)) == dev.id


def test_an_environment_within_a_word_is_no_environment(pair: Any) -> None:
    dev, _ = pair(_allow("*"), _allow("*"))

    assert general_id(replace(dev, id="developers/dev/devices")) == "developers/*/devices"


@pytest.mark.parametrize(
    ("dev", "prod"),
    [
        ("arn:aws:s3:::dev-data/*", "arn:aws:s3:::prod-data/*"),
        (
            "arn:aws:ecs:eu-west-1:111111111111:cluster/dev",
            "arn:aws:ecs:eu-central-1:333333333333:cluster/prod",
        ),
        (
            "arn:aws:iam::111111111111:role/EcsService-dev-web-TaskRole-EXAMPLE",
            "arn:aws:iam::333333333333:role/EcsService-prod-web-TaskRole-EXAMPLE",
        ),
        (
            "arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-0123456789abcdef0",
            "arn:aws:ec2:eu-central-1:333333333333:subnet/subnet-00000000000000000",
        ),
        (
            "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
            "arn:aws:kms:eu-central-1:333333333333:key/99999999-2222-3333-4444-555555555555",
        ),
        (
            "arn:aws:secretsmanager:eu-west-1:111111111111:secret:dev/db-AbCdEf",
            "arn:aws:secretsmanager:eu-central-1:333333333333:secret:prod/db-GhIjKl",
        ),
        (
            "arn:aws:iam::111111111111:role/EcsService-dev-longname-TaskRoleExecution-EXAMPLE0A1B2C",
            "arn:aws:iam::333333333333:role/EcsService-prod-longnam-TaskRoleExecution-EXAMPLE9F9F9F",
        ),
    ],
)
def test_a_counterpart_is_as_wide(pair: Any, dev: str, prod: str) -> None:
    one, other = pair(_allow(dev), _allow(prod))

    assert wider_than(one, other) == ()
    assert wider_than(other, one) == ()
    assert in_terms_of(one, other).policies[0].document == other.policies[0].document


def test_a_role_of_another_service_is_no_counterpart(pair: Any) -> None:
    dev, prod = pair(
        _allow("arn:aws:iam::111111111111:role/EcsService-dev-web-TaskRole-EXAMPLE"),
        _allow("arn:aws:iam::333333333333:role/EcsService-prod-orders-TaskRole-EXAMPLE"),
    )

    assert len(wider_than(prod, dev)) == 1


def test_what_a_counterpart_may_not_is_wider(pair: Any) -> None:
    dev, prod = pair(_allow("arn:aws:s3:::dev-data/a"), _allow("arn:aws:s3:::prod-data/*"))

    assert [change.short for change in wider_than(prod, dev)] == [
        "may s3:GetObject on arn:aws:s3:::prod-data/*"
    ]
    assert wider_than(dev, prod) == ()


def test_ids_that_cannot_be_paired_stay_apart(pair: Any) -> None:
    key = "arn:aws:kms:eu-central-1:333333333333:key/{}1111111-2222-3333-4444-555555555555"
    dev, prod = pair(_allow("*", action="s3:ListBucket"), _allow(key.format(1), key.format(2)))

    assert len(wider_than(prod, dev)) == 2


def test_ids_that_are_fewer_there_stay_apart() -> None:
    key = "arn:aws:kms:eu-west-1:111111111111:key/{}1111111-2222-3333-4444-555555555555"
    dev = _of(role_of, "dev", "111111111111", _allow(key.format(9)))
    prod = _of(role_of, "prod", "111111111111", _allow(key.format(1), key.format(2)))

    assert len(wider_than(prod, dev)) == 2


def test_an_id_that_both_have_stands_for_itself() -> None:
    key = "arn:aws:kms:eu-west-1:111111111111:key/{}1111111-2222-3333-4444-555555555555"
    both, one, other = map(key.format, "123")

    def of(environment: str, *statements: Any) -> Role:
        return _of(role_of, environment, "111111111111", *statements)

    dev = of("dev", _allow(one), _allow(both, action="s3:PutObject"))
    prod = of("prod", _allow(both, action="s3:PutObject"), _allow(other))
    assert wider_than(prod, dev) == ()


def test_of_two_words_that_begin_alike_the_longer_is_meant() -> None:
    cluster = "arn:aws:ecs:eu-west-1:111111111111:cluster/{}"
    dev = _of(role_of, "dev", "111111111111", _allow(cluster.format("dev-main")))
    prod = _of(role_of, "prod", "111111111111", _allow(cluster.format("main")))

    named = replace(prod, cluster="main"), replace(dev, cluster="dev-main")
    assert wider_than(*named) == ()


def test_a_word_is_replaced_only_where_it_stands_alone(pair: Any) -> None:
    dev, prod = pair(_allow("arn:aws:s3:::device-development-dev"), _allow("*"))

    moved = in_terms_of(dev, prod).policies[0].document
    assert moved is not None
    assert moved["Statement"][0]["Resource"] == ["arn:aws:s3:::device-development-prod"]


def test_the_boundary_and_the_arns_of_policies_move_too(pair: Any) -> None:
    dev, prod = pair(_allow("*"), _allow("*"))
    arn = "arn:aws:iam::{}:policy/{}-limit"
    limits = [
        Policy(name="limit", where="limit", document=None, arn=arn.format(*words))
        for words in (("111111111111", "dev"), ("333333333333", "prod"))
    ]
    dev, prod = replace(dev, boundary=limits[0]), replace(prod, boundary=limits[1])

    moved = in_terms_of(dev, prod).boundary
    assert moved is not None
    assert moved.arn == limits[1].arn
    assert wider_than(dev, prod) == ()


def test_in_the_real_app_prod_is_wider_than_staging_in_one_trust_only(assembly: Path) -> None:
    roles: dict[str, dict[str | None, Role]] = {}
    for role in read_assembly(assembly).roles:
        roles.setdefault(general_id(role), {})[role.environment] = role

    wider = {
        general: [change.short for change in wider_than(found["prod"], found["staging"])]
        for general, found in roles.items()
    }
    assert {general: lines for general, lines in wider.items() if lines} == {
        "EcsAccess-*/Deployers/github/Role": [
            "may be taken by arn:aws:iam::555555555555:role/deployment with "
            "sts:AssumeRole, sts:SetSourceIdentity, sts:TagSession"
        ]
    }
