"""Registering an organisation, keeping its facts, asking for memberships, declaring its size."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from excite.countries import country_codes
from excite.names import PlainText
from excite.words import country

from ..models import Cluster, Membership, Organisation

MOST_EUR = Decimal("9999999999999.99")


class ClusterField(forms.ModelChoiceField):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, empty_label="", **options)

    def label_from_instance(self, cluster):
        return cluster.name


def country_choices():
    """All countries of the world by name in the reader's language; an empty one first."""
    return [("", "")] + sorted(((code, country(code)) for code in country_codes()), key=lambda row: row[1])


class RegistrationForm(forms.Form):
    """When the register has that name already, one tick says that it is another organisation."""

    name = PlainText(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", ""), *Organisation.Kind.choices])
    country = forms.ChoiceField(label=_("Country of its seat"), choices=country_choices)
    city = PlainText(label=_("City"), max_length=120)
    home_cluster = ClusterField(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        help_text=_("The cluster that you are a member of. Its manager confirms your organisation."),
    )
    is_another = forms.BooleanField(
        label=_("It is another organisation"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments, partnership, is_on_file, **options):
        super().__init__(*arguments, **options)
        self.partnership, self.is_on_file = partnership, is_on_file
        self.fields["home_cluster"].queryset = Cluster.objects.filter(partnership=partnership).for_list()

    def clean(self):
        given = super().clean()
        name, is_another = given.get("name"), given.get("is_another")
        if name and not is_another and self.is_on_file(self.partnership, name):
            self.fields["is_another"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
            self.add_error(
                "is_another",
                _(
                    "The register has an organisation of this name already. If it is yours, ask its cluster "
                    "to add you. If it is another one, please tick here and send again."
                ),
            )
        return given

    def values(self):
        names = ("name", "kind", "country", "city", "home_cluster")
        return {name: self.cleaned_data[name] for name in names}


class OrganisationForm(forms.ModelForm):
    """Only the fields that this person may change."""

    name = PlainText(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    city = PlainText(label=_("City"), max_length=120, required=False)
    street = PlainText(label=_("Street"), max_length=200, required=False)
    postcode = PlainText(label=_("Postcode"), max_length=20, required=False)
    ecosystem = PlainText(label=_("Industrial ecosystem"), max_length=80, required=False)
    description = PlainText(
        label=_("About"),
        lines=True,
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=5
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=5
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    pic = forms.CharField(
        label=_("PIC"),
        required=False,
        help_text=_("Nine digits, from the Funding and Tenders Portal."),
        validators=[RegexValidator(r"\A[0-9]{9}\Z", _("A PIC has nine digits."))],
    )

    class Meta:
        model = Organisation
        fields = ["name", "kind", "country", "city", "street", "postcode", "latitude", "longitude"]
        fields += ["ecosystem", "pic", "website", "description"]

    def __init__(self, *arguments, editable, **options):
        super().__init__(*arguments, **options)
        for name in set(self.fields) - set(editable):
            del self.fields[name]
        for name in {"latitude", "longitude"} & set(self.fields):
            self.fields[name].help_text = _("In degrees. The distance to the host is measured from here.")

    def clean(self):
        given = super().clean()
        missing = [name for name in ("latitude", "longitude") if given.get(name) is None]
        if len(missing) == 1 and "latitude" in self.fields:
            empty = missing[0]
            if empty not in self.errors:
                self.add_error(empty, _("Please give both coordinates, or none."))
        return given

    def _post_clean(self):
        """The service checks what the database guards, and says it in its own words."""


class MembershipForm(forms.Form):
    cluster = ClusterField(
        label=_("Cluster of the partnership"), queryset=Cluster.objects.none(), required=False
    )
    outside_cluster = PlainText(label=_("Or a cluster outside it"), max_length=200, required=False)
    outside_eccp = forms.ChoiceField(
        label=_("Is that cluster on the European Cluster Collaboration Platform?"),
        required=False,
        choices=[("", ""), *Membership._meta.get_field("outside_eccp").choices],
    )
    proof = PlainText(
        label=_("How is the membership known?"),
        help_text=_("For a cluster outside the partnership: a letter, its list of members, a web address."),
        lines=True,
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments, partnership, **options):
        super().__init__(*arguments, **options)
        self.fields["cluster"].queryset = Cluster.objects.filter(partnership=partnership).for_list()

    def clean(self):
        given = super().clean()
        if bool(given.get("cluster")) == bool(given.get("outside_cluster")) and not self.errors:
            self.add_error("cluster", _("Please choose one of our clusters, or name one outside, not both."))
        if given.get("outside_cluster") and not given.get("outside_eccp"):
            self.add_error("outside_eccp", _("Please say whether that cluster is registered there."))
        return given


class ProofForm(forms.Form):
    proof = PlainText(
        label=_("How is the membership known?"),
        lines=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SizeForm(forms.Form):
    """Figures of one closed accounting year, with partner and linked enterprises added in."""

    accounting_year = forms.IntegerField(label=_("Accounting year"), min_value=2000, max_value=2100)
    staff = forms.DecimalField(
        label=_("Staff in annual work units"), min_value=0, max_digits=10, decimal_places=2
    )
    turnover_eur = forms.DecimalField(label=_("Turnover in EUR"), min_value=0, max_value=MOST_EUR)
    balance_eur = forms.DecimalField(
        label=_("Balance sheet total in EUR"), min_value=0, max_value=MOST_EUR, required=False
    )
    publicly_controlled = forms.BooleanField(
        label=_("Public bodies control 25 % or more of the capital or votes"), required=False
    )
    declared = forms.BooleanField(
        label=_(
            "I sign: these figures are true and complete, partner enterprises (25 to 50 %) are added in "
            "proportion and linked ones (more than 50 %) in full."
        ),
        error_messages={"required": _("Please sign: tick that these figures are true and complete.")},
    )
