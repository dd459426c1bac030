"""The examples of the documentation run, and what it names is there."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from aws_cdk import Stack, Stage
from aws_cdk.assertions import Template

import constructs_lib
import stacks.config
from access.contracts.check import RULES
from app import build_app
from constructs_lib import AgentFeatures, Isolation
from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.ecs_config import ecs_config
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from constructs_lib.iam.contract_files import contract_file
from sandbox.verification.calls import CALLABLE
from stacks.config import CapacityConfig
from stacks.environments import DEV, STAGING

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text()
_CONSTRUCTS = (_ROOT / "docs" / "constructs.md").read_text()
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_FRAGMENTS = _BLOCK.findall(_README)
_EXAMPLES = _BLOCK.findall(_CONSTRUCTS)


def test_each_construct_has_an_example() -> None:
    for construct in (
        "ApplicationBoundary",
        "AutoScalingCapacity",
        "ClusterCapacityProviders",
        "ContainerInstance",
        "ContainerInstanceRole",
        "DeployerRole",
        "ExecSessions",
        "ExistingInstanceProfile",
        "ExternalAccountRole",
        "ExternalInstanceRole",
        "InfrastructureRole",
        "ManagedInstancesCapacity",
        "OperatorRole",
        "RoleUseAlarm",
        "TaskRole",
        "TaskExecutionRole",
        "WebIdentityProvider",
    ):
        assert any(re.search(rf"\b{construct}\(", example) for example in _EXAMPLES)


@pytest.mark.parametrize("kind", get_args(CapacityConfig), ids=lambda kind: kind.__name__)
def test_each_kind_of_capacity_has_an_example(kind: type) -> None:
    assert any(f"{kind.__name__}(" in fragment for fragment in _FRAGMENTS)


@pytest.mark.parametrize("fragment", _FRAGMENTS)
def test_fields_of_an_environment_synthesize(
    fragment: str, tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    plain = replace(
        STAGING, capacity=DEV.capacity, agent=AgentFeatures(), services=STAGING.services[:1]
    )
    written: dict[str, Any] = {}

    exec(fragment, {**vars(constructs_lib), **vars(stacks.config)}, written)
    environment = replace(plain, **written)

    build_app([environment], outdir=tmp_path, context=cdk_context).synth()
    assert written
    assert list(tmp_path.glob("EcsCluster-*.template.json"))


@pytest.mark.parametrize("example", _EXAMPLES)
def test_example_synthesizes(example: str) -> None:
    names: dict[str, Any] = {}

    exec(example, names)

    stack = names["stack"]
    assert isinstance(stack, Stack)
    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role")
    assert roles or _is_written_as_the_text_says(stack)


def _is_written_as_the_text_says(stack: Stack) -> bool:
    """Whether the contracts of roles from outside are in the file that the text names."""
    stage = Stage.of(stack)
    assert stage is not None
    name = contract_file(stack)
    return f"`{name}`" in _CONSTRUCTS and (Path(stage.outdir) / name).exists()


def test_every_verb_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (_ROOT / "Makefile").read_text(), re.MULTILINE))
    verbs = set(re.findall(r"\bmake ([a-z-]+)\b", _README))

    assert verbs
    assert verbs <= targets


def test_every_rule_of_the_contracts_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| .* \| .* \|$", _README, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}

    assert set(RULES) <= named


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", _README)

    assert links
    assert [link for link in links if not (_ROOT / link).exists()] == []


def _features() -> dict[str, AgentFeatures]:
    on: dict[str, Any] = {
        field.name: ("name",) if field.default == () else True for field in fields(AgentFeatures)
    }
    return {name: replace(AgentFeatures(), **{name: value}) for name, value in on.items()}


def _row(feature: str) -> tuple[str, str]:
    """What a feature turns on, and the statements that it adds, as the table says."""
    (row,) = re.findall(rf"^\| {re.escape(feature)} \| (.*) \| (.*) \|$", _README, re.MULTILINE)
    return row[0], row[1]


@pytest.mark.parametrize("feature", ["(always)", *_features()])
def test_the_table_of_features_says_what_each_adds(feature: str) -> None:
    features = _features().get(feature, AgentFeatures())
    scope = ClusterScope(partition="aws", region="eu-west-1", account="1" * 12, cluster_name="c")

    def statements(of: AgentFeatures) -> list[dict[str, Any]]:
        return [*ecs_agent_statements(of, scope), *other_agents_statements(of)]

    def settings(of: AgentFeatures) -> set[str]:
        return set(ecs_config(cluster_name="c", features=of, isolation=Isolation.OFF))

    is_base = feature == "(always)"
    base = [] if is_base else statements(AgentFeatures())
    added = [one for one in statements(features) if one not in base]
    turned_on, described = _row(feature if is_base else f"`{feature}`")

    assert re.findall(r"`([A-Z]\w+)`:", described) == [one["Sid"] for one in added]
    assert set(re.findall(r"ECS_[A-Z_]+", turned_on)) == settings(features) - (
        set() if is_base else settings(AgentFeatures())
    )


def test_it_lists_what_the_sandbox_can_call() -> None:
    flowed = " ".join(_README.split())

    assert f"The sandbox makes these calls: {', '.join(f'`{one}`' for one in CALLABLE)}." in flowed
