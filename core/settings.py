"""The only reader of the environment: every setting is a field here and a row in docs/operations.md."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from core.concerns import help_card

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "SAMSPEL_"
SECRET_BYTES = 32
LONGEST_MODEL = 120
# A call ends well before another worker would take it for dead and make it again.
LONGEST_CALL = 25
SMTP_SECURITY = ("starttls", "tls", "none")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


class BadSetting(click.UsageError):
    """A setting cannot be used; the text names the variable and says what it should be. Commands end with code 2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and another; the variable of a field is SAMSPEL_ and its name."""

    database_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    municipality: str = "Malung-Sälens kommun"
    municipality_code: str = "2023"
    peer_group: str = "G37460"
    organisation_number: str = ""
    contact_email: str = "kommun@example.se"
    help_contacts: str = ""
    proxy_hops: int = 0
    worker_inside: bool = False
    log_level: str = "INFO"
    smtp_url: str = field(default="", repr=False)
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = field(default="", repr=False)
    smtp_password: str = field(default="", repr=False)
    smtp_security: str = "starttls"
    mail_from: str = ""
    mail_domain: str = ""
    slack_signing_secret: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api"
    teams_app_id: str = ""
    teams_app_secret: str = field(default="", repr=False)
    teams_tenant_id: str = ""
    teams_tenants: str = ""
    teams_anonymous: bool = False
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    kolada_url: str = "https://api.kolada.se/v3"
    scb_url: str = "https://statistikdatabasen.scb.se/api/v2"
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_timeout: int = 20
    data_dir: Path = ROOT / "var"
    root: Path = ROOT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read and check every ``SAMSPEL_*`` variable; raises BadSetting for the first that cannot be used."""
        given = os.environ if environment is None else environment
        readers = {"proxy_hops": _count, "worker_inside": _switch, "data_dir": _folder, "log_level": _log_level}
        readers |= {"smtp_port": _port, "smtp_security": _smtp_security, "teams_anonymous": _switch}
        readers |= {"llm_timeout": _call_seconds}
        values: dict[str, object] = {}
        for setting in fields(cls):
            name = PREFIX + setting.name.upper()
            if setting.name != "root" and given.get(name, "").strip():
                values[setting.name] = readers.get(setting.name, _text)(name, given[name].strip())
        return cls(**values).completed()  # type: ignore[arg-type]

    def completed(self) -> Settings:
        """Check what depends on other settings and fill in what a machine of one's own may go without."""
        if not _is_plain_address(self.base_url):
            raise BadSetting("SAMSPEL_BASE_URL must be like https://dialog.example.se, without a path")
        address = urlsplit(self.base_url)
        if not self.is_local and address.scheme != "https":
            raise BadSetting("SAMSPEL_BASE_URL must start with https:// unless it is this machine")
        if self.secret_key and len(self.secret_key) < SECRET_BYTES:
            raise BadSetting(f"SAMSPEL_SECRET_KEY must have at least {SECRET_BYTES} characters")
        if not self.secret_key and not self.is_local:
            raise BadSetting("SAMSPEL_SECRET_KEY is missing; make one with: openssl rand -hex 32")
        if not re.fullmatch(r"[0-9]{4}", self.municipality_code, re.ASCII) or self.municipality_code == "0000":
            raise BadSetting("SAMSPEL_MUNICIPALITY_CODE must be the four digits of a municipality, like 2023")
        if not re.fullmatch(r"([0-9]{10})?", self.organisation_number, re.ASCII):
            raise BadSetting("SAMSPEL_ORGANISATION_NUMBER must be ten digits without a dash")
        if not re.fullmatch(r"G[0-9]{1,9}", self.peer_group, re.ASCII):
            raise BadSetting("SAMSPEL_PEER_GROUP must be a group of Kolada's, like G37460")
        for name in ("kolada_url", "scb_url", "slack_api_url", "teams_login_url", "teams_openid_url"):
            if not is_source_address(getattr(self, name)):
                raise BadSetting(f"{PREFIX}{name.upper()} must start with https:// unless it is this machine")
        _check_slack(self)
        _check_teams(self)
        _check_llm(self)
        try:
            help_card.read(self.help_contacts)
        except help_card.BadContacts as error:
            raise BadSetting(f"SAMSPEL_HELP_CONTACTS {error}") from error
        mail = _with_mail(self)
        database_url = self.database_url or f"sqlite:///{self.data_dir / 'samspel.db'}"
        database_url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", database_url)
        if not database_url.startswith(("sqlite://", "postgresql+psycopg://")):
            raise BadSetting("SAMSPEL_DATABASE_URL must start with sqlite:/// or postgresql://")
        return replace(
            mail,
            base_url=self.base_url.rstrip("/"),
            database_url=database_url,
            kolada_url=self.kolada_url.rstrip("/"),
            scb_url=self.scb_url.rstrip("/"),
            slack_api_url=self.slack_api_url.rstrip("/"),
            teams_login_url=self.teams_login_url.rstrip("/"),
            llm_url=self.llm_url.rstrip("/").removesuffix("/chat/completions"),
            secret_key=self.secret_key or _own_secret(self.data_dir),
        )

    @property
    def is_local(self) -> bool:
        """Whether the base address is this machine: a demo or a developer, not a municipality's server."""
        return is_this_machine(urlsplit(self.base_url).hostname or "")

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS, so that cookies may be bound to it."""
        return self.base_url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server to hand letters to; without one they wait."""
        return bool(self.smtp_host)

    @property
    def mail_host(self) -> str:
        """The domain in the names of our mails and in the addresses their bounces come back to."""
        host = urlsplit(self.base_url).hostname or ""
        return self.mail_domain or ("localhost" if is_this_machine(host) else host)

    @property
    def has_slack(self) -> bool:
        """Whether there is a Slack app: it is heard over HTTP with a signing secret, or else over Socket Mode."""
        return bool(self.slack_bot_token)

    @property
    def has_teams(self) -> bool:
        """Whether there is a bot in Teams, or a client on this machine that plays it."""
        return bool(self.teams_app_id) or self.teams_anonymous

    @property
    def teams_allowed(self) -> frozenset[str]:
        """The organisations whose people may use the bot; pupils often have another one than staff."""
        return frozenset(re.split(r"[\s,;]+", f"{self.teams_tenant_id} {self.teams_tenants}".lower())) - {""}

    @property
    def has_llm(self) -> bool:
        """Whether there is a language service that may be asked for help with words, where staff have allowed it."""
        return bool(self.llm_url)

    @property
    def llm_host(self) -> str:
        """The host, and port if it names one, that words are sent to; "" without a language service."""
        return urlsplit(self.llm_url).netloc

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")


def is_this_machine(host: str) -> bool:
    """Whether a host, by name or by number, is loopback."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_slack(settings: Settings) -> None:
    """Raise BadSetting for a Slack app that could not be heard or could not answer."""
    is_heard = bool(settings.slack_signing_secret or settings.slack_app_token)
    if is_heard != bool(settings.slack_bot_token):
        raise BadSetting(
            "SAMSPEL_SLACK_BOT_TOKEN needs SAMSPEL_SLACK_SIGNING_SECRET (HTTP) or SAMSPEL_SLACK_APP_TOKEN (Socket Mode)"
        )
    if is_this_machine(urlsplit(settings.slack_api_url).hostname or ""):
        return
    for name, prefix in (("slack_bot_token", "xoxb-"), ("slack_app_token", "xapp-")):
        token = getattr(settings, name)
        if token and not token.startswith(prefix):
            raise BadSetting(f"{PREFIX}{name.upper()} must be a token of Slack's that begins with {prefix}")


def _check_teams(settings: Settings) -> None:
    """Raise BadSetting for a bot that could not prove who it is, or that would take anybody's word for who they are."""
    if settings.teams_anonymous:
        if not settings.is_local:
            raise BadSetting("SAMSPEL_TEAMS_ANONYMOUS lets anybody in and is only for a base address on this machine")
        return
    for name in ("teams_app_id", "teams_tenant_id"):
        if getattr(settings, name) and not _GUID.fullmatch(getattr(settings, name)):
            raise BadSetting(f"{PREFIX}{name.upper()} must be an id like 00000000-0000-0000-0000-000000000000")
    if not all(map(_GUID.fullmatch, settings.teams_allowed)):
        raise BadSetting("SAMSPEL_TEAMS_TENANTS must be ids of organisations with commas between")
    if len({bool(settings.teams_app_id), bool(settings.teams_app_secret), bool(settings.teams_tenant_id)}) > 1:
        raise BadSetting("SAMSPEL_TEAMS_APP_ID, SAMSPEL_TEAMS_APP_SECRET and SAMSPEL_TEAMS_TENANT_ID need each other")


def _check_llm(settings: Settings) -> None:
    """Raise BadSetting for a language service that could not be asked, or not without others listening."""
    if not settings.llm_url:
        if settings.llm_model or settings.llm_key:
            raise BadSetting("SAMSPEL_LLM_MODEL and SAMSPEL_LLM_KEY need SAMSPEL_LLM_URL")
        return
    if not is_source_address(settings.llm_url):
        raise BadSetting("SAMSPEL_LLM_URL must start with https:// unless it is this machine, and have nothing after ?")
    if not 0 < len(settings.llm_model) <= LONGEST_MODEL:
        raise BadSetting(f"SAMSPEL_LLM_URL needs SAMSPEL_LLM_MODEL, in at most {LONGEST_MODEL} characters")
    if not re.fullmatch(r"[!-~]*", settings.llm_key):
        raise BadSetting("SAMSPEL_LLM_KEY holds a space or a letter that no key has")


def _with_mail(settings: Settings) -> Settings:
    """The settings with what SAMSPEL_SMTP_URL says unfolded; raises BadSetting for mail that could not be sent."""
    settings = _unfolded(settings) if settings.smtp_url else settings
    mail_from = settings.mail_from or settings.contact_email
    is_needed = bool(settings.mail_from) or settings.sends_mail
    name, _, domain = mail_from.partition("@")
    if is_needed and not (re.fullmatch(r"[\w+-]+(\.[\w+-]+)*", name, re.ASCII) and _is_domain(domain)):
        raise BadSetting("SAMSPEL_MAIL_FROM must be an e-mail address, like dialog@example.se")
    if settings.mail_domain and not _is_domain(settings.mail_domain):
        raise BadSetting("SAMSPEL_MAIL_DOMAIN must be a domain, like dialog.example.se")
    if settings.smtp_host and not _is_domain(settings.smtp_host) and not _is_number(settings.smtp_host):
        raise BadSetting("SAMSPEL_SMTP_HOST must be the name or number of a mail server, like smtp.example.se")
    if settings.smtp_security not in SMTP_SECURITY or not 0 < settings.smtp_port < 2**16:
        raise BadSetting("SAMSPEL_SMTP_SECURITY and SAMSPEL_SMTP_PORT must be like starttls and 587")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        raise BadSetting("SAMSPEL_SMTP_USER and SAMSPEL_SMTP_PASSWORD need each other")
    if settings.smtp_user and settings.smtp_security == "none" and not is_this_machine(settings.smtp_host):
        raise BadSetting("SAMSPEL_SMTP_SECURITY=none would send the password in the clear; use starttls or tls")
    return replace(settings, mail_from=mail_from)


def _unfolded(settings: Settings) -> Settings:
    """``smtp://user:password@host:port``, with STARTTLS but to this machine itself, or ``smtps://`` for TLS at once."""
    if settings.smtp_host:
        raise BadSetting("SAMSPEL_SMTP_URL says the same as SAMSPEL_SMTP_HOST; give one of them")
    try:
        parts = urlsplit(settings.smtp_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("smtp", "smtps") or parts.path.strip("/") or parts.query or port == 0:
        raise BadSetting("SAMSPEL_SMTP_URL must be like smtp://smtp.example.se:587 or smtps://user:password@host")
    is_tls = parts.scheme == "smtps"
    security = "tls" if is_tls else "none" if is_this_machine(host) else "starttls"
    return replace(
        settings,
        smtp_url="",
        smtp_host=host,
        smtp_port=port or (465 if is_tls else 587),
        smtp_security=security,
        smtp_user=unquote(parts.username or ""),
        smtp_password=unquote(parts.password or ""),
    )


def _is_domain(text: str) -> bool:
    """Whether this is a host's name in letters that mail servers read: ``xn--`` for others."""
    label = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
    return len(text) < 254 and all(label.fullmatch(part) for part in text.split("."))


def _is_number(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_source_address(address: str) -> bool:
    """Whether data may be fetched from here: over TLS, or from this machine."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or port == 0 or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))


def _is_plain_address(address: str) -> bool:
    """Whether this is a scheme, a host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    has_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and not has_more


def _own_secret(data_dir: Path) -> str:
    """A secret made once for a local machine and kept beside its database, readable by its owner only."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written whole under a name of its own first: another process finds all of it, or makes do with the winner's.
        with tempfile.NamedTemporaryFile("w", dir=data_dir) as file:
            file.write(secrets.token_hex(SECRET_BYTES))
            file.flush()
            with suppress(FileExistsError):
                path.hardlink_to(file.name)
    secret = path.read_text().strip()
    if len(secret) < SECRET_BYTES:
        raise BadSetting(f"{path} holds no secret; remove it to have a new one made")
    return secret


def _text(name: str, value: str) -> str:
    if any(ord(character) < 32 for character in value):
        raise BadSetting(f"{name} holds a control character")
    return value


def _count(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", value):
        raise BadSetting(f"{name} must be a whole number from 0 to 99")
    return int(value)


def _port(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value, re.ASCII) or not 0 < int(value) < 2**16:
        raise BadSetting(f"{name} must be a whole number from 1 to 65535")
    return int(value)


def _call_seconds(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", value, re.ASCII) or not 0 < int(value) <= LONGEST_CALL:
        raise BadSetting(f"{name} must be a whole number of seconds from 1 to {LONGEST_CALL}")
    return int(value)


def _smtp_security(name: str, value: str) -> str:
    if value.lower() not in SMTP_SECURITY:
        raise BadSetting(f"{name} must be starttls, tls or none")
    return value.lower()


def _switch(name: str, value: str) -> bool:
    if value.lower() not in ("0", "1", "true", "false"):
        raise BadSetting(f"{name} must be 0 or 1")
    return value.lower() in ("1", "true")


def _folder(name: str, value: str) -> Path:
    return Path(_text(name, value)).expanduser().resolve()


def _log_level(name: str, value: str) -> str:
    if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise BadSetting(f"{name} must be DEBUG, INFO, WARNING or ERROR")
    return value.upper()
