"""Every command, button and form, on one page: who may, about what, and what is done then."""

from bot.chat import (
    fans,
    faq_answers,
    faq_details,
    faq_files,
    faq_form,
    faq_manner,
    faq_removal,
    faq_show,
    faq_trial,
    faq_where,
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
    Command("ask", FAN, GROUP, faq_answers.ask_),
    Command("faq", FAN, GROUP, faq_show.faq),
    Command("me", FAN, GROUP, fans.me),
    Command("top", FAN, GROUP, fans.top),
    Command("stats", OPERATOR, GROUP, figures.stats_),
    Command("retention", OPERATOR, GROUP, figures.retention_),
    Command("lifecycle", OPERATOR, GROUP, figures.lifecycle_),
    Command("member", OPERATOR, GROUP, people.member_),
    Command("inactive", OPERATOR, GROUP, people.inactive),
    Command("report", OPERATOR, GROUP, reports.report),
    Command("digest", OPERATOR, GROUP, reports.digest, named=True),
    Command("faq_new", OPERATOR, GROUP, faq_form.faq_new),
    Command("faq_edit", OPERATOR, GROUP, faq_form.faq_edit),
    Command("faq_delete", OPERATOR, GROUP, faq_removal.faq_delete),
    Command("faq_test", OPERATOR, GROUP, faq_trial.faq_test),
    Command("faq_import", OPERATOR, GROUP, faq_files.faq_import),
    Command("faq_export", OPERATOR, GROUP, faq_files.faq_export),
    Command("fact", OPERATOR, GROUP, faq_details.fact),
    Command("faq_settings", OPERATOR, GROUP, faq_manner.faq_settings),
    Command("faq_status", OPERATOR, GROUP, faq_manner.faq_status),
    Command("quiet", OPERATOR, GROUP, faq_manner.quiet),
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
    Action("faq_good", FAN, GROUP, faq_answers.faq_good),
    Action("faq_wrong", FAN, GROUP, faq_answers.faq_wrong),
    Action("faq_choose", FAN, GROUP, faq_answers.faq_choose),
    Action("faq_follow", FAN, GROUP, faq_answers.faq_follow),
    Action("faq_take_down", FAN, GROUP, faq_answers.faq_take_down),
    Action("faq_page", FAN, GROUP, faq_show.faq_page),
    Action("faq_show", FAN, GROUP, faq_show.faq_show),
    Action("set_group_language", OPERATOR, GROUP, general.set_group_language),
    Action("stats_hours", OPERATOR, GROUP, figures.stats_hours),
    Action("inactive_page", OPERATOR, GROUP, people.inactive_page),
    Action("faq_set", OPERATOR, GROUP, faq_manner.faq_set),
    Action("faq_take_out", OPERATOR, GROUP, faq_show.faq_take_out),
    Action("faq_begin", OPERATOR, GROUP, faq_form.faq_begin),
    Action("faq_draft", OPERATOR, GROUP, faq_form.faq_draft),
    Action("faq_part", OPERATOR, GROUP, faq_form.faq_part),
    Action("faq_drop", OPERATOR, GROUP, faq_form.faq_drop),
    Action("faq_save", OPERATOR, GROUP, faq_form.faq_save),
    Action("faq_edit_entry", OPERATOR, GROUP, faq_form.faq_edit_entry),
    Action("faq_where", OPERATOR, GROUP, faq_where.faq_where),
    Action("faq_at_home", OPERATOR, GROUP, faq_where.faq_at_home),
    Action("faq_in_group", OPERATOR, GROUP, faq_where.faq_in_group),
    Action("faq_everywhere", OPERATOR, GROUP, faq_where.faq_everywhere),
    Action("faq_delete_entry", OPERATOR, GROUP, faq_removal.faq_delete_entry),
    Action("faq_restore", OPERATOR, GROUP, faq_removal.faq_restore),
    Action("faq_send_file", OPERATOR, GROUP, faq_files.faq_send_file),
    Action("faq_pack", OPERATOR, GROUP, faq_files.faq_pack),
    Action("faq_replace", OPERATOR, GROUP, faq_files.faq_replace),
    Action("faq_export_file", OPERATOR, GROUP, faq_files.faq_export_file),
    Action("fact_empty", OPERATOR, GROUP, faq_details.fact_empty),
    Action("prompt_pause", OPERATOR, GROUP, prompts.prompt_pause),
    Action("prompt_resume", OPERATOR, GROUP, prompts.prompt_resume),
    Action("prompt_remove", OPERATOR, GROUP, prompts.prompt_remove),
    Action("post_again", OPERATOR, GROUP, status.post_again),
    Action("was_posted", OPERATOR, GROUP, status.was_posted),
    Action("operator_remove", ADMIN, GROUP, operators.operator_remove),
    Action("forget_member", ADMIN, GROUP, privacy.forget_member),
]

# What a person says in private while she is filling in a form goes to the form's own line here.
_FORMS = [
    Action("faq_entry", OPERATOR, GROUP, faq_form.step),
    Action("faq_import", OPERATOR, GROUP, faq_files.step),
]

COMMANDS = {command.name: command for command in _COMMANDS}
ACTIONS = {action.name: action for action in _ACTIONS}
FORMS = {form.name: form for form in _FORMS}
MENU = tuple(MenuLine(command.name, command.role) for command in _COMMANDS)
