"""How well does the FAQ matcher find the right answer, how seldom the wrong one, and at what cost?

For every set in `--data` entries are built from 1, 3 and 5 phrasings. hit: share of the queries that an entry
answers whose best candidate is right. R, W, O: shares of those answered rightly and wrongly, and of the
queries that nothing should answer but got an answer, at the threshold that lets 1 % and 0.1 % of chatter
through. GOAL: R at the lowest threshold that lets at most 0.1 % of chatter through and is right in 90 % of
what it answers. "fixed" is at the shipped thresholds. Two simple matchers run beside ours with 3 phrasings.
The last line is JSON. `--lexical`: without the encoder. Figures of time are of one core.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from faq.growth import growth, longest
from faq.measures import Best, measure
from faq.ours import Remembering, best, matcher
from faq.rivals import by_ratio, by_trigrams
from faq.sets import PHRASINGS, Task, against, chatter, sets, tasks

from bot.faq.encoder import Encoder, shipped_encoder
from bot.faq.matcher import Matcher
from bot.faq.outcome import THRESHOLDS, Eagerness

DATA = Path(__file__).parents[2] / "shared" / "faq"
SHIPPED = THRESHOLDS[Eagerness.NORMAL]
RIVALS = {"rapidfuzz ratio": by_ratio, "FTS5 trigram BM25": by_trigrams}
COLUMNS = (
    "hit",
    "R@1.0%",
    "W@1.0%",
    "O@1.0%",
    "R@0.1%",
    "W@0.1%",
    "O@0.1%",
    "GOAL",
    "R fixed",
    "W fixed",
    "O fixed",
    "false answers",
    "false suggestions",
)


def main() -> int:
    """Measure what the command line says."""
    given = parse()
    if not given.data.is_dir():
        print(f"There is no folder {given.data}: name one with --data.", file=sys.stderr)
        return 2
    encoder = None if given.lexical else Remembering(shipped_encoder())
    noise = chatter(given.data)
    print(f"{'':34}" + " ".join(f"{name:>8}" for name in COLUMNS).replace("suggestions", "sugg."))
    rows = [
        row
        for path in sets(given.data)
        for task in tasks(path)
        if task.phrasings in given.phrasings
        for row in measured(task, against(task.language, noise), encoder)
    ]
    means = list(averages(rows))
    for row in means:
        show(row)
    costs = [] if given.no_costs else list(costed(given.data, noise, encoder))
    print(json.dumps({"lexical": given.lexical, "sets": rows, "mean": means, "costs": costs}))
    return 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with sets and chatter")
    parser.add_argument("--lexical", action="store_true", help="by letters alone")
    parser.add_argument("--phrasings", nargs="+", choices=PHRASINGS, default=PHRASINGS)
    parser.add_argument("--no-costs", action="store_true", help="leave times and memory out")
    return parser.parse_args()


def measured(task: Task, noise: list[str], encoder: Encoder | None) -> Iterator[dict[str, object]]:
    """Measure ours on a task, and with 3 phrasings the rivals."""
    ours = matcher(task.entries, encoder)
    found = measure(
        best(ours, task.queries, encoder), task.gold, best(ours, noise, encoder), SHIPPED
    )
    yield shown(task, f"ours ({ours.blend})", found | gated(ours, task, noise))
    if task.phrasings == "k3":
        for name, rival in RIVALS.items():
            said: Best = rival(task.entries, noise)
            yield shown(task, name, measure(rival(task.entries, task.queries), task.gold, said))


def gated(ours: Matcher, task: Task, noise: list[str]) -> dict[str, float]:
    """Return how much of the chatter the gate lets through, and what it shuts out though it has an answer."""
    asked = [text for text, gold in zip(task.queries, task.gold, strict=True) if gold is not None]
    return {
        "gate open to chatter": fmean(map(ours.worth_matching, noise)),
        "gate shut to questions": fmean(not ours.worth_matching(text) for text in asked),
    }


def shown(task: Task, matcher: str, found: dict[str, float]) -> dict[str, object]:
    """Print a row, and return it."""
    row = {"set": task.name, "phrasings": task.phrasings, "matcher": matcher, **found}
    show(row)
    return row


def show(row: dict[str, object]) -> None:
    """Print measures in per cent."""
    label = f"{row['set']}.{row['phrasings']} {row['matcher']}"
    figures = [row.get(name) for name in COLUMNS]
    cells = ["" if each is None else f"{100 * float(str(each)):.2f}" for each in figures]
    widths = [max(8, len(name.replace("suggestions", "sugg."))) for name in COLUMNS]
    print(f"{label:<34}" + " ".join(f"{c:>{w}}" for c, w in zip(cells, widths, strict=True)))
    sys.stdout.flush()


def averages(rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Return the means over the sets; O only over those that have queries which nothing answers."""
    for phrasings in PHRASINGS:
        for name in ("ours", *RIVALS):
            of_these = [
                row
                for row in rows
                if row["phrasings"] == phrasings and str(row["matcher"]).startswith(name)
            ]
            if of_these:
                keys = {
                    key for row in of_these for key, each in row.items() if isinstance(each, float)
                }
                figures = {
                    key: fmean(float(str(row[key])) for row in of_these if key in row)
                    for key in keys
                }
                yield {"set": "mean", "phrasings": phrasings, "matcher": name, **figures}


def costed(
    folder: Path, noise: dict[str, list[str]], encoder: Remembering | None
) -> Iterator[dict[str, object]]:
    """Print and return what it costs at three sizes; vectors are made anew here."""
    several = list(tasks(sets(folder)[0]))
    texts = [text for task in several for texts in task.entries for text in texts]
    said = [text for lines in noise.values() for text in lines[:200]]
    plain = shipped_encoder() if encoder else None
    for row in growth([*texts, *several[0].queries], several[0].queries, said, plain):
        print(row, flush=True)
        yield row
    odd = {"1,000 odd characters ms": longest(matcher(several[0].entries, plain))}
    print(odd)
    yield odd


if __name__ == "__main__":
    sys.exit(main())
