"""Holds the app to its access contracts whenever it is synthesized."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
    Stack,
    Stage,
)
from constructs import IConstruct

from access.access_error import AccessError
from access.contracts import no_wider_than, unknown_policies
from access.contracts.check import RULES, check_contracts
from access.contracts.violation import PREFIX, Severity, Violation
from access.reading.assembly import read_assembly
from access.reading.role_metadata import ACKNOWLEDGED
from access.records import RoleKind

# Where stacks/environments.py has a place for it.
_CONFIG = {
    RoleKind.TASK: "ServiceConfig",
    RoleKind.EXTERNAL_ACCOUNT: "ExternalAccountConfig",
}


@jsii.implements(IPolicyValidationPlugin)
class AccessContracts:
    """Refuses an app in which a role may do what it must not; ``Validations.of(app)`` takes it.

    It reads what has been written, templates with their metadata, so it judges what CloudFormation
    would get. What is acknowledged with a reason passes: ``Validations.of(role).acknowledge(...)``
    with the id that the report names.
    """

    @property
    def name(self) -> str:
        """The name in the report, and in front of the id of each rule."""
        return PREFIX.removesuffix("::")

    @property
    def version(self) -> str | None:
        """None: it is part of the app."""
        return None

    @property
    def rule_ids(self) -> list[str]:
        """The rules, without the name in front of them."""
        return [*RULES, "accepted-by-one-role", "readable"]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Return what breaks a contract; what cannot be read is said as such, and refused."""
        app = context.app_construct
        try:
            folder = _folder(app)
            found = [_violation(one, folder) for one in check_contracts(read_assembly(folder))]
        except AccessError as error:
            found = [_unreadable(error)]
        found += [_too_far(rule, path) for rule, path in _accepted_around_stacks(app)]
        return PolicyValidationPluginReport(
            success=not any(one.severity != Severity.WARNING for one in found), violations=found
        )


def _folder(app: IConstruct) -> Path:
    """Return where the app was written; any other folder could hold another app."""
    if not isinstance(app, Stage):
        raise AccessError("the plugin", expected="an app or a stage", got=app)
    return Path(app.outdir)


def _accepted_around_stacks(construct: IConstruct) -> Iterator[tuple[str, str]]:
    """Yield the rules that are accepted for all roles of a stack or of several, and the path."""
    for entry in construct.node.metadata:
        if entry.type == ACKNOWLEDGED and isinstance(entry.data, Mapping):
            for rule in entry.data:
                if rule.startswith(PREFIX):
                    yield rule, construct.node.path
    if not isinstance(construct, Stack):
        for child in construct.node.children:
            yield from _accepted_around_stacks(child)


def _violation(violation: Violation, folder: Path) -> PolicyViolation:
    role = violation.role
    description = f"{role.kind} {role.id} {violation.what}"
    if violation.statement is not None:
        statement = f"{violation.statement}: {violation.statement_json or ''}".rstrip(": ")
        description += f"\n   {statement[0].upper()}{statement[1:]}"
    template = None if role.logical_id is None else str(folder / f"{role.stack}.template.json")
    return PolicyViolation(
        rule_name=violation.rule,
        description=description,
        fix=f"{violation.fix}{_acceptance(violation)}",
        severity=violation.severity.value,
        violating_resources=[
            PolicyViolatingResource(
                construct_path=role.id,
                resource_logical_id=role.logical_id,
                template_path=template,
                locations=[],
            )
        ],
    )


def _acceptance(violation: Violation) -> str:
    if violation.rule in (no_wider_than.RULE, unknown_policies.BOUNDARY_RULE):
        # Its fix names the field for that.
        return ""
    config = _CONFIG.get(violation.role.kind)
    inside = f"accepts={{'{violation.rule}': '...'}} of its {config}, or " if config else ""
    acknowledgment = f"Acknowledgment(id='{PREFIX}{violation.rule}', reason='...')"
    return (
        f"\nIf it has to be so, say why: {inside}Validations.of(role).acknowledge({acknowledgment})"
    )


def _too_far(rule: str, path: str) -> PolicyViolation:
    """Nobody can acknowledge it: it would reach the roles that are added later, too."""
    return PolicyViolation(
        rule_name="accepted-by-one-role",
        description=f"{rule} is accepted for every role of {path or 'the app'}, now and later",
        fix="acknowledge it on the role that breaks the rule, with its reason",
        severity="fatal",
        violating_resources=[PolicyViolatingResource(construct_path=path or None, locations=[])],
    )


def _unreadable(error: AccessError) -> PolicyViolation:
    """Nobody can acknowledge it: what cannot be read may allow anything."""
    return PolicyViolation(
        rule_name="readable",
        description=f"what roles may do cannot be read: {error}",
        severity="fatal",
        violating_resources=[PolicyViolatingResource(locations=[])],
    )
