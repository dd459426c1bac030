"""The environment variables of the processes that the sandbox starts."""

import sys
from collections.abc import Mapping
from pathlib import Path

# All else stays outside: AWS credentials and profiles, proxies, tokens of whatever kind.
_PASSED_ON = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TZ")

# Nothing listens on the discard port, so what is not meant for loopback goes nowhere.
_DEAD_END = "http://127.0.0.1:9"


def child_environment(outside: Mapping[str, str], *, home: Path) -> dict[str, str]:
    """Return variables with which a process finds no AWS but the one it is told of.

    Args:
        outside: The variables of this process; only what a program needs to run is passed on.
        home: Stands in for the home folder, so that no ``~/.aws`` and no cache of it is read.
    """
    python = str(Path(sys.executable).parent)
    passed_on = {name: outside[name] for name in _PASSED_ON if name in outside}
    return passed_on | {
        "PATH": f"{python}:{outside.get('PATH', '')}",
        "HOME": str(home),
        "TMPDIR": str(home),
        "AWS_CONFIG_FILE": str(home / "no-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "no-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "HTTP_PROXY": _DEAD_END,
        "HTTPS_PROXY": _DEAD_END,
        "NO_PROXY": "127.0.0.1",
        "NO_COLOR": "1",
    }
