"""Plan content prompts: on one line, or step by step; and the calendar of what is planned."""

from bot.chat import prompt_calendar, prompt_form, prompt_saving
from bot.chat.ask import Ask
from bot.prompts.parse import parse_schedule
from bot.prompts.prompt import Place, Prompt, Variant


async def prompt(ask: Ask) -> None:
    """/prompt when text: plan a prompt, in a forum for the topic it is typed in; alone: step by step."""
    topic = None if ask.place.private else ask.place.topic_id
    places = (Place(ask.chat.chat_id, topic),)
    if not ask.text:
        await prompt_form.in_private(ask, "prompt_begin", topic_id=topic)
        return
    rule, text = parse_schedule(ask.text, ask.now, ask.chat.zone)
    variant = Variant({ask.chat.language: text})
    await prompt_saving.save(ask, Prompt("", (variant,), places), rule)


async def prompts(ask: Ask) -> None:
    """/prompts: what is planned for the next 14 days."""
    html, buttons = await prompt_calendar.page(ask, 0)
    await ask.answer(html, buttons=buttons)


async def prompt_page(ask: Ask) -> None:
    """Another page of the calendar."""
    html, buttons = await prompt_calendar.page(ask, int(ask.data.get("page", 0)))
    await ask.change(html, buttons=buttons)


async def prompt_press(ask: Ask) -> None:
    """A button under a prompt: what the operator wrote for it is shown to whoever presses it."""
    ask.notice = str(ask.data["reply"])
