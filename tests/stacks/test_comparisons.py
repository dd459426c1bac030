"""Which environment may do no more than which other, and what is refused of that."""

from dataclasses import replace

import pytest

from constructs_lib import ConfigurationError
from stacks.config import AccessConfig, EnvironmentConfig, Expectation
from stacks.config.check_environments import check_environments
from stacks.config.compared_with_none import compared_with_none
from stacks.environments import DEV, ENVIRONMENTS, PROD


def _environments(**measures: str | None) -> list[EnvironmentConfig]:
    return [
        replace(DEV, name=name, cluster_name=name, access=AccessConfig(), no_wider_than=measure)
        for name, measure in measures.items()
    ]


def test_prod_may_do_no_more_than_staging() -> None:
    assert [one.no_wider_than for one in ENVIRONMENTS] == [None, None, "staging"]


def test_each_environment_can_be_held_to_another() -> None:
    check_environments(_environments(dev=None, staging="dev", prod="staging", other="dev"))


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        (
            {"dev": None, "prod": "stagging"},
            "prod.no_wider_than: expected the name of another environment (dev), got 'stagging'",
        ),
        (
            {"prod": "staging"},
            "prod.no_wider_than: expected the name of another environment (none is here), "
            "got 'staging'",
        ),
        (
            {"dev": None, "prod": "prod"},
            "prod.no_wider_than: expected the name of another environment (dev), got 'prod'",
        ),
        (
            {"a": "b", "b": "c", "c": "a"},
            "a.no_wider_than: expected no circle, in which nobody could be given anything, "
            "got 'a -> b -> c -> a'",
        ),
        ({"c": "a", "a": "b", "b": "a"}, "a.no_wider_than: expected no circle"),
    ],
)
def test_what_cannot_be_compared_is_refused(measures: dict[str, str | None], message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        check_environments(_environments(**measures))

    assert str(error.value).startswith(message)


def _without_a_reason() -> dict[str, EnvironmentConfig]:
    access = PROD.access
    operator = replace(access.operators[0], wider_because=" ")
    external = replace(access.external_accounts[0], wider_because="")
    deployer = replace(access.deployers[0], wider_because="")
    service = replace(PROD.services[0], wider_because="")
    return {
        "prod.hosts_wider_because": replace(PROD, hosts_wider_because=""),
        "prod.services.web.wider_because": replace(PROD, services=(service,)),
        "prod.access.operators.read-only.wider_because": replace(
            PROD, access=replace(access, operators=(operator,))
        ),
        "prod.access.external_accounts.auditor.wider_because": replace(
            PROD, access=replace(access, external_accounts=(external,))
        ),
        "prod.access.deployers.github.wider_because": replace(
            PROD, access=replace(access, deployers=(deployer,))
        ),
    }


@pytest.mark.parametrize("where", _without_a_reason())
def test_a_reason_has_to_say_something(where: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        check_environments([_without_a_reason()[where]])

    assert str(error.value).startswith(f"{where}: expected a reason, or None, got ")


def _with_a_reason(reason: str) -> dict[str, EnvironmentConfig]:
    alone = compared_with_none(PROD)
    access = alone.access
    operator = replace(access.operators[0], wider_because=reason)
    external = replace(access.external_accounts[0], wider_because=reason)
    deployer = replace(access.deployers[0], wider_because=reason)
    service = replace(alone.services[0], wider_because=reason)
    return {
        "prod.hosts_wider_because": replace(alone, hosts_wider_because=reason),
        "prod.services.web.wider_because": replace(alone, services=(service,)),
        "prod.access.operators.read-only.wider_because": replace(
            alone, access=replace(access, operators=(operator,))
        ),
        "prod.access.external_accounts.auditor.wider_because": replace(
            alone, access=replace(access, external_accounts=(external,))
        ),
        "prod.access.deployers.github.wider_because": replace(
            alone, access=replace(access, deployers=(deployer,))
        ),
    }


@pytest.mark.parametrize("where", _with_a_reason(""))
def test_a_reason_to_be_wider_than_nothing_is_refused(where: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        check_environments([_with_a_reason("It is new.")[where]])

    assert str(error.value) == (
        f"{where}: expected None, as prod.no_wider_than names no environment, got 'It is new.'"
    )


def test_an_environment_by_itself_is_compared_with_none() -> None:
    services = tuple(replace(one, wider_because="It is new.") for one in PROD.services)
    alone = compared_with_none(replace(PROD, services=services, hosts_wider_because="Larger."))

    assert alone == replace(
        PROD,
        no_wider_than=None,
        access=replace(
            PROD.access,
            deployers=tuple(replace(one, wider_because=None) for one in PROD.access.deployers),
        ),
    )
    check_environments([alone])


@pytest.mark.parametrize(
    ("accepts", "message"),
    [
        ({"ecs-iam-roles::no-iam-writes": "Why."}, "dev.services.web.accepts: expected the name"),
        ({1: "Why."}, "dev.services.web.accepts: expected the name of a rule"),
        ({"no-iam-writes": " "}, "dev.services.web.accepts['no-iam-writes']: expected a reason"),
        ({"no-iam-writes": 1}, "dev.services.web.accepts['no-iam-writes']: expected a reason"),
    ],
)
def test_what_is_accepted_names_a_rule_and_says_why(accepts: dict[str, str], message: str) -> None:
    service = replace(DEV.services[0], accepts=accepts)
    with pytest.raises(ConfigurationError) as error:
        check_environments([replace(DEV, services=(service,))])

    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"s3:prefx": "a"}, "it.context: expected a condition key in the table"),
        ({"sqs:MessageAttribute": "a"}, "it.context: expected a condition key"),
        ({"s3:prefix": ()}, "it.context: expected a condition key and its value"),
        ({"s3:prefix": 1}, "it.context: expected a condition key and its value"),
        ({"s3:prefix": ("a", 1)}, "it.context: expected a condition key and its value"),
        ({1: "a"}, "it.context: expected a condition key and its value"),
    ],
)
def test_a_context_that_no_request_has_is_refused(context: dict[str, str], message: str) -> None:
    bucket = "arn:aws:s3:::reports"
    with pytest.raises(ConfigurationError) as error:
        Expectation(action="s3:ListBucket", resource=bucket, context=context).check("it")

    assert str(error.value).startswith(message)


def test_a_context_is_a_key_with_a_value_or_with_several() -> None:
    context = {"s3:prefix": "daily/", "aws:PrincipalTag/team": ("orders", "payments")}

    Expectation(action="s3:ListBucket", resource="arn:aws:s3:::a", context=context).check("it")
