"""Inviting people to posts, and to speak for an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Cluster, Post
from .organisations import ClusterField


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The person accepts after signing in with this address. An account can be opened then."),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class PostForm(InvitationForm):
    kind = forms.ChoiceField(label=_("Post"), choices=[("", ""), *Post.Kind.choices])
    cluster = ClusterField(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        required=False,
        help_text=_("For a cluster manager only."),
    )

    field_order = ["email", "kind", "cluster"]

    def __init__(self, *arguments, partnership, **options):
        super().__init__(*arguments, **options)
        self.fields["cluster"].queryset = Cluster.objects.filter(partnership=partnership).for_list()

    def clean(self):
        given = super().clean()
        manages = given.get("kind") == Post.Kind.MANAGER
        if manages and not given.get("cluster") and "cluster" not in self.errors:
            self.add_error("cluster", _("Please choose the cluster that this person manages."))
        if not manages:
            given["cluster"] = None
        return given
