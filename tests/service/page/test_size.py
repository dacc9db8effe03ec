"""The page stays small: what a browser loads of our own script and style, as it is written."""

from __future__ import annotations

from service.api.pages import PAGE

LIMIT = 60_000


def test_script_and_style_stay_under_sixty_kilobytes() -> None:
    sizes = {path.name: path.stat().st_size for path in PAGE.iterdir() if path.suffix in {".js", ".css"}}
    assert "app.js" in sizes
    assert sum(sizes.values()) < LIMIT, sizes


def test_nothing_of_another_host_is_named() -> None:
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text.replace('"https://"', ""), path.name
