"""One EC2 host of an ECS cluster."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance_role import ContainerInstanceRole

_SMALLEST_ROOT_VOLUME_GIB = 30


class ContainerInstance(Construct):
    """An EC2 instance that runs with the instance profile and joins the cluster.

    It runs the ECS-optimised Amazon Linux 2023 that is current when the stack is deployed, so a
    newer image replaces the instance at the next deployment. Instance metadata asks for IMDSv2
    and stays within one network hop, the root volume is encrypted, there is no key pair, and the
    security group lets nothing in.

    Attributes:
        instance: The EC2 instance.
    """

    instance: ec2.Instance

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster_name: str,
        instance_role: ContainerInstanceRole,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        instance_type: ec2.InstanceType | None = None,
        root_volume_gib: int = _SMALLEST_ROOT_VOLUME_GIB,
    ) -> None:
        """Define the instance and its security group.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            cluster_name: The cluster that the agent registers the host with.
            instance_role: The role of the host; its instance profile goes onto the instance.
            vpc: Where the instance runs; it must reach the endpoints of ECS from there.
            vpc_subnets: Which subnets it may run in; the private ones of the VPC if left out.
            instance_type: Size and architecture; ``t3.small`` if left out. The image follows the
                architecture.
            root_volume_gib: Size of the root volume, in GiB; 30 if left out, which is the size of
                the image itself.

        Raises:
            ConfigurationError: A cluster name that ECS would refuse, or a root volume that is
                smaller than the image.
        """
        super().__init__(scope, construct_id)
        check_cluster_name(f"{self.node.path}.cluster_name", cluster_name)
        if root_volume_gib < _SMALLEST_ROOT_VOLUME_GIB:
            raise ConfigurationError(
                f"{self.node.path}.root_volume_gib",
                expected=f"{_SMALLEST_ROOT_VOLUME_GIB} GiB or more, the size of the image",
                got=root_volume_gib,
            )

        instance_type = instance_type or ec2.InstanceType("t3.small")
        user_data = ec2.UserData.for_linux()
        user_data.add_commands(f"echo ECS_CLUSTER={cluster_name} >> /etc/ecs/ecs.config")

        self.instance = ec2.Instance(
            self,
            "Instance",
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            instance_type=instance_type,
            machine_image=_ecs_optimized_image(instance_type),
            instance_profile=instance_role.instance_profile,
            security_group=ec2.SecurityGroup(
                self,
                "SecurityGroup",
                vpc=vpc,
                description="ECS container instance: nothing in, everything out",
            ),
            user_data=user_data,
            # It runs at the first boot only: a changed one needs another instance.
            user_data_causes_replacement=True,
            http_tokens=ec2.HttpTokens.REQUIRED,
            http_put_response_hop_limit=1,
            block_devices=[
                ec2.BlockDevice(
                    device_name="/dev/xvda",
                    volume=ec2.BlockDeviceVolume.ebs(
                        root_volume_gib, encrypted=True, volume_type=ec2.EbsDeviceVolumeType.GP3
                    ),
                )
            ],
        )
        # The agent registers the host while it boots, so its permissions come first.
        self.instance.node.add_dependency(instance_role)


def _ecs_optimized_image(instance_type: ec2.InstanceType) -> ecs.EcsOptimizedImage:
    is_arm = instance_type.architecture == ec2.InstanceArchitecture.ARM_64
    return ecs.EcsOptimizedImage.amazon_linux2023(
        ecs.AmiHardwareType.ARM if is_arm else ecs.AmiHardwareType.STANDARD
    )
