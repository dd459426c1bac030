"""Who may take the role of an EC2 host."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

_EC2_OF_CHINA = "ec2.amazonaws.com.cn"


def ec2_principal(scope: Construct) -> iam.IPrincipal:
    """Return the EC2 service, under the name that it has in the regions of the stack.

    Sources: awslabs/cdk-eks-blueprints issue 558 (EKS refuses a node role of China without its
    name there) and hashicorp/terraform-provider-aws pull request 47141. ECS is named there as
    everywhere.
    """
    if Stack.of(scope).partition == "aws-cn":
        return _Ec2OfChina()
    return iam.ServicePrincipal("ec2.amazonaws.com")


class _Ec2OfChina(iam.PrincipalBase):
    """Names EC2 as the regions of China do, which the CDK's ``ServicePrincipal`` rewrites."""

    @property
    def policy_fragment(self) -> iam.PrincipalPolicyFragment:
        return iam.PrincipalPolicyFragment({"Service": [_EC2_OF_CHINA]}, {})

    def dedupe_string(self) -> str:
        return _EC2_OF_CHINA
