"""The framework's floor: what Django itself needs to show fifty rows of the same table with five queries.

Session, person, the names of a menu, the number of rows and the rows with what they join; a plain template
without a single tag of ours, behind the two middlewares that a signed-in page cannot do without.
"""

from django.http import HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import path

from exchanges.models import Exchange
from missions.models import Mission

PAGE = Engine().from_string(
    """<!doctype html><title>Exchanges</title><p>{{ user }}, {{ number }}<select>
{% for name in names %}<option>{{ name }}</option>{% endfor %}</select><table>
{% for each in rows %}<tr><th><a href="/{{ each.reference }}/">{{ each.visitor.name }}</a></th>
<td>{{ each.host.name }}</td><td>{{ each.mission.name }}</td><td>{{ each.first_working_day }}</td>
<td>{{ each.status }}</td><td>{{ each.grant.amount_cents }}</td><td>{{ each.submitted_at }}</td></tr>
{% endfor %}</table>"""
)


def rows(request):
    found = Exchange.objects.filter(partnership__slug="bench", status="completed", format="physical")
    joined = found.select_related("visitor", "host", "home_cluster__organisation", "mission", "grant")
    return HttpResponse(
        PAGE.render(
            Context(
                {
                    "user": request.user.email,
                    "number": found.count(),
                    "names": Mission.objects.order_by("pk").values_list("name", flat=True),
                    "rows": joined.order_by("-started_at", "-pk")[:50],
                }
            )
        )
    )


urlpatterns = [path("floor/", rows)]

BEHIND = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bench.floor.here",
)


def here(get_response):
    """Looks addresses up in this file."""

    def answer(request):
        request.urlconf = __name__
        return get_response(request)

    return answer


def floor_of(user):
    """Gets the floor's page as this person. The middleware is put together once, as in a running process."""
    client = Client()
    client.force_login(user)
    with override_settings(MIDDLEWARE=BEHIND):
        client.handler.load_middleware()

    def get():
        assert client.get("/floor/").status_code == 200

    return get
