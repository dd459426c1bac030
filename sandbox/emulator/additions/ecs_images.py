"""The public SSM parameters that name the current ECS-optimised images."""

SUMMARY = "name an image for each architecture, as AWS's public parameters do"

_PREFIX = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
_IMAGES = {
    f"{_PREFIX}/recommended/image_id": "ami-0ec500000000a1023",
    f"{_PREFIX}/arm64/recommended/image_id": "ami-0ec500000000a6423",
}


def install() -> None:
    """Add the parameters to those that every account of the emulator can read."""
    from ministack.services import ssm

    ssm._PUBLIC_AMI_PARAMETERS.update(_IMAGES)
