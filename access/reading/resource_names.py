"""What CloudFormation will call a resource."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from access.reading.made_up_name import made_up_id, made_up_name
from access.reading.place import Place
from access.reading.resource_types import NAME, RESOURCE_TYPES, ResourceType
from access.reading.template_stack import ResourceKey
from access.reading.text_functions import NO_VALUE, Resolve

PhysicalIds = Mapping[ResourceKey, str]
"""What CloudFormation calls a resource that is deployed."""

_EXPECTED = "a resource whose {} is known (access/reading/resource_types.py lists them)"


def reference(resolve: Resolve, place: Place, physical_ids: PhysicalIds) -> str:
    """Return what ``Ref`` returns of a resource.

    Args:
        resolve: Returns what a value of the template is.
        place: The resource.
        physical_ids: Of what is deployed; other names are as in the template, or made up.

    Raises:
        AccessError: Resources of its type are unknown here.
    """
    type_ = _type(place)
    if (known := physical_ids.get(place.stack.key(place.logical_id))) is not None:
        return known
    if type_ is None:
        place.refuse(expected=_EXPECTED.format("Ref"), got=_type_name(place))
    return type_.ref.format_map(_fields(resolve, place, physical_ids, type_))


def attribute(resolve: Resolve, place: Place, name: str, physical_ids: PhysicalIds) -> str:
    """Return what ``Fn::GetAtt`` returns of a resource.

    Args:
        resolve: Returns what a value of the template is.
        place: The resource.
        name: Of the attribute.
        physical_ids: As for ``reference``.

    Raises:
        AccessError: The attribute, or resources of its type, are unknown here.
    """
    type_ = _type(place)
    format_ = None
    if type_ is not None:
        format_ = type_.arn if name == "Arn" and type_.arn else type_.attributes.get(name)
    if type_ is None or format_ is None:
        place.refuse(expected=_EXPECTED.format(f"Fn::GetAtt {name!r}"), got=_type_name(place))
    if place.stack.key(place.logical_id) in physical_ids and type_.ref != NAME:
        # What Ref returns is the physical id; attributes such as the ARN of a key have it in them.
        format_ = format_.replace(type_.ref, "{physical_id}")
    return format_.format_map(_fields(resolve, place, physical_ids, type_))


def _type_name(place: Place) -> str:
    return str(place.stack.resources[place.logical_id].get("Type"))


def _type(place: Place) -> ResourceType | None:
    return RESOURCE_TYPES.get(_type_name(place))


def _fields(
    resolve: Resolve, place: Place, physical_ids: PhysicalIds, type_: ResourceType
) -> "_Fields":
    stack, logical_id = place.stack, place.logical_id
    properties = stack.resources[logical_id].get("Properties") or {}

    def text(property_: str, default: str) -> str:
        found = resolve(properties.get(property_, default), place)
        if found is NO_VALUE:
            return default
        if not isinstance(found, str):
            place.refuse(expected=f"a text in {property_}", got=found)
        return found

    def name() -> str:
        if (known := physical_ids.get(stack.key(logical_id))) is not None:
            return _name_in(known)
        chosen = made_up_name(stack.name, logical_id, longest=type_.longest)
        if type_.longest == _BUCKET_LENGTH:
            chosen = chosen.lower()
        written = text(type_.named_by, chosen) if type_.named_by else chosen
        return written.removeprefix("https://")

    digest = hashlib.sha256(f"{stack.name}/{logical_id}".encode()).hexdigest()
    parts = digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]
    return _Fields(
        {
            "partition": lambda: stack.partition,
            "region": lambda: stack.region,
            "account": lambda: stack.account,
            "url_suffix": lambda: stack.url_suffix,
            "path": lambda: text("Path", "/"),
            "physical_id": lambda: physical_ids[stack.key(logical_id)],
            "name": name,
            "name_with_slash": lambda: f"/{name().removeprefix('/')}",
            "id": lambda: made_up_id(stack.name, logical_id),
            "uuid": lambda: "-".join(parts),
            "cluster": lambda: text("Cluster", "default").split("/")[-1],
        }
    )


_BUCKET_LENGTH = RESOURCE_TYPES["AWS::S3::Bucket"].longest


def _name_in(physical_id: str) -> str:
    """The name, of a physical id that may be an ARN or a URL with it."""
    if physical_id.startswith(("arn:", "https://")):
        return physical_id.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return physical_id


class _Fields(dict[str, Any]):
    """What a format asks for, found out when it asks."""

    def __init__(self, found: Mapping[str, Callable[[], str]]) -> None:
        super().__init__(found)

    def __getitem__(self, key: str) -> str:
        return str(super().__getitem__(key)())
