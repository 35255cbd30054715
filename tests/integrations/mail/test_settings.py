"""What is said of the mail server: in one line or several, and refused where no mail could be sent or be safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import BadSetting, Settings


def read(folder: Path, **given: str) -> Settings:
    named = {f"SAMSPEL_{name}": value for name, value in given.items()}
    return Settings.from_environment({"SAMSPEL_DATA_DIR": str(folder), **named})


def test_without_a_mail_server_no_mail_is_sent(tmp_path: Path) -> None:
    assert not read(tmp_path).sends_mail


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://smtp.example.se", ("smtp.example.se", 587, "starttls", "", "")),
        ("smtp://kalle:a%40b@smtp.example.se:2525/", ("smtp.example.se", 2525, "starttls", "kalle", "a@b")),
        ("smtps://kalle:x@smtp.example.se", ("smtp.example.se", 465, "tls", "kalle", "x")),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, "none", "", "")),
    ],
)
def test_one_line_says_as_much_as_five(tmp_path: Path, url: str, expected: tuple[object, ...]) -> None:
    known = read(tmp_path, SMTP_URL=url)

    assert (
        known.smtp_host,
        known.smtp_port,
        known.smtp_security,
        known.smtp_user,
        known.smtp_password,
    ) == expected
    assert known.completed() == known
    assert "a@b" not in repr(known)


def test_mail_comes_from_the_contact_address_and_our_own_host_unless_said(tmp_path: Path) -> None:
    known = read(tmp_path, SMTP_HOST="smtp.example.se", CONTACT_EMAIL="dialog@example.se", SMTP_SECURITY="TLS")

    assert (known.mail_from, known.mail_host, known.mail_domain) == ("dialog@example.se", "localhost", "")
    assert known.smtp_security == "tls"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"SMTP_PORT": "0"}, "SMTP_PORT must be a whole number from 1"),
        ({"SMTP_PORT": "smtp"}, "SMTP_PORT must be a whole number from 1"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be starttls, tls or none"),
        ({"SMTP_HOST": "smtp://smtp.example.se"}, "SMTP_HOST must be the name"),
        ({"SMTP_USER": "kalle"}, "need each other"),
        (
            {"SMTP_HOST": "smtp.example.se", "SMTP_SECURITY": "none", "SMTP_USER": "k", "SMTP_PASSWORD": "x"},
            "password in the clear",
        ),
        ({"SMTP_URL": "http://smtp.example.se"}, "SMTP_URL must be like"),
        ({"SMTP_URL": "smtp://:99999"}, "SMTP_URL must be like"),
        ({"SMTP_URL": "smtp://smtp.example.se:99999"}, "SMTP_URL must be like"),
        ({"SMTP_URL": "smtp://a.se", "SMTP_HOST": "b.se"}, "give one of them"),
        ({"MAIL_FROM": "kommunen"}, "MAIL_FROM must be an e-mail address"),
        ({"MAIL_FROM": "a@b.se, c@d.se"}, "MAIL_FROM must be an e-mail address"),
        ({"MAIL_FROM": "a..b@c.se"}, "MAIL_FROM must be an e-mail address"),
        ({"MAIL_FROM": "a@c..se"}, "MAIL_FROM must be an e-mail address"),
        ({"SMTP_HOST": "a.se", "CONTACT_EMAIL": "ring växeln"}, "MAIL_FROM must be an e-mail address"),
        ({"MAIL_DOMAIN": "dialog.example.se/x"}, "MAIL_DOMAIN must be a domain"),
        ({"MAIL_DOMAIN": "sälen.se"}, "MAIL_DOMAIN must be a domain"),
    ],
)
def test_mail_that_could_not_be_sent_stops_the_start(tmp_path: Path, given: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read(tmp_path, **given)
