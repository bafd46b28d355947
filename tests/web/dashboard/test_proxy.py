"""The dashboard behind the web servers of its document, word for word, with https as Telegram wants it."""

import asyncio
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.app.doors import dashboard
from bot.web.serve import serving
from tests.stories.conftest import TOKEN
from tests.web.dashboard.browsing import with_dashboard
from tests.web.dashboard.signing import init_data

DOCUMENT = Path(__file__).parents[3] / "docs/dashboard.md"
URL = "https://bot.example.org/dashboard/"


def block(language: str) -> str:
    """Return the configuration that the document tells people to write."""
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def put(text: str, *pairs: tuple[str, str]) -> str:
    """Replace what is different on this machine: it must be there."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for bot.example.org that nobody else signed, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    public, private = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    name = ["-subj", "/CN=bot.example.org", "-addext", "subjectAltName=DNS:bot.example.org"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    out = ["-keyout", str(private), "-out", str(public)]
    subprocess.run([*made, *out], check=True, capture_output=True)
    return public, private


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as tried:
        return int(tried.getsockname()[1])


@asynccontextmanager
async def running(*line: str, port: int, home: Path) -> AsyncIterator[None]:
    """Run a program until it listens, and for as long as the block lasts; what it keeps is in `home`."""
    kept = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    process = await asyncio.create_subprocess_exec(
        *line,
        env=os.environ | kept,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(20):
            while True:
                assert process.returncode is None, (await process.communicate())[0].decode()
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def nginx(folder: Path, port: int, behind: int, public: Path, private: Path) -> list[str]:
    """Write nginx's configuration around the block of the document; return the line that runs it."""
    server = put(
        block("nginx"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8444", f"127.0.0.1:{behind}"),
        ("/etc/letsencrypt/live/bot.example.org/fullchain.pem", str(public)),
        ("/etc/letsencrypt/live/bot.example.org/privkey.pem", str(private)),
    )
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{server}}}\n"
    )
    # In front of the daemon stands a master, which takes its workers with it.
    return ["nginx", "-c", str(file), "-p", str(folder), "-e", "stderr"]


def caddy(folder: Path, port: int, behind: int, public: Path, private: Path) -> list[str]:
    """Write Caddy's configuration around the block of the document; return the line that runs it."""
    site = put(
        block("caddyfile"),
        (
            "bot.example.org {",
            f"https://bot.example.org:{port} {{\n    bind 127.0.0.1\n    tls {public} {private}",
        ),
        ("127.0.0.1:8444", f"127.0.0.1:{behind}"),
    )
    file = folder / "Caddyfile"
    quiet = "{\n    admin off\n    auto_https off\n}\n"
    file.write_text(f"{quiet}{site}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


@pytest.mark.parametrize("server", [nginx, caddy], ids=["nginx", "caddy"])
async def test_it_works_behind_the_web_server_of_the_document(
    server, stage, group, olga, certificate, tmp_path
) -> None:
    program = server.__name__
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here: the configuration of the document was not tried")
    app, port = dashboard(with_dashboard(stage.house, URL)), free_port()
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    async with serving(app, "127.0.0.1:0", "dashboard.listen") as address:
        line = server(tmp_path, port, address.port, *certificate)
        async with (
            running(*line, port=port, home=tmp_path),
            httpx.AsyncClient(
                base_url=f"https://127.0.0.1:{port}/dashboard/",
                headers={"Host": "bot.example.org"},
                verify=trust,
            ) as browser,
        ):
            browser_extensions = {"sni_hostname": "bot.example.org"}
            signed = init_data(TOKEN, olga.person.id, stage.clock.now())

            async def ask(method: str, path: str, **more: object) -> httpx.Response:
                return await browser.request(method, path, extensions=browser_extensions, **more)

            assert (await ask("GET", "")).status_code == 401
            entered = await ask("POST", "enter", content=signed)
            assert entered.status_code == 204
            cookie = {"Cookie": entered.headers["set-cookie"].partition(";")[0]}
            page = await ask("GET", f"groups/{group.id}", headers=cookie)
            assert page.status_code == 200
            assert group.title in page.text
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert page.headers["content-encoding"] == "gzip"
            for link in re.findall(r'(?:href|src)="(/dashboard/static/[^"]+)"', page.text):
                assert (await ask("GET", f"https://127.0.0.1:{port}{link}")).status_code == 200
            assert (await ask("POST", "enter", content="x" * 20_000)).status_code == 413
