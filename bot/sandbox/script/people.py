"""A person: somebody who talks, moves, and governs where they are administrators."""

from collections.abc import Iterable

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Topic
from bot.sandbox.model.invites import InviteLink
from bot.sandbox.model.members import CHANNEL_RIGHTS, GROUP_RIGHTS, right_names
from bot.sandbox.script.actor import Actor
from bot.sandbox.script.moving import Moving
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.world import doors, membership, places

Who = Actor | Bot


class Person(Moving):
    """Somebody in the world; every verb does what a client would do, or raises Impossible."""

    def adds(self, who: Who, place: Place) -> None:
        """Bring a person or a bot into a group or channel."""
        self._must_be_in(place.chat)
        membership.join(self.state, place.chat, self._account(who), by=self.user)

    def promotes(
        self,
        who: Who,
        place: Place,
        *,
        rights: Iterable[str] | None = None,
        anonymous: bool = False,
        title: str = "",
    ) -> None:
        """Make somebody an administrator; all rights unless some are named: `["delete_messages"]`."""
        self._must_lead(place.chat, "can_promote_members")
        if not place.chat.holds(self._account(who)):
            raise Impossible(f"{self._account(who).name} is not in {place.title!r}")
        every = CHANNEL_RIGHTS if place.chat.kind == "channel" else GROUP_RIGHTS
        granted = right_names(every if rights is None else tuple(rights)) | {"can_manage_chat"}
        if unknown := granted - set(every):
            raise Impossible(f"no such rights here: {sorted(unknown)}")
        membership.promote(
            self.state,
            place.chat,
            self._account(who),
            granted,
            by=self.user,
            anonymous=anonymous,
            title=title,
        )

    def demotes(self, who: Who, place: Place) -> None:
        """Make an administrator a member again."""
        self._must_lead(place.chat, "can_promote_members")
        membership.promote(self.state, place.chat, self._account(who), frozenset(), by=self.user)

    def hides(self, place: Place, *, title: str = "") -> None:
        """Remain anonymous in a group from now on: to speak and act as the group."""
        mine = place.chat.member(self.user)
        if not mine.leads:
            raise Impossible(f"{self.name} is no administrator of {place.title!r}")
        membership.promote(
            self.state,
            place.chat,
            self.user,
            mine.rights,
            by=self.user,
            anonymous=True,
            title=title,
        )

    def kicks(self, who: Who, place: Place) -> None:
        """Remove and ban somebody."""
        self._must_lead(place.chat, "can_restrict_members")
        membership.kick(self.state, place.chat, self._account(who), by=self.user)

    def forgives(self, who: Who, place: Place) -> None:
        """Lift a ban."""
        self._must_lead(place.chat, "can_restrict_members")
        membership.forgive(self.state, place.chat, self._account(who), by=self.user)

    def restricts(
        self, who: Who, place: Place, *, may: Iterable[str] = (), seconds: int = 0
    ) -> None:
        """Let somebody do only what is named, nothing by default; for a time, or (0) for ever."""
        self._must_lead(place.chat, "can_restrict_members")
        permissions = right_names(tuple(may))
        until = self.state.now() + seconds if seconds else 0
        user = self._account(who)
        membership.restrict(self.state, place.chat, user, permissions, by=self.user, until=until)

    def makes_link(
        self,
        place: Place,
        name: str = "",
        *,
        by_request: bool = False,
        limit: int = 0,
        expires: int = 0,
    ) -> InviteLink:
        """Make an invite link."""
        self._must_lead(place.chat, "can_invite_users")
        return doors.make_link(
            self.state,
            place.chat,
            self.user,
            name=name,
            by_request=by_request,
            limit=limit,
            expires=expires,
        )

    def lets_in(self, who: Actor, place: Place) -> None:
        """Approve somebody at the door."""
        self._must_lead(place.chat, "can_invite_users")
        doors.admit(self.state, place.chat, place.chat.requests[who.user.id], self.user)

    def turns_away(self, who: Actor, place: Place) -> None:
        """Refuse somebody at the door."""
        self._must_lead(place.chat, "can_invite_users")
        doors.turn_away(self.state, place.chat, place.chat.requests[who.user.id])

    def opens_topic(self, name: str, place: Place) -> Topic:
        """Open a topic in a forum."""
        self._must_lead(place.chat, "can_manage_topics")
        return places.open_topic(self.state, place.chat, name, self.user)
