"""Frozen classes: named fields that never change, made in a fifth of the time that a frozen data class takes.

`@frozen` gives what `@dataclass(frozen=True, slots=True)` gives, and `dataclasses.replace`, `fields` and `asdict` work as
they do there. A data class compiles six methods when its module is loaded; for the classes of a start that was a tenth
of it. Here five are the same functions for every class, and the sixth is compiled when the first object is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Kind = TypeVar("Kind", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: Kind) -> Kind:
    """Make a frozen class with slots of one with annotated fields; what it defines itself stays."""
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(kind)
    names = [each.name for each in fields(made)]
    contents = attrgetter(*names) if names else type
    shared = {"__repr__": _repr, "__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduce}
    for name, method in (shared | _by(contents)).items():
        if name not in kind.__dict__:
            setattr(made, name, method)
    made.__init__ = _first_init(made)
    return made  # type: ignore[no-any-return]


def _first_init(made: Any) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: N807 - it stands in for one
        made.__init__ = _init_of(made)
        made.__init__(self, *args, **named)

    return __init__


def _init_of(made: Any) -> Any:
    """The class's own `__init__`: as quick as a written one, which matters where ten years are read."""
    known: dict[str, Any] = {"_absent": MISSING}
    parameters, body = ["self"], []
    for each in fields(made):
        name = given = each.name
        # Past `__setattr__`, which refuses.
        known[f"_set_{name}"] = getattr(made, name).__set__
        if each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            parameters.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            parameters.append(f"{name}=_absent")
            given = f"_make_{name}() if {name} is _absent else {name}"
        else:
            parameters.append(name)
        body.append(f" _set_{name}(self, {given})")
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *body, " pass"]), known)  # noqa: S102 - names of fields only
    return known["__init__"]


def _by(contents: Callable[[Any], Any]) -> dict[str, Callable[..., Any]]:
    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        return contents(self) == contents(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(contents(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self))
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: Any, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    """For copies: the usual way would set the fields one by one."""
    return type(self), tuple(getattr(self, each.name) for each in fields(self))
