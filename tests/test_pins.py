"""What is pinned, and where: the same versions everywhere, from whatever registry."""

import json
import re
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aws_cdk
import pytest

_ROOT = Path(__file__).parent.parent
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def _requirements(name: str) -> list[str]:
    lines = (line.split("#")[0].strip() for line in (_ROOT / name).read_text().splitlines())
    return [line for line in lines if line]


def test_cdk_json_carries_every_recommended_flag_and_no_other(cdk_context: dict[str, Any]) -> None:
    (package,) = (Path(aws_cdk.__file__).parent / "_jsii").glob("aws-cdk-lib@*.jsii.tgz")
    with tarfile.open(package) as archive:
        flags = archive.extractfile("package/recommended-feature-flags.json")
        assert flags is not None

        assert cdk_context == json.load(flags)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    loose = [line for line in _requirements(name) if not _REQUIREMENT.fullmatch(line)]

    assert loose == []


def test_synthesis_needs_two_packages() -> None:
    assert _requirements("requirements.txt") == ["aws-cdk-lib==2.275.0", "constructs==10.8.1"]


def test_what_is_installed_is_what_is_pinned() -> None:
    different = [
        line
        for line in _requirements("requirements-dev.txt")
        if version(line.split("==")[0]) != line.split("==")[1]
    ]

    assert different == []


def test_the_cdk_cli_is_pinned() -> None:
    package = json.loads((_ROOT / "package.json").read_text())
    lock = json.loads((_ROOT / "package-lock.json").read_text())

    assert package["devDependencies"]["aws-cdk"] == "2.1148.1"
    assert lock["packages"]["node_modules/aws-cdk"]["version"] == "2.1148.1"


def test_every_package_of_node_is_pinned() -> None:
    package = json.loads((_ROOT / "package.json").read_text())

    assert [one for one in package["devDependencies"].values() if not _VERSION.fullmatch(one)] == []


@pytest.mark.parametrize("name", ["package-lock.json", "requirements-dev.txt", "requirements.txt"])
def test_no_lock_file_names_the_host_of_a_registry(name: str) -> None:
    text = (_ROOT / name).read_text()

    assert "://" not in text
    assert '"resolved"' not in text
