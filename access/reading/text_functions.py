"""The functions of CloudFormation that make texts and lists of others.

Source: "Intrinsic function reference" in the AWS CloudFormation user guide.
"""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from access.reading.place import Place

Resolve = Callable[[Any, Place], Any]

NO_VALUE = object()
"""What ``AWS::NoValue`` is: a property or an item that is left out."""

_VARIABLE = re.compile(r"\$\{(?P<literal>!)?(?P<name>[^}]*)\}")


def _join(resolve: Resolve, argument: Any, place: Place) -> str:
    match argument:
        case [str() as between, parts]:
            texts = resolve(parts, place)
            if isinstance(texts, list) and not any(isinstance(one, (list, dict)) for one in texts):
                return between.join(str(one) for one in texts)
    place.refuse(expected="Fn::Join of [delimiter, list of texts]", got=argument)


def _split(resolve: Resolve, argument: Any, place: Place) -> list[str]:
    match argument:
        case [str() as between, source] if between:
            text = resolve(source, place)
            if isinstance(text, str):
                return text.split(between)
    place.refuse(expected="Fn::Split of [delimiter, text]", got=argument)


def _select(resolve: Resolve, argument: Any, place: Place) -> Any:
    match argument:
        case [index, source]:
            number, values = str(resolve(index, place)), resolve(source, place)
            if number.isdecimal() and isinstance(values, list) and int(number) < len(values):
                return values[int(number)]
    place.refuse(expected="Fn::Select of [index, list that has it]", got=argument)


def _base64(resolve: Resolve, argument: Any, place: Place) -> str:
    text = resolve(argument, place)
    if not isinstance(text, str):
        place.refuse(expected="Fn::Base64 of a text", got=argument)
    return base64.b64encode(text.encode()).decode()


def _sub(resolve: Resolve, argument: Any, place: Place) -> str:
    match argument:
        case str() as template:
            own: Mapping[str, Any] = {}
        case [str() as template, dict() as own]:
            pass
        case _:
            place.refuse(expected="Fn::Sub of a text, or [text, variables]", got=argument)

    def value(match: re.Match[str]) -> str:
        name = match["name"].strip()
        if match["literal"]:
            return f"${{{name}}}"
        if name in own:
            return str(resolve(own[name], place))
        function = {"Fn::GetAtt": name.split(".", 1)} if "." in name else {"Ref": name}
        return str(resolve(function, place))

    return _VARIABLE.sub(value, template)


def _zones(resolve: Resolve, argument: Any, place: Place) -> list[str]:
    """The first three; which ones an account has is not in the template."""
    region = resolve(argument, place) or place.stack.region
    return [f"{region}{letter}" for letter in "abc"]


def _in_map(resolve: Resolve, argument: Any, place: Place) -> Any:
    match argument:
        case [name, top, second, *_]:
            keys = [str(resolve(one, place)) for one in (name, top, second)]
            found: Any = place.stack.template.get("Mappings") or {}
            for key in keys:
                found = found.get(key) if isinstance(found, dict) else None
            if found is not None:
                return resolve(found, place)
            match argument:
                case [_, _, _, {"DefaultValue": default}]:
                    return resolve(default, place)
    place.refuse(expected="Fn::FindInMap of [map, key, key] that is in Mappings", got=argument)


TEXT_FUNCTIONS: Mapping[str, Callable[[Resolve, Any, Place], Any]] = {
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::Base64": _base64,
    "Fn::Sub": _sub,
    "Fn::GetAZs": _zones,
    "Fn::FindInMap": _in_map,
}
"""Name of a function to what it returns of its argument, at a place."""
