"""Assemblies as dictionaries, written as the CDK writes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from access.reading.assembly import read_assembly
from access.reading.place import Place
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Inventory, Role

Properties = dict[str, Any]
ACCOUNT = "111111111111"
REGION = "eu-west-1"
TASKS: Properties = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def allow(*actions: str, resource: Any = "*") -> Properties:
    """A permissions policy of one statement."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(**principal: Any) -> Properties:
    """A trust policy of one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def resource(type_: str, **properties: Any) -> Properties:
    """A resource of a template."""
    return {"Type": type_, "Properties": properties}


def role(**properties: Any) -> Properties:
    """A role of tasks, unless something else is said."""
    return resource("AWS::IAM::Role", **{"AssumeRolePolicyDocument": TASKS, **properties})


def write_assembly(
    folder: Path,
    stacks: Mapping[str, Mapping[str, Any]],
    *,
    environments: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Path:
    """Write templates, by the stack's name, and what the manifest says of them."""
    folder.mkdir(parents=True, exist_ok=True)
    artifacts: dict[str, Any] = {}
    for name, template in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": (environments or {}).get(name, f"aws://{ACCOUNT}/{REGION}"),
            "properties": {"templateFile": f"{name}.template.json"},
        }
        if metadata is not None:
            (folder / f"{name}.metadata.json").write_text(json.dumps(metadata))
            artifacts[name]["additionalMetadataFile"] = f"{name}.metadata.json"
    manifest = {"version": "48.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def read(folder: Path, resources: Mapping[str, Any], **sections: Any) -> Inventory:
    """Read an assembly of one stack."""
    metadata = sections.pop("metadata", None)
    template = {"Resources": resources, **sections}
    return read_assembly(write_assembly(folder, {"One": template}, metadata=metadata))


def read_role(folder: Path, resources: Mapping[str, Any], **sections: Any) -> Role:
    """Read the first role of such an assembly."""
    return read(folder, resources, **sections).roles[0]


def resolve(value: Any, *, region: str = REGION, **template: Any) -> Any:
    """Resolve a value that stands in a template of one stack."""
    stack = TemplateStack(
        name="One",
        account=ACCOUNT,
        region=region,
        file=Path("One.template.json"),
        template=template,
    )
    return TemplateValues([stack]).resolve(value, Place(stack=stack, logical_id="There"))
