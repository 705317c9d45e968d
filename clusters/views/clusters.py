"""The partnership for everybody, and its clusters and rules for its people."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from excite import clock
from excite.places import public_place, staff_place

from ..cards import partnerships as cards
from ..models import Cluster


@login_not_required
def about(request, partnership):
    page = cards.about(public_place(request), today=clock.today())
    return render(request, "clusters/about.html", {"page": page})


def cluster_list(request, partnership):
    home = staff_place(request)
    clusters = Cluster.objects.visible_to(request.user).filter(partnership=home).with_members().for_list()
    return render(request, "clusters/clusters.html", {"home": home, "clusters": clusters})


def cluster(request, partnership, code):
    clusters = Cluster.objects.visible_to(request.user).for_list()
    cluster = get_object_or_404(clusters, partnership__slug=partnership, code=code)
    return render(request, "clusters/cluster.html", {"page": cards.cluster_page(cluster)})


def rules(request, partnership):
    home = staff_place(request)
    page = cards.rules_page(home, today=clock.today())
    return render(request, "clusters/rules.html", {"home": home, "page": page})
