"""The process that draws: a chart in by one pipe, its picture out by the other, until the pipe closes."""

import signal
import sys

import msgspec

from bot.reports.charts.chart import unpacked
from bot.reports.charts.draw import draw


def serve() -> None:
    """Draw what comes, a line of JSON each, and answer with the length of the picture and the picture."""
    # Whoever stops Renao by Ctrl-C stops it, which then closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        picture = draw(unpacked(msgspec.json.decode(line)))
        sys.stdout.buffer.write(len(picture).to_bytes(4) + picture)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
