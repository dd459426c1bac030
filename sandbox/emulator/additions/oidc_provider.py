"""The resource type ``AWS::IAM::OIDCProvider`` of CloudFormation.

Source: the type in the CloudFormation template reference; "CreateOpenIDConnectProvider" in the IAM
API reference (``EntityAlreadyExists`` for a second one of the same URL in an account).
"""

import re
from typing import Any

SUMMARY = "creates, changes, replaces and deletes a provider through IAM"

_TYPE = "AWS::IAM::OIDCProvider"
_MESSAGE = re.compile(r"<Code>(.*?)</Code><Message>(.*?)</Message>")

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Register the type."""
    from ministack.services import iam
    from ministack.services.cloudformation import provisioners

    def create(logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        url = properties["Url"]
        if not url.startswith("https://"):
            raise ValueError(f"The URL of a provider begins with https://, got {url}")
        status, _, body = iam._IAM_HANDLERS["CreateOpenIDConnectProvider"]({"Url": [url]})
        if status >= 400:
            code, message = _MESSAGE.findall(body.decode())[0]
            raise ValueError(f"{message} ({code})")
        account = iam.get_account_id()
        arn = f"arn:aws:iam::{account}:oidc-provider/{url.removeprefix('https://').rstrip('/')}"
        return changed(arn, properties)

    def update(arn: str, old: _Properties, new: _Properties, stack_name: str) -> _Created:
        return changed(arn, new)

    def changed(arn: str, properties: _Properties) -> _Created:
        iam._oidc_providers[arn] |= {
            "ClientIDList": list(properties.get("ClientIdList", [])),
            "ThumbprintList": list(properties.get("ThumbprintList", [])),
            "Tags": list(properties.get("Tags", [])),
        }
        return arn, {"Arn": arn}

    def delete(arn: str, properties: _Properties) -> None:
        iam._oidc_providers.pop(arn, None)

    provisioners._RESOURCE_HANDLERS[_TYPE] = {"create": create, "update": update, "delete": delete}
    provisioners._REPLACING_PROPERTIES[_TYPE] = ("Url",)
    provisioners._STACK_TAG_PROPERTY[_TYPE] = ("Tags", "list")
