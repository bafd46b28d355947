"""Settings: from a file and the environment, and a sentence for whatever is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.config import ConfigError, Settings, load
from bot.config.values import SHARED_IDS

TOKEN = "123456789:AAE1oXk2-abcdefghijklmnopqrstuvwxyz"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text), environ)
    return caught.value.sentences


def test_without_a_file_every_setting_has_its_default() -> None:
    settings = load(None, {})
    assert settings.telegram.base_url == "https://api.telegram.org/bot"
    assert settings.database.synchronous == "FULL"
    assert settings.owners == ()


def test_the_environment_wins_over_the_file_and_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    path = written(tmp_path, 'owners = [7]\n[defaults]\nzone = "Asia/Shanghai"\nlanguage = "zh-CN"')
    settings = load(path, {"RENAO_DEFAULTS__LANGUAGE": "en", "RENAO_TELEGRAM__TOKEN": TOKEN})
    assert settings.defaults.language == "en"
    assert settings.defaults.zone == "Asia/Shanghai"
    assert settings.owners == (7,)
    assert settings.telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize("value", ["11,22", " 11, 22 ,", "[11, 22]", '["11", "22"]'])
def test_owners_come_from_the_environment_as_json_or_with_commas(value: str) -> None:
    assert load(None, {"RENAO_OWNERS": value}).owners == (11, 22)


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    path = written(tmp_path, f'[telegram]\ntoken = "{TOKEN}"')
    assert load(path, {"RENAO_TELEGRAM__TOKEN": ""}).telegram.token


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValidationError):
        load(None, {}).telegram.mode = "webhook"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[telegram]\ntokn = 'x'",
            "telegram.tokn is no setting of Renao; did you mean telegram.token?",
        ),
        ("tokn = 'x'", "tokn is no setting of Renao; did you mean telegram.token?"),
        ("[telegrm]\ntoken = 'x'", "telegrm is no setting of Renao; did you mean telegram?"),
        (
            "[unrelated]\nx = 1",
            "unrelated is no setting of Renao. Take it out; docs/settings.md lists what there is.",
        ),
        (
            "telegram = 'x'",
            "telegram is a section: write [telegram] on a line of its own and its settings below it.",
        ),
        (
            "[backup]\nkeep = 'many'",
            "backup.keep is “many”, no whole number. Write, for example, 7.",
        ),
        (
            "[backup]\nkeep = true",
            "backup.keep is “True”, no whole number. Write, for example, 7.",
        ),
        (
            "[backup]\nkeep = 0",
            "backup.keep is “0”, less than 1. Write, for example, 7.",
        ),
        (
            "[telegram]\nmode = 'pull'",
            "telegram.mode is “pull”, not 'polling' or 'webhook'. Write, for example, \"polling\".",
        ),
        (
            "[defaults]\nzone = 'Mars'",
            'defaults.zone is “Mars”, no time zone of the IANA list. Write, for example, "Europe/Berlin".',
        ),
        (
            "[defaults]\ndigest_at = '9 pm'",
            "defaults.digest_at is “9 pm”, no time of day from 00:00 to 23:59. "
            'Write, for example, "09:00".',
        ),
        *(
            (
                f"[dashboard]\nurl = '{url}'",
                f"dashboard.url is “{url}”, {why}. "
                'Write, for example, "https://bot.example.org/dashboard/".',
            )
            for url, why in (
                ("bot.example.org", "no address that begins with https://"),
                ("http://bot.example.org/", "no address that begins with https://"),
                ("https://bot.example.org/?a=1", "an address with a ? or # in it"),
            )
        ),
        ("owners = 7", "owners is “7”, no list. Write, for example, [123456789]."),
        (
            "[database]\nurl = 'mysql://a:secret@b'",
            "database.url is neither sqlite:/// with a file nor postgresql:// with a server. "
            'Write, for example, "sqlite:///data/renao.db".',
        ),
    ],
)
def test_each_fault_is_one_sentence_with_its_path_and_what_to_write(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert faults(tmp_path, text) == [sentence]


def test_the_dashboards_address_ends_with_a_slash_also_if_nobody_wrote_one() -> None:
    for written in ("https://bot.example.org/d", "https://bot.example.org/d/"):
        assert (
            load(None, {"RENAO_DASHBOARD__URL": written}).dashboard.url == f"{written.rstrip('/')}/"
        )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "tokn = 1\nowners = ['x']\n[log]\nlevel = 'loud'", RENAO_HELLO="1")
    assert [sentence.split()[0] for sentence in told] == [
        "RENAO_HELLO",
        "owners",
        "log.level",
        "tokn",
    ]


def test_a_fault_from_the_environment_names_its_variable() -> None:
    with pytest.raises(ConfigError, match=r"^log\.level \(from RENAO_LOG__LEVEL\) is “loud”, "):
        load(None, {"RENAO_LOG__LEVEL": "loud"})


def test_an_unknown_variable_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"^RENAO_TOKEN .* did you mean RENAO_TELEGRAM__TOKEN\?$"):
        load(None, {"RENAO_TOKEN": TOKEN})


@pytest.mark.parametrize("shared", sorted(SHARED_IDS))
def test_an_id_that_many_people_share_never_owns_the_bot(tmp_path: Path, shared: int) -> None:
    (sentence,) = faults(tmp_path, f"owners = [11, {shared}]")
    assert f"owners is “{shared}”, an id that Telegram lends to anonymous" in sentence


def test_webhook_mode_asks_for_an_address_and_a_secret(tmp_path: Path) -> None:
    told = faults(tmp_path, "[telegram]\nmode = 'webhook'")
    assert [sentence.split()[0] for sentence in told] == ["webhook.url", "webhook.secret"]


def test_a_webhook_without_tls_is_for_a_bot_api_server_of_ones_own(tmp_path: Path) -> None:
    text = "[telegram]\nmode = 'webhook'\n[webhook]\nurl = 'http://a.example/b'\nsecret = 'abc'"
    assert faults(tmp_path, text) == [
        "webhook.url begins with http://, which Telegram refuses: write https://."
    ]
    environ = {"RENAO_TELEGRAM__BASE_URL": "http://127.0.0.1:8081/bot"}
    assert load(tmp_path / "config.toml", environ).webhook.url == "http://a.example/b"


@pytest.mark.parametrize("secret", ["with space", "ü", "a" * 257])
def test_a_webhook_secret_is_what_telegram_takes(tmp_path: Path, secret: str) -> None:
    (sentence,) = faults(tmp_path, f"[webhook]\nsecret = '{secret}'")
    assert sentence.startswith("webhook.secret is not made of")
    assert secret not in sentence


@pytest.mark.parametrize("listen", ["8443", ":8443", "host:0", "host:70000", "::1:80", "host:٣"])
def test_an_address_to_listen_at_has_a_host_and_a_port(tmp_path: Path, listen: str) -> None:
    (sentence,) = faults(tmp_path, f"[webhook]\nlisten = '{listen}'")
    assert sentence.startswith(f"webhook.listen is “{listen}”, no address")


@pytest.mark.parametrize(
    "url", ["", "api.telegram.org/bot", "https://host", "ftp://host/bot", "http://[/"]
)
def test_a_base_url_is_one_that_a_token_can_be_appended_to(tmp_path: Path, url: str) -> None:
    (sentence,) = faults(tmp_path, f"[telegram]\nbase_url = '{url}'")
    assert sentence.startswith("telegram.base_url is ")


def test_a_wrong_token_is_refused_without_being_shown(tmp_path: Path) -> None:
    (sentence,) = faults(tmp_path, "[telegram]\ntoken = '123 my-secret'")
    assert sentence.startswith("telegram.token is not a token")
    assert "my-secret" not in sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a =\n", "is not valid TOML: Invalid value (at line 1, column 4). Mend that line."),
        (b"\xff\xfe", "is not UTF-8 text. Save it again as UTF-8."),
    ],
)
def test_a_file_that_is_no_toml_is_told_so(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert caught.value.sentences == [f"{path} {sentence}"]


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"does not exist\. Copy config\.example\.toml"):
        load(tmp_path / "absent.toml", {})


@given(st.dictionaries(st.sampled_from(["RENAO_OWNERS", "RENAO_LOG__LEVEL", "RENAO_X"]), st.text()))
def test_whatever_the_environment_says_the_answer_is_settings_or_sentences(
    environ: dict[str, str],
) -> None:
    try:
        assert isinstance(load(None, environ), Settings)
    except ConfigError as error:
        assert all(error.sentences)
