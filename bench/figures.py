"""Progress figures: as fast as a person waits for, and equal to plain SQL that somebody else might write."""

from datetime import date
from decimal import Decimal

from django.db import connection

from reporting.figures import figures

from .stopwatch import least, queries
from .table import Line

UNTIL = date(2023, 7, 31)
MOST_SECONDS, COMPARED = 1, 10_000

COMPLETED = """
    FROM exchanges_exchange AS exchange
    JOIN clusters_organisation AS visitor ON visitor.id = exchange.visitor_id
    JOIN clusters_organisation AS host ON host.id = exchange.host_id
    LEFT JOIN exchanges_closingreport AS report ON report.exchange_id = exchange.id
    WHERE exchange.partnership_id = %s AND exchange.status = 'completed' AND exchange.last_working_day <= %s
"""
PLAIN = {
    "exchanges": f"SELECT COUNT(*) {COMPLETED}",
    "exchanges_by_smes": f"SELECT COUNT(*) {COMPLETED} AND exchange.counted_kind = 'sme'",
    "smes_supported": f"SELECT COUNT(DISTINCT visitor_id) {COMPLETED} AND exchange.counted_kind = 'sme'",
    "exchanges_with_matchmaking": f"SELECT COUNT(*) {COMPLETED} AND report.arranged_meetings > 0",
    "b2b_meetings": f"SELECT SUM(report.arranged_meetings) {COMPLETED}",
    "visitor_countries": f"SELECT COUNT(DISTINCT visitor.country) {COMPLETED}",
    "host_countries": f"SELECT COUNT(DISTINCT host.country) {COMPLETED}",
    "grants_paid": """
        SELECT SUM(amount_cents) / 100.0
        FROM exchanges_travelgrant AS paid JOIN exchanges_exchange AS exchange ON exchange.id = exchange_id
        WHERE exchange.partnership_id = %s AND paid.status = 'paid' AND paid.paid_on <= %s
    """,
    "missions": """
        SELECT COUNT(*) FROM missions_mission
        WHERE partnership_id = %s AND status = 'held' AND kind <> 'study_visit' AND ends_on <= %s
    """,
    "tandems": """
        SELECT COUNT(*) FROM tandems_tandem
        WHERE partnership_id = %s AND status IN ('running', 'closed') AND starts_on <= %s
    """,
}


def progress(programme):
    def portal():
        return {one.code: one.value for one in figures(programme.partnership, until=UNTIL)}

    def plain():
        with connection.cursor() as cursor:
            return {code: _value(cursor, sql, programme.partnership) for code, sql in PLAIN.items()}

    counted, known = portal(), plain()
    unlike = [f"{code} {counted[code]}, not {known[code]}" for code in PLAIN if counted[code] != known[code]]
    seconds = least(portal, plain, turns=3)
    goal = MOST_SECONDS if programme.rows <= COMPARED else None
    wrong = "; ".join(unlike)
    yield Line("progress figures", programme.rows, *seconds, queries(portal), most_seconds=goal, wrong=wrong)


def _value(cursor, sql, partnership):
    cursor.execute(sql, [partnership.pk, UNTIL])
    (value,) = cursor.fetchone()
    return Decimal(str(value or 0))
