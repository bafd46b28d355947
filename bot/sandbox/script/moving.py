"""How people come and go: joining, leaving, asking at the door, blocking bots, deleting their account."""

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Boost
from bot.sandbox.model.events import PersonChanged
from bot.sandbox.model.invites import InviteLink
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.script.talking import Talking
from bot.sandbox.world import doors, membership, places, reacting
from bot.sandbox.world.membership import expire


class Moving(Talking):
    """Somebody who goes places."""

    def joins(self, place: Place, *, link: InviteLink | str | None = None) -> None:
        """Join a group or channel, through an invite link if one is given.

        A link that wants requests leaves the person at the door.
        """
        chat = place.chat
        member = expire(self.state, chat, self.user)
        if member.inside:
            raise Impossible(f"{self.name} is in {chat.title!r} already")
        if member.status == "kicked":
            raise Impossible(f"{self.name} is banned from {chat.title!r}")
        if link is None:
            membership.join(self.state, chat, self.user)
            return
        found = chat.links.get(link) if isinstance(link, str) else link
        if found is None or not doors.usable(self.state, found):
            raise Impossible("the invite link does not work")
        doors.enter(self.state, chat, self.user, found)

    def asks_to_join(self, place: Place) -> None:
        """Ask at the door of a group that lets people in on request."""
        doors.knock(self.state, place.chat, self.user)

    def leaves(self, place: Place) -> None:
        """Leave a group or channel."""
        self._must_be_in(place.chat)
        membership.leave(self.state, place.chat, self.user)

    def boosts(self, place: Place) -> Boost:
        """Boost a group or channel."""
        self._must_be_in(place.chat)
        return reacting.boost(self.state, place.chat, self.user)

    def withdraws(self, boost: Boost, place: Place) -> None:
        """Take a boost back."""
        reacting.withdraw_boost(self.state, place.chat, boost)

    def blocks(self, bot: Bot) -> None:
        """Stop a bot from writing to one."""
        places.block(self.state, self.user, bot)

    def unblocks(self, bot: Bot) -> None:
        """Let a blocked bot write again."""
        places.block(self.state, self.user, bot, blocked=False)

    def is_called(self, first_name: str, last_name: str = "", username: str | None = None) -> None:
        """Change one's names; a username of None stays as it is."""
        self.user.first_name, self.user.last_name = first_name, last_name
        if username is not None:
            self.user.username = username
        self.state.emit(PersonChanged(self.user))

    def deletes_account(self) -> None:
        """Disappear: what stays is a nameless account that nobody can write to."""
        self.user.deleted = True
        self.is_called("", "", username="")
