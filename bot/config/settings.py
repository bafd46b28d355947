"""Every setting on one page: what it is called, what it may be, what it does."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

from bot.config import values

Address = Annotated[str, AfterValidator(values.address)]
TimeOfDay = Annotated[str, AfterValidator(values.time_of_day)]
Zone = Annotated[str, AfterValidator(values.zone)]
Number = Annotated[int, BeforeValidator(values.number)]
Owner = Annotated[Number, AfterValidator(values.owner)]


class Section(BaseModel):
    """A table of the file; unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Telegram(Section):
    """The bot's account, and where and how it meets Telegram."""

    token: Annotated[SecretStr, AfterValidator(values.token)] = Field(
        default=SecretStr(""),
        description="The bot's token, as @BotFather gives it. A secret.",
        examples=["123456789:AAE1oXk2…"],
    )
    base_url: Annotated[str, AfterValidator(values.base_url)] = Field(
        default="https://api.telegram.org/bot",
        description="Where the Bot API is; the token is appended. Change it for a server of your own.",
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling",
        description="polling: Renao asks for updates. webhook: Telegram brings them to webhook.url.",
    )


class Webhook(Section):
    """Where Telegram brings updates; read only when telegram.mode is webhook."""

    url: Annotated[str, AfterValidator(values.web_url)] = Field(
        default="",
        description="The public address that Telegram calls; your web server passes it on to webhook.listen.",
        examples=["https://bot.example.org/telegram"],
    )
    listen: Address = Field(
        default="127.0.0.1:8443",
        description="The address and port on this machine where Renao waits for the calls.",
    )
    secret: Annotated[SecretStr, AfterValidator(values.webhook_secret)] = Field(
        default=SecretStr(""),
        description="What Telegram must say with every call: up to 256 of A-Z, a-z, 0-9, _ and -. A secret.",
        examples=["a long random word"],
    )


class Web(Section):
    """Where programs that watch over Renao can ask how it is: /healthz, and /metrics for Prometheus."""

    listen: Annotated[str, AfterValidator(values.address_or_nothing)] = Field(
        default="",
        description="The address and port on this machine; empty: nowhere. "
        "Whoever reaches it sees the figures.",
        examples=["127.0.0.1:9090"],
    )


class Dashboard(Section):
    """The operators' dashboard, a Mini App that Telegram opens from the private chat with the bot."""

    url: Annotated[str, AfterValidator(values.app_url)] = Field(
        default="",
        description="Its public address, which your web server passes on to dashboard.listen; "
        "empty: there is none.",
        examples=["https://bot.example.org/dashboard/"],
    )
    listen: Address = Field(
        default="127.0.0.1:8444",
        description="The address and port on this machine where it is served.",
    )


class Storage(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(values.database_url)] = Field(
        default="sqlite:///data/renao.db",
        description="A SQLite file (made when missing) or a PostgreSQL database: postgresql://user@host/name.",
        repr=False,  # It may hold a password.
    )
    synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL",
        description="SQLite only. FULL: what is written survives a power cut. "
        "NORMAL: faster; survives a crash of Renao, but a power cut may cost the last seconds.",
    )


class Defaults(Section):
    """What a group starts with; each group can change it by command."""

    zone: Zone = Field(
        default="UTC",
        description="The time zone in which a group's days begin, by its IANA name.",
        examples=["Europe/Berlin"],
    )
    language: Literal["en", "zh-CN"] = Field(
        default="en", description="The language in which Renao speaks: en or zh-CN."
    )
    digest_at: TimeOfDay = Field(
        default="09:00", description="When the daily digest is sent, in the group's own time."
    )


class Privacy(Section):
    """What is kept about people, how long, and what /privacy says of whoever keeps it."""

    text: str = Field(
        default="",
        description="What /privacy adds in your own words: who you are, how you can be reached, "
        "where your rules stand.",
        examples=["This bot is run by the fan club, mail@example.org."],
    )
    fact_days: Annotated[Number, AfterValidator(values.fact_days)] = Field(
        default=0,
        description="For how many days it is kept who did what at which moment (7 or more; 0: for ever). "
        "What it adds up to by day stays.",
    )
    question_days: Annotated[Number, Field(ge=0)] = Field(
        default=30, description="For how many days the text of a question is kept."
    )
    names: bool = Field(
        default=True,
        description="Whether names and usernames are kept. false: lists show user ids, "
        "and people are meant by id or by a reply.",
    )


class Faq(Section):
    """How questions are found among what people say."""

    semantic: bool = Field(
        default=True,
        description="Whether what a text means is compared too, in 16 languages: "
        "finds far more, for 125 MB of memory. false: letters alone.",
    )


class Reports(Section):
    """How digests and reports are put into words."""

    templates: str = Field(
        default="",
        description="A folder with templates of your own for digests and reports; empty: Renao's.",
        examples=["data/templates"],
    )
    question_minutes: Annotated[Number, Field(ge=1, le=1440)] = Field(
        default=60,
        description="After how many minutes (from 8:00 to 23:00) operators are told of an open question.",
    )


class Backup(Section):
    """Copies of a SQLite database, made while Renao runs."""

    folder: str = Field(
        default="data/backups",
        description="The folder for copies of the database; made when missing.",
    )
    keep: Annotated[Number, Field(ge=1)] = Field(
        default=7, description="How many copies stay in that folder; the oldest go first."
    )


class Log(Section):
    """What Renao says about its own work, on standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important kind of line that is written."
    )
    format: Literal["text", "json"] = Field(
        default="text",
        description="text: lines for people. json: an object a line, for a log collector.",
    )


class Settings(Section):
    """All of it; `bot.config.load` reads it from the file and the environment."""

    owners: Annotated[tuple[Owner, ...], NoDecode, BeforeValidator(values.split)] = Field(
        default=(),
        description="User ids of the people who may do everything, in every group. "
        "@userinfobot tells you yours.",
        examples=[[123456789]],
    )
    telegram: Telegram = Telegram()
    webhook: Webhook = Webhook()
    web: Web = Web()
    dashboard: Dashboard = Dashboard()
    database: Storage = Storage()
    defaults: Defaults = Defaults()
    privacy: Privacy = Privacy()
    faq: Faq = Faq()
    reports: Reports = Reports()
    backup: Backup = Backup()
    log: Log = Log()
