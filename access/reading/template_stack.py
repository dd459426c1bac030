"""A stack of an assembly, with its template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Resource = Mapping[str, Any]
ResourceKey = tuple[str, str, str, str]
"""Account, region, stack and logical id: two regions may have stacks of one name."""

Metadata = Mapping[str, Sequence[Mapping[str, Any]]]
"""Path of a construct, without a slash in front, to its entries."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class TemplateStack:
    """A stack, or a nested one, as the CDK wrote it."""

    name: str
    """In CloudFormation; made up for a nested stack."""

    account: str
    region: str
    file: Path
    template: Mapping[str, Any]
    metadata: Metadata = field(default_factory=dict)
    """Of the stack, and of all stacks that are nested in it."""

    paths: Mapping[str, str] = field(default_factory=dict)
    """Logical id to the path of the construct."""

    parent: "TemplateStack | None" = None
    parent_id: str | None = None
    """Logical id that a nested stack has in its parent."""

    @property
    def partition(self) -> str:
        """The partition that the region is in, as "Amazon Resource Names (ARNs)" lists them."""
        for start, partition in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
            if self.region.startswith(start):
                return partition
        return "aws"

    @property
    def url_suffix(self) -> str:
        """What the names of hosts of AWS end with there."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"

    @property
    def resources(self) -> Mapping[str, Resource]:
        """Logical id to the resource, in the order of the template."""
        resources: Mapping[str, Resource] = self.template.get("Resources") or {}
        return resources

    def of_type(self, *types: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield logical id and properties of each resource of these types."""
        for logical_id, resource in self.resources.items():
            if resource.get("Type") in types:
                yield logical_id, resource.get("Properties") or {}

    def key(self, logical_id: str) -> ResourceKey:
        """Return what tells a resource from all others of the assembly."""
        return self.account, self.region, self.name, logical_id

    def path(self, logical_id: str) -> str:
        """Return the path of the construct that a person wrote.

        The L1 construct in it, ``Resource``, is left out. Stack and logical id, if the assembly
        has no paths.
        """
        written = (self.resources[logical_id].get("Metadata") or {}).get("aws:cdk:path")
        path = written or self.paths.get(logical_id) or f"{self.name}/{logical_id}"
        return str(path).removesuffix("/Resource")
