"""What becomes of the volumes of a terminated instance.

Source: "Preserve data when an instance is terminated" in Amazon EC2's user guide.
"""

from typing import Any

from sandbox.emulator.instances import after_termination

SUMMARY = "deletes the instance's volumes, unless they are to be kept"


def install() -> None:
    """Follow every termination."""
    from ministack.services import ec2

    after_termination(ec2, lambda instance_id: _delete_volumes(ec2, instance_id))


def _delete_volumes(ec2: Any, instance_id: str) -> None:
    instance = ec2._instances[instance_id]
    for device in instance["BlockDeviceMappings"]:
        volume_id = device["Ebs"]["VolumeId"]
        if device["Ebs"]["DeleteOnTermination"]:
            ec2._volumes.pop(volume_id, None)
        elif volume_id in ec2._volumes:
            ec2._volumes[volume_id].update(State="available", Attachments=[])
    instance["BlockDeviceMappings"] = []
