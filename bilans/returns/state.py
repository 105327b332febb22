"""The life of a return: à saisir → brouillon → transmis → (renvoyé → transmis) → validé → verrouillé.

Every change locks the return first: two people at once never make two changes from one state.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from bilans.enums import ReturnState
from bilans.models import FigureReview, RegionalReturn
from bilans.typography import long_date
from measures.models import Commitment


class ReturnRefusal(ValueError):
    """What the state of a return forbids; the message is a French sentence."""


def fills(user, regional_return: RegionalReturn) -> bool:
    """Whether `user` writes for the region: a référent of it. A national administrator reviews, and writes nothing."""
    return user.is_active and not user.write_scope.everywhere and regional_return.region_id in user.write_scope


def reviews(user) -> bool:
    """Whether `user` reviews the returns."""
    return user.is_active and user.is_national_admin


def why_closed(regional_return: RegionalReturn, today: datetime.date) -> str:
    """Why the region cannot write its return on `today`, in one French sentence; empty when it can.

    A return sent back stays open until it is sent again, whatever the due date.
    """
    state = regional_return.state
    if state == ReturnState.SENT_BACK:
        return ""
    if state not in ReturnState.in_hand():
        return f"Ce retour est {regional_return.get_state_display()}\u00a0: il ne se modifie plus."
    if today < regional_return.campaign.opens_on:
        return f"La campagne ouvre le {long_date(regional_return.campaign.opens_on)}."
    if today > regional_return.due_on:
        return (
            f"L’échéance est passée le {long_date(regional_return.due_on)}\u00a0: demandez un délai à "
            "l’administration nationale."
        )
    return ""


def takes_figure(regional_return: RegionalReturn, indicator: str) -> bool:
    """Whether the region may write about `indicator`: any in a draft, those that were sent back afterwards."""
    return _takes(regional_return, indicator=indicator)


def takes_paragraph(regional_return: RegionalReturn, commitment: Commitment, paragraph: str) -> bool:
    """Whether the region may write that paragraph: any in a draft, those that were sent back afterwards."""
    return _takes(regional_return, commitment=commitment, paragraph=paragraph)


def _takes(regional_return: RegionalReturn, **about) -> bool:
    if regional_return.state == ReturnState.SENT_BACK:
        return open_threads(regional_return).filter(**about).exists()
    return regional_return.state in ReturnState.in_hand()


def open_threads(regional_return: RegionalReturn):
    """The messages of the threads that are not settled, in order."""
    return regional_return.reviews.filter(resolved=False).select_related("commitment", "author")


@contextmanager
def writing(regional_return: RegionalReturn) -> Iterator[RegionalReturn]:
    """The return, locked, for the region to write in: a return to fill becomes a draft. Raises `ReturnRefusal`."""
    with transaction.atomic():
        row = _locked(regional_return)
        if refusal := why_closed(row, timezone.localdate()):
            raise ReturnRefusal(refusal)
        yield row
        if row.state == ReturnState.TO_DO:
            row.state = ReturnState.DRAFT
            row.save(update_fields=["state"])


def send(regional_return: RegionalReturn, by) -> None:
    """Send the return; what was sent back is settled by the reviewer. Raises `ReturnRefusal`."""
    with writing(regional_return) as row:
        row.state, row.sent_at, row.sent_by = ReturnState.SENT, timezone.now(), by
        row.save(update_fields=["state", "sent_at", "sent_by"])


def accept(regional_return: RegionalReturn) -> None:
    """Accept a return whose threads are all settled. Raises `ReturnRefusal`."""
    with transaction.atomic():
        row = _locked(regional_return)
        if row.state != ReturnState.SENT:
            raise ReturnRefusal(f"Ce retour est {row.get_state_display()}\u00a0: seul un retour transmis s’accepte.")
        if open_threads(row).exists():
            raise ReturnRefusal("Un échange n’est pas clos\u00a0: clôturez-le avant d’accepter le retour.")
        row.state = ReturnState.VALIDATED
        row.save(update_fields=["state"])


def send_back(
    regional_return: RegionalReturn,
    by,
    message: str,
    *,
    indicator: str = "",
    commitment: Commitment | None = None,
    paragraph: str = "",
) -> FigureReview:
    """Send back one figure, or one paragraph, with a message; the rest stays accepted. Raises `ReturnRefusal`.

    What is already published is corrected by the next edition: a locked return is sent back in the same way.
    """
    with transaction.atomic():
        row = _locked(regional_return)
        if row.state not in ReturnState.sent():
            raise ReturnRefusal(f"Ce retour est {row.get_state_display()}\u00a0: il n’a pas été transmis.")
        review = FigureReview(
            regional_return=row,
            indicator=indicator,
            commitment=commitment,
            paragraph=paragraph,
            message=message,
            author=by,
        )
        review.full_clean()
        review.save()
        row.state = ReturnState.SENT_BACK
        row.save(update_fields=["state"])
        return review


def answer(review: FigureReview, by, message: str) -> FigureReview:
    """Add a message to the thread of `review`, without changing the state of the return."""
    reply = FigureReview(
        regional_return_id=review.regional_return_id,
        indicator=review.indicator,
        commitment=review.commitment,
        paragraph=review.paragraph,
        message=message,
        author=by,
    )
    reply.full_clean()
    reply.save()
    return reply


def settle(review: FigureReview) -> None:
    """Close the thread of `review`: what it is about is accepted again."""
    about = {"indicator": review.indicator, "commitment": review.commitment, "paragraph": review.paragraph}
    with transaction.atomic():
        row = _locked(review.regional_return)
        row.reviews.filter(resolved=False, **about).update(resolved=True)
        if row.state == ReturnState.SENT_BACK and not open_threads(row).exists():
            # Nothing is left to mend: the return is what was sent.
            row.state = ReturnState.SENT
            row.save(update_fields=["state"])


def threads(regional_return: RegionalReturn) -> list[list[FigureReview]]:
    """The threads of a return, each its messages in order; those still open first."""
    found: dict[tuple, list[FigureReview]] = {}
    for review in regional_return.reviews.select_related("commitment", "author").order_by("written_at", "pk"):
        found.setdefault((review.indicator, review.commitment_id, review.paragraph), []).append(review)
    return sorted(found.values(), key=lambda thread: thread[-1].resolved)


def _locked(regional_return: RegionalReturn) -> RegionalReturn:
    rows = RegionalReturn.objects.select_related("campaign", "region")
    return rows.select_for_update(of=("self",)).get(pk=regional_return.pk)
