"""Pictures of every state in both themes and both widths, on a real server: ``make screenshots``.

They go to ``runs/screenshots``; with ``--readme`` the two that the README shows are made again in ``docs``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final, get_args

from playwright.sync_api import Browser

from tests.service.page.browsing import NARROW, WIDE, Theme, chromium, opened
from tests.service.page.relay import relaying
from tests.service.page.samples import add_documents
from tests.service.page.states import STATES
from tests.service.server import ROOT, run_cited, serving

FOLDER: Final = ROOT / "runs" / "screenshots"
README: Final = {"page": "reading", "page-conflict": "corpus_conflicting"}
SIZES: Final = ((NARROW, 740), (WIDE, 1000))


def take(browser: Browser, url: str, state: str, theme: Theme, size: tuple[int, int]) -> bytes:
    """Return one picture, of what a person sees without scrolling."""
    width, height = size
    with (
        relaying(url) as relay,
        opened(
            browser, relay.url, theme=theme, width=width, height=height, faults_expected=("Failed to load",)
        ) as page,
    ):
        STATES[state](page, relay)
        return page.screenshot(caret="initial")


def main(arguments: list[str]) -> int:
    """Take the pictures of the states that are named, of all without a name."""
    wanted = [name for name in arguments if name in STATES] or list(STATES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        built = run_cited("index", corpus=ROOT / "corpus", index=index)
        if built.returncode:
            print(built.stdout + built.stderr, file=sys.stderr)  # noqa: T201
            return 1
        with serving(index, Path(folder) / "log") as server, chromium() as browser:
            if "--readme" in arguments:
                for name, state in README.items():
                    (ROOT / "docs" / f"{name}.png").write_bytes(take(browser, server.url, state, "light", (1280, 800)))
                return 0
            add_documents(server.client)
            for state in wanted:
                for theme in get_args(Theme):
                    for size in SIZES:
                        path = FOLDER / f"{state}-{theme}-{size[0]}.png"
                        path.write_bytes(take(browser, server.url, state, theme, size))
                        print(path.relative_to(ROOT))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
