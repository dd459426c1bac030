"""A stack as its template says, with what CloudFormation made of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.contracts import Contract, read_contracts
from sandbox.identity import Identity
from sandbox.sandbox_error import SandboxError

_IMAGE = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"


class DeployedStack:
    """A template whose references can be followed to what was deployed.

    Attributes:
        name: Of the stack.
        outputs: Values of the stack's outputs, by their key.
        resources: The template's resources, by logical id.
        contracts: What its roles from outside have to be.
    """

    name: str
    outputs: dict[str, str]
    resources: dict[str, Any]
    contracts: list[Contract]

    def __init__(
        self, root: Identity, assembly: Path, name: str, *, account: str, region: str
    ) -> None:
        """Read the template from the assembly, and the stack through CloudFormation's API."""
        self.name = name
        template = json.loads((assembly / f"{name}.template.json").read_text())
        self.resources = template["Resources"]
        self._parameters = template.get("Parameters", {})
        self.contracts = read_contracts(assembly, name)
        self._root = root
        self._region = region
        cloudformation = root.client("cloudformation")
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        self.outputs = {out["OutputKey"]: out["OutputValue"] for out in stack["Outputs"]}
        partition = stack["StackId"].split(":")[1]
        self._logs_arn = f"arn:{partition}:logs:{region}:{account}:log-group"
        self._values = {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for resource in cloudformation.describe_stack_resources(StackName=name)[
                "StackResources"
            ]
        } | {
            "AWS::AccountId": account,
            "AWS::Partition": partition,
            "AWS::Region": region,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def of_type(self, resource_type: str) -> Iterator[tuple[str, Any]]:
        """Return logical id and properties of each resource of a type."""
        for logical_id, resource in self.resources.items():
            if resource["Type"] == resource_type:
                yield logical_id, resource.get("Properties", {})

    def images(self, root: Identity) -> dict[str, str]:
        """Return the public parameters that the template takes images from, with what they are."""
        ssm = root.client("ssm")
        return {
            parameter["Default"]: ssm.get_parameter(Name=parameter["Default"])["Parameter"]["Value"]
            for parameter in self._parameters.values()
            if parameter["Type"] == _IMAGE
        }

    def physical_id(self, logical_id: str) -> str:
        """Return the name that CloudFormation chose for a resource."""
        return str(self._values[logical_id])

    def resolve(self, value: Any) -> Any:
        """Return a value of the template with its references followed.

        Raises:
            SandboxError: A function of CloudFormation that this sandbox does not know; it must
                not be compared as if it were text.
        """
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "Ref" in value:
            return self._values[value["Ref"]]
        if "Fn::Join" in value:
            separator, parts = value["Fn::Join"]
            return separator.join(self.resolve(parts))
        if "Fn::GetAtt" in value:
            return self._attribute(*value["Fn::GetAtt"])
        if "Fn::GetStackOutput" in value:
            return self._output(**value["Fn::GetStackOutput"])
        if unknown := [key for key in value if key.startswith("Fn::")]:
            raise SandboxError(f"{self.name}: the sandbox cannot resolve {unknown[0]}")
        return {key: self.resolve(item) for key, item in value.items()}

    def _output(self, StackName: str, OutputName: str, Region: str) -> str:
        """Return the output of another stack; the names are those of CloudFormation."""
        cloudformation = self._root.client("cloudformation")
        (stack,) = cloudformation.describe_stacks(StackName=StackName)["Stacks"]
        found = {out["OutputKey"]: out["OutputValue"] for out in stack["Outputs"]}
        if Region != self._region:
            raise SandboxError(f"{self.name}: the sandbox reads no output of {Region}")
        return str(found[OutputName])

    def _attribute(self, logical_id: str, attribute: str) -> str:
        kind = self.resources[logical_id]["Type"]
        if (kind, attribute) == ("AWS::Logs::LogGroup", "Arn"):
            return f"{self._logs_arn}:{self.physical_id(logical_id)}:*"
        if (kind, attribute) == ("AWS::IAM::Role", "Arn"):
            role = self._root.client("iam").get_role(RoleName=self.physical_id(logical_id))["Role"]
            return str(role["Arn"])
        raise SandboxError(f"{self.name}: the sandbox cannot resolve {attribute} of a {kind}")
