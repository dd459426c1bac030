"""The ECS-optimised Amazon Linux 2023.

Sources: scripts of aws/amazon-ecs-ami (release 20260820: the SSM agent runs, the CloudWatch agent
is not installed) and the units of amazon-ecs-agent 1.105.1, whose agent starts after the last
script of the user data; "Cloud Boothook" in the documentation of cloud-init; libnetwork of Docker
25 ("does not delete or modify any pre-existing rules from the DOCKER-USER filter chain").
"""

import json

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

from constructs_lib.agent.ecs_config import ecs_config
from constructs_lib.agent.features import AgentFeatures
from constructs_lib.host.machine import Machine, encrypted_volume
from constructs_lib.isolation import Isolation

_SHEBANG = "#!/bin/bash\nset -euo pipefail"
_BLOCK = "/usr/local/sbin/block-instance-metadata"
_UNIT = "block-instance-metadata.service"

# Docker keeps what is in DOCKER-USER when it starts, and looks there first. Before version 27 it
# does not do so for IPv6, so the chain is hooked in here. Nothing is added twice.
_BLOCK_SCRIPT = f"""\
{_SHEBANG}
ensure() {{
  local command=$1 chain=$2
  shift 2
  "$command" --wait --check "$chain" "$@" 2> /dev/null ||
    "$command" --wait --insert "$chain" 1 "$@"
}}
block() {{
  "$1" --wait --new-chain DOCKER-USER 2> /dev/null || true
  ensure "$1" DOCKER-USER --destination "$2" --jump DROP
  ensure "$1" FORWARD --jump DOCKER-USER
}}
block iptables 169.254.169.254/32
block ip6tables fd00:ec2::254/128
"""

_BLOCK_UNIT = f"""\
[Unit]
Description=Keep containers off the instance metadata service
After=firewalld.service iptables.service ip6tables.service nftables.service
Before=docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart={_BLOCK}

[Install]
RequiredBy=docker.service
"""

_METRICS = {
    "metrics": {
        "append_dimensions": {"InstanceId": "${aws:InstanceId}"},
        "metrics_collected": {
            "disk": {"measurement": ["used_percent"], "resources": ["/"]},
            "mem": {"measurement": ["mem_used_percent"]},
        },
    }
}


def machine(
    *,
    cluster_name: str,
    features: AgentFeatures,
    isolation: Isolation,
    architecture: ec2.InstanceArchitecture,
    volume_gib: int,
) -> Machine:
    """Return the host: its image is the one that is current when the stack is deployed."""
    is_arm = architecture == ec2.InstanceArchitecture.ARM_64
    return Machine(
        image=ecs.EcsOptimizedImage.amazon_linux2023(
            ecs.AmiHardwareType.ARM if is_arm else ecs.AmiHardwareType.STANDARD
        ),
        user_data=user_data(cluster_name=cluster_name, features=features, isolation=isolation),
        block_devices=[encrypted_volume("/dev/xvda", volume_gib)],
    )


def user_data(
    *, cluster_name: str, features: AgentFeatures, isolation: Isolation
) -> ec2.MultipartUserData:
    """Return what the host runs when it boots; commands that are added run last, at first boot.

    Isolation comes first, at every boot and before the Docker daemon starts. The cluster comes
    after it, at the first boot: a host on which a rule is missing runs no ECS agent.
    """
    both = ec2.MultipartUserData()
    if isolation.is_on:
        early = ec2.UserData.for_linux(shebang=f"#cloud-boothook\n{_SHEBANG}")
        early.add_commands(*_isolate())
        both.add_user_data_part(early, ec2.MultipartBody.CLOUD_BOOTHOOK)
    first_boot = ec2.UserData.for_linux(shebang=_SHEBANG)
    first_boot.add_commands(
        *(_be_isolated_or_run_no_agent() if isolation.is_on else []),
        *_configure(ecs_config(cluster_name=cluster_name, features=features, isolation=isolation)),
        *_run_other_agents(features),
    )
    both.add_user_data_part(first_boot, ec2.MultipartBody.SHELL_SCRIPT, True)
    return both


def _isolate() -> list[str]:
    return [
        _write(_BLOCK, _BLOCK_SCRIPT),
        f"chmod 755 {_BLOCK}",
        _BLOCK,
        _write(f"/etc/systemd/system/{_UNIT}", _BLOCK_UNIT),
        f"systemctl enable {_UNIT}",
    ]


def _be_isolated_or_run_no_agent() -> list[str]:
    """Look again: cloud-init goes on when a boothook fails."""
    return [
        "trap 'systemctl mask ecs.service' ERR",
        _BLOCK,
        f"systemctl is-enabled --quiet {_UNIT}",
        "trap - ERR",
    ]


def _configure(settings: dict[str, str]) -> list[str]:
    lines = "".join(f"{name}={value}\n" for name, value in settings.items())
    return [_write("/etc/ecs/ecs.config", lines, how=">>")]


def _run_other_agents(features: AgentFeatures) -> list[str]:
    commands = [
        f"systemctl {'enable' if features.session_manager else 'disable'} --now amazon-ssm-agent"
    ]
    if features.cloudwatch_agent:
        commands += [
            "dnf install --assumeyes amazon-cloudwatch-agent",
            _write(
                "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json",
                json.dumps(_METRICS, indent=2) + "\n",
            ),
            "systemctl enable --now amazon-cloudwatch-agent",
        ]
    return commands


def _write(path: str, text: str, how: str = ">") -> str:
    return f"cat {how} {path} <<'END'\n{text}END"
