"""Every environment that this app deploys to, declared in full: the one file to edit.

A difference between environments is a field here. The accounts are placeholders.
"""

from aws_cdk.aws_ecs import NetworkMode

from constructs_lib import AgentFeatures, ExecSessions, Permission
from stacks.config import (
    AutoScalingConfig,
    ContainerConfig,
    EnvironmentConfig,
    Expectation,
    NetworkConfig,
    ParameterVariable,
    SecretVariable,
    ServiceConfig,
    SingleInstanceConfig,
)

DEV = EnvironmentConfig(
    name="dev",
    account="111111111111",
    region="eu-west-1",
    cluster_name="dev",
    network=NetworkConfig(
        cidr="10.10.0.0/20",
        availability_zones=("eu-west-1a", "eu-west-1b"),
    ),
    capacity=(SingleInstanceConfig(instance_type="t3.small"),),
    agent=AgentFeatures(
        session_manager=True,
        instance_tags=True,
        tagged_task_metadata=True,
    ),
    exec_sessions=ExecSessions(log_group="/ecs/dev/sessions"),
    services=(
        ServiceConfig(
            name="web",
            container=ContainerConfig(
                name="nginx",
                image="nginx:latest",
                memory_reservation_mib=512,
            ),
            desired_count=1,
            ecs_exec=True,
            permissions=(
                Permission(
                    actions=("s3:List*",),
                    resources=("*",),
                    wildcards_because="The service lists every bucket and object of its account.",
                ),
            ),
            must_allow=(Expectation(action="s3:ListAllMyBuckets"),),
        ),
        ServiceConfig(
            name="orders",
            container=ContainerConfig(
                name="orders",
                image="111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2",
                memory_reservation_mib=256,
                secrets=(
                    SecretVariable(
                        name="DATABASE_PASSWORD",
                        secret_name="orders/database",
                        json_key="password",
                    ),
                ),
                parameters=(
                    ParameterVariable(
                        name="FEATURE_FLAGS",
                        parameter_name="/orders/feature-flags",
                    ),
                ),
            ),
            desired_count=1,
            permissions=(
                Permission(
                    actions=("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
                    resources=("arn:aws:dynamodb:eu-west-1:111111111111:table/orders",),
                ),
            ),
            must_allow=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
                ),
            ),
            must_deny=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:111111111111:table/customers",
                ),
                Expectation(action="s3:ListAllMyBuckets"),
            ),
        ),
    ),
)

STAGING = EnvironmentConfig(
    name="staging",
    account="222222222222",
    region="eu-west-1",
    cluster_name="staging",
    network=NetworkConfig(
        vpc_id="vpc-02222222222222222",
        subnet_ids=("subnet-0222222222222222a", "subnet-0222222222222222b"),
        availability_zones=("eu-west-1a", "eu-west-1b"),
    ),
    capacity=(
        AutoScalingConfig(
            name="hosts",
            instance_types=("t3.small", "t3a.small"),
            min_hosts=1,
            max_hosts=3,
            on_demand_base=1,
            spot_percent=100,
        ),
    ),
    agent=AgentFeatures(
        session_manager=True,
        cloudwatch_agent=True,
        spot_draining=True,
    ),
    services=(
        ServiceConfig(
            name="web",
            container=ContainerConfig(
                name="nginx",
                image="nginx:latest",
                memory_reservation_mib=512,
            ),
            desired_count=1,
            permissions=(
                Permission(
                    actions=("s3:List*",),
                    resources=("*",),
                    wildcards_because="The service lists every bucket and object of its account.",
                ),
            ),
            must_allow=(Expectation(action="s3:ListAllMyBuckets"),),
        ),
        ServiceConfig(
            name="orders",
            container=ContainerConfig(
                name="orders",
                image="222222222222.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2",
                memory_reservation_mib=256,
                secrets=(
                    SecretVariable(
                        name="DATABASE_PASSWORD",
                        secret_name="orders/database",
                        json_key="password",
                    ),
                ),
                parameters=(
                    ParameterVariable(
                        name="FEATURE_FLAGS",
                        parameter_name="/orders/feature-flags",
                    ),
                ),
            ),
            desired_count=1,
            network_mode=NetworkMode.AWS_VPC,
            permissions=(
                Permission(
                    actions=("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
                    resources=("arn:aws:dynamodb:eu-west-1:222222222222:table/orders",),
                ),
            ),
            must_allow=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
                ),
            ),
            must_deny=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:222222222222:table/customers",
                ),
                Expectation(action="s3:ListAllMyBuckets"),
            ),
        ),
    ),
)

PROD = EnvironmentConfig(
    name="prod",
    account="333333333333",
    region="eu-west-1",
    cluster_name="prod",
    network=NetworkConfig(
        vpc_id="vpc-03333333333333333",
        subnet_ids=(
            "subnet-0333333333333333a",
            "subnet-0333333333333333b",
            "subnet-0333333333333333c",
        ),
        availability_zones=("eu-west-1a", "eu-west-1b", "eu-west-1c"),
    ),
    capacity=(
        AutoScalingConfig(
            name="hosts",
            instance_types=("m7g.large", "m6g.large"),
            min_hosts=2,
            max_hosts=6,
        ),
    ),
    agent=AgentFeatures(
        session_manager=True,
        cloudwatch_agent=True,
    ),
    services=(
        ServiceConfig(
            name="web",
            container=ContainerConfig(
                name="nginx",
                image="nginx:latest",
                memory_reservation_mib=512,
            ),
            desired_count=2,
            permissions=(
                Permission(
                    actions=("s3:List*",),
                    resources=("*",),
                    wildcards_because="The service lists every bucket and object of its account.",
                ),
            ),
            must_allow=(Expectation(action="s3:ListAllMyBuckets"),),
        ),
        ServiceConfig(
            name="orders",
            container=ContainerConfig(
                name="orders",
                image="333333333333.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.1",
                memory_reservation_mib=512,
                memory_limit_mib=1024,
                secrets=(
                    SecretVariable(
                        name="DATABASE_PASSWORD",
                        secret_name="orders/database",
                        json_key="password",
                    ),
                ),
                parameters=(
                    ParameterVariable(
                        name="FEATURE_FLAGS",
                        parameter_name="/orders/feature-flags",
                    ),
                ),
            ),
            desired_count=2,
            network_mode=NetworkMode.AWS_VPC,
            permissions=(
                Permission(
                    actions=("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
                    resources=("arn:aws:dynamodb:eu-west-1:333333333333:table/orders",),
                ),
            ),
            must_allow=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:333333333333:table/orders",
                ),
            ),
            must_deny=(
                Expectation(
                    action="dynamodb:GetItem",
                    resource="arn:aws:dynamodb:eu-west-1:333333333333:table/customers",
                ),
                Expectation(action="s3:ListAllMyBuckets"),
            ),
        ),
    ),
)

ENVIRONMENTS = (DEV, STAGING, PROD)
