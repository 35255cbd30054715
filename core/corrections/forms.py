"""What staff fill in when the analysis of a text is wrong, the same in every room."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from core.corrections.correcting import Correction
from core.errors import N_
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.language.analysing import TextFindings
from core.language.factors import FACTORS
from core.language.sentiment import LABELS, NEGATIVE, NEUTRAL, POSITIVE, UNSURE

TONES: dict[str, str] = {
    POSITIVE: N_("Positiv"),
    NEUTRAL: N_("Neutral"),
    NEGATIVE: N_("Negativ"),
    UNSURE: N_("Osäker"),
}
FACTOR_NAMES: dict[str, str] = dict(
    zip(
        FACTORS,
        (
            N_("Information"),
            N_("Tillgänglighet"),
            N_("Bemötande"),
            N_("Kompetens"),
            N_("Rättssäkerhet"),
            N_("Effektivitet"),
        ),
        strict=True,
    )
)
_REQUIRED = later("Välj hur texten ska räknas.")


class CorrectionForm(SentForm):
    """The tone of a text and the service factors it is about."""

    tone = RadioField(later("Hur ska texten räknas?"), [InputRequired(_REQUIRED)], validate_choice=False)
    factors = SelectMultipleField(later("Vad handlar den om?"), validate_choice=False)

    @classmethod
    def of(cls, findings: TextFindings, said: Correction | None) -> CorrectionForm:
        """Filled in with what was sent, else with what counts now."""
        tone = said.tone if said and said.tone else findings.tone.label
        factors = said.factors if said and said.factors is not None else [tag.factor for tag in findings.factors]
        form = cls(data={"tone": tone if tone in LABELS else None, "factors": list(factors)})
        form.tone.choices = [(label, _(TONES[label])) for label in LABELS]
        form.factors.choices = [(factor, _(FACTOR_NAMES[factor])) for factor in FACTORS]
        return form

    def validate(self, extra_validators: object = None) -> bool:
        """Whether it is one of the tones and some of the factors; the words of WTForms for others are too technical."""
        is_good = super().validate()
        if is_good and self.tone.data not in LABELS:
            self.tone.errors = [str(_REQUIRED)]
            return False
        if is_good and not set(self.chosen_factors) <= set(FACTORS):
            self.factors.errors = [_("Välj bland dem som står här.")]
            return False
        return is_good

    @property
    def chosen_factors(self) -> Sequence[str]:
        """The factors that are ticked."""
        return self.factors.data or []
