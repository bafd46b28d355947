"""A picture that is drawn when it is sent; where it cannot be, the words arrive all the same."""

from typing import Any

from bot.outbox import Drawing, Sender

FANS = -100


async def drawn(chart: Any) -> bytes:
    return f"a picture of {chart['of']}".encode()


async def test_a_chart_is_kept_as_data_and_drawn_when_it_is_sent(outbox: Any) -> None:
    outbox.sender = Sender(outbox.database, outbox.telegram, outbox.clock, "renao", drawn)
    (message,) = await outbox.put(
        FANS, "a week", kind="photo", media=Drawing({"type": "HeatMap", "of": "a week"})
    )
    assert (await outbox.row(message)).media == {"chart": {"type": "HeatMap", "of": "a week"}}
    await outbox.send_all()
    (post,) = outbox.telegram.posted
    assert (post.what, post.text) == ("photo", "a week")
    assert post.options["file"].input_file_content == b"a picture of a week"
    assert (await outbox.row(message)).media is None


async def test_where_nobody_can_draw_the_words_arrive_alone(outbox: Any) -> None:
    await outbox.put(FANS, "a week", kind="photo", media=Drawing({"of": "a week"}))
    await outbox.send_all()
    assert [(post.what, post.text) for post in outbox.telegram.posted] == [("text", "a week")]
