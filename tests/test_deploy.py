"""What deploy/ ships, judged without running it: every file and name that it relies on is there."""

import json
import re
import shlex
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from prometheus_client.metrics import MetricWrapperBase

from chat import metrics
from config import VERSION
from tests.source import ROOT, variables_in_settings

DEPLOY = ROOT / "deploy"
DOCKER = DEPLOY / "docker"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PG_DUMP = {"bookworm": 15, "trixie": 17}  # of postgresql-client in each Debian
HANDED_OVER = {"ENV_FILE"}  # by the service or the container, not by the file


def settings_file() -> dict[str, tuple[bool, str]]:
    """Each variable of hiroba.env: whether it is set there, and its value."""
    text = (DEPLOY / "hiroba.env").read_text()
    found = re.findall(r"^(#?)([A-Z_]+)=(.*)$", text, re.MULTILINE)
    assert len(found) == len({name for _mark, name, _value in found})
    return {name: (not mark, value) for mark, name, value in found}


def documented_defaults() -> dict[str, str]:
    """The default of each variable, where docs/settings.md gives one that can be typed."""
    text = (ROOT / "docs/settings.md").read_text()
    return dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", text, re.MULTILINE))


def unit(file: Path) -> ConfigParser:
    parsed = ConfigParser(interpolation=None, strict=False, delimiters="=")
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(file.read_text())
    return parsed


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments."""
    text = (DOCKER / "Dockerfile").read_text()
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]  # type: ignore[misc]


def arguments_of(name: str) -> list[str]:
    return [arguments for instruction, arguments in instructions() if instruction == name]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return loaded


# --- The settings -------------------------------------------------------------------------------


def test_every_setting_stands_in_the_environment_file():
    assert set(settings_file()) == variables_in_settings() - HANDED_OVER


def test_what_the_environment_file_gives_as_default_is_the_default():
    defaults = documented_defaults()
    wrong = {
        name: value
        for name, (is_set, value) in settings_file().items()
        if not is_set and name in defaults and defaults[name] != value
    }
    assert wrong == {}


def test_every_setting_of_the_environment_file_is_explained():
    blocks = re.split(r"\n\s*\n", (DEPLOY / "hiroba.env").read_text())
    for block in blocks:
        first = block.strip().splitlines()[0]
        assert re.match(r"# ", first), block


# --- systemd ------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_runs_commands_that_exist(file):
    text = file.read_text()
    commands = re.findall(r"^ExecStart=/opt/hiroba/\.venv/bin/python manage\.py (\w+)", text, re.M)
    assert commands
    assert set(commands) <= set(get_commands())
    assert len(commands) == text.count("\nExecStart=")


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_runs_without_privileges(file):
    service = unit(file)["Service"]
    assert (service["User"], service["NoNewPrivileges"]) == ("hiroba", "yes")
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")


def test_every_timer_has_its_service():
    timers = [file for file in UNITS if file.suffix == ".timer"]
    assert timers
    assert all(timer.with_suffix(".service").is_file() for timer in timers)


# --- nginx --------------------------------------------------------------------------------------


def test_nginx_includes_only_what_is_shipped():
    files = [DEPLOY / "nginx/nginx.conf", *(DEPLOY / "nginx/hiroba").glob("*.conf")]
    included = {name for file in files for name in re.findall(r"include (\S+);", file.read_text())}
    missing = [name for name in included if not (DEPLOY / "nginx" / name).is_file()]
    assert missing == ["mime.types"]  # nginx brings it along


def test_the_page_for_when_all_is_down_says_the_same_in_both_languages():
    english, japanese = (
        re.findall(r"<(\w+)", (DEPLOY / f"nginx/hiroba/away/{language}.html").read_text())
        for language in ("en", "ja")
    )
    assert english == japanese


# --- Prometheus and Grafana -------------------------------------------------------------------


def promtool(*arguments: str) -> None:
    told = ("promtool", *arguments)
    done = subprocess.run(told, cwd=DEPLOY / "prometheus", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_rules_and_what_it_is_to_ask():
    promtool("check", "config", "prometheus.yml")


def test_each_alarm_goes_off_when_it_should_and_none_when_all_is_well():
    promtool("test", "rules", "hiroba.test.yml")


def names_of_figures(text: str) -> set[str]:
    return set(re.findall(r"\bhiroba_[a-z_]+", text))


def figures_there_are() -> set[str]:
    figures = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    families = [family for figure in figures for family in figure.describe()]
    endings = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {family.name + ending for family in families for ending in endings[family.type]}


@pytest.mark.parametrize("file", ["prometheus/hiroba.rules.yml", "grafana/hiroba.json"])
def test_what_is_watched_are_figures_that_there_are(file):
    watched = names_of_figures((DEPLOY / file).read_text())
    assert watched
    assert watched - {"hiroba_commit_seconds"} <= figures_there_are()


def test_every_alarm_says_what_to_do():
    [group] = yaml.safe_load((DEPLOY / "prometheus/hiroba.rules.yml").read_text())["groups"]
    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "remedy"}
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_the_dashboard_shows_every_panel_in_a_place_of_its_own():
    panels = json.loads((DEPLOY / "grafana/hiroba.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


# --- Docker -------------------------------------------------------------------------------------


def test_everything_that_is_copied_into_the_image_exists_and_is_not_ignored():
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()
    sources = [
        source
        for arguments in arguments_of("COPY")
        if "--from=" not in arguments
        for source in shlex.split(arguments)[:-1]
    ]
    assert {"manage.py", "config", "chat", "templates", "static", "locale"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source


def test_the_image_has_everything_that_is_imported_in_it():
    assert not re.search(
        r"^(from|import) (scripts|tests)\b",
        "\n".join(file.read_text() for file in (ROOT / "config").glob("*.py")),
        re.MULTILINE,
    )


def test_every_base_image_has_a_version():
    for arguments in arguments_of("FROM"):
        assert re.match(r"[\w/.-]+:\d+\.\d+", arguments), arguments


def test_the_image_can_dump_and_restore_the_database_beside_it(compose):
    """pg_dump refuses a server that is newer than itself."""
    [pg_dump] = {PG_DUMP[base.split("-")[2].split()[0]] for base in arguments_of("FROM")}
    server = compose["services"]["postgres"]["image"].removeprefix("postgres:").split("-")[0]
    assert int(server) <= pg_dump


def test_the_image_does_not_run_as_root():
    *_others, user = [pair for pair in instructions() if pair[0] in ("USER", "FROM")]
    assert user == ("USER", "hiroba")


def test_packages_are_installed_without_leaving_lists_and_caches():
    for arguments in arguments_of("RUN"):
        if "apt-get install" in arguments:
            assert "apt-get update" in arguments
            assert "--no-install-recommends" in arguments
            assert "rm -rf /var/lib/apt/lists/*" in arguments
        if "pip install" in arguments:
            assert "--no-cache-dir" in arguments
            assert "--require-hashes" in arguments


def test_the_image_starts_hiroba_directly_so_that_it_hears_the_signal_to_end():
    assert arguments_of("CMD") == ['["python", "manage.py", "serve"]']
    assert "serve" in get_commands()


def test_no_secret_is_in_the_image():
    assert not re.search(r"SECRET|PASSWORD", (DOCKER / "Dockerfile").read_text())


def test_what_the_containers_are_told_are_settings(compose):
    told = [service.get("environment", {}) for service in compose["services"].values()]
    hiroba = {name for variables in told if "DATABASE_URL" in variables for name in variables}
    image = {pair.split("=")[0] for pair in shlex.split(" ".join(arguments_of("ENV")))}
    python = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert hiroba
    assert hiroba | (image - python) <= variables_in_settings()


def test_two_daphnes_stand_behind_nginx_at_the_addresses_that_it_asks(compose):
    services = compose["services"]
    daphnes = {name: service for name, service in services.items() if name.startswith("hiroba-")}
    addresses = {
        f"{daphne['networks']['front']['ipv4_address']}:8000" for daphne in daphnes.values()
    }
    asked = set(re.findall(r"server (\S+) ", (DOCKER / "upstream.conf").read_text()))
    assert len(daphnes) == 2
    assert addresses == asked


def test_every_file_that_compose_mounts_is_shipped_or_told_of(compose):
    told_of = (DOCKER / "compose.yaml").read_text().split("name:")[0]
    mounts = [volume for service in compose["services"].values() for volume in volumes(service)]
    for source in (mount.split(":")[0] for mount in mounts if mount.startswith(".")):
        assert (DOCKER / source).exists() or Path(source).name in told_of, source


def test_every_volume_network_and_service_that_compose_names_exists(compose):
    for service in compose["services"].values():
        named = {mount.split(":")[0] for mount in volumes(service) if mount[0] not in "./"}
        assert named <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])
        assert set(service.get("depends_on", ())) <= set(compose["services"])


def test_only_nginx_can_be_reached_from_outside(compose):
    reached = [name for name, service in compose["services"].items() if "ports" in service]
    assert reached == ["nginx"]
    assert compose["networks"]["inside"]["internal"] is True


def test_redis_asks_for_a_password_everywhere(compose):
    redis = compose["services"]["redis"]
    given = "${REDIS_PASSWORD:?put it into .env}"
    assert f"--requirepass {given}" in redis["command"]
    assert redis["environment"] == {"REDISCLI_AUTH": given}
    for name in ("prepare", "hiroba-1", "hiroba-2"):
        url = compose["services"][name]["environment"]["REDIS_URL"]
        assert url == f"redis://:{given}@redis:6379/0"
    assert settings_file()["REDIS_URL"][1] == "redis://:REDIS_PASSWORD@127.0.0.1:6379/0"
    guide = (ROOT / "docs/self-hosting.md").read_text()
    assert 'echo "requirepass $(openssl rand -hex 32)" >> /etc/redis/hiroba.conf' in guide


@pytest.mark.parametrize("file", sorted((DEPLOY / "systemd").glob("*.service")), ids=str)
def test_nothing_that_a_service_writes_is_for_others_to_read(file):
    assert unit(file)["Service"]["UMask"] == "0077"


def test_the_daphnes_in_containers_have_no_privileges(compose):
    for name in ("prepare", "hiroba-1", "hiroba-2"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def volumes(service: dict[str, Any]) -> list[str]:
    mounts: list[str] = service.get("volumes", [])
    return mounts
