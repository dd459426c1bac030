"""On which resource a call is authorized.

Source: the resource types of ``CreateLogStream``, ``PutLogEvents`` and ``GetParameters`` in AWS's
service authorization reference. The emulator takes the log group without its stream, and no
resource at all for ``GetParameters``, so it denies what AWS allows.
"""

import json
from typing import Any

SUMMARY = "authorizes log writes on the log stream, and GetParameters on the parameter, as AWS does"

_LOG_WRITES = ("CreateLogStream", "PutLogEvents")


def install() -> None:
    """Correct the emulator's answer for these calls, and leave it for all others."""
    from ministack.core import iam_actions

    plain = iam_actions.extract_resource_arn

    def resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account: str,
    ) -> str:
        action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if service == "logs" and action in _LOG_WRITES:
            call = json.loads(body)
            stream = f"{call['logGroupName']}:log-stream:{call['logStreamName']}"
            return f"arn:aws:logs:{region}:{account}:log-group:{stream}"
        if service == "ssm" and action == "GetParameters":
            names = json.loads(body)["Names"]
            # Several names are several authorizations; one ARN can only stand for one of them.
            if len(names) == 1 and not names[0].startswith("arn:"):
                return f"arn:aws:ssm:{region}:{account}:parameter/{names[0].lstrip('/')}"
        return str(plain(service, method, path, headers, body, query_params, region, account))

    iam_actions.extract_resource_arn = resource_arn
