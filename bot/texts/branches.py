"""What an operator's template says in all of its branches, so that none fails once it is read. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from bot.texts.environment import environment
from bot.texts.refused import Refused
from bot.texts.templates import Datum


def variables_in(source: str) -> set[str]:
    """Return the names of the variables that a template reads, one that `check_template` let through."""
    return find_undeclared_variables(environment.parse(source))


@lru_cache(maxsize=512)
def needed(source: str) -> frozenset[str]:
    """Return the variables that a template cannot do without: all but those that it asks for with `if`."""
    tree = environment.parse(source)
    asked = {name.name for test in _tests(tree.body) for name in _names(test)}
    return frozenset(variables_in(source) - asked)


def branches(source: str) -> list[str]:
    """Return what stands literally in each branch of each `if`."""
    choices = environment.parse(source).find_all(nodes.If)
    return ["".join(_literal(body)) for one in choices for body in (one.body, one.else_)]


def render_every_branch(source: str, language: str, data: Mapping[str, Datum]) -> str:
    """Return a template filled in with all its branches one after the other; what they ask is tried too.

    Raises:
        Refused: some part of it cannot be filled in with such data; the sentence names the line.
    """
    tree = environment.parse(source)
    for test in _tests(tree.body):
        _render(nodes.Output([test], lineno=test.lineno), language, data)
    return "".join(_render(node, language, data) for node in _flat(tree.body))


def _render(node: nodes.Node, language: str, data: Mapping[str, Datum]) -> str:
    tree = nodes.Template([node], lineno=1)
    tree.set_environment(environment)
    try:
        return environment.from_string(tree).render(data, language=language)
    except (
        Exception
    ) as mistake:  # Whatever a filter makes of an operator's text is the text's fault.
        what = str(mistake) or type(mistake).__name__
        raise Refused("texts.template_failed_at", line=node.lineno, what=what) from None


def _flat(body: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        if isinstance(node, nodes.If):
            yield from _flat([*node.body, *node.elif_, *node.else_])
        else:
            yield node


def _tests(body: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        for choice in (node, *node.find_all(nodes.If)):
            if isinstance(choice, nodes.If):
                yield choice.test


def _names(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _literal(body: Sequence[nodes.Node]) -> Iterator[str]:
    for node in body:
        for data in node.find_all(nodes.TemplateData):
            yield data.data
