"""What a desk fills in to keep its ready answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms import words
from tickets.models import Reply
from tickets.services.replies import LONGEST


class ReplyForm(forms.Form):
    name = forms.CharField(label=_("Name, for the desk"), max_length=80)
    use = forms.ChoiceField(
        label=_("What it is for"),
        choices=[(Reply.Use.ASK, _("A question")), (Reply.Use.OUTCOME, _("An outcome"))],
    )
    text = words(
        _("Words for the citizen"),
        _("{code}, {category}, {station} and {date} are filled in. Name nobody."),
        longest=LONGEST,
        rows=4,
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, reply: Reply | None = None) -> None:
        kept = {name: getattr(reply, name) for name in self.base_fields} if reply else None
        super().__init__(data, auto_id="id_reply_%s", label_suffix="", initial=kept)
