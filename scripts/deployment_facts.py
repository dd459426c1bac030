"""Says what a deployment has to know of an environment: lines for ``$GITHUB_OUTPUT``.

``python -m scripts.deployment_facts <environment>`` prints

* ``region``: where it is;
* ``stacks``: the names of its stacks, in the order in which they are deployed;
* ``deployers``: what the ARNs of its deployer roles have in common; a name makes it one of them.

So the account, the region and the stacks are declared once, in ``stacks/environments.py``.
"""

import argparse
from collections.abc import Sequence

from aws_cdk.region_info import RegionInfo

from stacks.config import EnvironmentConfig
from stacks.environments import ENVIRONMENTS


def facts(environment: EnvironmentConfig) -> dict[str, str]:
    """Return the lines by their key."""
    partition = RegionInfo.get(environment.region).partition
    path = f"{environment.role_path or '/'}deployers/"
    return {
        "region": environment.region,
        "stacks": " ".join(environment.stack_names),
        "deployers": f"arn:{partition}:iam::{environment.account}:role{path}{environment.name}-",
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the lines; end with a message if there is no such environment."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    by_name = {environment.name: environment for environment in ENVIRONMENTS}
    parser.add_argument("environment", choices=sorted(by_name))
    chosen = by_name[parser.parse_args(arguments).environment]
    print("\n".join(f"{key}={value}" for key, value in facts(chosen).items()))


if __name__ == "__main__":
    main()
