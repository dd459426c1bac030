"""What the emulator lacks for our stacks, added through its own service code.

MiniStack refuses resource types that it does not know; nothing is ever skipped in silence.
"""

from sandbox.emulator.additions import (
    account_details,
    assume_role,
    auto_scaling_calls,
    auto_scaling_group,
    aws_managed_policies,
    capacity_provider,
    capacity_provider_calls,
    cluster_associations,
    condition_values,
    container_instances,
    ec2_instance,
    ecs_cluster,
    ecs_images,
    ecs_resources,
    instance_answers,
    instance_profile,
    instance_volumes,
    launch_template,
    managed_policy,
    mfa_devices,
    oidc_provider,
    pass_role,
    policy_simulator,
    request_resources,
    role_boundary,
    service_capacity,
    session_keys,
    ssm_activations,
    web_identity,
)

_ADDITIONS = {
    "AWS::AutoScaling::AutoScalingGroup": auto_scaling_group,
    "AWS::EC2::Instance": ec2_instance,
    "AWS::EC2::LaunchTemplate": launch_template,
    "AWS::ECS::CapacityProvider": capacity_provider,
    "AWS::ECS::ClusterCapacityProviderAssociations": cluster_associations,
    "AWS::IAM::InstanceProfile": instance_profile,
    "AWS::IAM::ManagedPolicy": managed_policy,
    "AWS::IAM::OIDCProvider": oidc_provider,
    "AWS::IAM::Role": role_boundary,
    "autoscaling:*": auto_scaling_calls,
    "ec2:DescribeInstances, ec2:DescribeInstanceAttribute": instance_answers,
    "ec2:TerminateInstances": instance_volumes,
    "ecs:*CapacityProvider*": capacity_provider_calls,
    "ecs:*ContainerInstance*": container_instances,
    "ecs:CreateService, ecs:UpdateService, ecs:RunTask": service_capacity,
    "ecs:DeleteCluster": ecs_cluster,
    "ecs:DescribeClusters, ecs:DescribeServices and the like": ecs_resources,
    "ecs:RegisterTaskDefinition, ecs:RunTask": pass_role,
    "iam:*MFADevice": mfa_devices,
    "iam:GetAccountAuthorizationDetails": account_details,
    "iam:SimulatePrincipalPolicy": policy_simulator,
    "logs:CreateLogStream, logs:PutLogEvents, ssm:GetParameters": request_resources,
    "ssm:*Activation*": ssm_activations,
    "sts:AssumeRole, sts:GetSessionToken": assume_role,
    "condition keys of sessions": session_keys,
    "sts:AssumeRoleWithWebIdentity": web_identity,
    "conditions of policies": condition_values,
    "AWS managed policies": aws_managed_policies,
    "SSM parameters of the ECS-optimised images": ecs_images,
}

SUMMARIES = {name: addition.SUMMARY for name, addition in _ADDITIONS.items()}
"""What is added, and what it does; said at start."""


def install_additions() -> None:
    """Add all of it to the emulator in this process."""
    for addition in _ADDITIONS.values():
        addition.install()
