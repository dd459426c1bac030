"""Imports go one way: app -> stacks -> constructs_lib; what tests and sandbox need stays there.

``access`` reads plain documents, and knows neither constructs nor the CDK, but for the plugin.
"""

import ast
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_OWN = {"access", "app", "constructs_lib", "sandbox", "scripts", "stacks", "tests"}
_MAY_IMPORT = {
    "constructs_lib": {"constructs_lib", "aws_cdk", "constructs", "jsii"},
    "stacks": {"stacks", "constructs_lib", "aws_cdk", "constructs"},
    "access": {"access", "boto3", "botocore", "jinja2", "rich"},
    "access/validation_plugin.py": {"access", "aws_cdk", "constructs", "jsii"},
    "app.py": {"access", "stacks", "constructs_lib", "aws_cdk", "jsii"},
}
# What differs between two runs is none of these: os, time, random, socket and the like.
_STANDARD = {"ast", "collections", "dataclasses", "difflib", "enum", "functools", "hashlib"}
_STANDARD |= {"importlib", "ipaddress", "itertools", "json", "math", "pathlib", "re", "sys"}
_STANDARD |= {"traceback", "types", "typing"}
# Reports are the same for the same input: no clock, no chance, nobody else's answer.
_OUTSIDE = {"asyncio", "http", "multiprocessing", "random", "secrets", "socket", "ssl"}
_OUTSIDE |= {"subprocess", "threading", "time", "uuid"}
_STANDARD_OF = {"access": sys.stdlib_module_names - _OUTSIDE}


def imported(source: str) -> set[str]:
    """Top-level packages that a module imports, wherever in it."""
    packages = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add((node.module or "").split(".")[0])
    return packages


def not_allowed(layer: str, source: str) -> set[str]:
    return imported(source) - _MAY_IMPORT[layer] - _STANDARD_OF.get(layer, _STANDARD)


def _modules(layer: str) -> list[Path]:
    path = _ROOT / layer
    if path.is_file():
        return [path]
    with_layers_of_their_own = {_ROOT / other for other in _MAY_IMPORT}
    return [one for one in sorted(path.rglob("*.py")) if one not in with_layers_of_their_own]


@pytest.mark.parametrize("layer", _MAY_IMPORT)
def test_imports_point_downward_only(layer: str) -> None:
    modules = _modules(layer)

    assert modules
    assert {
        str(module): upward
        for module in modules
        if (upward := not_allowed(layer, module.read_text()))
    } == {}


def test_nothing_imports_the_tests() -> None:
    importers = [
        module
        for layer in _OWN - {"tests", "app"}
        for module in _modules(layer)
        if "tests" in imported(module.read_text())
    ]

    assert importers == []


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        ("constructs_lib", "from stacks.config import EnvironmentConfig"),
        ("constructs_lib", "import os"),
        ("stacks", "def f():\n    import subprocess"),
        ("stacks", "from app import build_app"),
        ("app.py", "import boto3"),
        ("stacks", "from access.records import Role"),
        ("constructs_lib", "from access.records import Role"),
        ("access", "from constructs_lib import Permission"),
        ("access", "def f():\n    import aws_cdk"),
        ("access", "import time"),
        ("access/validation_plugin.py", "from stacks.config import EnvironmentConfig"),
    ],
)
def test_an_upward_import_is_found(layer: str, line: str) -> None:
    assert not_allowed(layer, line)


@pytest.mark.parametrize(
    ("package", "may_import"),
    [
        ("agent", {"agent"}),
        ("iam", {"iam"}),
        ("host", {"agent", "host"}),
        ("people", {"agent"}),
        ("deployment", {"agent", "iam"}),
    ],
)
def test_packages_of_the_library_form_no_circle(package: str, may_import: set[str]) -> None:
    imports = {
        node.module.split(".")[1]
        for module in _modules(f"constructs_lib/{package}")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("constructs_lib.")
        if node.module
    }

    assert imports & {"agent", "deployment", "host", "iam", "people"} == may_import
