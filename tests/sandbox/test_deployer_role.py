"""The CDK CLI in the hands of dev's own deployers, who come with a token of GitHub."""

import pytest
from botocore.exceptions import ClientError

from constructs_lib import GitHubWorkflow
from sandbox.deployment import Deployment
from sandbox.sandbox_error import SandboxError
from sandbox.verification.web_identity_token import make_token
from stacks.config import DeployerConfig
from stacks.environments import DEV

_DEPLOYER, _DIFFER = DEV.access.deployers


def _workflow(deployer: DeployerConfig) -> GitHubWorkflow:
    (workflow,) = deployer.workflows
    assert isinstance(workflow, GitHubWorkflow)
    return workflow


def _session(
    deployment: Deployment, deployer: DeployerConfig, workflow: GitHubWorkflow
) -> dict[str, str]:
    """The credentials that STS gives to a job of a workflow."""
    token = make_token(
        deployment.emulator,
        issuer=workflow.issuer,
        audience=workflow.audience,
        subject=workflow.subject,
    )
    role = f"role/deployers/{DEV.access_role_name(deployer)}"
    sts = deployment.account(DEV).root.client("sts")
    credentials: dict[str, str] = sts.assume_role_with_web_identity(
        RoleArn=deployment.account(DEV).iam_arn(role),
        RoleSessionName="workflow",
        WebIdentityToken=token,
    )["Credentials"]
    return credentials


@pytest.fixture(scope="module")
def deployer(dev: Deployment) -> dict[str, str]:
    return _session(dev, _DEPLOYER, _workflow(_DEPLOYER))


@pytest.fixture(scope="module")
def differ(dev: Deployment) -> dict[str, str]:
    return _session(dev, _DIFFER, _workflow(_DIFFER))


@pytest.mark.parametrize(
    ("taken", "workflow"), [(_DEPLOYER, _workflow(_DIFFER)), (_DIFFER, _workflow(_DEPLOYER))]
)
def test_a_job_of_the_one_cannot_take_the_role_of_the_other(
    dev: Deployment, taken: DeployerConfig, workflow: GitHubWorkflow
) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        _session(dev, taken, workflow)


def test_the_cdk_shows_the_difference_to_whoever_only_reads(
    dev: Deployment, differ: dict[str, str]
) -> None:
    said = dev.cdk(DEV, session=differ).run(
        *("diff", "--app", str(dev.assembly), "--method=template"),
        *("--exclusively", *DEV.stack_names),
    )

    assert said.count("There were no differences") == len(DEV.stack_names)
    assert "could not be used to assume" not in said


def test_whoever_only_reads_cannot_deploy(dev: Deployment, differ: dict[str, str]) -> None:
    cdk = dev.cdk(DEV, session=differ)

    with pytest.raises(SandboxError, match="could not be used to assume"):
        cdk.run(
            *("deploy", "--app", str(dev.assembly), "--require-approval", "never"),
            *("--exclusively", DEV.cluster_stack_name),
        )


def test_the_deployer_deploys_with_the_bootstrap_roles(
    dev: Deployment, deployer: dict[str, str]
) -> None:
    said = dev.cdk(DEV, session=deployer).run(
        *("deploy", "--app", str(dev.assembly), "--require-approval", "never", "--force"),
        *("--exclusively", *DEV.stack_names),
    )

    assert "could not be used to assume" not in said
    assert [name for name in DEV.stack_names if f"✅  {name}" not in said] == []
