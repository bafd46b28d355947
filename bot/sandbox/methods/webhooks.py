"""setWebhook, deleteWebhook, getWebhookInfo, getUpdates: how the bot wants its updates."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.sandbox.delivery.polling import BY_WEBHOOK, GetUpdates, allow
from bot.sandbox.delivery.queue import Update
from bot.sandbox.errors import bad_request, too_many
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.chats import Nothing
from bot.sandbox.methods.parameters import NOTHING, Structured, Upload
from bot.sandbox.model.bots import DEFAULT_KINDS, Webhook
from bot.sandbox.objects import Json

PORTS = (80, 88, 443, 8443)
MAX_SECRET = 256
MAX_CONNECTIONS = 100
USUAL_CONNECTIONS = 40
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Described:
    """A result that comes with a sentence."""

    result: bool
    description: str


@dataclass(frozen=True, kw_only=True)
class SetWebhook:
    """Parameters of setWebhook."""

    url: str
    certificate: Upload | str = ""
    ip_address: str = ""
    max_connections: int = 0
    allowed_updates: Structured = NOTHING
    drop_pending_updates: bool = False
    secret_token: str = ""


async def set_webhook(call: Call, given: SetWebhook) -> Described:
    """Set the address that updates are posted to; an empty one removes it."""
    if not given.url:
        return await delete_webhook(
            call, DeleteWebhook(drop_pending_updates=given.drop_pending_updates)
        )
    _check_address(given.url)
    _check_secret(given.secret_token)
    now = call.state.clock.now()
    if now - call.bot.webhook_set_at < 1:
        raise too_many(1)
    hook = Webhook(
        given.url,
        secret=given.secret_token,
        max_connections=_connections(given.max_connections),
        ip_address=given.ip_address,
        certificate=isinstance(given.certificate, Upload),
    )
    allow(call.bot, given.allowed_updates)
    if given.drop_pending_updates:
        _drop(call)
    await call.office.hook(call.bot, hook)
    call.office.polling.interrupt(call.bot, BY_WEBHOOK)
    call.bot.webhook_set_at = now
    return Described(True, "Webhook was set")


def _connections(asked: int) -> int:
    return min(max(asked, 1), MAX_CONNECTIONS) if asked else USUAL_CONNECTIONS


def _check_secret(secret: str) -> None:
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


def _check_address(url: str) -> None:
    """Refuse an address that Telegram would not post to.

    To this machine itself it may be http and any port, as to a Bot API server that runs with --local.
    """
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        raise bad_request("bad webhook: URL is invalid") from None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if _is_here(host):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if "." not in host:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, kw_only=True)
class DeleteWebhook:
    """Parameters of deleteWebhook."""

    drop_pending_updates: bool = False


async def delete_webhook(call: Call, given: DeleteWebhook) -> Described:
    """Go back to long polling."""
    if given.drop_pending_updates:
        _drop(call)
    if call.bot.webhook is None:
        return Described(True, "Webhook is already deleted")
    await call.office.hook(call.bot, None)
    return Described(True, "Webhook was deleted")


def _drop(call: Call) -> None:
    for update in call.bot.queue.clear():
        call.state.ledger.write(call.bot.id, "dropped", update_id=update.id, kind=update.kind)


def get_webhook_info(call: Call, _: Nothing) -> Json:
    """Return how delivery goes."""
    call.bot.queue.bury(call.state.clock.now())
    hook = call.bot.webhook
    shown: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": bool(hook and hook.certificate),
        "pending_update_count": len(call.bot.queue),
    }
    if hook is not None:
        shown["max_connections"] = hook.max_connections
        if hook.ip_address:
            shown["ip_address"] = hook.ip_address
        if hook.error:
            shown |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
    if call.bot.allowed != DEFAULT_KINDS:
        shown["allowed_updates"] = sorted(call.bot.allowed)
    return shown


async def get_updates(call: Call, given: GetUpdates) -> list[Update]:
    """Return what happened since the offset."""
    return await call.office.polling.get_updates(call.bot, given)
