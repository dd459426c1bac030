"""What the tests share: the flags of cdk.json, an empty stack, the templates of the real app."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack

from app import build_app
from stacks.environments import ENVIRONMENTS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def cdk_context() -> dict[str, Any]:
    """The feature flags of cdk.json, which only the CDK CLI reads by itself."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


@pytest.fixture
def stack(cdk_context: dict[str, Any]) -> Stack:
    """An empty stack of some account and region, to define one construct in."""
    env = {"account": "123456789012", "region": "eu-west-1"}
    return Stack(App(context=cdk_context), "Test", env=env)


@pytest.fixture(scope="session")
def assembly(cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with all that the real app synthesizes."""
    outdir = tmp_path_factory.mktemp("assembly")
    build_app(ENVIRONMENTS, outdir=outdir, context=cdk_context).synth()
    return outdir


@pytest.fixture(scope="session")
def templates(assembly: Path) -> dict[str, Any]:
    """Template of every stack of the real app, by the stack's name."""
    return {
        path.name.removesuffix(".template.json"): json.loads(path.read_text())
        for path in sorted(assembly.glob("*.template.json"))
    }
