"""Ways into a group: named links, and people who asked at the door."""

from dataclasses import dataclass, field

from bot.sandbox.model.users import User


@dataclass(eq=False)
class InviteLink:
    """A link into a chat; `limit` and `expires` are 0 where there is none."""

    url: str
    creator: User
    name: str = ""
    primary: bool = False
    by_request: bool = False
    expires: int = 0
    limit: int = 0
    revoked: bool = False
    joined: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class JoinRequest:
    """Somebody at the door, with the link they came by."""

    user: User
    date: int
    link: InviteLink | None = None
