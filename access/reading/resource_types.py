"""What CloudFormation returns of the resources that policies refer to, by their type.

Sources: "Return values" on the page of each type in the AWS CloudFormation user guide; the ARN
formats in the Service Authorization Reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NAME = "{name}"
_ID = "{id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceType:
    """How a resource is named; all but ``named_by`` and ``longest`` are formats."""

    named_by: str | None = None
    """The property that names it; without it, or if it has none, CloudFormation chooses."""

    longest: int = 255
    """Most characters that a name may have."""

    ref: str = NAME
    """What ``Ref`` returns."""

    arn: str | None = None
    """What ``Fn::GetAtt`` returns of ``Arn``."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    """Other attributes."""


def _regional(service: str, rest: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


def _by_arn(named_by: str | None, arn: str, **attributes: str) -> ResourceType:
    return ResourceType(named_by=named_by, ref=arn, arn=arn, attributes=attributes)


def _by_name(named_by: str | None, arn: str, **attributes: str) -> ResourceType:
    return ResourceType(named_by=named_by, arn=arn, attributes=attributes)


def _by_id(prefix: str, service: str, kind: str, *attributes: str) -> ResourceType:
    named = f"{prefix}-{_ID}"
    return ResourceType(
        ref=named,
        arn=_regional(service, f"{kind}/{named}"),
        attributes=dict.fromkeys(attributes, named),
    )


def _of_iam(named_by: str, kind: str, longest: int, **attributes: str) -> ResourceType:
    arn = f"arn:{{partition}}:iam::{{account}}:{kind}{{path}}{NAME}"
    return ResourceType(named_by=named_by, longest=longest, arn=arn, attributes=attributes)


_POLICY = "arn:{partition}:iam::{account}:policy{path}{name}"
_PROVIDER = "arn:{partition}:iam::{account}"
_BUCKET = "arn:{partition}:s3:::{name}"
_QUEUE = "https://sqs.{region}.{url_suffix}/{account}/{name}"
_FUNCTION = _regional("lambda", "function:{name}")
_LOAD_BALANCER = _regional("elasticloadbalancing", "loadbalancer/app/{name}/{id}")
_TARGET_GROUP = _regional("elasticloadbalancing", "targetgroup/{name}/{id}")
_DB_CLUSTER = _regional("rds", "cluster:{name}")
_NAMESPACE = _by_id("ns", "servicediscovery", "namespace", "Id")

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    "AWS::IAM::Role": _of_iam("RoleName", "role", 64, RoleId="AROA{id}"),
    "AWS::IAM::User": _of_iam("UserName", "user", 64),
    "AWS::IAM::Group": _of_iam("GroupName", "group", 128),
    "AWS::IAM::InstanceProfile": _of_iam("InstanceProfileName", "instance-profile", 128),
    "AWS::IAM::ManagedPolicy": ResourceType(
        named_by="ManagedPolicyName",
        longest=128,
        ref=_POLICY,
        arn=_POLICY,
        attributes={"PolicyArn": _POLICY},
    ),
    "AWS::IAM::OIDCProvider": _by_arn("Url", f"{_PROVIDER}:oidc-provider/{{name}}"),
    "AWS::IAM::SAMLProvider": _by_arn("Name", f"{_PROVIDER}:saml-provider/{{name}}"),
    "AWS::ECS::Cluster": _by_name("ClusterName", _regional("ecs", "cluster/{name}")),
    "AWS::ECS::Service": ResourceType(
        named_by="ServiceName",
        ref=_regional("ecs", "service/{cluster}/{name}"),
        arn=_regional("ecs", "service/{cluster}/{name}"),
        attributes={"Name": NAME, "ServiceArn": _regional("ecs", "service/{cluster}/{name}")},
    ),
    "AWS::ECS::TaskDefinition": _by_arn(
        "Family",
        _regional("ecs", "task-definition/{name}:1"),
        TaskDefinitionArn=_regional("ecs", "task-definition/{name}:1"),
    ),
    "AWS::ECS::CapacityProvider": _by_name("Name", _regional("ecs", "capacity-provider/{name}")),
    "AWS::Logs::LogGroup": _by_name("LogGroupName", _regional("logs", "log-group:{name}:*")),
    "AWS::S3::Bucket": ResourceType(
        named_by="BucketName",
        longest=63,
        arn=_BUCKET,
        attributes={"DomainName": "{name}.s3.amazonaws.com"},
    ),
    "AWS::SNS::Topic": _by_arn("TopicName", _regional("sns", NAME), TopicName=NAME),
    "AWS::SQS::Queue": ResourceType(
        named_by="QueueName",
        longest=80,
        ref=_QUEUE,
        arn=_regional("sqs", NAME),
        attributes={"QueueName": NAME, "QueueUrl": _QUEUE},
    ),
    "AWS::DynamoDB::Table": _by_name(
        "TableName",
        _regional("dynamodb", "table/{name}"),
        StreamArn=_regional("dynamodb", "table/{name}/stream/2026-01-01T00:00:00.000"),
    ),
    "AWS::DynamoDB::GlobalTable": _by_name("TableName", _regional("dynamodb", "table/{name}")),
    "AWS::KMS::Key": ResourceType(
        ref="{uuid}", arn=_regional("kms", "key/{uuid}"), attributes={"KeyId": "{uuid}"}
    ),
    "AWS::KMS::Alias": _by_name("AliasName", _regional("kms", NAME)),
    "AWS::SecretsManager::Secret": _by_arn(
        "Name",
        _regional("secretsmanager", "secret:{name}-AbCdEf"),
        Id=_regional("secretsmanager", "secret:{name}-AbCdEf"),
    ),
    "AWS::SSM::Parameter": _by_name("Name", _regional("ssm", "parameter{name_with_slash}")),
    "AWS::ECR::Repository": _by_name("RepositoryName", _regional("ecr", "repository/{name}")),
    "AWS::Lambda::Function": ResourceType(named_by="FunctionName", longest=64, arn=_FUNCTION),
    "AWS::StepFunctions::StateMachine": _by_arn(
        "StateMachineName", _regional("states", "stateMachine:{name}"), Name=NAME
    ),
    "AWS::Kinesis::Stream": _by_name("Name", _regional("kinesis", "stream/{name}")),
    "AWS::KinesisFirehose::DeliveryStream": _by_name(
        "DeliveryStreamName", _regional("firehose", "deliverystream/{name}")
    ),
    "AWS::Events::Rule": _by_name("Name", _regional("events", "rule/{name}")),
    "AWS::Events::EventBus": _by_name("Name", _regional("events", "event-bus/{name}"), Name=NAME),
    "AWS::CloudWatch::Alarm": _by_name("AlarmName", _regional("cloudwatch", "alarm:{name}")),
    "AWS::AutoScaling::AutoScalingGroup": _by_name(
        "AutoScalingGroupName",
        _regional("autoscaling", "autoScalingGroup:{uuid}:autoScalingGroupName/{name}"),
    ),
    "AWS::EC2::Instance": _by_id("i", "ec2", "instance", "InstanceId"),
    "AWS::EC2::LaunchTemplate": _by_id("lt", "ec2", "launch-template", "LaunchTemplateId"),
    "AWS::EC2::SecurityGroup": _by_id("sg", "ec2", "security-group", "GroupId", "Id"),
    "AWS::EC2::Subnet": _by_id("subnet", "ec2", "subnet", "SubnetId"),
    "AWS::EC2::VPC": _by_id("vpc", "ec2", "vpc", "VpcId"),
    "AWS::EC2::VPCEndpoint": _by_id("vpce", "ec2", "vpc-endpoint", "Id"),
    "AWS::EFS::FileSystem": _by_id("fs", "elasticfilesystem", "file-system", "FileSystemId"),
    "AWS::EFS::AccessPoint": _by_id("fsap", "elasticfilesystem", "access-point", "AccessPointId"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _by_arn(
        "Name", _LOAD_BALANCER, LoadBalancerArn=_LOAD_BALANCER, LoadBalancerName=NAME
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _by_arn(
        "Name", _TARGET_GROUP, TargetGroupArn=_TARGET_GROUP, TargetGroupName=NAME
    ),
    "AWS::RDS::DBInstance": _by_name("DBInstanceIdentifier", _regional("rds", "db:{name}")),
    "AWS::RDS::DBCluster": _by_name("DBClusterIdentifier", _DB_CLUSTER, DBClusterArn=_DB_CLUSTER),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": _NAMESPACE,
    "AWS::ServiceDiscovery::HttpNamespace": _NAMESPACE,
    "AWS::ServiceDiscovery::Service": _by_id("srv", "servicediscovery", "service", "Id"),
}
"""Type to how its resources are named."""
