"""Numbers in references such as LT-07: the highest that was given, asked of the database."""

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr


def highest_number(rows, field: str, prefix: str) -> int:
    """The highest number after ``prefix`` in that field of the rows, 0 without any.

    What is no number, or longer than a column of whole numbers holds, is not counted. One query.
    """
    numbered = rows.filter(**{f"{field}__regex": rf"^{prefix}[0-9]{{1,9}}$"})
    number = Cast(Substr(field, len(prefix) + 1), IntegerField())
    return numbered.aggregate(last=Max(number))["last"] or 0
