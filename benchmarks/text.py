"""How long the analysis of ten thousand comments takes and how much memory it needs, with plain TextBlob beside it.

Everything the worker does with words: redaction, language, worry, sentiment, service factors, themes and extracts. The
comments are made anew (``benchmarks.comments``) and go through in portions, as in the worker.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.comments import written
from core.language import detection, extracts, factors, personal_data, screening, sentiment, themes

COMMENTS, PORTION, EXTRACTS = 10_000, 500, 20
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400.0
LEANING = "sv"
# Once in the life of a worker, and therefore told but not counted.
LOADING = "loading"
# A few texts in each language load what is loaded at first use.
FIRST = (
    "Bussen är sen varje morgon och ingen svarar.",
    "The bus is late every morning, it is bad.",
    "Bussi on myöhässä.",
)


@dataclass(slots=True)
class Clock:
    """Seconds by name of step: by the wall, and of the processor."""

    wall: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    processor: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what happens inside to the step."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall[name] += time.perf_counter() - wall
        self.processor[name] += time.process_time() - processor


@dataclass(frozen=True, slots=True)
class Analysed:
    """What the steps found, counted; the comments themselves are not kept."""

    struck: Counter[str]
    languages: Counter[str]
    worries: int
    tones: Counter[str]
    factors: Counter[str]
    themes: themes.Themes
    extracts: tuple[str, ...]


def analyse(comments: Sequence[str], clock: Clock) -> Analysed:
    """Every analysis of the comments, portion by portion, and then of them all together; each step timed."""
    struck: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    tones: Counter[str] = Counter()
    tagged: Counter[str] = Counter()
    worries = 0
    texts: list[str] = []
    spoken: list[str] = []
    for begin in range(0, len(comments), PORTION):
        portion = comments[begin : begin + PORTION]
        with clock.step("redaction"):
            redacted = [personal_data.redact(text) for text in portion]
        struck.update(found.kind for one in redacted for found in one.found)
        here = [one.text for one in redacted]
        with clock.step("language"):
            detected = [one.language for one in detection.detect_many(here, LEANING)]
        with clock.step("worry"):
            worries += sum(bool(screening.concerns(text)) for text in here)
        with clock.step("sentiment"):
            judged = sentiment.judge_many(here, detected)
        with clock.step("service factors"):
            tags = factors.tag_many(here)
        languages.update(detected)
        tones.update(str(one.label) for one in judged)
        tagged.update(tag.factor for one in tags for tag in one)
        texts += here
        spoken += detected
    with clock.step("themes"):
        found = themes.find(texts, languages=spoken)
    with clock.step("extracts"):
        picked = extracts.pick(texts, EXTRACTS, [[i for i, _ in theme.members] for theme in found.themes])
    return Analysed(struck, languages, worries, tones, tagged, found, tuple(texts[i] for i in picked))


def by_textblob(comments: Sequence[str]) -> Counter[str]:
    """The sentiment TextBlob gives by itself, which takes everything for English."""
    from textblob import TextBlob  # type: ignore[import-untyped]

    polarities = [float(TextBlob(text).sentiment.polarity) for text in comments]
    return Counter("positive" if one > 0 else "negative" if one < 0 else "neutral" for one in polarities)


def peak_memory() -> float:
    """The most memory this process has had, in MB. Linux tells it apart from that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=COMMENTS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    comments = [comment.text for comment in written(given.comments, given.seed)]
    clock = Clock()
    with clock.step(LOADING):
        analyse([*FIRST, *comments[:100]], Clock())
    before = peak_memory()
    analysed = analyse(comments, clock)
    peak = peak_memory()
    for name, seconds in clock.wall.items():
        print(f"  {name:16} {seconds:6.2f} s, of the processor {clock.processor[name]:6.2f} s")
    total = sum(clock.wall.values()) - clock.wall[LOADING]
    processor = sum(clock.processor.values()) - clock.processor[LOADING]
    print(f"  {'all but loading':16} {total:6.2f} s, of the processor {processor:6.2f} s, at most {MOST_SECONDS:.0f} s")
    print(f"  memory {peak:.0f} MB, of which {peak - before:.0f} for the comments; at most {MOST_MEGABYTES:.0f} MB")
    _tell(analysed)
    begun = time.process_time()
    plain = by_textblob(comments)
    beside = time.process_time() - begun
    print(f"\nTextBlob by itself, sentiment alone: {beside:.2f} s of the processor, {_shares(plain)}")
    print(f"  our sentiment takes {clock.processor['sentiment'] / beside:.2f} times as long")
    print(f"  all the analysis takes {processor / beside:.2f} times as long")
    # The work is done on one thread: on an idle machine it takes as long as it takes the processor.
    return 0 if processor <= MOST_SECONDS and peak <= MOST_MEGABYTES else 1


def _tell(analysed: Analysed) -> None:
    themes_found = analysed.themes
    print(f"\n  struck out: {dict(analysed.struck.most_common())}; languages: {dict(analysed.languages.most_common())}")
    print(f"  sentiment: {_shares(analysed.tones)}; worries: {analysed.worries}")
    print(f"  service factors: {dict(analysed.factors.most_common())}")
    print(f"  {len(themes_found.themes)} themes, {len(themes_found.rest)} comments in none:")
    for theme in themes_found.themes:
        print(f"    {len(theme.members):5} {', '.join(theme.words)}")
    print(f"  {len(analysed.extracts)} extracts, the first: {analysed.extracts[0]}")


def _shares(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times / counted.total():.0%}" for name, times in counted.most_common())


if __name__ == "__main__":
    sys.exit(main())
