"""The roles of people, other accounts and deployers in an environment."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from app import build_app
from constructs_lib import (
    AgentFeatures,
    GitHubWorkflow,
    OperatorAccess,
    Operators,
    Permission,
    SessionRules,
    WebIdentity,
)
from stacks.config import (
    AccessConfig,
    DeployerConfig,
    EnvironmentConfig,
    ExternalAccountConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    OperatorConfig,
)
from stacks.config.compared_with_none import compared_with_none
from stacks.environments import DEV, PROD, STAGING

Templates = dict[str, dict[str, Any]]

_ACCOUNT = "111111111111"
_GITLAB = WebIdentity(
    issuer="https://gitlab.com", audience="aws", subjects=("project_path:team/shop:ref:main",)
)
_READ = Permission(
    actions=("ecs:DescribeClusters",),
    resources=(f"arn:aws:ecs:eu-west-1:{_ACCOUNT}:cluster/dev",),
)
_REPAIRS = OperatorConfig(
    name="repairs", operators=Operators(users=("ada",)), access=OperatorAccess.BREAK_GLASS
)
_READS = replace(_REPAIRS, name="reads", access=OperatorAccess.READ_ONLY)
_AUDITOR = ExternalAccountConfig(
    name="auditor", accounts=("444444444444",), external_id="shop:dev", permissions=(_READ,)
)
_CI = DeployerConfig(
    name="ci", workflows=(GitHubWorkflow(repository="shop/infrastructure", environment="dev"),)
)
_EVERYONE = AccessConfig(operators=(_REPAIRS,), external_accounts=(_AUDITOR,), deployers=(_CI,))


def _templates(environment: EnvironmentConfig, context: dict[str, Any]) -> Templates:
    # By itself: what it is compared with is not there.
    alone = compared_with_none(environment)
    stacks = build_app([alone], context=context).synth().stacks
    return {stack.stack_name: stack.template for stack in stacks}


def _dev(access: AccessConfig, context: dict[str, Any]) -> Templates:
    return _templates(replace(DEV, access=access), context)


def _resources(template: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {
        logical_id: resource["Properties"]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def _roles(templates: Templates, stack: str = "EcsAccess-dev") -> dict[str, dict[str, Any]]:
    """The roles of people by their names."""
    found = _resources(templates[stack], "AWS::IAM::Role")
    return {role["RoleName"]: role for role in found.values()}


def _trust(templates: Templates, name: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = _roles(templates)[name]["AssumeRolePolicyDocument"][
        "Statement"
    ]
    return statements


def _statements(templates: Templates, name: str, stack: str = "EcsAccess-dev") -> list[Any]:
    """What the policies of a role of people say."""
    roles = _resources(templates[stack], "AWS::IAM::Role")
    return [
        statement
        for policy in _resources(templates[stack], "AWS::IAM::ManagedPolicy").values()
        if any(roles[one["Ref"]]["RoleName"] == name for one in policy["Roles"])
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def _passed(templates: Templates, name: str, stack: str = "EcsAccess-dev") -> dict[str, set[str]]:
    """By service, the roles that a role of people may pass: their ARNs, or stack and logical id."""
    return {
        statement["Condition"]["StringEquals"]["iam:PassedToService"]: {
            _named(templates, one) for one in _as_list(statement["Resource"])
        }
        for statement in _statements(templates, name, stack)
        if "iam:PassRole" in _as_list(statement["Action"])
    }


def _named(templates: Templates, resource: Any) -> str:
    match resource:
        case str():
            return resource
        case {"Fn::GetStackOutput": {"StackName": stack, "OutputName": output}}:
            return f"{stack}/{_named(templates, templates[stack]['Outputs'][output]['Value'])}"
        case {"Fn::GetAtt": [logical_id, "Arn"]}:
            return str(logical_id).rstrip("0123456789ABCDEF")
    raise AssertionError(resource)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(("role_path", "path"), [(None, "/"), ("/ecs/", "/ecs/")])
def test_a_role_has_the_name_of_its_environment_and_the_path_of_its_kind(
    role_path: str | None, path: str, cdk_context: dict[str, Any]
) -> None:
    environment = replace(DEV, role_path=role_path, access=_EVERYONE)

    found = _roles(_templates(environment, cdk_context))

    assert {name: role["Path"] for name, role in found.items()} == {
        "dev-repairs": f"{path}operators/",
        "dev-auditor": f"{path}external-accounts/",
        "dev-ci": f"{path}deployers/",
    }
    assert {environment.access_role_arn(one) for one in environment.access.roles()} == {
        f"arn:aws:iam::{_ACCOUNT}:role{role['Path']}{name}" for name, role in found.items()
    }


def test_every_role_has_the_boundary_tag_and_output(cdk_context: dict[str, Any]) -> None:
    template = _dev(_EVERYONE, cdk_context)["EcsAccess-dev"]

    found = _resources(template, "AWS::IAM::Role")
    assert len(found) == 3
    for role in found.values():
        assert role["PermissionsBoundary"] == f"arn:aws:iam::{_ACCOUNT}:policy/dev-application"
        assert {"Key": "environment", "Value": "dev"} in role["Tags"]
    assert {name: value["Value"] for name, value in template["Outputs"].items()} == {
        f"{output}RoleArn": {"Fn::GetAtt": [logical_id, "Arn"]}
        for output, logical_id in zip(
            ("OperatorRepairs", "ExternalAccountAuditor", "DeployerCi"), found, strict=True
        )
    }


def test_an_environment_without_access_has_no_such_stack(cdk_context: dict[str, Any]) -> None:
    assert "EcsAccess-dev" not in _dev(AccessConfig(), cdk_context)


def test_operators_take_their_role_under_their_rules(cdk_context: dict[str, Any]) -> None:
    operator = replace(
        _READS,
        operators=Operators(users=("ada", "grace")),
        rules=SessionRules(max_mfa_age_minutes=5, session_hours=2, networks=("203.0.113.0/24",)),
    )

    templates = _dev(AccessConfig(operators=(operator,)), cdk_context)

    takes, _ = _trust(templates, "dev-reads")
    assert takes["Principal"]["AWS"] == [
        f"arn:aws:iam::{_ACCOUNT}:user/{name}" for name in ("ada", "grace")
    ]
    assert takes["Condition"]["NumericLessThan"] == {"aws:MultiFactorAuthAge": "300"}
    assert takes["Condition"]["IpAddress"] == {"aws:SourceIp": "203.0.113.0/24"}
    assert _roles(templates)["dev-reads"]["MaxSessionDuration"] == 7200


def test_an_operator_role_can_be_for_permissions_alone(cdk_context: dict[str, Any]) -> None:
    operator = replace(_READS, access=None, permissions=(_READ,))

    (statement,) = _statements(_dev(AccessConfig(operators=(operator,)), cdk_context), "dev-reads")

    assert statement == {
        "Effect": "Allow",
        "Action": "ecs:DescribeClusters",
        "Resource": f"arn:aws:ecs:eu-west-1:{_ACCOUNT}:cluster/dev",
    }


def test_read_only_passes_no_role_and_repairs_nothing(cdk_context: dict[str, Any]) -> None:
    templates = _dev(AccessConfig(operators=(_READS,)), cdk_context)

    assert _passed(templates, "dev-reads") == {}
    sids = {statement["Sid"] for statement in _statements(templates, "dev-reads")}
    assert sids == {
        *("ReadCluster", "ReadMembers", "FindMembers", "ReadDefinitionsAndHosts"),
        *("ReadLogs", "FindLogs"),
    }


def _of(templates: Templates, name: str, sid: str, stack: str) -> list[str]:
    """Resources of one statement of a role's policies."""
    return [
        resource
        for statement in _statements(templates, name, stack)
        if statement.get("Sid") == sid
        for resource in _as_list(statement["Resource"])
    ]


def test_operators_read_the_logs_of_their_own_services_only(cdk_context: dict[str, Any]) -> None:
    templates = _templates(STAGING, cdk_context)

    found = _of(templates, "staging-read-only", "ReadLogs", "EcsAccess-staging")

    groups = [
        f"arn:aws:logs:eu-west-1:222222222222:log-group:EcsService-staging-{name}-LogGroup*"
        for name in ("orders", "web")
    ]
    assert set(found) == {*groups, *(f"{one}:*" for one in groups)}
    # CloudFormation makes the names of groups from those of their stacks and their logical ids.
    for name in ("web", "orders"):
        (logical_id,) = _resources(templates[f"EcsService-staging-{name}"], "AWS::Logs::LogGroup")
        assert logical_id.startswith("LogGroup")


def test_break_glass_knows_the_hosts_of_its_own_cluster_by_their_tag(
    cdk_context: dict[str, Any],
) -> None:
    templates = _templates(STAGING, cdk_context)

    (statement,) = (
        one
        for one in _statements(templates, "staging-break-glass", "EcsAccess-staging")
        if one.get("Sid") == "ReplaceHosts"
    )
    assert statement["Condition"] == {
        "StringEquals": {"autoscaling:ResourceTag/EcsCluster": "staging"}
    }
    groups = _resources(templates["EcsCluster-staging"], "AWS::AutoScaling::AutoScalingGroup")
    assert groups
    for group in groups.values():
        assert {"Key": "EcsCluster", "Value": "staging", "PropagateAtLaunch": True} in group["Tags"]


_TASKS = {
    f"EcsService-dev-{service}/{role}"
    for service in ("web", "orders")
    for role in ("TaskRole", "TaskRoleExecutionRole")
}


def test_break_glass_passes_the_roles_of_tasks_and_no_other(cdk_context: dict[str, Any]) -> None:
    templates = _dev(AccessConfig(operators=(_REPAIRS,)), cdk_context)

    assert _passed(templates, "dev-repairs") == {"ecs-tasks.amazonaws.com": _TASKS}


def test_a_deployer_passes_each_role_to_its_own_service(cdk_context: dict[str, Any]) -> None:
    templates = _dev(AccessConfig(deployers=(_CI,)), cdk_context)

    assert _passed(templates, "dev-ci") == {
        "ec2.amazonaws.com": {"EcsCluster-dev/ContainerInstanceRole"},
        "ecs-tasks.amazonaws.com": _TASKS,
    }


def test_roles_of_managed_instances_and_machines_outside_are_passed_too(
    cdk_context: dict[str, Any],
) -> None:
    managed = ManagedInstancesConfig(
        name="managed", min_vcpus=2, max_vcpus=4, min_memory_gib=4, max_memory_gib=16
    )
    environment = replace(
        PROD,
        capacity=(managed, ExternalInstancesConfig()),
        agent=AgentFeatures(),
        services=(),
        access=AccessConfig(deployers=(_CI,)),
    )

    found = _passed(_templates(environment, cdk_context), "prod-ci", "EcsAccess-prod")

    assert set(found) == {"ec2.amazonaws.com", "ecs.amazonaws.com", "ssm.amazonaws.com"}
    assert found["ssm.amazonaws.com"] == {"EcsCluster-prod/ExternalInstanceRole"}
    (infrastructure,) = found["ecs.amazonaws.com"]
    assert "managed" in infrastructure.lower()


def test_roles_from_outside_are_passed_as_well(cdk_context: dict[str, Any]) -> None:
    role = f"arn:aws:iam::{_ACCOUNT}:role/central"
    web = replace(
        DEV.services[0],
        existing_task_role=f"{role}/web",
        existing_execution_role=f"{role}/execution",
    )
    environment = replace(
        DEV, services=(web,), access=AccessConfig(operators=(_REPAIRS,), deployers=(_CI,))
    )

    templates = _templates(environment, cdk_context)

    both = {f"{role}/web", f"{role}/execution"}
    assert _passed(templates, "dev-repairs") == {"ecs-tasks.amazonaws.com": both}
    assert _passed(templates, "dev-ci")["ecs-tasks.amazonaws.com"] == both


def test_a_role_that_only_compares_passes_nothing(cdk_context: dict[str, Any]) -> None:
    templates = _dev(AccessConfig(deployers=(replace(_CI, only_diff=True),)), cdk_context)

    (statement,) = _statements(templates, "dev-ci")

    assert _passed(templates, "dev-ci") == {}
    assert "lookup-role" in statement["Resource"]


def test_an_environment_without_services_can_have_a_deployer(cdk_context: dict[str, Any]) -> None:
    environment = replace(DEV, services=(), access=AccessConfig(deployers=(_CI,)))

    templates = _templates(environment, cdk_context)

    assert list(_passed(templates, "dev-ci")) == ["ec2.amazonaws.com"]


def test_it_follows_the_stacks_whose_roles_it_names(cdk_context: dict[str, Any]) -> None:
    access = build_app([DEV], context=cdk_context).synth().get_stack_by_name("EcsAccess-dev")

    assert set(DEV.stack_names[:-1]) <= {one.id for one in access.dependencies}
    assert DEV.stack_names[-1] == "EcsAccess-dev"


def test_another_account_comes_with_the_external_id(cdk_context: dict[str, Any]) -> None:
    auditor = replace(_AUDITOR, organization_id="o-a1b2c3d4e5", session_hours=4)

    templates = _dev(AccessConfig(external_accounts=(auditor,)), cdk_context)

    (statement,) = _trust(templates, "dev-auditor")
    assert statement["Principal"] == {"AWS": "arn:aws:iam::444444444444:root"}
    assert statement["Condition"] == {
        "StringEquals": {"sts:ExternalId": "shop:dev", "aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }
    assert _roles(templates)["dev-auditor"]["MaxSessionDuration"] == 14400
    (granted,) = _statements(templates, "dev-auditor")
    assert granted["Action"] == "ecs:DescribeClusters"


def test_a_deployer_is_taken_by_its_workflows_and_roles(cdk_context: dict[str, Any]) -> None:
    tools = "arn:aws:iam::555555555555:role/deployment"
    deployer = replace(_CI, workflows=(*_CI.workflows, _GITLAB), trusted_roles=(tools,))

    github, gitlab, role = _trust(_dev(AccessConfig(deployers=(deployer,)), cdk_context), "dev-ci")

    issuer = "token.actions.githubusercontent.com"
    assert github["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": "repo:shop/infrastructure:environment:dev",
        }
    }
    assert gitlab["Condition"]["StringEquals"]["gitlab.com:aud"] == "aws"
    assert role["Principal"] == {"AWS": tools}


def _providers(access: AccessConfig, context: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return _resources(_dev(access, context)["EcsAccess-dev"], "AWS::IAM::OIDCProvider")


def test_an_issuer_has_one_identity_provider_for_every_audience(
    cdk_context: dict[str, Any],
) -> None:
    (workflow,) = _CI.workflows
    assert isinstance(workflow, GitHubWorkflow)
    other = replace(_CI, name="other", workflows=(replace(workflow, audience="other"), _GITLAB))

    found = _providers(AccessConfig(deployers=(_CI, other)), cdk_context)

    assert {one["Url"]: one["ClientIdList"] for one in found.values()} == {
        "https://token.actions.githubusercontent.com": ["sts.amazonaws.com", "other"],
        "https://gitlab.com": ["aws"],
    }


def test_a_provider_stays_when_another_comes_before_it(cdk_context: dict[str, Any]) -> None:
    first = replace(_CI, name="first", workflows=(_GITLAB,))

    alone = _providers(AccessConfig(deployers=(_CI,)), cdk_context)
    both = _providers(AccessConfig(deployers=(first, _CI)), cdk_context)

    assert set(alone) < set(both)


def test_a_provider_that_the_account_has_is_not_made(cdk_context: dict[str, Any]) -> None:
    issuer = "https://token.actions.githubusercontent.com"
    access = AccessConfig(deployers=(_CI,), existing_identity_providers=(issuer,))

    assert _providers(access, cdk_context) == {}


def test_two_environments_of_an_account_share_its_provider(cdk_context: dict[str, Any]) -> None:
    access = replace(DEV.access, existing_identity_providers=DEV.access.issuers)
    second = replace(DEV, name="test", cluster_name="test", access=access)

    stacks = build_app([DEV, second], context=cdk_context).synth().stacks
    templates = {stack.stack_name: stack.template for stack in stacks}

    first, other = (_roles(templates, f"EcsAccess-{name}") for name in ("dev", "test"))
    assert len(first) == len(other) == 4
    assert set(first) & set(other) == set()
    assert len(_resources(templates["EcsAccess-dev"], "AWS::IAM::OIDCProvider")) == 1
    assert _resources(templates["EcsAccess-test"], "AWS::IAM::OIDCProvider") == {}


def test_only_a_role_with_an_alarm_is_told_of(cdk_context: dict[str, Any]) -> None:
    watched = replace(_REPAIRS, alarm=True)

    template = _dev(AccessConfig(operators=(_READS, watched)), cdk_context)["EcsAccess-dev"]

    (rule,) = _resources(template, "AWS::Events::Rule").values()
    (arn,) = rule["EventPattern"]["detail"]["requestParameters"]["roleArn"]
    assert _named({}, arn) == "OperatorsrepairsRole"
    (topic,) = _resources(template, "AWS::SNS::Topic")
    assert [target["Arn"] for target in rule["Targets"]] == [{"Ref": topic}]
    assert template["Outputs"]["AlarmTopicArn"]["Value"] == {"Ref": topic}
    assert _resources(template, "AWS::SNS::Subscription") == {}


def test_every_address_is_told(cdk_context: dict[str, Any]) -> None:
    emails = ("on-call@example.com", "security@example.com")
    access = AccessConfig(operators=(replace(_REPAIRS, alarm=True),), alarm_emails=emails)

    template = _dev(access, cdk_context)["EcsAccess-dev"]

    found = _resources(template, "AWS::SNS::Subscription").values()
    assert {(one["Protocol"], one["Endpoint"]) for one in found} == {
        ("email", one) for one in emails
    }


def test_without_an_alarm_there_is_no_topic(cdk_context: dict[str, Any]) -> None:
    template = _dev(_EVERYONE, cdk_context)["EcsAccess-dev"]

    assert _resources(template, "AWS::SNS::Topic") == {}
    assert "AlarmTopicArn" not in template["Outputs"]


# What comes along with a session opens none.
_COMES_ALONG = {"sts:SetSourceIdentity", "sts:TagSession"}


def taken_without_mfa(templates: Templates, account: str) -> list[str]:
    """Names of roles that people can take without MFA.

    Those in ``operators/``, and any other that trusts somebody of its own account.
    """
    return [
        f"{stack}/{logical_id}"
        for stack, template in templates.items()
        for logical_id, role in _resources(template, "AWS::IAM::Role").items()
        for statement in _opening(role)
        if _is_for_people(role, statement, account) and not _needs_mfa(statement)
    ]


def _is_for_people(role: Mapping[str, Any], statement: Mapping[str, Any], account: str) -> bool:
    named = str(_as_list(statement["Principal"].get("AWS", [])))
    return "operators/" in role.get("Path", "/") or account in named or "*" in named


def _needs_mfa(statement: Mapping[str, Any]) -> bool:
    asked = statement.get("Condition", {}).get("Bool", {})
    return bool(asked.get("aws:MultiFactorAuthPresent") == "true")


def _opening(role: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for statement in role["AssumeRolePolicyDocument"]["Statement"]:
        if statement["Effect"] == "Allow" and set(_as_list(statement["Action"])) - _COMES_ALONG:
            yield statement


def test_prod_has_no_role_that_an_operator_can_take_without_mfa(
    templates: Templates,
) -> None:
    prod = {name: templates[name] for name in PROD.stack_names}

    paths = {name: role["Path"] for name, role in _roles(prod, "EcsAccess-prod").items()}
    assert [name for name, path in paths.items() if path == "/operators/"] == [
        "prod-read-only",
        "prod-break-glass",
    ]
    assert taken_without_mfa(prod, PROD.account) == []


def test_a_rule_without_mfa_is_found(cdk_context: dict[str, Any]) -> None:
    reads, repairs = PROD.access.operators
    weak = replace(reads, rules=SessionRules(mfa=False))
    environment = replace(PROD, access=replace(PROD.access, operators=(weak, repairs)))

    (found,) = taken_without_mfa(_templates(environment, cdk_context), PROD.account)

    assert found.startswith("EcsAccess-prod/OperatorsreadonlyRole")


def test_people_who_show_mfa_elsewhere_are_found(cdk_context: dict[str, Any]) -> None:
    elsewhere = Operators(permission_sets=("Ops",), mfa_elsewhere_because="Identity Center asks.")
    operators = (replace(_READS, operators=elsewhere),)

    found = taken_without_mfa(_dev(AccessConfig(operators=operators), cdk_context), DEV.account)

    assert len(found) == 1


_USER = {"AWS": f"arn:aws:iam::{PROD.account}:user/operator-1"}


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("/operators/", {"Principal": _USER}),
        ("/operators/", {"Principal": _USER, "Condition": {"Bool": {}}}),
        (
            "/operators/",
            {
                "Principal": _USER,
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
            },
        ),
        (
            "/ecs/operators/",
            {"Principal": {"Federated": "cognito-identity.amazonaws.com"}},
        ),
        ("/operators/", {"Principal": _USER, "Action": ["sts:TagSession", "sts:AssumeRole"]}),
        ("/", {"Principal": {"AWS": f"arn:aws:iam::{PROD.account}:root"}}),
        ("/", {"Principal": {"AWS": [PROD.account]}}),
        ("/", {"Principal": {"AWS": "*"}}),
    ],
)
def test_a_statement_without_mfa_is_found(
    path: str, statement: dict[str, Any], templates: Templates
) -> None:
    planted = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}
    prod = {"EcsAccess-prod": copy.deepcopy(templates["EcsAccess-prod"])}
    prod["EcsAccess-prod"]["Resources"]["Planted"] = {
        "Type": "AWS::IAM::Role",
        "Properties": {"Path": path, "AssumeRolePolicyDocument": {"Statement": [planted]}},
    }

    assert taken_without_mfa(prod, PROD.account) == ["EcsAccess-prod/Planted"]
