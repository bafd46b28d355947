"""How many updates a second the sandbox makes and delivers, on one core, over a real port."""

import asyncio
import os
import time

import httpx

from bot.sandbox import SystemClock, World, serve

TOKEN = "42:BENCH"
UPDATES = 20_000
DEMANDED = 1_000


async def poll_all(client: httpx.AsyncClient, url: str) -> int:
    """Poll until nothing is left, confirming as one goes; returns how many updates came."""
    offset = received = 0
    while batch := (await client.get(url, params={"offset": offset})).json()["result"]:
        received += len(batch)
        offset = batch[-1]["update_id"] + 1
        if received == UPDATES:
            break
    return received


async def main() -> None:
    """Let people talk, fetch all of it, and print what each took."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    world = World(SystemClock())
    bot = world.add_bot("bench_bot", token=TOKEN)
    alice, bob = world.person("Alice"), world.person("Bob")
    group = world.supergroup("Fans", owner=alice, members=[bob])
    alice.adds(bot, group)
    bot.queue.clear()
    started = time.perf_counter()
    for number in range(UPDATES):
        bob.says(f"message {number}", in_=group)
    said = time.perf_counter()
    async with serve(world) as served, httpx.AsyncClient() as client:
        received = await poll_all(client, f"{served.base_url}{TOKEN}/getUpdates")
    done = time.perf_counter()
    assert received == UPDATES
    print(f"making    {UPDATES / (said - started):8,.0f} updates/s")
    print(f"delivering{UPDATES / (done - said):8,.0f} updates/s, with the client on the same core")
    assert UPDATES / (done - started) > DEMANDED, f"fewer than {DEMANDED} updates/s"


if __name__ == "__main__":
    asyncio.run(main())
