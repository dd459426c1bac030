"""Writes what roles from outside have to be beside the templates that use them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import (
    DockerImageAssetLocation,
    FileAssetLocation,
    ISynthesisSession,
    Stack,
    StackSynthesizer,
    Stage,
)
from constructs import IConstruct

Contract = dict[str, Any]
_Entry = tuple[Stack, Callable[[], Contract]]

_ID = "EcsIamRolesContracts"


def contract_file(stack: Stack) -> str:
    """Return the name of the file that holds the contracts of a stack, or of a nested stack."""
    return f"{stack.template_file.removesuffix('.template.json')}.roles-from-outside.json"


class ContractFiles(Stack):
    """Writes a JSON file for each stack that uses roles from outside.

    It is a stack in name only, without a template: the synthesizer of a stack is the one thing in
    Python that the CDK lets write to the cloud assembly, and calls when all checks have passed.
    """

    @staticmethod
    def of(scope: IConstruct) -> "ContractFiles":
        """Return the writer of the app or stage that the construct is in; each has one."""
        root = Stage.of(scope) or scope.node.root
        found = root.node.try_find_child(_ID)
        return found if isinstance(found, ContractFiles) else ContractFiles(root, _ID)

    def __init__(self, scope: IConstruct, construct_id: str) -> None:
        """Add the writer to an app or stage; ``of`` does it once."""
        self._entries: list[_Entry] = []
        super().__init__(
            scope,  # type: ignore[arg-type]  # a root is a Construct
            construct_id,
            synthesizer=_Synthesizer(self._entries),
        )

    def add(self, stack: Stack, contract: Callable[[], Contract]) -> None:
        """Have the contract of a role written beside the template of a stack.

        Args:
            stack: The stack that uses the role.
            contract: Called when the stack is synthesized; ``construct`` in what it returns is
                the path of the construct, by which contracts are sorted.
        """
        self._entries.append((stack, contract))


class _Synthesizer(StackSynthesizer):
    def __init__(self, entries: Sequence[_Entry]) -> None:
        super().__init__()
        self._entries = entries

    def synthesize(self, session: ISynthesisSession) -> None:
        contracts: dict[str, list[Contract]] = {}
        for stack, contract in self._entries:
            contracts.setdefault(contract_file(stack), []).append(contract())
        for name, of_stack in contracts.items():
            content = {"roles": sorted(of_stack, key=lambda contract: str(contract["construct"]))}
            text = json.dumps(content, indent=2, sort_keys=True)
            (Path(session.outdir) / name).write_text(f"{text}\n", encoding="utf-8")

    # A stack without a template has no assets.

    def add_docker_image_asset(self, **asset: Any) -> DockerImageAssetLocation:
        raise NotImplementedError

    def add_file_asset(self, **asset: Any) -> FileAssetLocation:
        raise NotImplementedError
