"""An instance profile that somebody else makes."""

import jsii
from aws_cdk import Resource
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_iam import InstanceProfileReference
from constructs import Construct

from constructs_lib.iam.existing_arn import ExistingArn


@jsii.implements(iam.IInstanceProfile)
class InstanceProfileFromOutside(Resource):
    """An instance profile that is used as it is, wherever the CDK takes one.

    The CDK's own import has no role, and ``ec2.Instance`` drops it without a word; or it has one,
    and takes the first element of a path for its name if the account is known only at deployment.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, existing: ExistingArn, role: iam.IRole
    ) -> None:
        """Refer to the profile.

        Args:
            scope: The construct that uses it.
            construct_id: Id, unique among siblings.
            existing: The profile.
            role: What is in it.
        """
        super().__init__(scope, construct_id, environment_from_arn=existing.arn)
        self._existing = existing
        self._role = role

    @property
    def instance_profile_arn(self) -> str:
        """ARN of the profile."""
        return self._existing.arn

    @property
    def instance_profile_name(self) -> str:
        """Name of the profile, without its path."""
        return self._existing.name

    @property
    def instance_profile_ref(self) -> InstanceProfileReference:
        """Name and ARN."""
        return InstanceProfileReference(
            instance_profile_arn=self.instance_profile_arn,
            instance_profile_name=self.instance_profile_name,
        )

    @property
    def role(self) -> iam.IRole:
        """The role in the profile."""
        return self._role
