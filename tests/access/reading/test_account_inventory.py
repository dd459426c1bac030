"""An account as botocore answers: page by page, and with what is denied."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.stub import Stubber

from access.access_error import AccessError
from access.reading.account_inventory import account_inventory
from access.reading.aws_account import AwsAccount
from tests.access.reading.stubbed_clients import stubbed

_NUMBER = "111111111111"
_TRUST = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"
_ECS = f"arn:aws:ecs:eu-west-1:{_NUMBER}"


def _account(clients: Mapping[str, Any]) -> AwsAccount:
    return AwsAccount(
        number=_NUMBER, region="eu-west-1", client=lambda service, _region: clients[service]
    )


def _role(name: str) -> dict[str, Any]:
    arn = f"arn:aws:iam::{_NUMBER}:role/{name}"
    return {"RoleName": name, "Arn": arn, "AssumeRolePolicyDocument": _TRUST}


def _answer(names: list[str], *, marker: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"RoleDetailList": [_role(name) for name in names]}
    return answer | ({"IsTruncated": True, "Marker": marker} if marker else {"IsTruncated": False})


def _no_cluster(ecs: Stubber) -> None:
    ecs.add_response("list_clusters", {"clusterArns": []})
    ecs.add_response("describe_capacity_providers", {"capacityProviders": []})


def _provider(name: str, role: str, *, status: str = "ACTIVE") -> dict[str, Any]:
    return {
        "name": name,
        "status": status,
        "managedInstancesProvider": {"infrastructureRoleArn": role},
    }


def test_three_thousand_roles_take_one_call_a_page() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    _no_cluster(ecs_answers)
    filters = {
        "Filter": ["Role", "LocalManagedPolicy", "AWSManagedPolicy"],
        "MaxItems": 1000,
    }
    for page in range(30):
        names = [f"role-{page:02}-{number:02}" for number in range(100)]
        asked = filters if page == 0 else filters | {"Marker": str(page)}
        marker = str(page + 1) if page < 29 else None
        iam_answers.add_response(
            "get_account_authorization_details", _answer(names, marker=marker), asked
        )

    found = account_inventory(_account({"iam": iam, "ecs": ecs}))

    iam_answers.assert_no_pending_responses()
    assert len(found.roles) == 3000
    assert found.roles[0].trust == {"Version": "2012-10-17", "Statement": []}
    assert (found.source, found.notes) == (f"account {_NUMBER}", ())


def test_what_ecs_does_not_tell_is_said_and_the_rest_is_read() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    ecs_answers.add_client_error("list_clusters", "AccessDeniedException", "you may not")
    iam_answers.add_response("get_account_authorization_details", _answer(["a"], marker=None))

    found = account_inventory(_account({"iam": iam, "ecs": ecs}))

    (note,) = found.notes
    assert note.startswith("where ECS uses the roles is not known: ecs:ListClusters: expected the")
    assert found.carriers == frozenset({"instance profile"})
    assert [role.name for role in found.roles] == ["a"]


def test_roles_that_may_not_be_read_are_an_error_that_names_the_permission() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    _no_cluster(ecs_answers)
    iam_answers.add_client_error("get_account_authorization_details", "AccessDenied", "no")

    with pytest.raises(
        AccessError,
        match=r"^iam:GetAccountAuthorizationDetails: expected the permission "
        r"iam:GetAccountAuthorizationDetails on",
    ):
        account_inventory(_account({"iam": iam, "ecs": ecs}))


def test_services_are_described_in_tens_and_a_task_definition_once() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    iam_answers.add_response("get_account_authorization_details", _answer(["task"], marker=None))
    cluster, definition = f"{_ECS}:cluster/c", f"{_ECS}:task-definition/web:3"
    services = [f"{_ECS}:service/c/s{number}" for number in range(11)]
    role = f"arn:aws:iam::{_NUMBER}:role/task"
    ecs_answers.add_response("list_clusters", {"clusterArns": [cluster]})
    ecs_answers.add_response("list_services", {"serviceArns": services[:6], "nextToken": "2"})
    ecs_answers.add_response("list_services", {"serviceArns": services[6:]})
    for some in (services[:10], services[10:]):
        described = [{"serviceArn": one, "taskDefinition": definition} for one in some]
        described[0] |= {"roleArn": role}
        asked = {"cluster": cluster, "services": some}
        ecs_answers.add_response("describe_services", {"services": described}, asked)
    secret = {"name": "P", "valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:p-abcdef"}
    told = {
        "taskDefinitionArn": definition,
        "taskRoleArn": role,
        "containerDefinitions": [{"secrets": [secret]}],
    }
    ecs_answers.add_response("describe_task_definition", {"taskDefinition": told})
    for token, name in ((None, "a"), ("2", "b")):
        answer = {"capacityProviders": [_provider(name, role)]}
        asked = {"nextToken": token} if token else {}
        more = {} if token else {"nextToken": "2"}
        ecs_answers.add_response("describe_capacity_providers", answer | more, asked)
    of_cluster = {"capacityProviders": [_provider("b", role), _provider("c", role)]}
    ecs_answers.add_response("describe_capacity_providers", of_cluster, {"cluster": "c"})

    found = account_inventory(_account({"iam": iam, "ecs": ecs}))

    ecs_answers.assert_no_pending_responses()
    assert {(one.carrier, one.name, one.field) for one in found.roles[0].attachments} == {
        ("service", services[0], "role"),
        ("service", services[10], "role"),
        ("task definition", definition, "taskRoleArn"),
        ("capacity provider", "a", "infrastructureRoleArn"),
        ("capacity provider", "b", "infrastructureRoleArn"),
        ("capacity provider", "c", "infrastructureRoleArn"),
    }
    assert found.task_definitions == {definition}
    assert found.services == dict.fromkeys(services, definition)
    assert found.secrets == {_NUMBER: (secret["valueFrom"], f"{secret['valueFrom']}-AbCdEf")}


def test_a_service_that_others_deploy_has_the_task_definitions_of_its_task_sets() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    iam_answers.add_response("get_account_authorization_details", _answer(["task"], marker=None))
    cluster, service = f"{_ECS}:cluster/c", f"{_ECS}:service/c/s"
    definition, role = f"{_ECS}:task-definition/web:3", f"arn:aws:iam::{_NUMBER}:role/task"
    ecs_answers.add_response("list_clusters", {"clusterArns": [cluster]})
    ecs_answers.add_response("list_services", {"serviceArns": [service]})
    described = {"serviceArn": service, "taskSets": [{"taskDefinition": definition}]}
    ecs_answers.add_response("describe_services", {"services": [described]})
    told = {"taskDefinitionArn": definition, "taskRoleArn": role}
    ecs_answers.add_response("describe_task_definition", {"taskDefinition": told})
    for _ in ("all", "of the cluster"):
        ecs_answers.add_response("describe_capacity_providers", {"capacityProviders": []})

    found = account_inventory(_account({"iam": iam, "ecs": ecs}))

    assert [one.name for one in found.roles[0].attachments] == [definition]


def test_a_capacity_provider_that_was_deleted_has_no_role() -> None:
    iam, iam_answers = stubbed("iam")
    ecs, ecs_answers = stubbed("ecs")
    iam_answers.add_response("get_account_authorization_details", _answer(["a"], marker=None))
    role = f"arn:aws:iam::{_NUMBER}:role/a"
    ecs_answers.add_response("list_clusters", {"clusterArns": []})
    gone = {"capacityProviders": [_provider("gone", role, status="INACTIVE")]}
    ecs_answers.add_response("describe_capacity_providers", gone)

    assert account_inventory(_account({"iam": iam, "ecs": ecs})).roles[0].attachments == ()
