"""The closing report and its evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from excite.uploads import ACCEPT, UploadField

from ..models import ClosingReport
from .fields import Words


def _telling(label, help_text=""):
    rows = forms.Textarea(attrs={"rows": 4})
    return Words(label=label, lines=True, required=False, max_length=6000, help_text=help_text, widget=rows)


class ReportForm(forms.Form):
    """Nothing is required here: what is missing is asked when the report is handed in."""

    use_required_attribute = False

    activities = _telling(_("What you did"), _("Whom you met, what you saw, what you worked on."))
    learnt = _telling(_("What you learnt"))
    next_steps = _telling(
        _("What comes next"), _("An offer, a test, a joint project, a return visit: whatever came of it.")
    )
    arranged_meetings = forms.IntegerField(
        label=_("Pre-arranged B2B meetings held"),
        required=False,
        min_value=0,
        max_value=500,
        help_text=_("Meetings that had been arranged before you left. Nought is an answer too."),
    )
    satisfaction = forms.TypedChoiceField(
        label=_("How useful it was"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(number, str(number)) for number in range(1, 6)],
        help_text=_("1 is little, 5 is very much."),
        widget=forms.RadioSelect,
    )

    def __init__(self, posted=None, *, report: ClosingReport | None):
        fields = list(self.base_fields)
        initial = {name: getattr(report, name) for name in fields} if report else {}
        super().__init__(posted, initial=initial)

    @property
    def changes(self) -> dict:
        """Sound values of the fields that were posted."""
        self.errors  # noqa: B018  (cleans)
        return {name: self.cleaned_data[name] for name in self.cleaned_data if name in self.data}

    @property
    def unsaved(self) -> list[str]:
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]


class EvidenceForm(forms.Form):
    """One file of one kind; on a phone it may come from the camera."""

    use_required_attribute = False

    file = UploadField(label=_("File"), required=False)
    photo = UploadField(
        label=_("Take a photo"),
        required=False,
        help_text="",
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs, auto_id=f"id_{kind.code}_%s")
        self.kind = kind
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ACCEPT})
        self.fields["file"].widget.is_required = False

    def clean(self):
        values = super().clean()
        if not self.errors and not (values.get("file") or values.get("photo")):
            self.add_error("file", _("Please choose a file first."))
        return values

    @property
    def upload(self):
        return self.cleaned_data.get("file") or self.cleaned_data["photo"]
