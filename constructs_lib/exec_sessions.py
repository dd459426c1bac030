"""What ECS Exec writes of a session, and where."""

import re
from dataclasses import dataclass

from aws_cdk import Token
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.log_group_name import check_log_group_name

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# Without '*', which would be a wildcard in the permission.
_PREFIX = re.compile(r"[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*")
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecSessions:
    """How people open sessions in the containers of a task (ECS Exec), and what is kept of them.

    From this one value come both the permissions of the task role and the configuration of the
    cluster, so that neither is there without the other. What is named exists, or is made in the
    same app: ``log_group=group.log_group_name``. Nothing is kept of a session if nothing is named.

    A container that people open sessions in needs a root file system that can be written to, and
    ``script`` and ``cat`` for its sessions to be kept; ``initProcessEnabled`` clears up after them.
    Whoever opens sessions needs ``kms:GenerateDataKey`` for ``key_arn``.
    """

    log_group: str | None = None
    """Log group, by name, that sessions are written to; to none if left out."""

    bucket: str | None = None
    """Bucket of this account, by name, that sessions are written to; to none if left out.

    For one of another account, the task role needs ``Permission``s of its own: ``s3:PutObject``,
    ``s3:PutObjectAcl`` and ``s3:GetEncryptionConfiguration``.
    """

    key_prefix: str | None = None
    """Folder in the bucket, without ``/`` at its ends; the whole bucket if left out."""

    only_encrypted: bool = False
    """Lets no session begin unless the log group is encrypted with a key of KMS, and the bucket is
    encrypted.
    """

    key_arn: str | None = None
    """Key that encrypts what goes between the user and the container, beside TLS; none if left out.
    """

    bucket_key_arn: str | None = None
    """Key that the bucket is encrypted with; none if left out, as S3's own keys need none."""

    def check(self, where: str) -> None:
        """Refuse what AWS would refuse, or what would have no effect.

        What is known only at deployment passes.

        Sources: "Bucket naming rules" in the Amazon S3 user guide; "ExecuteCommandConfiguration"
        in the Amazon ECS API reference; IAM knows a key by no alias ("Using aliases to control
        access to KMS keys" in the AWS KMS developer guide).

        Raises:
            ConfigurationError: A value of another type; no name of a log group or bucket, no
                prefix or no ARN of a key; a prefix or key of a bucket without the bucket, or
                encryption without anything to encrypt.
        """
        check_types(where, self)
        if self.log_group is not None:
            check_log_group_name(f"{where}.log_group", self.log_group)
        for name, value, pattern, expected in (
            (
                "bucket",
                self.bucket,
                _BUCKET,
                "the name of a bucket (3 to 63 lower-case letters, digits, '.' and '-')",
            ),
            (
                "key_prefix",
                self.key_prefix,
                _PREFIX,
                "a folder as in 'exec/orders' (no '/' at its ends, no '*')",
            ),
            ("key_arn", self.key_arn, _KEY_ARN, _AN_ARN),
            ("bucket_key_arn", self.bucket_key_arn, _KEY_ARN, _AN_ARN),
        ):
            if value is None or Token.is_unresolved(value) or pattern.fullmatch(value):
                continue
            raise ConfigurationError(f"{where}.{name}", expected=expected, got=value)
        self._check_that_it_has_an_effect(where)

    def _check_that_it_has_an_effect(self, where: str) -> None:
        for name, value in (
            ("key_prefix", self.key_prefix),
            ("bucket_key_arn", self.bucket_key_arn),
        ):
            if value is not None and self.bucket is None:
                raise ConfigurationError(
                    f"{where}.{name}", expected="a bucket that it is for (set bucket)", got=value
                )
        if self.only_encrypted and not self.is_kept:
            raise ConfigurationError(
                f"{where}.only_encrypted",
                expected="sessions that are kept (set log_group or bucket)",
                got=self.only_encrypted,
            )

    @property
    def is_kept(self) -> bool:
        """Whether sessions are written anywhere."""
        return self.log_group is not None or self.bucket is not None

    def configuration(self, scope: Construct) -> ecs.ExecuteCommandConfiguration:
        """Return what a cluster is made with, for the sessions of all its services.

        The cluster is made by ``ecs.Cluster(execute_command_configuration=...)``. ECS makes nothing
        of it by itself: a service has ECS Exec once ``enable_exec`` turns it on.

        Args:
            scope: Parent of the constructs that stand for what is named; they make no resource.

        Raises:
            ConfigurationError: See ``check``.
        """
        self.check(f"{scope.node.path}.exec_sessions")
        named = Construct(scope, "ExecSessions")
        key = kms.Key.from_key_arn(named, "Key", self.key_arn) if self.key_arn else None
        if not self.is_kept:
            return ecs.ExecuteCommandConfiguration(
                kms_key=key, logging=ecs.ExecuteCommandLogging.NONE
            )
        return ecs.ExecuteCommandConfiguration(
            kms_key=key,
            logging=ecs.ExecuteCommandLogging.OVERRIDE,
            log_configuration=self._log_configuration(named),
        )

    def _log_configuration(self, named: Construct) -> ecs.ExecuteCommandLogConfiguration:
        group = self.log_group and logs.LogGroup.from_log_group_name(
            named, "LogGroup", self.log_group
        )
        bucket = self.bucket and s3.Bucket.from_bucket_name(named, "Bucket", self.bucket)
        return ecs.ExecuteCommandLogConfiguration(
            cloud_watch_log_group=group or None,
            cloud_watch_encryption_enabled=self.only_encrypted if group else None,
            s3_bucket=bucket or None,
            s3_encryption_enabled=self.only_encrypted if bucket else None,
            s3_key_prefix=self.key_prefix,
        )


_AN_ARN = "the ARN of a key, and no alias, as in 'arn:aws:kms:REGION:ACCOUNT:key/ID'"
