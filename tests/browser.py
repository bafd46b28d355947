"""A real Chromium, where this machine has one: for the tests that look at pages."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def launched(undone: str) -> AsyncIterator[Browser]:
    """Launch it; where there is none, skip and say what was left `undone`."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip(f"there is no browser at {CHROMIUM}: {undone}")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()
