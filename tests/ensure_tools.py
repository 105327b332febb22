"""Finds what the tests need and no wheel brings: a browser, and the reader of PDF.

Run as a module, gets what is missing, or says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
READER_ADVICE = (
    "Error: the tests read PDF files back with pdftotext: install it (Debian: apt install poppler-utils; macOS: "
    "brew install poppler)."
)
ADVICE = "Error: the browser tests need Chromium: install it (Debian: apt install chromium) or Google Chrome."


def find_browser() -> str | None:
    """Return the path of a Chromium or Chrome that runs here, the installed one before Playwright's; None if none."""
    installed = [path for name in NAMES if (path := shutil.which(name))]
    return next((path for path in [*installed, *MAC_APPLICATIONS, *playwright_browsers()] if runs(path)), None)


def playwright_browsers() -> list[str]:
    """Return where Playwright puts its own Chromium, whether it is there or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return [playwright.chromium.executable_path]


def runs(path: str) -> bool:
    """Say whether the browser at `path` starts: a file may be there without the libraries it needs."""
    if not Path(path).exists():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def try_command(*command: str):
    """Run `command` and go on whatever comes out: whether a browser is there is asked again afterwards."""
    try:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, capture_output=True, timeout=900, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return


def ensure_browser() -> str | None:
    """Return the path of a browser, after downloading or installing one if need be; None when nothing works."""
    if browser := find_browser():
        return browser
    print("Getting a browser for the browser tests…", flush=True)
    try_command(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
    if browser := find_browser():
        return browser
    install("chromium")
    return find_browser()


def ensure_reader() -> str | None:
    """Return the path of pdftotext, after installing it if need be; None when nothing works."""
    if not shutil.which("pdftotext"):
        print("Getting pdftotext, which reads PDF files back…", flush=True)
        install("poppler-utils")
    return shutil.which("pdftotext")


def install(package: str) -> None:
    """Install a Debian package, where one may."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        try_command("apt-get", "update", "-qq")
        try_command("apt-get", "install", "-qq", "-y", "--no-install-recommends", package)


if __name__ == "__main__":
    wanted = ((ensure_browser, ADVICE), (ensure_reader, READER_ADVICE))
    sys.exit("\n".join(advice for ensure, advice in wanted if not ensure()) or None)
