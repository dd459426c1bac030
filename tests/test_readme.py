"""The README's examples run, and the verbs that it names are there."""

import re
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Template

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text()
_EXAMPLES = re.findall(r"```python\n(.*?)```", _README, re.DOTALL)


def test_each_construct_has_an_example() -> None:
    for construct in (
        "ContainerInstance",
        "ContainerInstanceRole",
        "TaskRole",
        "TaskExecutionRole",
    ):
        assert any(re.search(rf"\b{construct}\(", example) for example in _EXAMPLES)


@pytest.mark.parametrize("example", _EXAMPLES)
def test_example_synthesizes(example: str) -> None:
    names: dict[str, Any] = {}

    exec(example, names)

    stack = names["stack"]
    assert isinstance(stack, Stack)
    assert Template.from_stack(stack).find_resources("AWS::IAM::Role")


def test_every_verb_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (_ROOT / "Makefile").read_text(), re.MULTILINE))
    verbs = set(re.findall(r"\bmake ([a-z-]+)\b", _README))

    assert verbs
    assert verbs <= targets


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", _README)

    assert links
    assert [link for link in links if not (_ROOT / link).exists()] == []
