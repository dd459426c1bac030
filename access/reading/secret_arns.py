"""The ARNs that requests name a secret or parameter by."""

import re
from collections.abc import Iterator

_RANDOM_END = re.compile(r"-[A-Za-z0-9]{6}$")
_MADE_UP_END = "-AbCdEf"
_SEGMENTS_OF_AN_ARN = 7


def secret_arns(source: str, *, partition: str, region: str, account: str) -> Iterator[str]:
    """Yield the ARNs of what a container gets.

    Secrets Manager ends an ARN with six random characters ("What's in a Secrets Manager secret?").
    A container may name a secret without them: they are then made up. A name that may end with
    them is given in both ways. What begins as an ARN and is none, gives nothing: no task gets it.

    Args:
        source: ``valueFrom`` of the container: an ARN, or the name of a parameter.
        partition: Of the task definition.
        region: Likewise.
        account: Likewise.
    """
    if not source.startswith("arn:"):
        # A parameter of the same account and region.
        name = source.removeprefix("/")
        yield f"arn:{partition}:ssm:{region}:{account}:parameter/{name}"
    elif source.count(":") < _SEGMENTS_OF_AN_ARN - 2:
        return
    elif source.split(":")[2] != "secretsmanager":
        yield source
    else:
        # What follows names a key in the secret and a version.
        secret = ":".join(source.split(":")[:_SEGMENTS_OF_AN_ARN])
        if _RANDOM_END.search(secret):
            yield secret
        yield f"{secret}{_MADE_UP_END}"
