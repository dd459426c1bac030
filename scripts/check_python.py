"""Says what is missing before the set-up starts; runs on any Python 3."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "set-up: expected Python 3.11 or later, got %d.%d; "
        "name another one with `make PYTHON=python3.11 ...`" % sys.version_info[:2]
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "set-up: expected a Python that can make virtual environments; "
        "on Debian: apt-get install python3-venv"
    )
