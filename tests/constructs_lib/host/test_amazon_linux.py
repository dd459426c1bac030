"""The user data of Amazon Linux, run in a scratch root with commands that stand in for the host's.

The tables of the stand-in for ``iptables`` are files; a rule in one is as real as it gets here.
"""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack

from constructs_lib import AgentFeatures, Isolation
from constructs_lib.host.amazon_linux import user_data

_BASH = shutil.which("bash") or "bash"
_RECORD = """#!/bin/sh
[ "$BROKEN" = "$(basename "$0")" ] && [ "$1" != mask ] && exit 1
echo "$(basename "$0") $*" >> "$ROOT/commands"
"""

# Knows the options that the script uses: a chain is a file, a rule a line of it.
_TABLES = """#!/bin/bash
[ "$BROKEN" = "$(basename "$0")" ] && exit 4
table="$ROOT/$(basename "$0")"; mkdir -p "$table"
[ "$1" = --wait ] || exit 2
case "$2" in
  --new-chain) [ -e "$table/$3" ] && exit 1; touch "$table/$3" ;;
  --check) chain="$table/$3"; shift 3; grep -qxF -e "$*" "$chain" ;;
  --insert) chain="$table/$3"; [ "$4" = 1 ] || exit 2; shift 4
    touch "$chain"; { echo "$*"; cat "$chain"; } > "$chain.new"; mv "$chain.new" "$chain" ;;
  *) exit 2 ;;
esac
"""


class Host:
    """A scratch root in which the parts of the user data run as cloud-init would run them."""

    def __init__(self, root: Path, stack: Stack, features: AgentFeatures, isolation: Isolation):
        self.root = root
        self.types, self.scripts = _parts(stack, features, isolation)
        for folder in ("etc/ecs", "etc/systemd/system", "usr/local/sbin", "bin"):
            (root / folder).mkdir(parents=True)
        (root / "opt/aws/amazon-cloudwatch-agent/etc").mkdir(parents=True)
        for name in ("systemctl", "dnf"):
            self._command(name, _RECORD)
        for name in ("iptables", "ip6tables"):
            self._command(name, _TABLES)

    def boot(self, *, broken: str = "") -> int:
        """Run what runs at the first boot; return the exit code of the last part."""
        return [self._run(script, broken) for script in self.scripts][-1]

    def boot_early(self) -> int:
        """Run what runs at every boot, before the Docker daemon starts: the cloud-boothook."""
        return self._run(self.scripts[0], "")

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def commands(self) -> list[str]:
        return self.read("commands").splitlines()

    def _command(self, name: str, script: str) -> None:
        path = self.root / "bin" / name
        path.write_text(script)
        path.chmod(0o755)

    def _run(self, script: str, broken: str) -> int:
        inside = re.sub(r"(?<![\w.])/(etc|opt|usr/local)/", rf"{self.root}/\1/", script)
        return subprocess.run(
            [_BASH, "-c", inside],
            env={"PATH": f"{self.root}/bin:/usr/bin:/bin", "ROOT": str(self.root)}
            | {"BROKEN": broken},
            capture_output=True,
            check=False,
        ).returncode


def _parts(
    stack: Stack, features: AgentFeatures, isolation: Isolation
) -> tuple[list[str], list[str]]:
    """The types of the parts, and their scripts."""
    rendered: dict[str, Any] = stack.resolve(
        user_data(cluster_name="prod", features=features, isolation=isolation).render()
    )
    _, pieces = rendered["Fn::Join"]
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    types = re.findall(r"^Content-Type: (text/\S+);", text, re.MULTILINE)
    return types, [piece["Fn::Base64"] for piece in pieces if isinstance(piece, dict)]


@pytest.fixture
def host(tmp_path: Path, stack: Stack) -> Host:
    """A host with nothing but the defaults."""
    return Host(tmp_path, stack, AgentFeatures(), Isolation.ENFORCED)


def test_isolation_comes_before_docker_and_the_cluster_at_the_first_boot(host: Host) -> None:
    assert host.types == ["text/cloud-boothook", "text/x-shellscript"]
    assert host.scripts[0].startswith("#cloud-boothook\n#!/bin/bash\n")
    assert "ECS_CLUSTER" not in host.scripts[0]


def test_the_agent_joins_its_cluster_isolated(host: Host) -> None:
    assert host.boot() == 0

    assert host.read("etc/ecs/ecs.config") == (
        "ECS_CLUSTER=prod\nECS_AWSVPC_BLOCK_IMDS=true\nECS_DISABLE_PRIVILEGED=true\n"
    )


@pytest.mark.parametrize(
    ("command", "metadata"),
    [("iptables", "169.254.169.254/32"), ("ip6tables", "fd00:ec2::254/128")],
)
def test_forwarded_packets_to_the_metadata_service_are_dropped(
    host: Host, command: str, metadata: str
) -> None:
    host.boot()

    assert host.read(f"{command}/DOCKER-USER") == f"--destination {metadata} --jump DROP\n"
    assert host.read(f"{command}/FORWARD") == "--jump DOCKER-USER\n"


def test_the_rule_comes_before_what_docker_has_in_its_chain(host: Host) -> None:
    (host.root / "iptables").mkdir()
    (host.root / "iptables/DOCKER-USER").write_text("--jump RETURN\n")

    host.boot()

    assert host.read("iptables/DOCKER-USER").splitlines() == [
        "--destination 169.254.169.254/32 --jump DROP",
        "--jump RETURN",
    ]


def test_another_boot_adds_no_rule_twice_and_no_setting(host: Host) -> None:
    host.boot()
    before = host.read("iptables/DOCKER-USER"), host.read("etc/ecs/ecs.config")

    assert host.boot_early() == 0

    assert (host.read("iptables/DOCKER-USER"), host.read("etc/ecs/ecs.config")) == before


def test_the_rule_is_there_before_docker_starts(host: Host) -> None:
    assert host.boot_early() == 0

    assert "--jump DROP" in host.read("iptables/DOCKER-USER")
    assert "--jump DROP" in host.read("ip6tables/DOCKER-USER")
    assert not (host.root / "etc/ecs/ecs.config").exists()


def test_docker_requires_a_unit_that_adds_the_rule(host: Host) -> None:
    host.boot()

    unit = configparser.ConfigParser()
    unit.read_string(host.read("etc/systemd/system/block-instance-metadata.service"))
    assert unit["Unit"]["Before"] == unit["Install"]["RequiredBy"] == "docker.service"
    assert dict(unit["Service"]) == {
        "type": "oneshot",
        "remainafterexit": "yes",
        "execstart": f"{host.root}/usr/local/sbin/block-instance-metadata",
    }
    assert "systemctl enable block-instance-metadata.service" in host.commands()


@pytest.mark.parametrize("broken", ["iptables", "ip6tables", "systemctl"])
def test_a_host_that_is_not_isolated_for_good_runs_no_agent(host: Host, broken: str) -> None:
    assert host.boot(broken=broken) != 0

    assert not (host.root / "etc/ecs/ecs.config").exists()
    assert host.commands() == ["systemctl mask ecs.service"]


def test_a_host_that_is_isolated_runs_its_agent(host: Host) -> None:
    host.boot()

    assert "systemctl mask ecs.service" not in host.commands()


def test_without_isolation_there_is_no_rule(tmp_path: Path, stack: Stack) -> None:
    host = Host(tmp_path, stack, AgentFeatures(), Isolation.OFF)

    assert host.types == ["text/x-shellscript"]
    assert host.boot() == 0
    assert host.read("etc/ecs/ecs.config") == "ECS_CLUSTER=prod\n"
    assert not (tmp_path / "iptables").exists()


def test_settings_that_are_there_already_stay(host: Host) -> None:
    (host.root / "etc/ecs/ecs.config").write_text("ECS_LOGLEVEL=debug\n")

    host.boot()

    assert host.read("etc/ecs/ecs.config").startswith("ECS_LOGLEVEL=debug\nECS_CLUSTER=prod\n")


@pytest.mark.parametrize(("session_manager", "verb"), [(True, "enable"), (False, "disable")])
def test_the_ssm_agent_runs_for_session_manager_only(
    tmp_path: Path, stack: Stack, session_manager: bool, verb: str
) -> None:
    features = AgentFeatures(session_manager=session_manager)
    host = Host(tmp_path, stack, features, Isolation.ENFORCED)

    assert host.boot() == 0

    assert f"systemctl {verb} --now amazon-ssm-agent" in host.commands()


def test_the_cloudwatch_agent_is_installed_with_metrics_of_the_host(
    tmp_path: Path, stack: Stack
) -> None:
    host = Host(tmp_path, stack, AgentFeatures(cloudwatch_agent=True), Isolation.ENFORCED)

    assert host.boot() == 0

    assert host.commands()[-2:] == [
        "dnf install --assumeyes amazon-cloudwatch-agent",
        "systemctl enable --now amazon-cloudwatch-agent",
    ]
    config = json.loads(
        host.read("opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json")
    )
    assert set(config["metrics"]["metrics_collected"]) == {"disk", "mem"}
    assert config["metrics"]["append_dimensions"] == {"InstanceId": "${aws:InstanceId}"}


def test_the_cloudwatch_agent_is_not_there_by_default(host: Host) -> None:
    host.boot()

    assert not any("cloudwatch" in command for command in host.commands())
