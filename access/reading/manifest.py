"""Finds the stacks of an assembly."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from access.access_error import AccessError
from access.reading.json_file import read_json
from access.reading.made_up_name import made_up_name
from access.reading.template_shape import check_metadata, check_template
from access.reading.template_stack import Metadata, TemplateStack

UNKNOWN_ACCOUNT = "000000000000"
"""Stands for the account of a stack that is made for any."""

UNKNOWN_REGION = "example-region-1"
"""Stands for the region of a stack that is made for any."""

_LONGEST_STACK_NAME = 128
_SYNTHESIZE = "run `npx cdk synth` first, or name the folder that it wrote"


def read_stacks(folder: Path) -> tuple[TemplateStack, ...]:
    """Return the stacks of an assembly in its order, and after each those nested in it.

    Raises:
        AccessError: There is no assembly; a file of it is missing or broken; a template makes
            resources by a macro; a nested stack's template is not in the assembly.
    """
    if not (folder / "manifest.json").is_file():
        got = "a folder without manifest.json" if folder.is_dir() else "no such folder"
        raise AccessError(str(folder), expected=f"a cloud assembly ({_SYNTHESIZE})", got=got)
    return tuple(_stacks(folder))


def _stacks(folder: Path) -> Iterator[TemplateStack]:
    manifest = read_json(folder / "manifest.json")
    for artifact_id in _mapping(folder, manifest, "artifacts"):
        artifact = _mapping(folder, manifest["artifacts"], artifact_id)
        properties = _mapping(folder, artifact, "properties")
        if artifact.get("type") == "cdk:cloud-assembly":
            yield from _stacks(folder / str(properties.get("directoryName")))
        elif artifact.get("type") == "aws:cloudformation:stack":
            yield from _with_nested(_stack(folder, artifact_id, artifact, properties))


def _mapping(folder: Path, parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = parent.get(key) or {}
    if not isinstance(found, dict):
        where = f"{folder / 'manifest.json'}, {key}"
        raise AccessError(where, expected="a mapping", got=found)
    return found


def _stack(
    folder: Path, artifact_id: str, artifact: Mapping[str, Any], properties: Mapping[str, Any]
) -> TemplateStack:
    where = f"{folder / 'manifest.json'}, artifacts.{artifact_id}"
    environment = str(artifact.get("environment")).removeprefix("aws://").split("/")
    if len(environment) != 2 or "templateFile" not in properties:
        raise AccessError(
            where, expected="an environment aws://account/region and a templateFile", got=artifact
        )
    account, region = environment
    name = str(properties.get("stackName") or artifact_id)
    metadata = _metadata(folder, artifact)
    file = folder / str(properties["templateFile"])
    return TemplateStack(
        name=name,
        account=UNKNOWN_ACCOUNT if account == "unknown-account" else account,
        region=UNKNOWN_REGION if region == "unknown-region" else region,
        file=file,
        template=_template(file),
        metadata=metadata,
        paths=_paths(metadata, file.name),
    )


def _metadata(folder: Path, artifact: Mapping[str, Any]) -> Metadata:
    entries = dict(_mapping(folder, artifact, "metadata"))
    if (name := artifact.get("additionalMetadataFile")) is not None:
        entries |= read_json(folder / str(name))
    check_metadata(str(folder / str(name or "manifest.json")), entries)
    return {path.removeprefix("/"): of_path for path, of_path in entries.items()}


def _template(file: Path) -> Mapping[str, Any]:
    template = read_json(file)
    check_template(file, template)
    return template


def _paths(metadata: Metadata, template_file: str) -> dict[str, str]:
    """Logical id to the construct's path, of one template; nested stacks have ids of their own."""
    scopes = {
        path: str(entry.get("data"))
        for path, entries in metadata.items()
        for entry in entries
        if entry.get("type") == "aws:cdk:templateFile"
    }
    return {
        str(entry.get("data")): path
        for path, entries in metadata.items()
        for entry in entries
        if entry.get("type") == "aws:cdk:logicalId" and _file(path, scopes) in (None, template_file)
    }


def _file(path: str, scopes: Mapping[str, str]) -> str | None:
    """The template that a construct is in: that of the nearest stack around it."""
    parts = path.split("/")
    for length in range(len(parts), 0, -1):
        if (file := scopes.get("/".join(parts[:length]))) is not None:
            return file
    return None


def _with_nested(stack: TemplateStack) -> Iterator[TemplateStack]:
    yield stack
    for logical_id, _ in stack.of_type("AWS::CloudFormation::Stack"):
        file = _nested_file(stack, logical_id)
        nested = TemplateStack(
            name=made_up_name(stack.name, logical_id, longest=_LONGEST_STACK_NAME),
            account=stack.account,
            region=stack.region,
            file=file,
            template=_template(file),
            metadata=stack.metadata,
            paths=_paths(stack.metadata, file.name),
            parent=stack,
            parent_id=logical_id,
        )
        yield from _with_nested(nested)


def _nested_file(stack: TemplateStack, logical_id: str) -> Path:
    """Where the CDK wrote the template: beside the resource, or in the notes on the construct."""
    name = (stack.resources[logical_id].get("Metadata") or {}).get("aws:asset:path")
    scope = stack.path(logical_id).rsplit("/", 1)[0].removesuffix(".NestedStack")
    for entry in stack.metadata.get(scope, ()):
        if entry.get("type") == "aws:cdk:templateFile":
            name = name or entry.get("data")
    if name is None or not (stack.file.parent / str(name)).is_file():
        raise AccessError(
            f"{stack.file}, {logical_id}",
            expected="a nested stack of the CDK, whose template is in the assembly",
            got=name or "one that only its TemplateURL names",
        )
    return stack.file.parent / str(name)
