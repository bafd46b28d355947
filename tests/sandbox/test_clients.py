"""The two big libraries' own clients play a round on a real port, and the bot of the documentation runs."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    PollAnswerHandler,
    filters,
)

from bot.sandbox import Person, Place, Served, SystemClock, World, serve
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from tests.sandbox.conftest import TOKEN
from tests.sandbox.table import ledger_complaints

DOCS = Path(__file__).parents[2] / "docs" / "sandbox.md"


@dataclass
class Stage:
    """A world on a port, and waiting for what will be in it."""

    world: World
    served: Served
    bot: Bot
    bob: Person
    group: Place

    async def until(self, happened: Callable[[], Any]) -> Any:
        """Wait until something is so; returns what it is."""
        turn = asyncio.Event()
        stop = self.world.subscribe(lambda event: turn.set())
        try:
            while not (result := happened()):
                await turn.wait()
                turn.clear()
        finally:
            stop()
        return result

    async def reply(self, text: str) -> Message:
        """Wait for the bot to say something."""
        return await self.until(lambda: find(self.group, text))


def find(group: Place, text: str) -> Message | None:
    return next((message for message in group.messages if message.text == text), None)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    world = World(SystemClock())
    bot = world.add_bot("renao_bot", token=TOKEN)
    alice, bob = world.person("Alice"), world.person("Bob")
    group = world.supergroup("Fans", owner=alice, members=[bob])
    alice.adds(bot, group)
    async with serve(world) as served:
        yield Stage(world, served, bot, bob, group)


async def play(stage: Stage) -> None:
    """Message, command, callback, edit, poll."""
    bob, group = stage.bob, stage.group
    bob.says("hello", in_=group)
    await stage.reply("hello, Bob")
    bob.says("/vote", in_=group)
    question = await stage.reply("Shall we?")
    pressed = bob.presses(question, "Yes")
    await stage.until(lambda: pressed.answer == "noted")
    await stage.until(lambda: question.text == "Decided")
    poll = await stage.until(lambda: next((one for one in group.messages if one.poll), None))
    bob.votes(poll, "Sunday")
    await stage.reply("Sunday it is")
    assert ledger_complaints(stage.world.ledger) == []


def ptb_handlers() -> list[Any]:
    async def hello(update: Any, context: Any) -> None:
        await update.message.reply_text(f"hello, {update.effective_user.first_name}")

    async def vote(update: Any, context: Any) -> None:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        await update.message.reply_html("<b>Shall we?</b>", reply_markup=keyboard)

    async def pressed(update: Any, context: Any) -> None:
        await update.callback_query.answer("noted")
        await update.callback_query.edit_message_text("Decided")
        await context.bot.send_poll(
            update.effective_chat.id, "When?", ["Saturday", "Sunday"], is_anonymous=False
        )
        context.bot_data["chat"] = update.effective_chat.id

    async def voted(update: Any, context: Any) -> None:
        day = ["Saturday", "Sunday"][update.poll_answer.option_ids[0]]
        await context.bot.send_message(context.bot_data["chat"], f"{day} it is")

    return [
        CommandHandler("vote", vote),
        MessageHandler(filters.TEXT & ~filters.COMMAND, hello),
        CallbackQueryHandler(pressed),
        PollAnswerHandler(voted),
    ]


async def test_python_telegram_bots_own_client_plays_a_round(stage):
    builder = ApplicationBuilder().token(TOKEN).base_url(stage.served.base_url)
    app = builder.base_file_url(f"{stage.served.url}/file/bot").build()
    app.add_handlers(ptb_handlers())
    async with app:
        await app.start()
        await app.updater.start_polling()
        await play(stage)
        await app.updater.stop()
        await app.stop()


def aiogram_dispatcher() -> aiogram.Dispatcher:
    dispatcher = aiogram.Dispatcher()
    chats: list[int] = []

    @dispatcher.message(Command("vote"))
    async def vote(message: aiogram.types.Message) -> None:
        button = aiogram.types.InlineKeyboardButton(text="Yes", callback_data="yes")
        keyboard = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        await message.reply("<b>Shall we?</b>", parse_mode="HTML", reply_markup=keyboard)

    @dispatcher.message(aiogram.F.text)
    async def hello(message: aiogram.types.Message) -> None:
        await message.answer(f"hello, {message.from_user.first_name}")

    @dispatcher.callback_query()
    async def pressed(query: aiogram.types.CallbackQuery) -> None:
        await query.answer("noted")
        await query.message.edit_text("Decided")
        days = [aiogram.types.InputPollOption(text=day) for day in ("Saturday", "Sunday")]
        await query.message.answer_poll("When?", days, is_anonymous=False)
        chats.append(query.message.chat.id)

    @dispatcher.poll_answer()
    async def voted(answer: aiogram.types.PollAnswer, bot: aiogram.Bot) -> None:
        day = ["Saturday", "Sunday"][answer.option_ids[0]]
        await bot.send_message(chats[0], f"{day} it is")

    return dispatcher


async def test_aiograms_own_client_plays_a_round(stage):
    session = AiohttpSession(api=TelegramAPIServer.from_base(stage.served.url))
    bot = aiogram.Bot(TOKEN, session=session)
    dispatcher = aiogram_dispatcher()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await play(stage)
    await dispatcher.stop_polling()
    await polling


async def test_the_ten_lines_of_the_documentation_are_a_bot(stage, tmp_path):
    (code,) = re.findall(r"```python\n(from telegram.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(code.strip().splitlines()) <= 10
    script = tmp_path / "ten_lines.py"
    script.write_text(code.replace("http://127.0.0.1:8081", stage.served.url), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(sys.executable, script)
    try:
        stage.bob.starts(stage.bot)
        chat = stage.bob.chat_with(stage.bot)
        await stage.until(lambda: find(chat, "Hello, Bob!"))
    finally:
        process.terminate()
        await process.wait()
