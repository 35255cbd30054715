"""What can meet somebody who wants mail about a dialogue, or no more of it."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchFollower(PersonMet):
    """The link is not one of ours, or whoever it was for is not written to any more."""

    status = 404
    title = N_("Länken gäller inte längre")
    message = N_("Vi har ingen adress som hör till länken. Den är redan borttagen, eller så är länken felskriven.")
    advice = N_("Du får inga mejl genom den. Vill du ha mejl igen kan du be om det på dialogens sida.")


class NothingToFollow(PersonMet):
    """The dialogue was taken back or put aside: there is nothing more to tell."""

    title = N_("Det kommer inget mer att berätta")
    message = N_("Dialogen är avslutad, så vi tar inte emot fler adresser.")
    advice = N_("Det som hände kan du läsa på dialogens sida.")
