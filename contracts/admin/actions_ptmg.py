"""What can be done to a contract of the PTMG family from its page, and what each action asks for."""

from __future__ import annotations

import datetime

from contracts.actions import ptmg
from contracts.enums import PtmgRenewal
from contracts.models import PtmgContract
from regions.record_actions import ActionForm, RecordAction, column, day


class RenewalForm(ActionForm):
    renewal = column(PtmgContract, "renewal", required=True, initial=PtmgRenewal.TACIT)
    renewal_date = day("Date du renouvellement, ou du refus")
    planned_last_day = column(
        PtmgContract,
        "planned_last_day",
        required=False,
        label="Nouvelle fin prévue",
        help_text="Dernier jour\u202f; pour un renouvellement tacite seulement.",
    )

    def adapt(self, record):
        outcomes = [choice for choice in PtmgRenewal.choices if choice[0] != PtmgRenewal.NOT_APPLICABLE]
        self.fields["renewal"].choices = outcomes
        self.fields["planned_last_day"].initial = ptmg.renewed_last_day(record)


class TacitRenewalForm(ActionForm):
    renewal_date = day("Date du renouvellement tacite")


class EndForm(ActionForm):
    last_day = day("Fin réelle", help_text="Dernier jour, inclus.")
    end_reason = column(PtmgContract, "end_reason", required=True)
    notice_date = column(PtmgContract, "notice_date", help_text="Deux mois avant la fin, pour une rupture (P7).")


def is_renewable(contract: PtmgContract, on: datetime.date) -> bool:
    """Whether the contract has begun, has not ended and may go on."""
    return contract.start <= on and contract.last_day is None and ptmg.is_renewable(contract)


PTMG_ACTIONS = (
    RecordAction(
        "renouvellement",
        ptmg.renew,
        RenewalForm,
        "Le renouvellement est enregistré.",
        applies=is_renewable,
        bulk_form=TacitRenewalForm,
        help="Un renouvellement tacite prolonge le contrat de sa durée, dans la limite de son type\u00a0: "
        "ce n’est pas un nouveau contrat.",
    ),
    RecordAction(
        "fin",
        ptmg.end,
        EndForm,
        "La fin du contrat est enregistrée.",
        applies=lambda contract, on: contract.last_day is None,
    ),
)
