"""A programme file: everything in its shape comes in, and again only what is new."""

import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Cluster, EligibleCountry, Organisation, Partnership, RegisterEntry
from exchanges.models import EvidenceKind, LumpSumRate, RejectionReason
from excite.audit.models import Event
from excite.programme import load_programme
from missions import models as missions
from missions.models import Mission, PastEvent, Seat
from reporting.models import PublishedFigure, ReportingPeriod, Target
from tandems.models import TandemTopic

from .programmes import FILE, changed, everything
from .sheets import DATA, NOW

pytestmark = pytest.mark.django_db


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
