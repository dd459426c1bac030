"""What delivers roles: instance profiles, task definitions, capacity providers, services."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from access.access_error import AccessError
from access.reading.place import Place
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Attachment

_PROFILE = "AWS::IAM::InstanceProfile"

# Type of the carrier to its word, the property that names it, and where it names roles: path in
# the template, `*` for each item of a list, to the field's name in the API.
_BY_ROLE: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "AWS::ECS::TaskDefinition": (
        "task definition",
        "Family",
        {"TaskRoleArn": "taskRoleArn", "ExecutionRoleArn": "executionRoleArn"},
    ),
    "AWS::ECS::Service": (
        "service",
        "ServiceName",
        {
            "Role": "role",
            "VolumeConfigurations.*.ManagedEBSVolume.RoleArn": "managedEBSVolume.roleArn",
            "ServiceConnectConfiguration.Services.*.Tls.RoleArn": "tls.roleArn",
            "VpcLatticeConfigurations.*.RoleArn": "vpcLatticeConfigurations.roleArn",
            "LoadBalancers.*.AdvancedConfiguration.RoleArn": "advancedConfiguration.roleArn",
        },
    ),
    "AWS::ECS::CapacityProvider": (
        "capacity provider",
        "Name",
        {"ManagedInstancesProvider.InfrastructureRoleArn": "infrastructureRoleArn"},
    ),
    "AWS::Lambda::Function": ("function", "FunctionName", {"Role": "role"}),
}
# The same, for what names instance profiles.
_BY_PROFILE: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "AWS::EC2::Instance": ("instance", "", {"IamInstanceProfile": "iamInstanceProfile"}),
    "AWS::EC2::LaunchTemplate": (
        "launch template",
        "LaunchTemplateName",
        {
            "LaunchTemplateData.IamInstanceProfile.Arn": "iamInstanceProfile",
            "LaunchTemplateData.IamInstanceProfile.Name": "iamInstanceProfile",
        },
    ),
    "AWS::ECS::CapacityProvider": (
        "capacity provider",
        "Name",
        {
            "ManagedInstancesProvider.InstanceLaunchTemplate.Ec2InstanceProfileArn": (
                "ec2InstanceProfileArn"
            )
        },
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """An attachment with the role that it names."""

    role: str
    """ARN, or name, as the carrier has it."""

    account: str
    attachment: Attachment


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """An instance profile with the role in it."""

    name: str
    arn: str
    role: str
    account: str


def carried(
    stacks: Sequence[TemplateStack], values: TemplateValues, outside: Sequence[Profile]
) -> tuple[Carried, ...]:
    """Return what carries roles, in the order of the templates.

    Args:
        stacks: All stacks of the assembly.
        values: Of their templates.
        outside: Instance profiles that are made elsewhere.

    Raises:
        AccessError: A role or instance profile is named by what cannot be known.
    """
    own = [profile for stack in stacks for profile in _profiles(stack, values)]
    found: list[Carried] = []
    for stack in stacks:
        found += _in_profiles(stack, values)
        for logical_id, (word, named_by, fields) in _carriers(stack, values, _BY_ROLE):
            for field, role in _named(stack, logical_id, values, fields):
                attachment = _attachment(stack, logical_id, values, word, named_by, field)
                found.append(Carried(role=role, account=stack.account, attachment=attachment))
        for logical_id, (word, named_by, fields) in _carriers(stack, values, _BY_PROFILE):
            for field, profile in _named(stack, logical_id, values, fields):
                attachment = _attachment(stack, logical_id, values, word, named_by, field)
                found += [
                    Carried(role=one.role, account=stack.account, attachment=attachment)
                    for one in [*own, *outside]
                    if one.account == stack.account and profile in (one.name, one.arn)
                ]
    return tuple(found)


def _in_profiles(stack: TemplateStack, values: TemplateValues) -> Iterator[Carried]:
    for logical_id, _ in _existing(stack, values, _PROFILE):
        for role in values.texts(stack, logical_id, "Roles", "*"):
            attachment = _attachment(
                stack, logical_id, values, "instance profile", "InstanceProfileName", "Roles"
            )
            yield Carried(role=role, account=stack.account, attachment=attachment)


def _profiles(stack: TemplateStack, values: TemplateValues) -> Iterator[Profile]:
    for logical_id, _ in _existing(stack, values, _PROFILE):
        place = Place(stack=stack, logical_id=logical_id)
        for role in values.texts(stack, logical_id, "Roles", "*"):
            yield Profile(
                name=values.resolve({"Ref": logical_id}, place),
                arn=values.resolve({"Fn::GetAtt": [logical_id, "Arn"]}, place),
                role=role,
                account=stack.account,
            )


def _carriers(
    stack: TemplateStack,
    values: TemplateValues,
    table: Mapping[str, tuple[str, str, Mapping[str, str]]],
) -> Iterator[tuple[str, tuple[str, str, Mapping[str, str]]]]:
    for logical_id, type_ in _existing(stack, values, *table):
        yield logical_id, table[type_]


def _existing(
    stack: TemplateStack, values: TemplateValues, *types: str
) -> Iterator[tuple[str, str]]:
    for logical_id, _ in stack.of_type(*types):
        if values.exists(stack, logical_id):
            yield logical_id, str(stack.resources[logical_id]["Type"])


def _named(
    stack: TemplateStack, logical_id: str, values: TemplateValues, fields: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for path, field in fields.items():
        for name in values.texts(stack, logical_id, *path.split(".")):
            yield field, name


def _attachment(
    stack: TemplateStack,
    logical_id: str,
    values: TemplateValues,
    word: str,
    named_by: str,
    field: str,
) -> Attachment:
    name = values.physical_id(stack, logical_id)
    if name is None and named_by:
        # What cannot be known is shown by its path: a name of this kind decides nothing.
        with suppress(AccessError):
            name = values.property_(stack, logical_id, named_by)
    return Attachment(carrier=word, name=str(name or stack.path(logical_id)), field=field)
