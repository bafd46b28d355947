"""What prompts are called: no two of a group the same, so that a sheet can tell them apart. Pure."""

from collections.abc import Iterable

LONGEST = 64


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that nothing has yet: `Morning`, else `Morning 2`, and so on."""
    known = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in known:
        number += 1
        ending = f" {number}"
        name = f"{wanted[: LONGEST - len(ending)]}{ending}"
    return name
