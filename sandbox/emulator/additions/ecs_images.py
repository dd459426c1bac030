"""The public SSM parameters that name the current ECS-optimised images."""

SUMMARY = "name an image for each architecture, as AWS's public parameters do"

_AMAZON_LINUX = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
_BOTTLEROCKET = "/aws/service/bottlerocket/aws-ecs-2"
_IMAGES = {
    f"{_AMAZON_LINUX}/recommended/image_id": "ami-0ec500000000a1023",
    f"{_AMAZON_LINUX}/arm64/recommended/image_id": "ami-0ec500000000a6423",
    f"{_BOTTLEROCKET}/x86_64/latest/image_id": "ami-0b07700000000a1023",
    f"{_BOTTLEROCKET}/arm64/latest/image_id": "ami-0b07700000000a6423",
}


def install() -> None:
    """Add the parameters to those that every account of the emulator can read."""
    from ministack.services import ssm

    ssm._PUBLIC_AMI_PARAMETERS.update(_IMAGES)
