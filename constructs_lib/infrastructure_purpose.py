"""What Amazon ECS assumes a role for, to act by itself."""

from enum import Enum


class InfrastructurePurpose(Enum):
    """Which part of the infrastructure ECS takes care of with a role.

    Source: "Amazon ECS infrastructure IAM role", and the page of that name for load balancers, in
    the Amazon ECS developer guide.
    """

    MANAGED_INSTANCES = "Managed Instances"
    """It launches, tags and ends the EC2 instances of a capacity provider."""

    EBS_VOLUMES = "EBS volumes"
    """It makes, attaches and deletes the volumes of tasks."""

    SERVICE_CONNECT_TLS = "Service Connect TLS"
    """It issues and rotates the certificates between the services of Service Connect."""

    VPC_LATTICE = "VPC Lattice"
    """It puts tasks into the target groups of VPC Lattice."""

    LOAD_BALANCERS = "load balancers"
    """It shifts the traffic of a load balancer during a blue/green deployment."""

    @property
    def managed_policy(self) -> str:
        """Name of the AWS managed policy with what ECS needs for it, with the policy's path."""
        return _MANAGED_POLICIES[self]

    @property
    def passes_instance_role(self) -> bool:
        """Whether ECS hands the hosts' role to the instances that it launches."""
        return self is InfrastructurePurpose.MANAGED_INSTANCES


_MANAGED_POLICIES = {
    InfrastructurePurpose.MANAGED_INSTANCES: (
        "AmazonECSInfrastructureRolePolicyForManagedInstances"
    ),
    InfrastructurePurpose.EBS_VOLUMES: "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
    InfrastructurePurpose.SERVICE_CONNECT_TLS: (
        "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity"
    ),
    InfrastructurePurpose.VPC_LATTICE: "AmazonECSInfrastructureRolePolicyForVpcLattice",
    InfrastructurePurpose.LOAD_BALANCERS: "AmazonECSInfrastructureRolePolicyForLoadBalancers",
}
