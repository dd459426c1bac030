#!/usr/bin/env python3
"""The CDK app: every stack of every environment."""

import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from jsii.errors import JavaScriptError

from access.validation_plugin import AccessContracts
from constructs_lib import ConfigurationError
from stacks.access_stack import AccessStack
from stacks.boundary_stack import BoundaryStack
from stacks.cluster_stack import ClusterStack
from stacks.config import EnvironmentConfig
from stacks.config.check_environments import check_environments
from stacks.service_stack import ServiceStack

# What the CDK puts around the lines of a check that is run at synthesis.
_OF_THE_CDK = re.compile(
    r"^ValidationFailedWithErrors: Validation failed with the following errors:\n|^  \[[^]]*\] ",
    re.MULTILINE,
)
_ENVIRONMENTS = str(Path("stacks") / "environments.py")


class UnreadableEnvironmentsError(Exception):
    """``stacks/environments.py`` is not Python, or does not run; the message is one line."""


def build_app(
    environments: Sequence[EnvironmentConfig],
    *,
    outdir: Path | None = None,
    context: Mapping[str, Any] | None = None,
) -> cdk.App:
    """Declare every stack of the environments, without synthesizing them.

    What is synthesized is held to the access contracts of its roles.

    Args:
        environments: What to deploy.
        outdir: Where ``synth()`` writes; where the CDK CLI says, or a temporary folder, if left
            out.
        context: Feature flags, as in ``cdk.json``; the CDK CLI passes them if left out.

    Raises:
        ConfigurationError: A wrong value; nothing has been written.
    """
    check_environments(environments)
    app = cdk.App(outdir=None if outdir is None else str(outdir), context=context)
    cdk.Validations.of(app).add_plugins(AccessContracts())
    for environment in environments:
        # A boundary is there before the roles that carry it, and goes after them.
        first: list[cdk.Stack] = []
        if environment.made_boundaries:
            name = environment.boundary_stack_name
            first.append(BoundaryStack(app, name, environment=environment))
        cluster = ClusterStack(app, environment.cluster_stack_name, environment=environment)
        _follow(cluster, first)
        services = [
            ServiceStack(
                app,
                environment.service_stack_name(service),
                environment=environment,
                service=service,
                vpc=cluster.vpc,
            )
            for service in environment.services
        ]
        for service in services:
            _follow(service, [*first, cluster])
        if environment.access:
            access = AccessStack(
                app,
                environment.access_stack_name,
                environment=environment,
                cluster_roles=cluster.passed_roles,
                task_roles=[role for service in services for role in service.passed_roles],
            )
            _follow(access, [*first, cluster])
    return app


def _follow(stack: cdk.Stack, others: Sequence[cdk.Stack]) -> None:
    for other in others:
        stack.add_stack_dependency(other)


def main() -> None:
    """Synthesize the declared environments, or say in one line what is wrong with them."""
    try:
        build_app(declared_environments()).synth()
    except (ConfigurationError, UnreadableEnvironmentsError) as error:
        sys.exit(f"\n{error}\n")
    except RuntimeError as error:
        sys.exit(f"\n{refusal(error)}\n")


def refusal(error: RuntimeError) -> str:
    """Return what the CDK refuses, or our checks of the whole app: lines that name the construct.

    Raises:
        RuntimeError: The error itself, if it comes from anywhere else.
    """
    if not isinstance(error.__cause__, JavaScriptError):
        raise error
    return _OF_THE_CDK.sub("", str(error))


def declared_environments() -> Sequence[EnvironmentConfig]:
    """Return the environments of ``stacks/environments.py``.

    They are imported here and not on top, so that a mistake of the language in that file, such as
    the name of a field that does not exist, can be said in one line as well.

    Raises:
        UnreadableEnvironmentsError: Such a mistake.
    """
    try:
        from stacks.environments import ENVIRONMENTS
    except SyntaxError as error:
        where = f"{error.filename}, line {error.lineno}"
        raise UnreadableEnvironmentsError(f"{where}: {error.msg}") from error
    except Exception as error:
        # Where the file itself is, though the mistake may show in what it calls.
        lines = traceback.extract_tb(error.__traceback__)
        own = [line for line in lines if line.filename.endswith(_ENVIRONMENTS)]
        line = (own or lines)[-1]
        where = f"{line.filename}, line {line.lineno}"
        raise UnreadableEnvironmentsError(f"{where}: {_in_words(error)}") from error
    return ENVIRONMENTS


def _in_words(error: Exception) -> str:
    """Return what is wrong; of a member that an enum lacks, Python says the name alone."""
    if isinstance(error, AttributeError) and isinstance(error.obj, type(Enum)):
        members = ", ".join(member.name for member in error.obj)
        return f"expected one of {error.obj.__name__}: {members}, got {error.name!r}"
    return str(error)


if __name__ == "__main__":
    main()
