"""The deeds of the ticket page: for each, its form, its use-case, and the words around it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets import clock_forms, forms, triage_forms
from tickets.policy import Deed
from tickets.services import (
    acknowledgement,
    actions,
    assignment,
    dialogue,
    explanations,
    forwarding,
    notes,
    pausing,
    prioritising,
    rechecking,
    resolution,
    restriction,
    shelving,
    silencing,
)


@dataclass(frozen=True)
class Panel:
    """One deed as an officer meets it."""

    deed: Deed
    form: type[forms.DeedForm]
    use_case: Callable[..., Any]
    title: str | Promise
    button: str | Promise
    done: str | Promise
    icon: str
    is_grave: bool = False
    # a page of another app that takes photos first and then does the deed
    with_photos: str = ""

    @property
    def page(self) -> str:
        return self.with_photos or f"tickets:{self.deed.value}"


# in the order in which a desk or a station needs them
PANELS: dict[Deed, Panel] = {
    panel.deed: panel
    for panel in (
        Panel(
            Deed.ACKNOWLEDGE,
            forms.AcknowledgeForm,
            acknowledgement.acknowledge,
            _("Acknowledge"),
            _("Acknowledge"),
            _("Acknowledged. Next: record what you do."),
            "acknowledged",
        ),
        Panel(
            Deed.FORWARD,
            forms.ForwardForm,
            forwarding.forward,
            _("Forward to a station"),
            _("Forward"),
            _("Forwarded. The station must now acknowledge."),
            "forward",
        ),
        Panel(
            Deed.ACT,
            forms.ActionForm,
            actions.record,
            _("Record action"),
            _("Record"),
            _("The action is on record."),
            "action_taken",
            with_photos="evidence:act",
        ),
        Panel(
            Deed.ASSIGN,
            forms.AssignForm,
            assignment.assign,
            _("Assign to an officer"),
            _("Assign"),
            _("Assigned; it stands among what is theirs."),
            "officer",
        ),
        Panel(
            Deed.PROPOSE,
            forms.ProposeForm,
            resolution.propose,
            _("Propose an outcome"),
            _("Propose"),
            _("Proposed. The citizen hears it when it is approved."),
            "ask",
        ),
        Panel(
            Deed.OUTCOME,
            forms.OutcomeForm,
            resolution.give_outcome,
            _("Give the outcome"),
            _("Tell the citizen"),
            _("The outcome is given; the citizen is being told."),
            "outcome_given",
        ),
        Panel(
            Deed.ASK,
            forms.AskForm,
            dialogue.ask,
            _("Ask the citizen"),
            _("Send the question"),
            _("The question is on its way to the citizen."),
            "ask",
        ),
        Panel(
            Deed.NOTE,
            forms.NoteForm,
            notes.note,
            _("Add a note"),
            _("Add"),
            _("The note is added."),
            "note",
        ),
        Panel(
            Deed.CATEGORISE,
            forms.CategoriseForm,
            notes.categorise,
            _("Change the category"),
            _("Change"),
            _("The category is changed."),
            "category",
        ),
        Panel(
            Deed.NOD,
            clock_forms.NodForm,
            pausing.decide,
            _("A pause is asked for"),
            _("Decide"),
            _("Decided."),
            "paused",
        ),
        Panel(
            Deed.PAUSE,
            clock_forms.PauseForm,
            pausing.pause,
            _("Stop the clocks for a while"),
            _("Stop the clocks"),
            _("It is in the history. Where a superior must agree, the clocks run until then."),
            "paused",
        ),
        Panel(
            Deed.RESUME,
            clock_forms.ResumeForm,
            pausing.resume,
            _("End the pause"),
            _("Let the clocks run"),
            _("The clocks run again."),
            "clock",
        ),
        Panel(
            Deed.DEMAND,
            clock_forms.DemandForm,
            explanations.demand,
            _("Ask for an explanation"),
            _("Ask"),
            _("The officer is asked; the answer will stand here."),
            "ask",
        ),
        Panel(
            Deed.RECHECK,
            clock_forms.RecheckForm,
            rechecking.recheck,
            _("Re-check how it ended"),
            _("Put on record"),
            _("It is in the history that you read this again."),
            "search",
        ),
        Panel(
            Deed.RETURN,
            forms.ReturnForm,
            forwarding.return_to_desk,
            _("Return to the desk"),
            _("Return"),
            _("Returned to the desk."),
            "return",
        ),
        Panel(
            Deed.SHELVE,
            triage_forms.ShelveForm,
            shelving.shelve,
            _("Set aside for later"),
            _("Set it aside"),
            _("Set aside. It stands under “Later” and comes back by itself."),
            "clock",
        ),
        Panel(
            Deed.PRIORITISE,
            triage_forms.PrioritiseForm,
            prioritising.prioritise,
            _("Change the priority"),
            _("Change"),
            _("The priority is changed."),
            "late",
        ),
        Panel(
            Deed.REOPEN,
            forms.ReopenForm,
            resolution.reopen,
            _("Reopen"),
            _("Reopen"),
            _("Reopened; the clocks run again."),
            "reopen",
        ),
        Panel(
            Deed.CLOSE,
            forms.CloseForm,
            resolution.close,
            _("Close"),
            _("Close the ticket"),
            _("The ticket is closed."),
            "closed",
            is_grave=True,
        ),
        Panel(
            Deed.RESTRICT,
            forms.RestrictForm,
            restriction.restrict,
            _("Restrict: it is about police"),
            _("Restrict"),
            _("Restricted. Those it is about can no longer see it."),
            "restrict",
            is_grave=True,
        ),
        Panel(
            Deed.SILENCE,
            forms.SilenceForm,
            silencing.silence,
            _("Mute or block the sender"),
            _("Silence the sender"),
            _("Noted. The sender is silenced within seconds; danger now is heard all the same."),
            "restrict",
            is_grave=True,
        ),
        Panel(
            Deed.UNSILENCE,
            forms.UnsilenceForm,
            silencing.unsilence,
            _("Hear the sender again"),
            _("Hear the sender again"),
            _("The sender is heard again."),
            "message",
        ),
    )
}
