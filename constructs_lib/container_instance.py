"""One EC2 host of an ECS cluster."""

from aws_cdk import Tags
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.host.instance_types import common_architecture
from constructs_lib.host.make_machine import SMALLEST_VOLUME_GIB, make_machine
from constructs_lib.host.operating_system import OperatingSystem
from constructs_lib.host.security_group import closed_security_group
from constructs_lib.host_tag import HOST_TAG
from constructs_lib.isolation import Isolation


class ContainerInstance(Construct):
    """An EC2 instance that runs with the instance profile and joins the cluster of its role.

    Containers cannot reach the role of the host, unless isolation is turned off. It runs the
    image that is current when the stack is deployed, so a newer one replaces the instance at the
    next deployment. The volumes are encrypted, there is no key pair, and the security group lets
    nothing in.

    Attributes:
        instance: The EC2 instance. On Amazon Linux, commands that are added to its user data run
            at the first boot, after those of this construct, and stop at the first that fails.
        isolation: How far containers are kept away from the role.
    """

    instance: ec2.Instance
    isolation: Isolation

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_role: ContainerInstanceRole,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        instance_type: ec2.InstanceType | None = None,
        operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023,
        isolation: Isolation = Isolation.ENFORCED,
        volume_gib: int = SMALLEST_VOLUME_GIB,
    ) -> None:
        """Define the instance and its security group.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            instance_role: The role of the host, with the cluster that it joins and the features
                that its agents have; its instance profile goes onto the instance.
            vpc: Where the instance runs; it must reach the endpoints of ECS from there.
            vpc_subnets: Which subnets it may run in; the private ones of the VPC if left out.
            instance_type: Size and architecture; ``t3.small`` if left out. The image follows the
                architecture.
            operating_system: Amazon Linux 2023 if left out.
            isolation: Whether containers can reach the role of the host; no if left out.
            volume_gib: Size of the volume that holds images and containers, in GiB; 30 if left
                out, which is the size of the Amazon Linux image itself.

        Raises:
            ConfigurationError: A volume that is too small, an instance type of an unknown family,
                or a feature that the operating system does not have.
        """
        super().__init__(scope, construct_id)
        self.isolation = isolation
        instance_type = instance_type or ec2.InstanceType("t3.small")
        machine = make_machine(
            self.node.path,
            operating_system=operating_system,
            cluster_name=instance_role.cluster_name,
            features=instance_role.features,
            isolation=isolation,
            architecture=common_architecture(
                f"{self.node.path}.instance_type", [instance_type.to_string()]
            ),
            volume_gib=volume_gib,
        )
        self.instance = ec2.Instance(
            self,
            "Instance",
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            instance_type=instance_type,
            machine_image=machine.image,
            instance_profile=instance_role.instance_profile,
            security_group=closed_security_group(self, vpc),
            user_data=machine.user_data,
            # It runs at the first boot only: a changed one needs another instance.
            user_data_causes_replacement=True,
            http_tokens=ec2.HttpTokens.REQUIRED,
            http_put_response_hop_limit=isolation.metadata_hops,
            block_devices=machine.block_devices,
        )
        Tags.of(self.instance).add(HOST_TAG, instance_role.cluster_name)
        # The agent registers the host while it boots, so its permissions come first.
        self.instance.node.add_dependency(instance_role)
