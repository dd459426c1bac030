"""The parts of an image's URI in Amazon ECR."""

import re
from dataclasses import dataclass

_ECR_URI = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?"
    r"/(?P<repository>[a-z0-9._/-]+)(:(?P<tag>[\w.-]+)|@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EcrImage:
    """An image in a repository of some account and region."""

    account: str
    region: str
    repository: str
    tag_or_digest: str


def parse_ecr_image(image: str) -> EcrImage | None:
    """Return the parts of the URI; ``None`` for an image that is not in ECR.

    The tag is ``latest`` if left out, as it is for ``docker pull``.
    """
    uri = _ECR_URI.fullmatch(image)
    if uri is None:
        return None
    return EcrImage(
        account=uri["account"],
        region=uri["region"],
        repository=uri["repository"],
        tag_or_digest=uri["digest"] or uri["tag"] or "latest",
    )
