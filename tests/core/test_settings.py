"""Settings: read once, checked at once, and refused with the name of the variable and what it should be."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.settings import BadSetting, Settings

SECRET = "x" * 32
GUID = "00000000-0000-0000-0000-00000000000A"


def read(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"SAMSPEL_DATA_DIR": str(folder), **given})


def test_a_machine_of_ones_own_needs_no_settings(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.is_local
    assert not settings.is_https
    assert settings.database_url == f"sqlite:///{tmp_path / 'samspel.db'}"


def test_its_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_server_needs_https_and_a_secret_of_its_own(tmp_path: Path) -> None:
    settings = read(tmp_path, SAMSPEL_BASE_URL="https://dialog.example.se/", SAMSPEL_SECRET_KEY=SECRET)

    assert settings.is_https
    assert not settings.is_local
    assert settings.base_url == "https://dialog.example.se"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"BASE_URL": "http://dialog.example.se"}, "SAMSPEL_BASE_URL must start with https"),
        ({"BASE_URL": "dialog.example.se"}, "SAMSPEL_BASE_URL must be like"),
        ({"BASE_URL": "https://dialog.example.se/under"}, "without a path"),
        ({"BASE_URL": "ftp://dialog.example.se"}, "SAMSPEL_BASE_URL must be like"),
        ({"BASE_URL": "https://dialog.example.se"}, "SAMSPEL_SECRET_KEY is missing"),
        ({"SECRET_KEY": "kort"}, "SAMSPEL_SECRET_KEY must have at least 32"),
        ({"DATABASE_URL": "mysql://a/b"}, "SAMSPEL_DATABASE_URL must start with"),
        ({"PROXY_HOPS": "många"}, "SAMSPEL_PROXY_HOPS must be a whole number"),
        ({"PROXY_HOPS": "-1"}, "SAMSPEL_PROXY_HOPS must be a whole number"),
        ({"PROXY_HOPS": "٣"}, "SAMSPEL_PROXY_HOPS must be a whole number"),
        ({"WORKER_INSIDE": "kanske"}, "SAMSPEL_WORKER_INSIDE must be 0 or 1"),
        ({"LOG_LEVEL": "LOUD"}, "SAMSPEL_LOG_LEVEL must be"),
        ({"MUNICIPALITY": "a\nb"}, "SAMSPEL_MUNICIPALITY holds a control character"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SAMSPEL_SLACK_BOT_TOKEN needs SAMSPEL_SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SAMSPEL_SLACK_BOT_TOKEN needs SAMSPEL_SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xapp-1"}, "SAMSPEL_SLACK_BOT_TOKEN must be a token"),
        ({"SLACK_API_URL": "http://slack.example.se"}, "SAMSPEL_SLACK_API_URL must start with https"),
        ({"TEAMS_ANONYMOUS": "ja"}, "SAMSPEL_TEAMS_ANONYMOUS must be 0 or 1"),
        (
            {"TEAMS_ANONYMOUS": "1", "BASE_URL": "https://dialog.example.se", "SECRET_KEY": SECRET},
            "SAMSPEL_TEAMS_ANONYMOUS lets anybody in",
        ),
        ({"TEAMS_APP_ID": "boten"}, "SAMSPEL_TEAMS_APP_ID must be an id like"),
        ({"TEAMS_APP_ID": GUID}, "SAMSPEL_TEAMS_APP_ID, SAMSPEL_TEAMS_APP_SECRET and SAMSPEL_TEAMS_TENANT_ID need"),
        ({"TEAMS_TENANTS": f"{GUID};skolan"}, "SAMSPEL_TEAMS_TENANTS must be ids"),
        ({"TEAMS_LOGIN_URL": "http://login.example.se"}, "SAMSPEL_TEAMS_LOGIN_URL must start with https"),
        ({"MUNICIPALITY_CODE": "203"}, "SAMSPEL_MUNICIPALITY_CODE must be the four digits"),
        ({"MUNICIPALITY_CODE": "0000"}, "SAMSPEL_MUNICIPALITY_CODE must be the four digits"),
        ({"MUNICIPALITY_CODE": "٢٠٢٣"}, "SAMSPEL_MUNICIPALITY_CODE must be the four digits"),
        ({"HELP_CONTACTS": "Jouren"}, "SAMSPEL_HELP_CONTACTS must be like"),
        ({"PEER_GROUP": "37460"}, "SAMSPEL_PEER_GROUP must be a group"),
        ({"KOLADA_URL": "http://api.kolada.se/v3"}, "SAMSPEL_KOLADA_URL must start with https"),
        ({"KOLADA_URL": "http://127.0.0.1.example.se/v3"}, "SAMSPEL_KOLADA_URL must start with https"),
        ({"LLM_URL": "http://ai.example.se/v1", "LLM_MODEL": "m"}, "SAMSPEL_LLM_URL must start with https"),
        ({"LLM_URL": "https://a@b.example/v1", "LLM_MODEL": "m"}, "SAMSPEL_LLM_URL must start with https"),
        ({"LLM_URL": "https://ai.example.se/v1?key=1", "LLM_MODEL": "m"}, "SAMSPEL_LLM_URL must start with https"),
        ({"LLM_URL": "https://ai.example.se/v1"}, "SAMSPEL_LLM_URL needs SAMSPEL_LLM_MODEL"),
        ({"LLM_KEY": "hemlig"}, "SAMSPEL_LLM_MODEL and SAMSPEL_LLM_KEY need SAMSPEL_LLM_URL"),
        ({"LLM_URL": "https://ai.example.se/v1", "LLM_MODEL": "m", "LLM_KEY": "å b"}, "SAMSPEL_LLM_KEY holds a space"),
        ({"LLM_TIMEOUT": "60"}, "SAMSPEL_LLM_TIMEOUT must be a whole number of seconds from 1 to 25"),
        ({"LLM_TIMEOUT": "0"}, "SAMSPEL_LLM_TIMEOUT must be a whole number of seconds from 1 to 25"),
        ({"SCB_URL": "https://a@b.example/"}, "SAMSPEL_SCB_URL must start with https"),
        ({"SCB_URL": "https://b.example/?x=1"}, "SAMSPEL_SCB_URL must start with https"),
        ({"SCB_URL": "ftp://b.example/"}, "SAMSPEL_SCB_URL must start with https"),
    ],
)
def test_a_setting_that_is_no_use_is_named(tmp_path: Path, given: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read(tmp_path, **{f"SAMSPEL_{name}": value for name, value in given.items()})


def test_a_source_may_be_this_machine_and_needs_no_slash_at_its_end(tmp_path: Path) -> None:
    settings = read(
        tmp_path, SAMSPEL_KOLADA_URL="http://localhost:9000/v3/", SAMSPEL_SCB_URL="https://scb.example/api/"
    )

    assert (settings.kolada_url, settings.scb_url) == ("http://localhost:9000/v3", "https://scb.example/api")


def test_a_language_service_is_named_by_its_base_and_keeps_its_key_to_itself(tmp_path: Path) -> None:
    none = read(tmp_path)
    given = {"SAMSPEL_LLM_URL": "https://ai.example.se:8443/v1/chat/completions", "SAMSPEL_LLM_KEY": "hemlig-nyckel"}
    service = read(tmp_path, SAMSPEL_LLM_MODEL="m", SAMSPEL_LLM_TIMEOUT="25", **given)

    assert (none.has_llm, none.llm_timeout, none.llm_host) == (False, 20, "")
    assert (service.has_llm, service.llm_timeout, service.llm_host) == (True, 25, "ai.example.se:8443")
    assert service.llm_url == "https://ai.example.se:8443/v1"
    assert "hemlig-nyckel" not in repr(service)


def test_chats_are_on_when_they_are_set(tmp_path: Path) -> None:
    none = read(tmp_path)
    slack = read(tmp_path, SAMSPEL_SLACK_BOT_TOKEN="xoxb-1", SAMSPEL_SLACK_APP_TOKEN="xapp-1")
    bot = {"SAMSPEL_TEAMS_APP_ID": GUID, "SAMSPEL_TEAMS_APP_SECRET": "s", "SAMSPEL_TEAMS_TENANT_ID": GUID}
    other = GUID.replace("A", "b")
    teams = read(tmp_path, SAMSPEL_TEAMS_TENANTS=f" {other}, {other.upper()}", **bot)

    assert (none.has_slack, none.has_teams, slack.has_slack, teams.has_teams) == (False, False, True, True)
    assert read(tmp_path, SAMSPEL_TEAMS_ANONYMOUS="1").has_teams
    assert teams.teams_allowed == {GUID.lower(), other}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_every_loopback_address_is_this_machine(tmp_path: Path, host: str) -> None:
    assert read(tmp_path, SAMSPEL_BASE_URL=f"http://{host}:8000").is_local


@pytest.mark.parametrize("host", ["127.0.0.1.example.se", "localhost.example.se", "10.0.0.1", "[::]"])
def test_an_address_that_only_looks_like_this_machine_is_not(tmp_path: Path, host: str) -> None:
    with pytest.raises(BadSetting, match="https"):
        read(tmp_path, SAMSPEL_BASE_URL=f"http://{host}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_one_driver_however_it_is_written(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, SAMSPEL_DATABASE_URL=f"{scheme}://a@b/c")

    assert settings.database_url == "postgresql+psycopg://a@b/c"
    assert not settings.is_sqlite


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    assert read(tmp_path, SAMSPEL_LOG_LEVEL=" ", SAMSPEL_PROXY_HOPS="").log_level == "INFO"


def test_the_others_are_read_as_what_they_are(tmp_path: Path) -> None:
    settings = read(tmp_path, SAMSPEL_PROXY_HOPS="2", SAMSPEL_WORKER_INSIDE="TRUE", SAMSPEL_LOG_LEVEL="debug")

    assert (settings.proxy_hops, settings.worker_inside, settings.log_level) == (2, True, "DEBUG")
