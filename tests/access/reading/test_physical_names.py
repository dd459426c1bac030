"""What CloudFormation calls the resources of a stack."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

from access.access_error import AccessError
from access.reading.aws_account import AwsAccount
from access.reading.physical_names import physical_names
from access.reading.template_stack import TemplateStack
from tests.access.reading.stubbed_clients import stubbed

_TEMPLATE: dict[str, Any] = {"Resources": {}}
_STACK = TemplateStack(
    name="One",
    account="1",
    region="eu-west-1",
    file=Path("One.template.json"),
    template=_TEMPLATE,
)


def _account() -> tuple[AwsAccount, Stubber]:
    client, answers = stubbed("cloudformation")
    return (
        AwsAccount(number="1", region="eu-west-1", client=lambda _service, _region: client),
        answers,
    )


def _resource(logical_id: str, *, status: str = "CREATE_COMPLETE") -> dict[str, Any]:
    return {
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": f"One-{logical_id}-ABC",
        "ResourceType": "AWS::IAM::Role",
        "LastUpdatedTimestamp": 0,
        "ResourceStatus": status,
    }


def test_every_page_of_a_stack_is_read() -> None:
    account, answers = _account()
    answers.add_response(
        "list_stack_resources",
        {"StackResourceSummaries": [_resource("A")], "NextToken": "2"},
    )
    gone = _resource("C", status="DELETE_COMPLETE")
    failed = {**_resource("D", status="CREATE_FAILED"), "PhysicalResourceId": ""}
    answers.add_response(
        "list_stack_resources", {"StackResourceSummaries": [_resource("B"), gone, failed]}
    )
    answers.add_response("get_template", {"TemplateBody": json.dumps(_TEMPLATE)})

    names = physical_names(account, [_STACK])

    assert names.ids == {_STACK.key("A"): "One-A-ABC", _STACK.key("B"): "One-B-ABC"}
    assert (names.absent, names.notes) == ((), ())


def test_a_stack_that_is_not_deployed_is_named() -> None:
    account, answers = _account()
    answers.add_client_error(
        "list_stack_resources", "ValidationError", "Stack with id One does not exist"
    )

    assert physical_names(account, [_STACK]).absent == (_STACK,)


def test_stacks_that_may_not_be_read_are_an_error() -> None:
    account, answers = _account()
    answers.add_client_error("list_stack_resources", "AccessDenied", "no")

    with pytest.raises(AccessError, match="cloudformation:ListStackResources"):
        physical_names(account, [_STACK])


def test_a_stack_that_is_deployed_from_another_template_is_named() -> None:
    account, answers = _account()
    answers.add_response("list_stack_resources", {"StackResourceSummaries": []})
    answers.add_response("get_template", {"TemplateBody": '{"Resources": {"A": {}}}'})

    (note,) = physical_names(account, [_STACK]).notes

    assert note.startswith("One: what is deployed is another template than the assembly's;")


def test_a_template_that_cloudformation_tells_in_ascii_is_the_same() -> None:
    account, answers = _account()
    body = {"Resources": {"A": {"Properties": {"Description": "für \U0001f600"}}}}
    answers.add_response("list_stack_resources", {"StackResourceSummaries": []})
    answers.add_response("get_template", {"TemplateBody": json.dumps(body)})
    answers.add_response("list_stack_resources", {"StackResourceSummaries": []})
    told = json.dumps(body).replace("\\u00fc", "?").replace("\\ud83d\\ude00", "?")
    answers.add_response("get_template", {"TemplateBody": told})
    stack = replace(_STACK, template=body)

    assert physical_names(account, [stack]).notes == ()
    assert physical_names(account, [stack]).notes == ()


def test_a_template_that_may_not_be_read_is_said() -> None:
    account, answers = _account()
    answers.add_response("list_stack_resources", {"StackResourceSummaries": []})
    answers.add_client_error("get_template", "AccessDenied", "no")

    (note,) = physical_names(account, [_STACK]).notes

    assert "expected the permission cloudformation:GetTemplate on" in note


def test_a_nested_stack_is_asked_for_as_its_parent_calls_it() -> None:
    account, answers = _account()
    nested = replace(_STACK, name="One-Nested-EXAMPLE", parent=_STACK, parent_id="Nested")
    for asked, inner in (("One", "Nested"), ("One-Nested-ABC", "Role")):
        answers.add_response(
            "list_stack_resources",
            {"StackResourceSummaries": [_resource(inner)]},
            {"StackName": asked},
        )
        answers.add_response("get_template", {"TemplateBody": json.dumps(_TEMPLATE)})

    names = physical_names(account, [_STACK, nested])

    assert names.ids[nested.key("Role")] == "One-Role-ABC"


def test_a_nested_stack_whose_parent_has_none_is_not_deployed() -> None:
    account, answers = _account()
    nested = replace(_STACK, name="One-Nested-EXAMPLE", parent=_STACK, parent_id="Nested")
    answers.add_client_error(
        "list_stack_resources", "ValidationError", "Stack with id One does not exist"
    )

    assert physical_names(account, [_STACK, nested]).absent == (_STACK, nested)
