"""Faults of a programme file are named with their path, all in one run, and nothing is saved."""

import pytest

from excite.intake import Faulty

from .programmes import FILE, changed, everything

pytestmark = pytest.mark.django_db


HUGE = 10**400
FAULTS = [
    ("partnership", KeyError, "partnership", "is missing"),
    ("partnership", [], "partnership", "must be an object in braces"),
    ("partnership.acronym", KeyError, "partnership.acronym", "is missing"),
    ("partnership.acronym", "  ", "partnership.acronym", "must not be empty"),
    ("partnership.acronym", "X" * 41, "partnership.acronym", "has 41 characters; at most 40 fit"),
    ("partnership.name", 7, "partnership.name", "must be text"),
    ("partnership.name", "a\x00b", "partnership.name", "NUL"),
    ("partnership.name", "n" * 301, "partnership.name", "at most 300"),
    (
        "partnership.max_grant_eur",
        "500000",
        "partnership.max_grant_eur",
        "must be a number without quotation",
    ),
    ("partnership.max_grant_eur", True, "partnership.max_grant_eur", "must be a number"),
    ("partnership.max_grant_eur", -1, "partnership.max_grant_eur", "must be at least 0"),
    ("partnership.max_grant_eur", HUGE, "partnership.max_grant_eur", "that the portal can keep"),
    ("partnership.starts_on", "01.02.2022", "partnership.starts_on", "“01.02.2022” is no date"),
    ("partnership.starts_on", 2022, "partnership.starts_on", "is no date"),
    ("partnership.ends_on", "2021-01-31", "partnership.ends_on", "lies before starts_on, 2022-02-01"),
    ("partnership.coordinator", "nobody", "partnership.coordinator", "is none of the clusters"),
    ("clusters", {}, "clusters", "must be a list"),
    ("clusters.2", "bhv", "clusters[2]", "must be an object"),
    ("clusters.2.code", "dti", "clusters[2].code", "stands in clusters[1] already"),
    ("clusters.2.code", "BHV!", "clusters[2].code", "small letters, digits and hyphens"),
    ("clusters.2.country", "Lithuania", "clusters[2].country", "is not known here"),
    ("clusters.2.latitude", 154.7, "clusters[2].latitude", "must be at most 90"),
    ("clusters.2.founded", 1983.5, "clusters[2].founded", "must be a whole number"),
    ("clusters.0.website", "silicon-saxony", "clusters[0].website", "a whole web address"),
    ("clusters.0.contact_email", "office", "clusters[0].contact_email", "must be an e-mail address"),
    ("clusters.0.eccp", "none", "clusters[0].eccp", "choose one of: registered, applied"),
    ("targets.0.target", "96", "targets[0].target", "must be a number"),
    ("targets.0.target", -3, "targets[0].target", "at least 0"),
    ("targets.1.indicator", "exchanges", "targets[1]", "“exchanges” is given twice"),
    ("reporting_periods.1.ends_on", "2022-02-30", "reporting_periods[1].ends_on", "is no date"),
    ("reporting_periods.1.ends_on", "2022-07-31", "reporting_periods[1].ends_on", "lies before starts_on"),
    ("reporting_periods.1.final", "no", "reporting_periods[1].final", "true or false"),
    ("published_figures.0.by_smes", 8, "published_figures[0].by_smes", "is more than exchanges"),
    ("missions.3.name", "Smart Mobility Mission", "missions[3].name", "stands in missions[2] already"),
    ("missions.3.name", "m" * 300, "missions[3].name", "has 300 characters; at most 200 fit"),
    ("missions.3.kind", "holiday", "missions[3].kind", "choose one of: company_mission, study_visit"),
    ("missions.3.state", "OPEN", "missions[3].state", "choose one of: open, draft"),
    ("missions.3.organiser", "nobody", "missions[3].organiser", "is none of the clusters"),
    ("missions.3.organiser", None, "missions[3].organiser", "is missing"),
    ("missions.3.host_cluster", "nobody", "missions[3].host_cluster", "is none of the clusters"),
    ("missions.3.ends_on", "2022-11-14", "missions[3].ends_on", "before it starts on 2022-11-15"),
    ("missions.3.starts_on", KeyError, "missions[3].starts_on", "is missing, though ends_on is given"),
    ("missions.10.seats", 0, "missions[10].seats", "at least 1"),
    ("missions.10.seats", 8.5, "missions[10].seats", "whole number"),
    ("missions.10.apply_until", "2023-08-01", "missions[10].apply_until", "lies before apply_from"),
    ("missions.10.apply_until", "soon", "missions[10].apply_until", "is no date"),
    ("missions.0.sites", "Sofia", "missions[0].sites", "must be a list"),
    ("missions.0.sites.1", 7, "missions[0].sites[1]", "must be text"),
    ("missions.0.time_zone", "Mars/Olympus", "missions[0].time_zone", "is not known here"),
    ("testimonial.mission", "Nowhere", "testimonial.mission", "is none of the missions"),
    ("visitors_may_come_from.0", "ALB", "visitors_may_come_from[0]", "is no country code"),
    ("tandem_topics.0", "", "tandem_topics[0]", "must not be empty"),
    ("past_matchmaking_events.0.country", 5, "past_matchmaking_events[0].country", "is not known here"),
]


@pytest.mark.parametrize(("path", "value", "place", "reason"), FAULTS)
def test_an_impossible_value_is_named_with_its_path(load, path, value, place, reason):
    with pytest.raises(Faulty) as caught:
        load(changed(path, value))
    faults = {fault.place: fault.reason for fault in caught.value.faults}
    assert reason in faults[place]
    assert everything().total() == 0


def test_all_faults_are_told_in_one_run(load):
    programme = changed("missions.0.starts_on", "June")
    programme["partnership"]["name"] = None
    programme["targets"][0]["target"] = "many"
    with pytest.raises(Faulty) as caught:
        load(programme)
    assert sorted(fault.place for fault in caught.value.faults) == [
        "missions[0].starts_on",
        "partnership.name",
        "targets[0].target",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no JSON: line 1, column 1"),
        (b'{"partnership": {', "is no JSON: line 1"),
        (b"[1, 2]", "must be an object in braces"),
        (b'"text"', "must be an object in braces"),
        (b"{'partnership': 1}", "is no JSON: line 1, column 2"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', "is given twice in the same object"),
        (b'{"a": "\xe9"}', "line 1 is not UTF-8"),
        (b"PK\x03\x04" + bytes(100), "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no JSON"),
    ],
    ids=["empty", "cut off", "list", "text", "quotes", "NaN", "twice", "latin-1", "zip", "deep", "long"],
)
def test_broken_json_is_told_in_a_sentence(load, content, reason):
    with pytest.raises(Faulty) as caught:
        load(content)
    assert reason in str(caught.value)
    assert everything().total() == 0


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("PT,780", 'PT,"780,00"', "full_eur", "has a decimal comma"),
        ("PT,780", "PT,1e999", "full_eur", "is no amount"),
        ("PT,780", "PT,", "full_eur", "is empty, but needed"),
        ("PT,780", "PX,780", "country", "is not known here"),
        ("PT,780,2022-02-01,", "PT,780,2022-02-01,2022-01-01", "valid_to", "lies before valid_from"),
        ("PT,780", "PL,780", "valid_from", "the same country and day as in line 30"),
    ],
)
def test_a_fault_in_the_lump_sums_is_named_with_line_and_column(load, tmp_path, old, new, column, reason):
    table = tmp_path / "lump_sums.csv"
    table.write_text(table.read_text().replace(old, new))
    with pytest.raises(Faulty) as caught:
        load(FILE)
    [fault] = caught.value.faults
    assert fault.place == f"lump_sums.csv, line 31, column “{column}”"
    assert reason in fault.reason
    assert everything().total() == 0
