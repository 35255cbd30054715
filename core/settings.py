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
from urllib.parse import urlsplit

import click

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "SAMSPEL_"
SECRET_BYTES = 32


class BadSetting(click.UsageError):
    """A setting cannot be used; the text names the variable and says what it should be. Commands end with code 2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and another; the variable of a field is SAMSPEL_ and its name."""

    database_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    municipality: str = "Malung-Sälens kommun"
    contact_email: str = "kommun@example.se"
    proxy_hops: int = 0
    worker_inside: bool = False
    log_level: str = "INFO"
    data_dir: Path = ROOT / "var"
    root: Path = ROOT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read and check every ``SAMSPEL_*`` variable; raises BadSetting for the first that cannot be used."""
        given = os.environ if environment is None else environment
        readers = {"proxy_hops": _count, "worker_inside": _switch, "data_dir": _folder, "log_level": _log_level}
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
        database_url = self.database_url or f"sqlite:///{self.data_dir / 'samspel.db'}"
        database_url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", database_url)
        if not database_url.startswith(("sqlite://", "postgresql+psycopg://")):
            raise BadSetting("SAMSPEL_DATABASE_URL must start with sqlite:/// or postgresql://")
        return replace(
            self,
            base_url=self.base_url.rstrip("/"),
            database_url=database_url,
            secret_key=self.secret_key or _own_secret(self.data_dir),
        )

    @property
    def is_local(self) -> bool:
        """Whether the base address is this machine: a demo or a developer, not a municipality's server."""
        host = urlsplit(self.base_url).hostname or ""
        if host == "localhost":
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS, so that cookies may be bound to it."""
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")


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
