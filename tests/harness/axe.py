"""Barriers that axe finds in a page: WCAG 2.2 A and AA, and what its makers call best practice."""

from functools import cache
from pathlib import Path

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what another colour scheme can break


@cache
def _script() -> str:
    return (Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text()


def violations(page, only=TAGS) -> list[str]:
    """One line for each rule broken, of these tags or rules.

    Put in by evaluate: the page's policy allows no script tags.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})"
        ".then(found => found.violations)",
        only,
    )
    return [
        f"{rule['id']}: {' '.join(node['target'])} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways(page) -> int:
    """Pixels by which a page can be scrolled to the side; a page that fits has none."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
