"""A programme file: everything in its shape comes in, again adds only what is new, faults save nothing."""

import copy
import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from clusters.models import Cluster, EligibleCountry, Organisation, Partnership, RegisterEntry
from exchanges.models import EvidenceKind, LumpSumRate, RejectionReason
from excite.audit.models import Event
from excite.intake import Faulty
from excite.programme import load_programme
from missions import models as missions
from missions.models import Mission, PastEvent, Seat
from reporting.models import PublishedFigure, ReportingPeriod, Target
from tandems.models import TandemTopic

from .sheets import DATA, NOW

pytestmark = pytest.mark.django_db
FILE = json.loads((DATA / "partnership.json").read_text("utf-8"))


@pytest.fixture
def load(tmp_path):
    """Writes a programme (a dict, or raw text) with the lump sums beside it, and loads it."""
    (tmp_path / "lump_sums.csv").write_bytes((DATA / "lump_sums.csv").read_bytes())

    def load(programme):
        path = tmp_path / "partnership.json"
        raw = (
            programme if isinstance(programme, bytes) else json.dumps(programme, ensure_ascii=False).encode()
        )
        path.write_bytes(raw)
        return load_programme(path, by=None, now=NOW)

    return load


def everything() -> Counter:
    """Rows of every table of the portal, but not Django's own."""
    ours = ("clusters", "missions", "exchanges", "tandems", "reporting", "excite", "audit")
    models = (
        model
        for label in ours
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models()
    )
    return Counter({model.__name__: model.objects.count() for model in models})


def changed(path, value):
    """The EXCITE programme with one value changed: `changed("missions.0.name", "")`."""
    programme = copy.deepcopy(FILE)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = programme
    for step in way:
        place = place[step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return programme


# --- The programme of EXCITE ---------------------------------------------------------------------------


def test_the_partnership_with_its_clusters(programme):
    partnership = Partnership.objects.get()
    assert (partnership.acronym, partnership.slug, partnership.call) == (
        "EXCITE",
        "excite",
        "COS-CLUSTER-2020-3-03",
    )
    assert (partnership.grant_ceiling_cents, partnership.planned_cents) == (50_000_000, 0)
    assert (partnership.starts_on, partnership.ends_on) == (date(2022, 2, 1), date(2024, 1, 31))
    assert partnership.eu_statement == "Co-funded by the COSME programme of the European Union"
    assert (partnership.coordinator.code, partnership.stand_in.code) == ("silicon-saxony", "dti")
    clusters = Cluster.objects.select_related("organisation").order_by("pk")
    assert [cluster.code for cluster in clusters] == [
        "silicon-saxony",
        "dti",
        "bhv",
        "gaia",
        "mazovia",
        "pole-scs",
    ]
    gaia = clusters[3]
    assert (gaia.founded, gaia.eccp, gaia.organisation.kind) == (1983, "registered", "cluster_organisation")
    assert (gaia.organisation.city, str(gaia.organisation.country)) == ("San Sebastián", "ES")
    assert gaia.organisation.longitude == Decimal("-1.98120")
    assert clusters[0].organisation.website == "https://www.silicon-saxony.de"
    entry = RegisterEntry.objects.get(code="pole-scs")
    assert (entry.organisation, entry.home_cluster) == (clusters[5].organisation, clusters[5])


def test_dated_tables_targets_and_periods(programme):
    assert EligibleCountry.objects.filter(valid_from=date(2022, 2, 1), valid_to=None).count() == 38
    rate = LumpSumRate.objects.get(country="PT")
    assert (rate.full_cents, rate.valid_from, rate.valid_to) == (78_000, date(2022, 2, 1), None)
    assert LumpSumRate.objects.count() == 38
    rule = programme.programme_rules.get()
    assert (rule.valid_from, rule.min_working_days, rule.cap_cents) == (date(2022, 2, 1), 3, 110_000)
    periods = ReportingPeriod.objects.order_by("number")
    assert list(periods.values_list("number", "ends_on", "final")) == [
        (1, date(2022, 7, 31), False),
        (2, date(2023, 1, 31), False),
        (3, date(2023, 7, 31), False),
        (4, date(2024, 1, 31), True),
    ]
    targets = Target.objects.order_by("indicator")
    assert list(targets.values_list("indicator", "target", "final")) == [
        ("exchanges", 96, None),
        ("missions", None, 16),
        ("staff_trained", 12, None),
        ("strategies_reviewed", 6, None),
        ("study_visits", None, 5),
    ]
    figures = PublishedFigure.objects.order_by("cut_off")
    assert list(figures.values_list("cut_off", "exchanges", "by_smes")) == [
        (date(2022, 6, 30), 7, 1),
        (date(2023, 1, 31), 38, 19),
        (date(2023, 7, 31), 60, 27),
    ]


def test_missions_of_every_state(programme):
    assert Counter(Mission.objects.values_list("status", flat=True)) == {
        "held": 11,
        "published": 3,
        "announced": 1,
    }
    visit = Mission.objects.get(name="Scale UP 2022")
    assert (visit.kind, visit.organiser.code, visit.printed_dates) == (
        "study_visit",
        "dti",
        "6. bis 9. Juni 2022",
    )
    assert visit.sites.order_by("position").first().name == "Sofia Tech Park: Micro Nano Lab"
    assert (visit.sites.count(), visit.places.get().name) == (4, "Sofia")
    graz = Mission.objects.get(starts_on=date(2023, 6, 26))
    assert list(graz.places.order_by("position").values_list("position", "name")) == [
        (1, "Graz"),
        (2, "Weiz"),
    ]
    assert (graz.host_cluster, graz.slug) == (None, "flexible-electronics-fascination-with-a-future")
    announced = Mission.objects.get(status="announced")
    assert (announced.planned_for, announced.starts_on) == ("2023", None)
    assert Mission.objects.get(slug="apcm-ssi-conference").name == "apc|m & SSI conference"


@pytest.mark.parametrize(
    ("slug", "seats", "opens", "closes"),
    [
        ("basque-open-industry", 8, "2023-08-31T22:00:00", "2023-10-13T21:59:59"),
        ("vilnius-digital-mission", 10, "2023-08-31T21:00:00", "2023-10-31T21:59:59"),
        ("mazovia-industry-mission", 6, "2023-09-09T22:00:00", "2023-11-30T22:59:59"),
    ],
)
def test_the_window_of_a_mission_is_whole_days_in_its_zone(programme, slug, seats, opens, closes):
    mission = Mission.objects.get(slug=slug)
    assert mission.apply_from == datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert mission.apply_until == datetime.fromisoformat(closes).replace(tzinfo=UTC)
    assert (mission.seats, Seat.objects.filter(mission=mission).free().count()) == (seats, seats)


def test_what_is_told_and_counted_nowhere(programme):
    assert PastEvent.objects.count() == 6
    hannover = PastEvent.objects.get(place="Hannover")
    assert hannover.figures == {"clusters": 19, "countries": 8, "meetings": 61}
    assert PastEvent.objects.get(place="Naples").month == "2014-03"
    voice = missions.Testimonial.objects.get()
    assert (voice.said_by, voice.mission.name) == (
        "Jean-Michel Brossard, CEO Moabi",
        "French Automotive CXC Mission",
    )
    assert TandemTopic.objects.count() == 6


def test_a_programme_has_lists_to_choose_from(programme):
    kinds = EvidenceKind.objects.order_by("position")
    assert list(kinds.values_list("code", "required")) == [
        ("attendance", True),
        ("travel", True),
        ("photo", False),
    ]
    assert RejectionReason.objects.filter(partnership=programme).count() == 7


def test_keys_that_nobody_needs_yet_are_kept(load):
    programme = changed("partnership.logo", "excite.svg")
    programme["clusters"][1]["members"] = 57
    programme["missions"][0]["hashtag"] = "#scaleup"
    programme["targets"][0]["weight"] = 1.5
    partnership, _tally = load(programme)
    assert partnership.extra["demo_day"] == "2023-09-13"
    assert len(partnership.extra["industrial_ecosystems"]) == 14
    assert partnership.extra["logo"] == "excite.svg"
    assert partnership.extra["clusters"] == {"dti": {"members": 57}}
    assert partnership.extra["targets"] == {"exchanges": {"weight": "1.5"}}
    assert Mission.objects.get(name="Scale UP 2022").extra == {"hashtag": "#scaleup"}


def test_the_loading_is_recorded_once(programme):
    event = Event.objects.get()
    assert (event.verb, event.subject_kind, event.reference) == ("load_programme", "partnership", "EXCITE")
    assert event.details["added"]["missions"] == 15


# --- Again ---------------------------------------------------------------------------------------------


def test_again_nothing_is_new(load):
    _partnership, first = load(FILE)
    before = everything()
    _partnership, again = load(FILE)
    assert everything() == before
    assert +again.added == Counter()
    assert again.known["missions"] == first.added["missions"] == 15
    assert again.notes == []


def test_what_is_new_is_added(load):
    load(FILE)
    programme = changed("missions.0.name", "Scale UP 2023")
    programme["targets"].append({"indicator": "services_improved", "target": 3})
    programme["tandem_topics"].append("Green transition")
    programme["visitors_may_come_from"].append("GB")
    programme["clusters"].append({"code": "rhine", "name": "Rhine Cluster", "country": "DE"})
    programme["venue"] = "Dresden"
    partnership, tally = load(programme)
    assert +tally.added == {
        "clusters": 1,
        "eligible countries": 1,
        "missions": 1,
        "targets": 1,
        "tandem topics": 1,
    }
    assert Mission.objects.filter(name__startswith="Scale UP").count() == 2
    partnership.refresh_from_db()
    assert partnership.extra["venue"] == "Dresden"


def test_what_people_have_changed_stays_and_is_told(load):
    load(FILE)
    Mission.objects.filter(slug="basque-open-industry").update(seats=12, note="moved to hall 2")
    Target.objects.filter(indicator="exchanges").update(target=100)
    LumpSumRate.objects.filter(country="PT").update(full_cents=80_000)
    EvidenceKind.objects.filter(code="photo").delete()
    _partnership, tally = load(FILE)
    assert +tally.added == Counter()
    assert tally.notes == [
        "Basque Open Industry is kept as it is; the file differs in: seats.",
        "The lump sum of PT from 2022-02-01 is kept as it is; the file differs in: full_eur.",
        "targets exchanges is kept as it is; the file differs in: target.",
    ]
    assert Mission.objects.get(slug="basque-open-industry").seats == 12
    assert LumpSumRate.objects.get(country="PT").full_cents == 80_000
    assert not EvidenceKind.objects.filter(code="photo").exists()


def test_a_second_partnership_shares_nothing_but_organisations(load):
    load(FILE)
    programme = changed("partnership.acronym", "EXCITE 2")
    partnership, tally = load(programme)
    assert (partnership.slug, tally.added["missions"]) == ("excite-2", 15)
    assert Organisation.objects.count() == 6
    assert Cluster.objects.count() == 12
    assert set(Mission.objects.values_list("partnership__slug", flat=True)) == {"excite", "excite-2"}


def test_without_lump_sums_beside_it_a_note_says_so(tmp_path):
    path = tmp_path / "partnership.json"
    path.write_text(json.dumps(FILE))
    _partnership, tally = load_programme(path, by=None, now=NOW)
    assert (
        tally.notes[0]
        == "There is no lump_sums.csv beside the file: no grant can be reckoned until there is one."
    )
    assert not LumpSumRate.objects.exists()


# --- Faults --------------------------------------------------------------------------------------------

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


# --- The command ---------------------------------------------------------------------------------------


def command(path) -> str:
    out = io.StringIO()
    call_command("load_programme", str(path), stdout=out)
    return out.getvalue()


def test_the_command_tells_what_came_in_and_that_nothing_is_new():
    assert command(DATA / "partnership.json").splitlines()[-1] == "EXCITE: 134 added."
    again = command(DATA / "partnership.json").splitlines()
    assert "missions: 0 new, 15 known" in again
    assert again[-1] == "EXCITE: nothing new."


def test_the_command_lists_faults_and_ends_with_one(tmp_path):
    path = tmp_path / "partnership.json"
    path.write_text(json.dumps(changed("missions.3.kind", "holiday")))
    with pytest.raises(CommandError) as caught:
        command(path)
    assert caught.value.returncode == 1
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("partnership.json: missions[3].kind: “holiday” is not known here")
    assert lines[-1] == "Nothing was saved, because of 1 fault(s)."


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        command(tmp_path / "nowhere.json")
