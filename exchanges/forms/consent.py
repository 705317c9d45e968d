"""The host's answer, in two words and a sentence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import Words


class AnswerForm(forms.Form):
    """``answer`` is the button pressed. By account nobody is asked for a name: it is known."""

    use_required_attribute = False

    name = Words(
        label=_("Your name"),
        max_length=150,
        min_length=2,
        error_messages={"required": _("Please give your name, so that they know who has answered.")},
    )
    comment = Words(
        label=_("A word to them"),
        lines=True,
        required=False,
        max_length=1000,
        help_text=_("If you cannot host them, please say why. It helps them to plan anew."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer = forms.ChoiceField(
        choices=[("agree", _("We agree to host")), ("decline", _("We cannot host them"))],
        error_messages={
            "required": _("Please choose one of the two answers."),
            "invalid_choice": _("Please choose one of the two answers."),
        },
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, by_account: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if by_account:
            del self.fields["name"]

    def clean(self):
        values = super().clean()
        if values.get("answer") == "decline" and not values.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Please say in a few words why you cannot host them."))
        return values

    @property
    def answered(self) -> dict:
        """What the service takes."""
        values = self.cleaned_data
        return {
            "agree": values["answer"] == "agree",
            "name": values.get("name", ""),
            "comment": values["comment"],
        }
