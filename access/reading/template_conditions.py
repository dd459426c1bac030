"""Conditions of a template.

Source: "Condition functions" in the AWS CloudFormation user guide.
"""

from typing import Any

from access.reading.place import Place
from access.reading.text_functions import Resolve


def holds(resolve: Resolve, condition: Any, place: Place) -> bool:
    """Whether a condition is true, with the values that parameters have by default.

    Args:
        resolve: Returns what a value of the template is.
        condition: Name of one of the template's conditions, or a condition function.
        place: Where it stands.

    Raises:
        AccessError: There is no such condition or function; it leads back to itself; a value that
            it compares cannot be known.
    """
    match condition:
        case str() | {"Condition": str()}:
            name = condition if isinstance(condition, str) else condition["Condition"]
            conditions = place.stack.template.get("Conditions") or {}
            if name not in conditions:
                place.refuse(expected="a condition of the template", got=name)
            return holds(resolve, conditions[name], place.follow(place.stack, name, "Condition"))
        case {"Fn::Equals": [first, second]}:
            return bool(resolve(first, place) == resolve(second, place))
        case {"Fn::Not": [one]}:
            return not holds(resolve, one, place)
        case {"Fn::And": [*several]}:
            return all(holds(resolve, one, place) for one in several)
        case {"Fn::Or": [*several]}:
            return any(holds(resolve, one, place) for one in several)
    place.refuse(expected="a condition (Fn::Equals, Fn::Not, Fn::And, Fn::Or)", got=condition)
