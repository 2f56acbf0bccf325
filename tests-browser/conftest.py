"""A browser of the system, a report of the sample log, and a JupyterLab of its own.

Skipped with a reason where Playwright or a browser is absent; CONTRIBUTING.md says how to install.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAB_STARTS_WITHIN_S = 120


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: CONTRIBUTING.md says how"
    )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser here: looked for {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(browser, tmp_path_factory) -> Path:
    """The report of the sample log; another one with BACKSTRIDE_REPORT=path."""
    given = os.environ.get("BACKSTRIDE_REPORT")
    if given:
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("report")
    command = [sys.executable, "-m", "backstride", "report", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return out / "report.html"


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory) -> Iterator[str]:
    """Address of a JupyterLab that serves a copy of the notebooks and nothing else."""
    place = tmp_path_factory.mktemp("lab")
    ignored = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(ROOT / "notebooks", place / "notebooks", ignore=ignored)
    shutil.copytree(ROOT / "data" / "sample", place / "data" / "sample")
    _attach_every_cell(place / "notebooks" / ".jupyter" / "labconfig")
    port = _free_port()
    options = [
        f"--ServerApp.root_dir={place / 'notebooks'}",
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.open_browser=False",
        "--IdentityProvider.token=",
        "--ServerApp.allow_root=True",
    ]
    homes = {name: str(place / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    homes["JUPYTER_CONFIG_PATH"] = str(place / "notebooks" / ".jupyter")
    log = (place / "lab.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        stdout=log,
        stderr=log,
        env={**os.environ, **homes, "MPLBACKEND": "agg"},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api/status", server, place / "lab.log")
        yield address
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _attach_every_cell(folder: Path) -> None:
    """JupyterLab leaves cells out of the page while they are out of sight; here none is."""
    file = folder / "default_setting_overrides.json"
    settings = json.loads(file.read_text("utf-8"))
    settings["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    file.write_text(json.dumps(settings), "utf-8")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + LAB_STARTS_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-2000:]}")
