"""What a person says about themself."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from excite.names import PlainText

from ..models import User


class SignupForm(forms.Form):
    """Asked for beside e-mail and password when an account is opened."""

    full_name = PlainText(
        label=_("Full name"),
        max_length=150,
        help_text=_("As it should stand in agreements."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=get_language)

    field_order = ["full_name", "language", "email", "password1", "password2"]

    def signup(self, request, user):
        user.full_name = self.cleaned_data["full_name"]
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["full_name", "language"])


class ProfileForm(forms.ModelForm):
    full_name = PlainText(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Mails come in this language; so do pages, unless you choose another one at the top."),
    )

    class Meta:
        model = User
        fields = ["full_name", "language"]
