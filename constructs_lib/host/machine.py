"""What an operating system makes of a host."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """What an EC2 instance, or a launch template, takes to be a container instance."""

    image: ec2.IMachineImage
    user_data: ec2.UserData
    block_devices: Sequence[ec2.BlockDevice]


def encrypted_volume(device_name: str, gib: int) -> ec2.BlockDevice:
    """Return an encrypted volume, of a size in GiB."""
    volume = ec2.BlockDeviceVolume.ebs(gib, encrypted=True, volume_type=ec2.EbsDeviceVolumeType.GP3)
    return ec2.BlockDevice(device_name=device_name, volume=volume)
