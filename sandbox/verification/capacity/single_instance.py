"""The one EC2 host of an environment."""

from typing import Any

from sandbox.verification.account import Account
from sandbox.verification.capacity.carrier import Carrier, carries, check_metadata
from sandbox.verification.deployed_stack import DeployedStack
from stacks.config import EnvironmentConfig, SingleInstanceConfig


def single_instance(
    account: Account,
    environment: EnvironmentConfig,
    capacity: SingleInstanceConfig,
    profile: dict[str, Any],
    stack: DeployedStack,
) -> Carrier:
    """Look at the instance."""
    ((logical_id, _),) = stack.of_type("AWS::EC2::Instance")
    (reservation,) = account.root.client("ec2").describe_instances(
        InstanceIds=[stack.physical_id(logical_id)]
    )["Reservations"]
    (instance,) = reservation["Instances"]
    return Carrier(
        described=f"{instance['InstanceId']}, {instance['State']['Name']}",
        checks=[
            carries("the running instance", profile, instance.get("IamInstanceProfile")),
            *check_metadata(
                "instance metadata",
                instance.get("MetadataOptions", {}),
                hops=environment.isolation.metadata_hops,
            ),
        ],
        types=(capacity.instance_type,),
        instances=[instance],
        operating_system=capacity.operating_system,
    )
