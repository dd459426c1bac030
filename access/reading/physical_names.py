"""What CloudFormation calls the resources of stacks."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from access.access_error import AccessError
from access.reading.aws_account import AwsAccount
from access.reading.aws_calls import call, pages
from access.reading.call_denied import CallDenied
from access.reading.template_stack import ResourceKey, TemplateStack

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_OTHER = (
    "{}: what is deployed is another template than the assembly's; what was changed in the code "
    "and is not deployed shows as drift (compare with the assembly of what is deployed)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PhysicalNames:
    """What is deployed of stacks."""

    ids: Mapping[ResourceKey, str]
    absent: tuple[TemplateStack, ...] = ()
    """Stacks that are not deployed."""

    notes: tuple[str, ...] = ()
    """Of stacks that are deployed from another template; a line each."""


def physical_names(account: AwsAccount, stacks: Sequence[TemplateStack]) -> PhysicalNames:
    """Return the physical ids; a call for every page of every stack, and none for a resource.

    Tags do not tell it: ``iam:GetAccountAuthorizationDetails`` need not have those of
    CloudFormation.

    Args:
        account: Where the stacks are.
        stacks: Nested ones behind those that they are in.

    Raises:
        AccessError: ``cloudformation:ListStackResources`` is not allowed, or does not answer.
    """
    ids: dict[ResourceKey, str] = {}
    absent: list[TemplateStack] = []
    notes: list[str] = []
    for stack in stacks:
        client = account.client("cloudformation", stack.region)
        name = _name(stack, ids)
        found = None if name is None else _resources(client, name)
        if name is None or found is None:
            absent.append(stack)
            continue
        ids |= {stack.key(logical_id): one for logical_id, one in found.items()}
        notes += _of_another_template(client, name, stack)
    return PhysicalNames(ids=ids, absent=tuple(absent), notes=tuple(notes))


def _name(stack: TemplateStack, ids: Mapping[ResourceKey, str]) -> str | None:
    """Of a nested stack, what its parent calls it, if it is there."""
    if stack.parent is None or stack.parent_id is None:
        return stack.name
    return ids.get(stack.parent.key(stack.parent_id))


def _resources(client: Any, stack: str) -> dict[str, str] | None:
    """Return logical to physical ids; None if there is no such stack."""
    found: dict[str, str] = {}
    try:
        for page in pages(client, "list_stack_resources", {"StackName": stack}):
            for one in page["StackResourceSummaries"]:
                # What failed to be created, or is gone, has none.
                if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE":
                    found[one["LogicalResourceId"]] = one["PhysicalResourceId"]
    except AccessError as error:
        # CloudFormation has no code of its own for it: "ValidationError", and a sentence.
        if "ValidationError" in str(error) and "does not exist" in str(error):
            return None
        raise
    return found


def _of_another_template(client: Any, name: str, stack: TemplateStack) -> list[str]:
    arguments = {"StackName": name, "TemplateStage": "Original"}
    try:
        deployed = call(client, "get_template", arguments)["TemplateBody"]
    except CallDenied as denied:
        return [f"{stack.name}: whether it is deployed from this template is not known: {denied}"]
    is_same = deployed in (stack.template, _as_told(stack.template))
    return [] if is_same else [_OTHER.format(stack.name)]


def _as_told(template: Mapping[str, Any]) -> Any:
    """CloudFormation answers with ``?`` for what is not ASCII; `cdk diff` allows for it, too."""
    return json.loads(_NOT_ASCII.sub("?", json.dumps(template, ensure_ascii=False)))
