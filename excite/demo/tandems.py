"""Four learning tandems, told through the services: one closed, two running, one to be answered."""

from dataclasses import dataclass
from datetime import date

from clusters.models import Cluster, Partnership
from tandems.models import TandemTopic
from tandems.services import agree, close, propose, record_session

from .moments import at


@dataclass(frozen=True)
class Session:
    day: str
    hours: str
    learnt: str
    who: tuple[tuple[str, str], ...]  # cluster, name


@dataclass(frozen=True)
class Story:
    """``first`` proposes to ``second``; both are codes of clusters."""

    first: str
    second: str
    topic: str
    goal: str
    proposed: str
    agreed: str = ""
    sessions: tuple[Session, ...] = ()
    closed: str = ""
    outcome: str = ""


STORIES = (
    Story(
        "gaia",
        "silicon-saxony",
        "Cluster branding",
        "Both clusters speak to industry in one voice, and can show what membership brings.",
        "2022-10-04",
        "2022-10-11",
        (
            Session(
                "2022-11-09",
                "3",
                "What members expect to read on the first page, from forty interviews.",
                (
                    ("gaia", "Ainhoa Etxeberria"),
                    ("gaia", "Mikel Arrieta"),
                    ("silicon-saxony", "Katrin Richter"),
                    ("silicon-saxony", "Paul Wendt"),
                ),
            ),
            Session(
                "2023-01-25",
                "2.5",
                "How to measure whether a campaign reaches small firms.",
                (("gaia", "Mikel Arrieta"), ("silicon-saxony", "Paul Wendt")),
            ),
            Session(
                "2023-04-19",
                "4",
                "A common set of success stories, with consent of the firms in them.",
                (("gaia", "Ainhoa Etxeberria"), ("silicon-saxony", "Katrin Richter")),
            ),
        ),
        "2023-05-10",
        "A new welcome service for members in Donostia, and a story format that both clusters use.",
    ),
    Story(
        "silicon-saxony",
        "bhv",
        "Digital tools",
        "Member data are kept once, and both offices find them.",
        "2023-02-20",
        "2023-03-01",
        (
            Session(
                "2023-03-29",
                "3",
                "Which of the usual tools keep data in Europe, and what they cost a small office.",
                (
                    ("silicon-saxony", "Katrin Richter"),
                    ("bhv", "Rūta Kazlauskienė"),
                    ("bhv", "Tomas Jonaitis"),
                ),
            ),
            Session(
                "2023-06-21",
                "2",
                "Moving six years of contact lists without losing consents.",
                (("silicon-saxony", "Paul Wendt"), ("bhv", "Tomas Jonaitis")),
            ),
        ),
    ),
    Story(
        "dti",
        "mazovia",
        "Cybersecurity",
        "Each cluster can give its members a first check-up of their security.",
        "2023-05-15",
        "2023-05-22",
        (
            Session(
                "2023-06-14",
                "3.5",
                "The ten questions of a first check-up, tried out on two members.",
                (("dti", "Ивана Петрова"), ("dti", "Георги Димитров"), ("mazovia", "Łukasz Wiśniewski")),
            ),
        ),
    ),
    Story(
        "pole-scs",
        "silicon-saxony",
        "Digital transformation",
        "Compare how our members bring digital twins into small series, and write down what works.",
        "2023-09-11",
    ),
)


def tell(partnership: Partnership, people) -> None:
    clusters = {cluster.code: cluster for cluster in Cluster.objects.filter(partnership=partnership)}
    managers = {"silicon-saxony": "manager", "pole-scs": "hostmanager"}
    manager_of = {code: people[managers.get(code, code)] for code in clusters}
    for story in STORIES:
        _tell(story, partnership, clusters, manager_of)


def _tell(story, partnership, clusters, manager_of):
    first, second = manager_of[story.first], manager_of[story.second]
    tandem = propose(
        first_cluster=clusters[story.first],
        second_cluster=clusters[story.second],
        topic=TandemTopic.objects.get(partnership=partnership, name=story.topic),
        goal=story.goal,
        by=first,
        now=at(story.proposed, "10:15"),
    )
    if not story.agreed:
        return
    agree(tandem, by=second, now=at(story.agreed, "11:40"), today=date.fromisoformat(story.agreed))
    for session in story.sessions:
        record_session(
            tandem,
            held_on=date.fromisoformat(session.day),
            hours=session.hours,
            learnt=session.learnt,
            participants=[(clusters[code], name) for code, name in session.who],
            by=first,
            now=at(session.day, "17:00"),
            today=date.fromisoformat(session.day),
        )
    if story.closed:
        day = date.fromisoformat(story.closed)
        close(tandem, outcome=story.outcome, by=second, now=at(story.closed, "15:30"), today=day)
