"""What a person may do in a group: our own record first, Telegram's word where that is stale."""

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat.ask import Ask, Person
from bot.chat.host import Host
from bot.clock import Instant
from bot.people import roles
from bot.people.roles import Role
from bot.storage import Tx

OFFICES = ("creator", "administrator")


class AskTelegram(Exception):
    """Whether a person administers a group must be asked first, outside the transaction."""

    def __init__(self, chat_id: int, user_id: int) -> None:
        super().__init__(chat_id, user_id)
        self.chat_id = chat_id
        self.user_id = user_id


async def role_of(
    tx: Tx, host: Host, chat_id: int, person: Person, least: Role, now: Instant
) -> Role:
    """Return what a person is in a group, certain enough for what asks for at least `least`.

    Raises:
        AskTelegram: the answer hangs on Telegram's word, and the one we have is old.
    """
    if person.anonymous:
        return Role.ADMIN
    known = await roles.standing(tx, chat_id, person.user_id, host.owners, now)
    # An old word must be asked anew whether it would let her in or keep her out.
    settled_by_grant = known.role is Role.OPERATOR and least <= Role.OPERATOR
    if least is Role.FAN or known.fresh or settled_by_grant:
        return known.role
    raise AskTelegram(chat_id, person.user_id)


async def ask_telegram(host: Host, chat_id: int, user_id: int) -> None:
    """Ask Telegram whether a person administers a group and write its word down.

    Raises:
        telegram.error.NetworkError: Telegram could not be asked; the caller tries again later.
    """
    try:
        member = await host.bot.get_chat_member(chat_id, user_id)
        is_admin = member.status in OFFICES
    except (BadRequest, Forbidden):
        # Telegram knows no such member, or will not tell us: then she has no office that we can see.
        is_admin = False
    async with host.database.write() as tx:
        await roles.told(tx, chat_id, user_id, is_admin, host.clock.now())


async def confirm_with_telegram(host: Host, chat_id: int, user_id: int) -> bool:
    """Do the same for somebody who does not talk in the chat; False if Telegram could not be asked."""
    try:
        await ask_telegram(host, chat_id, user_id)
    except TelegramError:
        return False
    return True


async def ask_for_all(host: Host, chat_id: int) -> None:
    """Ask Telegram for all administrators of a group and write them down."""
    try:
        admins = await host.bot.get_chat_administrators(chat_id)
    except (BadRequest, Forbidden):
        return
    people = [admin.user.id for admin in admins if not admin.user.is_bot]
    async with host.database.write() as tx:
        await roles.told_all(tx, chat_id, people, host.clock.now())


async def known_role(ask: Ask) -> Role:
    """Return the highest role that we know a person to have: in this group, or in private in any."""
    person = ask.person
    if person.anonymous:
        return Role.ADMIN
    if person.user_id in ask.host.owners:
        return Role.OWNER
    steered = await roles.groups_steered_by(ask.tx, person.user_id, Role.PLANNER)
    places = steered if ask.group is None else {ask.group.chat_id}
    known = [await roles.standing(ask.tx, c, person.user_id, (), ask.now) for c in places]
    return max((standing.role for standing in known), default=Role.FAN)
