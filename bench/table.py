"""What was measured, line by line."""

from dataclasses import dataclass

HEAD = ("what", "rows", "portal", "bare", "ratio", "queries", "goal", "")
WIDTHS = ("<34", ">7", ">9", ">9", ">7", ">7", "<30", "")


@dataclass
class Line:
    """Seconds of the portal and of the bare library; ``wrong`` says what is not as it must be.

    ``most`` is the ratio, ``most_seconds`` the time, ``most_queries`` the number that the programme aims at.
    Slow, or many queries, is a remark: machines are noisy, and query counts are asserted by the tests.
    A wrong result is a fault.
    """

    what: str
    rows: int
    portal: float
    bare: float | None = None
    queries: int | None = None
    most: float | None = None
    most_seconds: float | None = None
    most_queries: int | None = None
    megabytes: float | None = None
    most_megabytes: float | None = None
    wrong: str = ""

    @property
    def ratio(self) -> float | None:
        return self.portal / self.bare if self.bare else None

    @property
    def remark(self) -> str:
        if self.wrong:
            return f"WRONG: {self.wrong}"
        many = self.most_queries and (self.queries or 0) > self.most_queries
        return ", ".join(filter(None, ["slow" if self.slow else "", "too many queries" if many else ""]))

    @property
    def slow(self) -> bool:
        return bool(
            (self.most and self.ratio and self.ratio > self.most)
            or (self.most_seconds and self.portal > self.most_seconds)
            or (self.most_megabytes and (self.megabytes or 0) > self.most_megabytes)
        )

    def cells(self) -> tuple[str, ...]:
        goals = [
            f"≤ {self.most:g} ×" if self.most else "",
            f"≤ {self.most_seconds:g} s" if self.most_seconds else "",
            f"≤ {self.most_queries} queries" if self.most_queries else "",
            f"{self.megabytes:.0f} of {self.most_megabytes:g} MB" if self.megabytes else "",
        ]
        return (
            self.what,
            f"{self.rows:,}",
            seconds(self.portal),
            seconds(self.bare),
            f"{self.ratio:.2f} ×" if self.ratio else "",
            "" if self.queries is None else str(self.queries),
            ", ".join(filter(None, goals)),
            self.remark,
        )


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def shown(cells: tuple[str, ...]) -> str:
    """One row, as soon as it is known: words to the left, numbers to the right."""
    columns = zip(cells, WIDTHS, strict=True)
    return "  ".join(f"{cell:{width}}" for cell, width in columns).rstrip()
