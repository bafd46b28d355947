"""What Renao says, in every language it speaks, and the one Jinja2 environment."""

from bot.texts.branches import branches, needed, render_every_branch, variables_in
from bot.texts.catalogue import catalogue_keys, plain, say
from bot.texts.languages import LANGUAGES, nearest, written_in
from bot.texts.markup import check_html, without_tags
from bot.texts.refused import Refused
from bot.texts.templates import Datum, check_template, page, render_template

__all__ = [
    "LANGUAGES",
    "Datum",
    "Refused",
    "branches",
    "catalogue_keys",
    "check_html",
    "check_template",
    "nearest",
    "needed",
    "page",
    "plain",
    "render_every_branch",
    "render_template",
    "say",
    "variables_in",
    "without_tags",
    "written_in",
]
