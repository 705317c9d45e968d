"""The geometry of bars, steps and the matrix."""

from datetime import date

import pytest

from excite import charts

PERIOD = {"starts_on": date(2022, 2, 1), "ends_on": date(2024, 1, 31), "until": date(2023, 7, 31)}


@pytest.mark.parametrize(
    ("value", "target", "expected", "width", "mark"),
    [
        (48, 96, 72, 500, 750),
        (0, 96, None, 0, None),
        (120, 96, 96, 1000, 995),  # more than the target does not leave the bar, nor does the mark
        (1, 3, 0, 333.3, 0),
    ],
)
def test_track(value, target, expected, width, mark):
    assert charts.track(value, target, expected) == charts.Track(width, mark)


def test_no_track_without_a_target():
    assert charts.track(5, None) is None


def test_money_bar_fills_from_the_left_and_says_what_is_left():
    bar = charts.money_bar(
        [("paid", "paid", 500_00), ("due", "due", 0), ("this", "this one", 250_00)], 1000_00
    )
    assert [(part.kind, part.x, part.width) for part in bar.parts] == [("paid", 0, 500), ("this", 503, 247)]
    assert [part.kind for part in bar.key] == ["paid", "due", "this"]
    assert (bar.left, bar.total) == (250_00, 1000_00)


@pytest.mark.parametrize("total", [0, 300_00])
def test_money_bar_of_more_than_there_is_stays_in_its_frame(total):
    bar = charts.money_bar([("paid", "paid", 400_00), ("reserved", "reserved", 100_00)], total)
    assert bar.left == total - 500_00
    assert max(part.x + part.width for part in bar.parts) <= charts.SCALE


def test_steps_end_at_the_cut_off_and_ignore_what_comes_later():
    points = [
        (date(2022, 6, 30), 7),
        (date(2023, 1, 31), 38),
        (date(2023, 7, 31), 60),
        (date(2023, 9, 1), 61),
    ]
    chart = charts.step_charts([charts.Series("exchanges", points)], target=96, **PERIOD).wide
    (line,) = chart.lines
    assert line.value == 60
    assert line.path.endswith(f"H{line.x}") and line.path.count("V") == 3
    assert chart.left < line.x < chart.right
    assert chart.target_path.startswith(f"M{chart.left}")


def test_steps_without_points_and_target_are_a_flat_line():
    charts_of = charts.step_charts([charts.Series("exchanges", [])], **PERIOD)
    for chart in (charts_of.wide, charts_of.narrow):
        assert chart.lines[0].value == 0
        assert chart.target_path == ""
        assert [row.text for row in chart.rows] == [0, 1]


def test_a_label_without_room_beside_its_line_stands_above_it():
    points = [(date(2022, 6, 30), 7), (date(2022, 12, 31), 9)]
    (line,) = charts.step_charts([charts.Series("a", points)], **PERIOD).narrow.lines
    assert line.anchor == "end"
    assert line.text_y < line.y


def test_labels_of_equal_series_do_not_cover_each_other():
    same = [(date(2022, 6, 30), 7)]
    chart = charts.step_charts([charts.Series("a", same), charts.Series("b", same)], **PERIOD).wide
    first, second = (line.text_y for line in chart.lines)
    assert abs(first - second) >= chart.font


@pytest.mark.parametrize("days", [0, 20, 400, 5000])
def test_columns_stay_in_the_picture(days):
    ends_on = date.fromordinal(date(2022, 2, 1).toordinal() + days)
    dates = {"starts_on": date(2022, 2, 1), "ends_on": ends_on, "until": ends_on}
    for chart in vars(charts.step_charts([], **dates)).values():
        assert all(chart.left <= column.x <= chart.right for column in chart.columns)


def test_matrix_shades_by_the_largest_and_marks_gaps():
    matrix = charts.matrix(
        ["DE", "FR"], ["DE", "FR", "ES"], {("DE", "FR"): 10, ("DE", "ES"): 1}, address="#{}-{}".format
    )
    (_de, de), (_fr, fr) = matrix.rows
    assert [cell.css for cell in de] == ["self", "shade-5", "shade-1"]
    assert [cell.css for cell in fr] == ["gap", "self", "gap"]
    assert [cell.url for cell in de] == ["", "#DE-FR", "#DE-ES"]


def test_matrix_of_nothing():
    assert charts.matrix(["DE"], ["FR"], {}).rows[0][1][0].css == "gap"
