from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contrats"

    def ready(self):
        """Register with the applications below the rules of the field, the judges of its records, and its imports."""
        from anomalies import engine
        from contracts.importing.cesp import CESP
        from contracts.importing.mcs import MCS
        from contracts.importing.professionals import PROFESSIONALS
        from contracts.importing.ptmg import PTMG
        from contracts.models import CespContract, McsEngagement, PtmgContract, TransferRequest
        from contracts.rules import cesp, mcs, person, ptmg, transfer, warnings
        from imports import kinds
        from regions import rules

        for model, judge in ((CespContract, cesp), (PtmgContract, ptmg), (McsEngagement, mcs)):
            rules.register(model, rules.Rules(judge.problems, person.lock_persons))
        rules.register(TransferRequest, rules.Rules(transfer.problems, person.lock_person_of_contract))
        engine.register(*warnings.RULES)
        kinds.register(PROFESSIONALS, CESP, PTMG, MCS)
