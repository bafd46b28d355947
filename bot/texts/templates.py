"""Templates outside the catalogues: our own pages, and the texts that operators write.

An operator's template is data: it may use the variables it is offered and a few harmless filters. It can
neither loop nor compute, so it cannot run long or grow large.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TypeAlias

from jinja2 import Template, TemplateSyntaxError, nodes
from markupsafe import Markup

from bot.texts.catalogue import say
from bot.texts.environment import environment, pages
from bot.texts.refused import Refused

Datum: TypeAlias = str | int | date
"""What may be filled into a template: plain data, which has nothing to call."""

LONGEST = 4096
ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
ALLOWED_FILTERS = frozenset(
    [
        "default",
        "lower",
        "upper",
        "title",
        "capitalize",
        "trim",
        "number",
        "percent",
        "day",
        "moment",
    ]
)


def page(source: str, language: str, **data: object) -> Markup:
    """Render one of our own templates; inside it `t(key, …)` is a sentence of the catalogue."""
    text = _page(source).render(data, language=language, t=partial(_say_in, language))
    return Markup(text)  # noqa: S704 - the environment escapes what it is given


def check_template(source: str, variables: set[str]) -> None:
    """Refuse an operator's template that cannot be rendered safely from `variables`. Pure.

    Raises:
        Refused: too long, a mistake in the syntax, an unknown variable, or more than it may do; the
            sentence names the line.
    """
    if len(source) > LONGEST:
        raise Refused("texts.template_too_long", length=len(source), most=LONGEST)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as mistake:
        raise Refused(
            "texts.template_syntax", line=mistake.lineno, what=mistake.message or ""
        ) from None
    except RecursionError:
        raise Refused("texts.template_syntax", line=1, what="nested too deeply") from None
    for node in tree.find_all(nodes.Node):
        _check_node(node, variables)


def render_template(source: str, language: str, data: Mapping[str, Datum]) -> Markup:
    """Render a template that `check_template` let through; strings in `data` are escaped.

    Raises:
        Refused: it fails all the same, or has become longer than a message may be.
    """
    try:
        text = _compiled(source).render(data, language=language)
    except (
        Exception
    ) as mistake:  # Whatever a filter makes of an operator's text is the text's fault.
        raise Refused("texts.template_failed", what=str(mistake)) from None
    if len(text) > LONGEST:
        raise Refused("texts.template_too_long", length=len(text), most=LONGEST)
    return Markup(text)  # noqa: S704 - the environment escapes what it is given


def _check_node(node: nodes.Node, variables: set[str]) -> None:
    if isinstance(node, nodes.Name) and node.name not in variables:
        raise Refused(
            "texts.template_variable",
            line=node.lineno,
            name=node.name,
            known=", ".join(sorted(variables)),
        )
    if isinstance(node, nodes.Filter) and node.name not in ALLOWED_FILTERS:
        raise Refused(
            "texts.template_filter",
            line=node.lineno,
            name=node.name,
            known=", ".join(sorted(ALLOWED_FILTERS)),
        )
    if not isinstance(node, ALLOWED_NODES):
        raise Refused("texts.template_forbidden", line=node.lineno, what=type(node).__name__)


def _say_in(language: str, key: str, **data: object) -> Markup:
    return say(key, language, **data)


@lru_cache(maxsize=64)
def _page(source: str) -> Template:
    return pages.from_string(source)


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return environment.from_string(source)
