"""Says what a deployment has to know of an environment: lines for ``$GITHUB_OUTPUT``.

``python -m scripts.deployment_facts <environment>`` prints

* ``region``: where it is;
* ``stacks``: the names of its stacks, in the order in which they are deployed;
* ``deployer_role`` and ``diff_role``: the ARNs of its roles ``github`` and ``github-diff``.

So the account, the region and the stacks are declared once, in ``stacks/environments.py``.
"""

import argparse
from collections.abc import Sequence

from stacks.config import EnvironmentConfig
from stacks.environments import ENVIRONMENTS

_DEPLOYERS = {"deployer_role": "github", "diff_role": "github-diff"}


class NoDeployerError(Exception):
    """An environment lacks a role that the workflow takes; the message is one line."""


def facts(environment: EnvironmentConfig) -> dict[str, str]:
    """Return the lines by their key.

    Raises:
        NoDeployerError: The environment lacks one of the roles.
    """
    arns = {one.name: environment.access_role_arn(one) for one in environment.access.deployers}
    for name in _DEPLOYERS.values():
        if name not in arns:
            raise NoDeployerError(f"{environment.name}.access.deployers: {name} is missing")
    return {
        "region": environment.region,
        "stacks": " ".join(environment.stack_names),
        **{key: arns[name] for key, name in _DEPLOYERS.items()},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the lines; end with a message if there is no such environment, or no such role."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    by_name = {environment.name: environment for environment in ENVIRONMENTS}
    parser.add_argument("environment", choices=sorted(by_name))
    chosen = by_name[parser.parse_args(arguments).environment]
    try:
        lines = facts(chosen)
    except NoDeployerError as error:
        parser.error(str(error))
    print("\n".join(f"{key}={value}" for key, value in lines.items()))


if __name__ == "__main__":
    main()
