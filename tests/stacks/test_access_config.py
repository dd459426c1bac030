"""What an environment may not say of its roles of people, other accounts and deployers."""

from dataclasses import replace
from typing import Any

import pytest

from constructs_lib import (
    ConfigurationError,
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
    Expectation,
    ExternalAccountConfig,
    ExternalInstancesConfig,
    NetworkConfig,
    OperatorConfig,
)
from stacks.config.check_environments import check_environments
from stacks.environments import DEV, ENVIRONMENTS

GITHUB = "https://token.actions.githubusercontent.com"
READ = Permission(actions=("s3:GetObject",), resources=("arn:aws:s3:::shop/prices",))
OPERATOR = OperatorConfig(
    name="reads", operators=Operators(users=("ada",)), access=OperatorAccess.READ_ONLY
)
AUDITOR = ExternalAccountConfig(
    name="auditor", accounts=("444444444444",), external_id="shop:dev", permissions=(READ,)
)
WORKFLOW = GitHubWorkflow(repository="shop/infrastructure", environment="dev")
GITLAB = WebIdentity(issuer="https://gitlab.com", audience="aws", subjects=("project_path:a/b",))
DEPLOYER = DeployerConfig(name="ci", workflows=(WORKFLOW,))


def _with(access: AccessConfig) -> EnvironmentConfig:
    return replace(DEV, access=access)


def _operator(**changes: Any) -> AccessConfig:
    return AccessConfig(operators=(replace(OPERATOR, **changes),))


def _operators(**fields: Any) -> AccessConfig:
    return _operator(operators=Operators(**fields))


def _rules(**fields: Any) -> AccessConfig:
    return _operator(rules=SessionRules(**fields))


def _external(**changes: Any) -> AccessConfig:
    return AccessConfig(external_accounts=(replace(AUDITOR, **changes),))


def _deployer(**changes: Any) -> AccessConfig:
    return AccessConfig(deployers=(replace(DEPLOYER, **changes),))


def _workflow(**changes: Any) -> AccessConfig:
    return _deployer(workflows=(replace(WORKFLOW, **changes),))


def _identity(**changes: Any) -> AccessConfig:
    return _deployer(workflows=(replace(GITLAB, **changes),))


def _refusal(*environments: EnvironmentConfig) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments(environments)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


ACCEPTED = AccessConfig(operators=(OPERATOR,), external_accounts=(AUDITOR,), deployers=(DEPLOYER,))
SECOND = replace(DEV, name="test", cluster_name="test", access=AccessConfig())


def test_what_the_other_tests_change_is_accepted() -> None:
    check_environments([_with(ACCEPTED)])
    check_environments([_with(_identity())])


OPERATORS = "operators.reads"


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (_operators(), "operators.users: expected at least one user here, or one of roles"),
        (_operators(users=("*",)), "operators.users[0]: expected the name of one IAM user"),
        (
            _operators(users=("arn:aws:iam::111111111111:root",)),
            "operators.users[0]: expected the name of one IAM user of the account, "
            "2 to 64 characters, or the whole "
            "ARN of one (an account goes into accounts, with principal_tags), got 'arn",
        ),
        (
            _operators(accounts=("111111111111",)),
            "operators.principal_tags: expected the tags of those who are let in, or everybody",
        ),
        (_operators(roles=("a*",)), "operators.roles[0]: expected the name of one role"),
        (
            _operators(roles=("Ops",)),
            "rules.mfa: expected mfa_elsewhere_because in operators",
        ),
        (
            _operators(users=("arn:aws-cn:iam::111111111111:user/ada",)),
            "operators.users[0]: expected an ARN of the partition 'aws', got 'arn:aws-cn",
        ),
        (_rules(session_hours=13), "rules.session_hours: expected 1 to 12 hours, got 13"),
        (_rules(session_hours=0), "rules.session_hours: expected 1 to 12 hours, got 0"),
        (_rules(max_mfa_age_minutes=0), "rules.max_mfa_age_minutes: expected 1 to 2160 minutes"),
        (
            _rules(valid_until="tomorrow"),
            "rules.valid_until: expected a time in UTC, as in '2026-12-01",
        ),
        (_rules(networks=("0.0.0.0/0",)), "rules.networks[0]: expected a network as in '203."),
        (
            _operator(access=None),
            "permissions: expected some, or access of its cluster, got 'none'",
        ),
        (
            _operator(permissions=(replace(READ, actions=("s4:Get",)),)),
            "permissions[0].actions: expected the prefix of a service",
        ),
        (
            _operator(permissions=(replace(READ, resources=("arn:aws-cn:s3:::shop/prices",)),)),
            "permissions[0].resources: expected an ARN of the partition 'aws', got 'arn:aws-cn",
        ),
        (
            _operator(must_deny=(Expectation(action="s3:Get*"),)),
            "must_deny[0].action: expected one action, without",
        ),
        (_operators(users="ada"), "operators.users: expected a tuple of str, as in (a, b) or (a,)"),
        (_operators(users=None), "operators.users: expected a tuple of str"),
        (_operator(operators=None), "operators: expected Operators, got None"),
        (_operator(rules=None), "rules: expected SessionRules, got None"),
        (_operator(access="read-only"), "access: expected OperatorAccess or None, got 'read-only'"),
        (_operator(alarm="yes"), "alarm: expected bool, got 'yes'"),
        (_rules(session_hours=True), "rules.session_hours: expected int, got True"),
        (_rules(mfa=None), "rules.mfa: expected bool, got None"),
    ],
)
def test_refuses_an_operator_role_that_would_let_in_others_or_nobody(
    access: AccessConfig, message: str
) -> None:
    assert _refusal(_with(access)).startswith(f"dev.access.{OPERATORS}.{message}")


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (_external(accounts=()), "accounts: expected a list of at least one account, got ()"),
        (_external(accounts=("*",)), "accounts[0]: expected 12 digits, got '*'"),
        (
            _external(accounts=("444444444444", "111111111111")),
            "accounts[1]: expected another account than its own (an OperatorRole is for people",
        ),
        (_external(external_id=""), "external_id: expected 2 to 1,224 letters, digits or"),
        (_external(external_id="x"), "external_id: expected 2 to 1,224 letters, digits or"),
        (_external(external_id="x" * 1225), "external_id: expected 2 to 1,224 letters"),
        (_external(external_id="a shop"), "external_id: expected 2 to 1,224 letters"),
        (_external(organization_id="example"), "organization_id: expected the id of an organis"),
        (_external(session_hours=13), "session_hours: expected 1 to 12 hours, got 13"),
        (_external(permissions=()), "permissions: expected at least one, got 'none'"),
        (
            _external(permissions=(replace(READ, resources=("arn:aws-cn:s3:::shop/prices",)),)),
            "permissions[0].resources: expected an ARN of the partition 'aws'",
        ),
        (
            _external(must_allow=(Expectation(action="s3:Get*"),)),
            "must_allow[0].action: expected one action",
        ),
        (_external(external_id=None), "external_id: expected str, got None"),
        (_external(accounts="444444444444"), "accounts: expected a tuple of str"),
        (_external(accounts=(444444444444,)), "accounts: expected a tuple of str"),
        (_external(permissions=READ), "permissions: expected a tuple of Permission"),
    ],
)
def test_refuses_a_role_for_another_account_that_others_could_take(
    access: AccessConfig, message: str
) -> None:
    assert _refusal(_with(access)).startswith(f"dev.access.external_accounts.auditor.{message}")


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (_deployer(workflows=()), "workflows: expected at least one workflow here, or one role in"),
        (_workflow(repository="shop/*"), "workflows[0].repository: expected one repository with"),
        (_workflow(repository="*"), "workflows[0].repository: expected one repository without"),
        (
            _workflow(environment=None),
            "workflows[0].environment: expected this or branch, one of them",
        ),
        (
            _workflow(environment=None, branch="*"),
            "workflows[0].branch: expected the name of one branch without wildcards",
        ),
        (
            _workflow(environment=None, branch="refs/heads/main"),
            "workflows[0].branch: expected the name of one branch without wildcards and without",
        ),
        (_workflow(environment="*"), "workflows[0].environment: expected the name of one envir"),
        (_workflow(audience="*"), "workflows[0].audience: expected 1 to 255 characters without"),
        (_identity(subjects=()), "workflows[0].subjects: expected at least one, or any could come"),
        (
            _identity(subjects=("project_path:shop/*",)),
            "workflows[0].subjects[0]: expected one whole subject, without '*', '?' or '$'",
        ),
        (_identity(issuer="gitlab.com"), "workflows[0].issuer: expected 'https://' and a host"),
        (
            _deployer(trusted_roles=("*",)),
            "trusted_roles[0]: expected the whole ARN of one role (no account, no user",
        ),
        (
            _deployer(trusted_roles=("arn:aws:iam::555555555555:root",)),
            "trusted_roles[0]: expected the whole ARN of one role",
        ),
        (
            _deployer(trusted_roles=("arn:aws-cn:iam::555555555555:role/tools",)),
            "trusted_roles[0]: expected the whole ARN of one role (no account, no user, no "
            "session), as in 'arn:aws:iam::123456789012:role/deploys', got 'arn:aws-cn",
        ),
        (_deployer(workflows=WORKFLOW), "workflows: expected a tuple of GitHubWorkflow or WebId"),
        (_deployer(workflows=None), "workflows: expected a tuple of GitHubWorkflow or WebIdentity"),
        (_deployer(trusted_roles="arn"), "trusted_roles: expected a tuple of str"),
        (_workflow(repository=None), "workflows[0].repository: expected str, got None"),
        (_identity(subjects="project_path:a/b"), "workflows[0].subjects: expected a tuple of str"),
    ],
)
def test_refuses_a_deployer_that_anybody_could_pretend_to_be(
    access: AccessConfig, message: str
) -> None:
    assert _refusal(_with(access)).startswith(f"dev.access.deployers.ci.{message}")


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (None, "access: expected AccessConfig, got None"),
        ((OPERATOR,), "access: expected AccessConfig, got (Op"),
        (AccessConfig(operators=OPERATOR), "access.operators: expected a tuple of OperatorConfig"),  # type: ignore[arg-type]  # on purpose
        (
            AccessConfig(deployers=(OPERATOR,)),  # type: ignore[arg-type]  # on purpose
            "access.deployers: expected a tuple of DeployerConfig",
        ),
        (AccessConfig(alarm_emails="a@b.c"), "access.alarm_emails: expected a tuple of str"),  # type: ignore[arg-type]  # on purpose
        (
            _operator(name="Break Glass"),
            "access.operators.Break Glass.name: expected 1 to 30 lower-case letters, digits or '-'",
        ),
        (_operator(name=""), "access.operators..name: expected 1 to 30 lower-case letters"),
        (_external(name="a" * 31), "name: expected 1 to 30 lower-case letters"),
        (_deployer(name="1st"), "access.deployers.1st.name: expected 1 to 30 lower-case letters"),
        (
            AccessConfig(operators=(OPERATOR, OPERATOR)),
            "access.operators.reads.name: expected another name than dev.access.operators.reads",
        ),
        (
            AccessConfig(operators=(OPERATOR,), deployers=(replace(DEPLOYER, name="reads"),)),
            "access.deployers.reads.name: expected another name than dev.access.operators.reads "
            "has, by more than '-', got 'reads'",
        ),
        (
            AccessConfig(operators=(OPERATOR, replace(OPERATOR, name="read-s"))),
            "access.operators.read-s.name: expected another name than dev.access.operators.reads",
        ),
        (
            AccessConfig(operators=(replace(OPERATOR, alarm=True),), alarm_emails=("on-call",)),
            "access.alarm_emails: expected e-mail addresses, got 'on-call'",
        ),
        (
            AccessConfig(
                operators=(replace(OPERATOR, alarm=True),), alarm_emails=("a@b.example",) * 2
            ),
            "access.alarm_emails: expected each address once, got 'a@b.example'",
        ),
        (
            AccessConfig(operators=(OPERATOR,), alarm_emails=("a@b.example",)),
            "access.alarm_emails: expected none, because no operator role has alarm=True",
        ),
        (
            AccessConfig(deployers=(DEPLOYER,), existing_identity_providers=(GITLAB.issuer,)),
            f"access.existing_identity_providers: expected issuers of its deployers ({GITHUB}), "
            "got 'https://gitlab.com'",
        ),
        (
            AccessConfig(existing_identity_providers=(GITHUB,)),
            "access.existing_identity_providers: expected issuers of its deployers (none)",
        ),
    ],
)
def test_refuses_access_that_there_cannot_be(access: Any, message: str) -> None:
    refusal = _refusal(_with(access))

    assert refusal.startswith("dev.access")
    assert message in refusal


def test_refuses_a_path_that_is_too_long_for_the_roles_of_people() -> None:
    long = f"/{'a' * 505}/"

    check_environments([replace(DEV, role_path=long, access=AccessConfig())])
    assert _refusal(replace(DEV, role_path=long)).startswith("dev.role_path: expected '/', or up")


def test_the_longest_names_make_a_name_that_iam_takes() -> None:
    environment = replace(DEV, name="e" * 32, access=_operator(name="o" * 30))

    check_environments([environment])
    assert len(environment.access_role_name(environment.access.operators[0])) <= 64


def test_operators_need_no_hosts() -> None:
    check_environments(
        [
            replace(
                DEV,
                network=None,
                capacity=(ExternalInstancesConfig(),),
                agent=replace(DEV.agent, session_manager=False, instance_tags=False),
                services=(),
                access=_operator(access=OperatorAccess.BREAK_GLASS),
            )
        ]
    )


def test_operators_can_be_of_another_account() -> None:
    check_environments([_with(_operators(users=("arn:aws:iam::555555555555:user/ada",)))])


@pytest.mark.parametrize("role_path", [None, "/ecs/"])
def test_refuses_a_deployer_that_the_operators_of_its_environment_become(
    role_path: str | None,
) -> None:
    path = f"{role_path or '/'}operators/"
    arn = f"arn:aws:iam::111111111111:role{path}dev-reads"
    deployer = replace(DEPLOYER, trusted_roles=("arn:aws:iam::555555555555:role/tools", arn))
    access = AccessConfig(operators=(OPERATOR,), deployers=(deployer,))

    assert _refusal(replace(DEV, role_path=role_path, access=access)) == (
        "dev.access.deployers.ci.trusted_roles[1]: expected no role of people of the same "
        f"environment (name those who take it), got '{arn}'"
    )


def test_refuses_a_role_of_the_same_environment_by_its_bare_name() -> None:
    taken = replace(
        OPERATOR,
        name="chained",
        operators=Operators(roles=("dev-reads",), mfa_elsewhere_because="At sign-in."),
    )

    assert _refusal(replace(DEV, access=AccessConfig(operators=(OPERATOR, taken)))) == (
        "dev.access.operators.chained.operators.roles[0]: expected no role of people of the same "
        "environment (name those who take it), got 'dev-reads'"
    )


def test_refuses_operators_that_other_operators_become() -> None:
    arn = "arn:aws:iam::111111111111:role/operators/dev-reads"
    elsewhere = Operators(roles=(arn,), mfa_elsewhere_because="The first role asks for it.")
    access = AccessConfig(
        operators=(OPERATOR, replace(OPERATOR, name="repairs", operators=elsewhere))
    )

    assert _refusal(_with(access)).startswith(
        "dev.access.operators.repairs.operators.roles[0]: expected no role of people"
    )


def test_a_role_of_another_environment_can_be_trusted() -> None:
    arn = "arn:aws:iam::111111111111:role/deployers/tools-ci"

    check_environments([_with(_deployer(trusted_roles=(arn,)))])


def test_an_account_has_the_identity_provider_of_an_issuer_once() -> None:
    first, second = _with(ACCEPTED), replace(SECOND, access=_deployer(name="other"))

    assert _refusal(first, second) == (
        f"test.access.existing_identity_providers: expected '{GITHUB}' among them, because an "
        "account has its provider once and dev makes it, got ()"
    )
    known = replace(second.access, existing_identity_providers=(GITHUB,))
    check_environments([first, replace(second, access=known)])
    check_environments([replace(second, access=known), first])
    check_environments([first, replace(second, access=_identity())])


def test_accounts_have_identity_providers_of_their_own() -> None:
    check_environments([_with(ACCEPTED), replace(SECOND, account="9" * 12, access=ACCEPTED)])


def test_a_provider_takes_the_audiences_that_it_was_made_with() -> None:
    (deployer,) = _workflow(audience="other").deployers
    access = AccessConfig(deployers=(deployer,), existing_identity_providers=(GITHUB,))

    assert _refusal(_with(ACCEPTED), replace(SECOND, access=access)) == (
        f"test.access.deployers: expected audiences that the provider of {GITHUB} takes, which "
        "dev makes (sts.amazonaws.com), got 'other'"
    )
    # It may take any if it is made by somebody else.
    check_environments([replace(SECOND, access=access)])


def test_two_environments_of_an_account_have_roles_of_their_own() -> None:
    first = replace(DEV, name="a", permissions_boundaries=(), access=_operator(name="b-c"))
    second = replace(
        first,
        name="a-b",
        region="us-east-1",
        network=NetworkConfig(cidr="10.0.0.0/20", availability_zones=("us-east-1a",)),
        services=(),
        access=_external(name="c"),
    )

    assert _refusal(first, second) == (
        "a-b.access.external_accounts.c.name: expected one that makes another role than a-b-c, "
        "which a has in that account, got 'c'"
    )
    check_environments([first, replace(second, account="222222222222")])


def test_every_environment_has_the_roles_that_the_workflow_takes() -> None:
    for environment in ENVIRONMENTS:
        deployers = {one.name: one for one in environment.access.deployers}
        deploys, compares = deployers["github"], deployers["github-diff"]

        (workflow,) = deploys.workflows
        assert isinstance(workflow, GitHubWorkflow)
        # Approval is up to the GitHub environment of the same name.
        assert workflow.environment == environment.name
        assert not deploys.only_diff
        (workflow,) = compares.workflows
        assert isinstance(workflow, GitHubWorkflow)
        assert workflow.branch == "main"
        assert compares.only_diff
