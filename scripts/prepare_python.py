"""Sees to a Python that can make virtual environments; runs on any Python 3.

Debian keeps that part in the package python3-venv. As root, which is what a fresh container or
machine gives, it is installed; otherwise the message says what to do.
"""

import os
import shutil
import subprocess
import sys

PACKAGE = "python3-venv"

if sys.version_info < (3, 11):
    sys.exit(
        "set-up: expected Python 3.11 or later, got %d.%d; "
        "name another one with `make PYTHON=python3.11 ...`" % sys.version_info[:2]
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit(
            "set-up: expected a Python that can make virtual environments; "
            "on Debian: sudo apt-get install " + PACKAGE
        )
    print("set-up: installing Debian's " + PACKAGE, flush=True)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], check=False, capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit("set-up: `apt-get %s` failed:\n%s" % (" ".join(command), done.stderr))
