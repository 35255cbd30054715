"""What is an address, and what could not be sent to or would smuggle something along."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from integrations.mail import addresses
from integrations.mail.addresses import BOUNCES, LEAVERS, BadAddress, on_the_wire


@pytest.mark.parametrize(
    ("address", "wire", "needs_utf8"),
    [
        ("anna@example.se", "anna@example.se", False),
        ("Anna.Ek+kommun@Example.SE", "Anna.Ek+kommun@Example.SE", False),
        ("info@malung-sälen.se", "info@xn--malung-slen-s8a.se", False),
        ("åsa@example.se", "åsa@example.se", True),
    ],
)
def test_a_domain_goes_in_ascii_and_the_rest_as_it_is(address: str, wire: str, needs_utf8: bool) -> None:
    found = on_the_wire(address)

    assert (str(found), found.needs_utf8) == (wire, needs_utf8)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.se",
        "anna@",
        "anna@localhost",
        "anna ek@example.se",
        "anna@exa mple.se",
        "anna@example..se",
        ".anna@example.se",
        "anna.@example.se",
        "an..na@example.se",
        "anna@-example.se",
        "a@b@example.se",
        '"anna ek"@example.se',
        "anna@example.se>\r\nRCPT TO:<bo@example.se",
        "<anna@example.se>",
        "anna@[127.0.0.1]",
        "anna,bo@example.se",
        "x" * 65 + "@example.se",
        "a@" + "x" * 64 + ".se",
        "a@" + "abc." * 80 + "se",
    ],
)
def test_what_no_server_could_take_is_refused_before_it_is_asked(address: str) -> None:
    with pytest.raises(BadAddress):
        on_the_wire(address)


@given(some.text(max_size=80))
def test_any_text_is_an_address_on_one_line_or_none(text: str) -> None:
    try:
        wire = str(on_the_wire(text))
    except BadAddress:
        return
    assert wire.count("@") == 1
    assert not set(wire) & set("\r\n <>,;\0")


@given(some.uuids(), some.sampled_from([BOUNCES, LEAVERS]))
def test_our_own_addresses_lead_back_to_their_mail(mail_id: uuid.UUID, kind: str) -> None:
    address = addresses.own(kind, mail_id, "dialog.example.se")

    assert addresses.mail_in(f'"x" <{address.upper()}>, other@example.se', kind) == mail_id
    assert addresses.mail_in(address, LEAVERS if kind == BOUNCES else BOUNCES) is None
