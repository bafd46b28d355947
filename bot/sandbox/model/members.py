"""Who stands how in a chat: the six statuses, administrators' rights, members' permissions."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.model.users import User

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

SHARED_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GROUP_RIGHTS = (*SHARED_RIGHTS, "can_pin_messages", "can_manage_topics", "can_manage_tags")
CHANNEL_RIGHTS = (
    *SHARED_RIGHTS,
    "can_post_messages",
    "can_edit_messages",
    "can_manage_direct_messages",
)

SENDING = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
)
MANAGING = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
)
PERMISSIONS = (*SENDING, *MANAGING)
# What a new group lets its members do; pinning and renaming are left to administrators.
USUAL_PERMISSIONS = frozenset((*SENDING, "can_invite_users", "can_edit_tag"))


@dataclass(frozen=True)
class Member:
    """One person's standing in one chat at one moment."""

    user: User
    status: Status
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = field(default=USUAL_PERMISSIONS)
    is_member: bool = True
    until: int = 0
    anonymous: bool = False
    title: str = ""
    joined: int = 0

    @property
    def inside(self) -> bool:
        """Whether the person is in the chat now."""
        if self.status == "restricted":
            return self.is_member
        return self.status in ("creator", "administrator", "member")

    @property
    def leads(self) -> bool:
        """Whether the person is its owner or an administrator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Say whether the person holds an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


def stranger(user: User) -> Member:
    """Return the standing of somebody who was never there."""
    return Member(user, "left")


def right_names(names: list[str] | tuple[str, ...]) -> frozenset[str]:
    """Return full names for rights that may be given without their `can_`. Pure."""
    return frozenset(name if name.startswith("can_") else f"can_{name}" for name in names)
