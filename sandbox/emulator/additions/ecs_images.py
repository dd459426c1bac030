"""The public SSM parameters that name the current ECS-optimised images.

On AWS they move to a newer image every few weeks. Here ``POST /_sandbox/images`` moves them, for
one account and region, so that environments which are deployed side by side do not disturb each
other.
"""

from collections.abc import Mapping
from typing import Any

SUMMARY = "name an image for each architecture, as AWS's public parameters do; can be moved"

_AMAZON_LINUX = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
_BOTTLEROCKET = "/aws/service/bottlerocket/aws-ecs-2"
_IMAGES = {
    f"{_AMAZON_LINUX}/recommended/image_id": "ami-0ec500000000a1023",
    f"{_AMAZON_LINUX}/arm64/recommended/image_id": "ami-0ec500000000a6423",
    f"{_BOTTLEROCKET}/x86_64/latest/image_id": "ami-0b07700000000a1023",
    f"{_BOTTLEROCKET}/arm64/latest/image_id": "ami-0b07700000000a6423",
}

_moved: dict[tuple[str, str, str], list[str]] = {}
"""Every image that a parameter was moved to, by account, region and name of the parameter."""


def install() -> None:
    """Add the parameters to those that every account of the emulator can read."""
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import ssm

    plain = ssm._public_parameter

    def public_parameter(name: str) -> dict[str, Any] | None:
        parameter: dict[str, Any] | None = plain(name)
        moves = _moved.get((get_account_id(), get_region(), name))
        if parameter is None or moves is None:
            return parameter
        return parameter | {"Value": moves[-1], "Version": 1 + len(moves)}

    ssm._PUBLIC_AMI_PARAMETERS.update(_IMAGES)
    ssm._public_parameter = public_parameter


def move_images(images: Mapping[str, str], *, account: str, region: str) -> None:
    """Move parameters of one account and region to other images.

    Args:
        images: The new image id for each parameter's name.
        account: Whose parameters.
        region: Where.

    Raises:
        KeyError: No such parameter; none was moved.
    """
    for name in images:
        _IMAGES[name]
    for name, image_id in images.items():
        _moved.setdefault((account, region, name), []).append(image_id)
