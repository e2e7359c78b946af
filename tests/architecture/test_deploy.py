"""Deployment files: valid by their own schemas, calling what exists, setting what is read."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from prometheus_client import REGISTRY

from marketplace.observability import tasks  # noqa: F401  the metrics of tasks are defined with it
from tests.architecture.variables import read_variables

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = "1.34"
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")
LIVE_METRICS = set(re.findall(r'"(portolan_\w+)"', (ROOT / "marketplace/observability/live.py").read_text()))
NOT_OURS = {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS", "OWNER_PASSWORD", "APP_PASSWORD", "REDISCLI_AUTH"}


def documents(path: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(), re.M))


def pods() -> list[tuple[str, dict[str, Any]]]:
    found = [
        (document["metadata"]["name"], document["spec"]["template"]["spec"])
        for path in MANIFESTS
        for document in documents(path)
        if document["kind"] in {"Deployment", "Job"}
    ]
    assert {name for name, _ in found} == {"web", "worker", "bulk-worker", "relay", "beat", "migrate"}
    return found


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_would_take_the_manifest(path: Path) -> None:
    for document in documents(path):
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_a_manifest_with_a_misspelt_field_is_not_taken() -> None:
    """Without this the test above could be blind."""
    (service,) = (found for found in documents(DEPLOY / "kubernetes/web.yaml") if found["kind"] == "Service")
    service["spec"]["selektor"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(service, KUBERNETES, strict=True)


def test_the_kustomization_names_every_manifest_but_the_secret_s_example() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())["resources"]
    assert sorted([*listed, "secret.example.yaml"]) == [path.name for path in MANIFESTS]


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.compose-spec", "deploy/compose.yaml"), ("vendor.github-workflows", ".github/workflows/ci.yml")],
)
def test_it_is_valid_by_the_published_schema(schema: str, path: str) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout


def test_every_pod_runs_as_nobody_on_a_read_only_disk_and_asks_for_what_it_needs() -> None:
    for name, pod in pods():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["securityContext"]["runAsUser"] > 0, name
        assert container["securityContext"]["readOnlyRootFilesystem"], name
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}, name
        assert "memory" in container["resources"]["limits"], name
        assert name == "migrate" or container["livenessProbe"], name


def test_a_server_has_time_to_drain_and_to_stop_before_it_is_killed() -> None:
    pod = dict(pods())["web"]
    (container,) = pod["containers"]
    seconds = {entry["name"]: int(entry["value"]) for entry in container["env"]}
    probe = container["readinessProbe"]

    assert seconds["DRAIN_SECONDS"] > 2 * probe["periodSeconds"] * probe["failureThreshold"]
    assert seconds["DRAIN_SECONDS"] + seconds["STOP_SECONDS"] < pod["terminationGracePeriodSeconds"]


def test_the_clock_is_never_two() -> None:
    (beat,) = documents(DEPLOY / "kubernetes/beat.yaml")
    assert (beat["spec"]["replicas"], beat["spec"]["strategy"]) == (1, {"type": "Recreate"})
    assert "deploy" not in yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["beat"]


def test_files_set_only_variables_that_somebody_reads() -> None:
    known = read_variables()
    (config,) = documents(DEPLOY / "kubernetes/config.yaml")
    (secret,) = documents(DEPLOY / "kubernetes/secret.example.yaml")
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    named = {*config["data"], *secret["stringData"]}
    named |= {name for service in services.values() for name in service.get("environment", {})}
    named |= {entry["name"] for _, pod in pods() for entry in pod["containers"][0].get("env", [])}
    image = re.findall(r"(?:ENV |^ {4})([A-Z_]+)=", (DEPLOY / "Dockerfile").read_text(), re.M)
    of_python = {"PATH", "PIP_NO_CACHE_DIR", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}

    assert (named | set(image)) - known - NOT_OURS - of_python - {"PROMETHEUS_MULTIPROC_DIR"} == set()


def dockerfile() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def test_the_image_is_made_by_the_targets_that_people_use() -> None:
    runs = [argument for word, argument in dockerfile() if word == "RUN"]
    makes = [run.removeprefix("make ") for run in runs if run.startswith("make ")]

    assert set(makes) == {"setup", "static"}
    assert set(makes) <= make_targets()
    assert all(run.startswith("apt-get update && apt-get install") for run in runs if not run.startswith("make "))


def test_the_image_copies_what_exists_stands_on_a_tag_and_runs_as_nobody() -> None:
    built = ("/srv/portolan/.venv", "/srv/portolan/locale", "/srv/portolan/state/static")
    for word, argument in dockerfile():
        if word == "COPY" and argument.startswith("--from=build"):
            assert argument.split()[1] in built
        elif word == "COPY":
            missing = [source for source in argument.split()[:-1] if not (ROOT / source).exists()]
            assert missing == [], argument
        elif word == "FROM":
            assert re.match(r"python:3\.\d+-slim-\w+( AS build)?$", argument)
    words = [word for word, _ in dockerfile()]
    last = dockerfile()[len(words) - 1 - words[::-1].index("FROM") :]
    assert ("USER", "nobody:nogroup") in last


def test_what_the_image_leaves_out_is_not_needed_to_run() -> None:
    copied = {source for word, argument in dockerfile() if word == "COPY" for source in argument.split()[:-1]}
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not copied & set(ignored)


def test_images_of_others_are_pinned_by_tag() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    others = {service["image"] for service in services.values()} - {"portolan:${PORTOLAN_VERSION:-latest}"}
    assert len(others) == 3
    assert all(re.fullmatch(r"[\w/-]+:\d+\.\d+(-\w+)?", image) for image in others), others


def test_both_pipelines_run_the_same_targets() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    nightly = workflow["jobs"]["nightly"]["strategy"]["matrix"]["target"]
    github = {match for step in steps for match in re.findall(r"^make ([a-z-]+)", step)} | set(nightly)
    jenkins = set(re.findall(r"sh 'make ([a-z-]+)", (ROOT / "Jenkinsfile").read_text()))

    assert github == jenkins == {"setup-dev", "lint", "test", "bench", "chaos", "isolation"}
    assert github <= make_targets()


def test_alerts_ask_for_metrics_that_exist() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"\bportolan_\w+", rule["expr"])}
    counted = {sample for metric in REGISTRY.collect() for sample in _samples(metric)}

    assert len(rules) >= 8
    assert named - counted - LIVE_METRICS == set()


def _samples(metric: Any) -> set[str]:
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(metric.type, [""])
    return {metric.name + ending for ending in endings}


def test_the_owner_s_script_makes_the_extensions_that_the_embedded_server_has() -> None:
    from marketplace.embedded.bootstrap import EXTENSIONS

    script = (DEPLOY / "postgres/roles.sh").read_text()
    assert set(re.findall(r"CREATE EXTENSION IF NOT EXISTS (\w+)", script)) == set(EXTENSIONS)
