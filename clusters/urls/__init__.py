"""People and organisations of one partnership: /p/<partnership>/…"""

from django.urls import path

from ..views import clusters, memberships, organisations, people

app_name = "clusters"

urlpatterns = [
    path("about/", clusters.about, name="about"),
    path("clusters/", clusters.cluster_list, name="clusters"),
    path("clusters/<slug:code>/", clusters.cluster, name="cluster"),
    path("rules/", clusters.rules, name="rules"),
    path("register/", organisations.register, name="register"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<uuid:uuid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uuid>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<uuid:uuid>/size/", organisations.size, name="organisation_size"),
    path("organisations/<uuid:uuid>/hosting/", organisations.hosting, name="organisation_hosting"),
    path("organisations/<uuid:uuid>/membership/", memberships.ask, name="membership_ask"),
    path("organisations/<uuid:uuid>/people/", people.invite_speaker, name="speaker_invite"),
    path("organisations/<uuid:uuid>/people/<int:pk>/end/", people.end_speaker, name="speaker_end"),
    path("memberships/", memberships.membership_list, name="memberships"),
    path("memberships/<uuid:uuid>/", memberships.membership, name="membership"),
    path("memberships/<uuid:uuid>/proof/", memberships.proof, name="membership_proof"),
    path("memberships/<uuid:uuid>/<slug:name>/", memberships.act, name="membership_act"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people_invite"),
    path("people/<int:pk>/end/", people.end, name="post_end"),
    path("invitations/<uuid:uuid>/", people.invitation, name="invitation"),
    path("invitations/<uuid:uuid>/<slug:name>/", people.answer, name="invitation_act"),
]
