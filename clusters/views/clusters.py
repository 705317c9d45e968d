"""The partnership for everybody, and its clusters and rules for its people."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from excite import clock

from ..cards import partnerships as cards
from ..models import Cluster, Partnership


@login_not_required
def about(request, partnership):
    if request.partnership is None:
        raise Http404
    page = cards.about(request.partnership, today=clock.today())
    return render(request, "clusters/about.html", {"page": page})


def cluster_list(request, partnership):
    home = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    clusters = Cluster.objects.visible_to(request.user).filter(partnership=home).with_members().for_list()
    return render(request, "clusters/clusters.html", {"home": home, "clusters": clusters})


def cluster(request, partnership, code):
    clusters = Cluster.objects.visible_to(request.user).for_list()
    cluster = get_object_or_404(clusters, partnership__slug=partnership, code=code)
    return render(request, "clusters/cluster.html", {"page": cards.cluster_page(cluster)})


def rules(request, partnership):
    home = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    page = cards.rules_page(home, today=clock.today())
    return render(request, "clusters/rules.html", {"home": home, "page": page})
