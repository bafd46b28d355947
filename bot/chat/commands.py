"""Every command, button and form, on one page: who may, about what, and what is done then."""

from bot.chat import (
    fans,
    faq,
    figures,
    general,
    operators,
    people,
    privacy,
    prompts,
    reports,
    status,
)
from bot.chat.ask import MenuLine
from bot.chat.command import About, Action, Command
from bot.people.roles import Role

FAN, OPERATOR, ADMIN = Role.FAN, Role.OPERATOR, Role.ADMIN
GROUP, PERSON = About.GROUP, About.PERSON

_COMMANDS = [
    Command("start", FAN, PERSON, general.start),
    Command("help", FAN, PERSON, general.help_),
    Command("language", FAN, PERSON, general.language),
    Command("privacy", FAN, PERSON, privacy.privacy_),
    Command("mydata", FAN, PERSON, privacy.mydata),
    Command("forgetme", FAN, PERSON, privacy.forgetme),
    Command("group", FAN, PERSON, general.group),
    Command("cancel", FAN, PERSON, general.cancel),
    Command("me", FAN, GROUP, fans.me),
    Command("top", FAN, GROUP, fans.top),
    Command("stats", OPERATOR, GROUP, figures.stats_),
    Command("retention", OPERATOR, GROUP, figures.retention_),
    Command("lifecycle", OPERATOR, GROUP, figures.lifecycle_),
    Command("member", OPERATOR, GROUP, people.member_),
    Command("inactive", OPERATOR, GROUP, people.inactive),
    Command("report", OPERATOR, GROUP, reports.report),
    Command("digest", OPERATOR, GROUP, reports.digest, named=True),
    Command("faq", OPERATOR, GROUP, faq.faq),
    Command("faq_new", OPERATOR, GROUP, faq.faq_new),
    Command("faq_delete", OPERATOR, GROUP, faq.faq_delete),
    Command("prompt", OPERATOR, GROUP, prompts.prompt),
    Command("prompts", OPERATOR, GROUP, prompts.prompts),
    Command("timezone", OPERATOR, GROUP, status.timezone),
    Command("status", OPERATOR, GROUP, status.status),
    Command("audit", OPERATOR, GROUP, status.audit_),
    Command("operators", ADMIN, GROUP, operators.operators),
    Command("operator_add", ADMIN, GROUP, operators.operator_add, named=True),
    Command("forget", ADMIN, GROUP, privacy.forget, named=True),
]

_ACTIONS = [
    Action("choose_group", FAN, GROUP, general.choose_group),
    Action("set_language", FAN, PERSON, general.set_language),
    Action("forget_me", FAN, PERSON, privacy.forget_me),
    Action("prompt_press", FAN, PERSON, prompts.prompt_press),
    Action("set_group_language", OPERATOR, GROUP, general.set_group_language),
    Action("stats_hours", OPERATOR, GROUP, figures.stats_hours),
    Action("inactive_page", OPERATOR, GROUP, people.inactive_page),
    Action("prompt_pause", OPERATOR, GROUP, prompts.prompt_pause),
    Action("prompt_resume", OPERATOR, GROUP, prompts.prompt_resume),
    Action("prompt_remove", OPERATOR, GROUP, prompts.prompt_remove),
    Action("post_again", OPERATOR, GROUP, status.post_again),
    Action("was_posted", OPERATOR, GROUP, status.was_posted),
    Action("operator_remove", ADMIN, GROUP, operators.operator_remove),
    Action("forget_member", ADMIN, GROUP, privacy.forget_member),
]

# What a person says in private while she is filling in a form goes to the form's own line here.
_FORMS: list[Action] = []

COMMANDS = {command.name: command for command in _COMMANDS}
ACTIONS = {action.name: action for action in _ACTIONS}
FORMS = {form.name: form for form in _FORMS}
MENU = tuple(MenuLine(command.name, command.role) for command in _COMMANDS)
