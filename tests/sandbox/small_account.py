"""An account of its own on a running emulator, and a stack to deploy to it."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import WaiterError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, account_root

REGION = "eu-west-1"
ZONES = {"subnet-1": "eu-west-1a", "subnet-2": "eu-west-1b"}

_OFTEN: dict[str, Any] = {"WaiterConfig": {"Delay": 0.05, "MaxAttempts": 400}}
_CAPABILITIES: dict[str, Any] = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}


class StackFailed(Exception):
    """The reasons that CloudFormation gives."""


class SmallAccount:
    """One account with a VPC of two subnets, and one stack in it."""

    def __init__(self, emulator: Emulator, number: str) -> None:
        self.number = number
        self.root: Identity = account_root(emulator, account=number, region=REGION)
        network = {"account": number, "region": REGION, "vpc_id": "vpc-1", "subnets": ZONES}
        assert emulator.ask("/_sandbox/network", network)[0] == 200
        self._exists = False

    def client(self, service: str) -> Any:
        return self.root.client(service)

    def deploy(
        self, resources: Mapping[str, Any], *, parameters: Mapping[str, Any] | None = None
    ) -> dict[str, str]:
        """Create or update the stack; return the physical id of every resource."""
        template = {"Resources": resources, "Parameters": parameters or {}}
        cloudformation = self.client("cloudformation")
        verb = "update" if self._exists else "create"
        getattr(cloudformation, f"{verb}_stack")(
            StackName="One", TemplateBody=json.dumps(template), **_CAPABILITIES
        )
        self._wait(f"stack_{verb}_complete")
        self._exists = True
        described = cloudformation.describe_stack_resources(StackName="One")["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in described}

    def destroy(self) -> None:
        self.client("cloudformation").delete_stack(StackName="One")
        self._wait("stack_delete_complete")

    def _wait(self, state: str) -> None:
        cloudformation = self.client("cloudformation")
        try:
            cloudformation.get_waiter(state).wait(StackName="One", **_OFTEN)
        except WaiterError as error:
            events = cloudformation.describe_stack_events(StackName="One")["StackEvents"]
            reasons = [each.get("ResourceStatusReason", "") for each in events]
            raise StackFailed("\n".join(filter(None, reasons))) from error

    def instances(self) -> dict[str, dict[str, Any]]:
        """Return the instances that run, by id."""
        reservations = self.client("ec2").describe_instances()["Reservations"]
        return {
            one["InstanceId"]: one
            for each in reservations
            for one in each["Instances"]
            if one["State"]["Name"] == "running"
        }
