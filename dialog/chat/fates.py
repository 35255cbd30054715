"""What became of an inspel, as plain text: on one's own screen, and in the message that tells its author."""

from __future__ import annotations

from core.i18n import gettext as _
from dialog.mine import Said
from dialog.models import StatementKind, StatementState
from dialog.moderating.models import AppealOutcome
from dialog.moderating.reasons import TO_AUTHORS

_S = StatementState


def fate(said: Said) -> tuple[str, ...]:
    """What became of it while the dialogue runs, with the reason and never with its words."""
    if said.is_refused:
        return _refused(said)
    match said.state:
        case _S.PUBLISHED:
            return (_("Publicerat: andra kan läsa det och rösta på det."),)
        case _S.MERGED:
            return (
                _(
                    "Sammanslaget med inspel %(number)s, som säger samma sak. Rösterna följde med dit.",
                    number=said.merged_into,
                ),
            )
        case _S.FLAGGED:
            return (_("Läses av en trygghetsansvarig och visas inte för andra. Det läses inte dygnet runt."),)
        case _S.WITHDRAWN:
            return (_("Borttaget av dig."),)
    if said.kind is StatementKind.ABOUT_SELF:
        return (_("Läses av en samtalsledare. Det visas inte för andra att rösta på, eftersom det handlar om dig."),)
    return (_("Väntar på att läsas av en samtalsledare."),)


def _refused(said: Said) -> tuple[str, ...]:
    lines = [_("Inte publicerat.") if said.state is _S.REJECTED else _("Dolt för andra.")]
    if said.reason is not None:
        lines.append(_(TO_AUTHORS[said.reason]))
    if said.note:
        lines.append(f"{_('Samtalsledaren skriver:')} ”{said.note}”")
    if said.objection is not None:
        lines.append(_objection(said.objection.outcome))
        if said.objection.note:
            lines.append(f"”{said.objection.note}”")
    return tuple(lines)


def _objection(outcome: AppealOutcome | None) -> str:
    if outcome is None:
        return str(_("Du har invänt. Svaret kommer här."))
    if outcome is AppealOutcome.UPHELD:
        return str(_("Din invändning är läst, och beslutet ligger fast."))
    return str(_("Din invändning är läst, och beslutet är ändrat."))
