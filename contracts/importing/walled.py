"""Registers of records behind the wall: what one does not see is « existant », what one does not write stays."""

from __future__ import annotations

from contracts.rules.said import ELSEWHERE
from imports.drafts import Draft
from imports.registers import RECORD, Register
from regions.wall import read_scope, write_scope


class WalledRegister(Register):
    """A register that tells nothing of another region's records, and changes none."""

    unseen = ELSEWHERE

    def __init__(self, user):
        super().__init__(user)
        self.model = self.parts[RECORD].model

    def seen(self, keys: set) -> set:
        """Of a record that the user does not see, nothing is compared with the line, whatever it says."""
        if read_scope(self.user).everywhere or not keys:
            return keys
        return set(self.model.objects.visible_to(self.user).filter(pk__among=keys).values_list("pk", flat=True))

    def refuse_out_of_reach(self, drafts: list[Draft]) -> list[Draft]:
        """Refuse to change the records that the user sees and does not write; return the other lines."""
        known = {draft.keys[RECORD] for draft in drafts if draft.current is not None}
        if write_scope(self.user).everywhere or not known:
            return drafts
        own = set(self.model.objects.editable_by(self.user).filter(pk__among=known).values_list("pk", flat=True))
        for draft in drafts:
            if draft.current is not None and draft.keys[RECORD] not in own:
                draft.refuse("", ELSEWHERE)
        return [draft for draft in drafts if not draft.faults]
