"""What values of a template refer to: resources, parameters, other stacks.

Sources: "Intrinsic function reference" and "Pseudo parameters reference" in the AWS CloudFormation
user guide.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from access.reading.place import Place
from access.reading.resource_names import PhysicalIds, attribute, reference
from access.reading.template_stack import TemplateStack
from access.reading.text_functions import NO_VALUE, Resolve

_BOOTSTRAP = "/cdk-bootstrap/"
_BOOTSTRAP_VERSION = "30"


class References:
    """Follows references within an assembly."""

    def __init__(
        self, stacks: Sequence[TemplateStack], *, physical_ids: PhysicalIds | None = None
    ) -> None:
        """Follow references within these stacks.

        Args:
            stacks: All stacks of the assembly.
            physical_ids: Of what is deployed; other names are as in the template, or made up.
        """
        self._physical_ids: PhysicalIds = physical_ids or {}
        self._by_name: dict[tuple[str, str], list[TemplateStack]] = {}
        self._nested: dict[tuple[TemplateStack | None, str | None], TemplateStack] = {}
        for stack in stacks:
            self._by_name.setdefault((stack.name, stack.region), []).append(stack)
            self._nested[stack.parent, stack.parent_id] = stack
        self._stacks = stacks

    def ref(self, resolve: Resolve, name: Any, place: Place) -> Any:
        """Return what ``Ref`` returns.

        Raises:
            AccessError: There is no such name, or nobody here can know what it stands for.
        """
        stack = place.stack
        if not isinstance(name, str):
            place.refuse(expected="Ref to a resource or parameter of the template", got=name)
        if name in (pseudo := _pseudo_parameters(stack)):
            return pseudo[name]
        if name in (stack.template.get("Parameters") or {}):
            return self._parameter(resolve, place.follow(stack, name, "Parameter"))
        if name not in stack.resources:
            place.refuse(expected="Ref to a resource or parameter of the template", got=name)
        return reference(resolve, place.follow(stack, name, "Ref"), self._physical_ids)

    def get_att(self, resolve: Resolve, argument: Any, place: Place) -> Any:
        """Return what ``Fn::GetAtt`` returns.

        Raises:
            AccessError: There is no such resource, or its attribute cannot be known.
        """
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        match parts:
            case [str() as logical_id, str() as name] if logical_id in place.stack.resources:
                there = place.follow(place.stack, logical_id, name)
                if (nested := self._nested.get((place.stack, logical_id))) is not None:
                    return self._output(resolve, nested, name.removeprefix("Outputs."), there)
                return attribute(resolve, there, name, self._physical_ids)
        place.refuse(expected="Fn::GetAtt of a resource of the template", got=argument)

    def import_value(self, resolve: Resolve, argument: Any, place: Place) -> Any:
        """Return what a stack of the same account and region exports.

        Raises:
            AccessError: No stack of the assembly exports it.
        """
        name = resolve(argument, place)
        for stack in self._stacks:
            if (stack.account, stack.region) != (place.stack.account, place.stack.region):
                continue
            for output_id, output in (stack.template.get("Outputs") or {}).items():
                export = (output.get("Export") or {}).get("Name")
                at = Place(stack=stack, logical_id=output_id)
                if export is not None and resolve(export, at) == name:
                    return self._output(resolve, stack, output_id, place)
        place.refuse(
            expected="Fn::ImportValue of what a stack of the assembly exports in this account and "
            "region (synthesize both stacks in one app)",
            got=name,
        )

    def stack_output(self, resolve: Resolve, argument: Any, place: Place) -> Any:
        """Return an output of another stack: the weak reference of the CDK.

        Raises:
            AccessError: The stack, or its output, is not in the assembly.
        """
        match argument:
            case {"StackName": name, "OutputName": output, **others}:
                wanted = str(resolve(name, place))
                region = str(resolve(others.get("Region", place.stack.region), place))
                stacks = self._by_name.get((wanted, region), [])
                # Two accounts may have stacks of one name.
                same = [one for one in stacks if one.account == place.stack.account]
                for stack in same or stacks:
                    return self._output(resolve, stack, str(resolve(output, place)), place)
        place.refuse(expected="Fn::GetStackOutput of a stack of the assembly", got=argument)

    def _output(self, resolve: Resolve, stack: TemplateStack, name: str, place: Place) -> Any:
        outputs = stack.template.get("Outputs") or {}
        if name not in outputs:
            place.refuse(expected=f"an output of the stack {stack.name}", got=name)
        return resolve(outputs[name]["Value"], place.follow(stack, name, "Output"))

    def _parameter(self, resolve: Resolve, place: Place) -> Any:
        stack, name = place.stack, place.logical_id
        parameter = stack.template["Parameters"][name]
        if stack.parent is not None and stack.parent_id is not None:
            properties = stack.parent.resources[stack.parent_id].get("Properties") or {}
            given = properties.get("Parameters") or {}
            if name in given:
                return resolve(given[name], place.follow(stack.parent, stack.parent_id, name))
        default = parameter.get("Default")
        type_ = str(parameter.get("Type"))
        if type_.startswith("AWS::SSM::Parameter::Value") and default is not None:
            return _of_parameter_store(str(default), place)
        if default is None:
            place.refuse(expected="a parameter with a default", got="none")
        is_list = type_ == "CommaDelimitedList" or type_.startswith("List<")
        return [one.strip() for one in str(default).split(",")] if is_list else default


def _of_parameter_store(name: str, place: Place) -> str:
    """Only the CDK's own are known, of which only the number of the version is ever read."""
    if name.startswith(_BOOTSTRAP):
        return _BOOTSTRAP_VERSION
    place.refuse(
        expected="a value that the template has", got=f"the parameter {name}, read when deployed"
    )


def _pseudo_parameters(stack: TemplateStack) -> Mapping[str, Any]:
    location = f"arn:{stack.partition}:cloudformation:{stack.region}:{stack.account}"
    return {
        "AWS::AccountId": stack.account,
        "AWS::NoValue": NO_VALUE,
        "AWS::NotificationARNs": [],
        "AWS::Partition": stack.partition,
        "AWS::Region": stack.region,
        "AWS::StackId": f"{location}:stack/{stack.name}/00000000-0000-0000-0000-000000000000",
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": stack.url_suffix,
    }
