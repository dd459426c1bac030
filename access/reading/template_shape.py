"""Whether a template, and what the CDK notes beside it, have the shape that CloudFormation asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from access.access_error import AccessError

_SECTIONS = ("Parameters", "Conditions", "Mappings", "Resources", "Outputs")
_NOTHING = type(None)
_MACRO = "Fn::Transform"
_SHAPES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "Resources": {
        "Type": (str,),
        "Condition": (str, _NOTHING),
        "Properties": (dict, _NOTHING),
        "Metadata": (dict, _NOTHING),
    },
    "Outputs": {"Value": (dict, list, str, int, float), "Export": (dict, _NOTHING)},
}
# They add or change no role. Any other macro may.
_HARMLESS = {"AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23"}
_HARMLESS |= {"AWS::SecretsManager-2024-09-16", "AWS::CodeDeployBlueGreen"}


def check_template(file: Path, template: Mapping[str, Any]) -> None:
    """Refuse a template that is not one, or that a macro may change when it is deployed.

    Raises:
        AccessError: A section, a resource, a parameter or an output is no mapping, or lacks what
            it has to have; there is a macro that may make or change roles, or a loop.
    """
    _check_macros(file, template)
    for section in _SECTIONS:
        entries = template.get(section) or {}
        if not isinstance(entries, dict):
            raise AccessError(f"{file}, {section}", expected="a mapping", got=entries)
        for name, entry in entries.items():
            where = f"{file}, {section}.{name}"
            if name.startswith("Fn::"):
                raise AccessError(where, expected="no loop, which is not read here", got=name)
            if not isinstance(entry, dict):
                raise AccessError(where, expected=f"one of the {section.lower()}", got=entry)
            _check(where, entry, _SHAPES.get(section, {}))
            if section == "Resources":
                _check_expansion(where, entry)


def check_metadata(where: str, metadata: Mapping[str, Any]) -> None:
    """Refuse notes that are no lists of entries.

    Raises:
        AccessError: The notes on a construct are something else.
    """
    for path, entries in metadata.items():
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise AccessError(f"{where}, {path}", expected="a list of entries", got=entries)


def _check_macros(file: Path, template: Mapping[str, Any]) -> None:
    transforms = template.get("Transform") or []
    for transform in transforms if isinstance(transforms, list) else [transforms]:
        if not isinstance(transform, str) or transform not in _HARMLESS:
            raise AccessError(
                f"{file}, Transform",
                expected="no macro that may make or change roles when it is deployed",
                got=transform,
            )


def _check_expansion(where: str, resource: Mapping[str, Any]) -> None:
    """Refuse what CloudFormation replaces by resources, or properties of roles, that are not here.

    A module, and a macro on a resource, may make roles; one in the properties of a role or policy
    may add to them beside what is written.
    """
    properties = resource.get("Properties") or {}
    if resource["Type"].endswith("::MODULE"):
        raise AccessError(
            f"{where}.Type", expected="no module, which may make roles", got=resource["Type"]
        )
    if _MACRO in resource or (resource["Type"].startswith("AWS::IAM::") and _MACRO in properties):
        raise AccessError(where, expected=f"no {_MACRO} that may change roles", got=_MACRO)


def _check(where: str, entry: Mapping[str, Any], shape: Mapping[str, tuple[type, ...]]) -> None:
    for name, types in shape.items():
        found = entry.get(name)
        if not isinstance(found, types):
            expected = "a text" if str in types else "a mapping" if dict in types else "a value"
            raise AccessError(f"{where}.{name}", expected=expected, got=found)
