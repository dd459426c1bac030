from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from tests.access.reading.small_assembly import read, resource

_SECRET = "arn:aws:secretsmanager:eu-west-1:111111111111:secret"


def _task(**container: Any) -> dict[str, Any]:
    unknown = {"Fn::Unknown": 1}
    one = {"Image": unknown, "Environment": unknown, **container}
    return {"Task": resource("AWS::ECS::TaskDefinition", ContainerDefinitions=[one])}


@pytest.mark.parametrize(
    ("source", "arns"),
    [
        (f"{_SECRET}:db", [f"{_SECRET}:db-AbCdEf"]),
        (f"{_SECRET}:db:password::", [f"{_SECRET}:db-AbCdEf"]),
        (
            f"{_SECRET}:db-x1Y2z3:password::",
            [f"{_SECRET}:db-x1Y2z3", f"{_SECRET}:db-x1Y2z3-AbCdEf"],
        ),
        (
            "arn:aws:ssm:eu-west-1:111111111111:parameter/a",
            ["arn:aws:ssm:eu-west-1:111111111111:parameter/a"],
        ),
        ("/a/b", ["arn:aws:ssm:eu-west-1:111111111111:parameter/a/b"]),
        ("a", ["arn:aws:ssm:eu-west-1:111111111111:parameter/a"]),
        ("arn:aws", []),
        ("arn:aws:secretsmanager:eu-west-1:db", []),
        ({"Fn::Sub": "arn:${AWS::Partition}:ssm:eu-west-1:444444444444:parameter/a"}, []),
    ],
)
def test_a_secret_is_named_as_a_request_names_it(
    tmp_path: Path, source: Any, arns: list[str]
) -> None:
    secrets = read(tmp_path, _task(Secrets=[{"Name": "N", "ValueFrom": source}])).secrets

    assert list(secrets.get("111111111111", ())) == arns
    if "Fn::Sub" in source:
        assert list(secrets) == ["444444444444"]


def test_secrets_of_logs_and_registries_count(tmp_path: Path) -> None:
    resources = _task(
        LogConfiguration={"SecretOptions": [{"Name": "N", "ValueFrom": "/logs"}]},
        RepositoryCredentials={"CredentialsParameter": f"{_SECRET}:registry"},
    )

    assert read(tmp_path, resources).secrets == {
        "111111111111": (
            f"{_SECRET}:registry-AbCdEf",
            "arn:aws:ssm:eu-west-1:111111111111:parameter/logs",
        )
    }


def test_a_secret_from_somewhere_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"Task: expected a function.*Fn::Unknown"):
        read(tmp_path, _task(Secrets=[{"Name": "N", "ValueFrom": {"Fn::Unknown": 1}}]))


def test_secrets_are_of_the_role_that_reads_them(tmp_path: Path) -> None:
    role = "arn:aws:iam::111111111111:role/starts"
    secret = f"{_SECRET}:db"
    one, other = (
        resource(
            "AWS::ECS::TaskDefinition",
            ExecutionRoleArn=arn,
            ContainerDefinitions=[{"Secrets": [{"Name": "N", "ValueFrom": source}]}],
        )
        for arn, source in ((role, secret), ("other", "/a/b"))
    )

    assert read(tmp_path, {"One": one, "Other": other}).secrets_of == {
        role: (f"{secret}-AbCdEf",),
        "other": ("arn:aws:ssm:eu-west-1:111111111111:parameter/a/b",),
    }
