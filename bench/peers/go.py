"""Programs in Go, built with Debian's packages and nothing from the network."""

import os
import subprocess
from pathlib import Path

from bench.peers.program import output

GOCODE = "/usr/share/gocode"
PACKAGE = "golang-github-gorilla-websocket-dev"


def go_version() -> str:
    """Return the versions of Go and of gorilla/websocket."""
    library = output("dpkg-query", "--show", "--showformat=${Version}", PACKAGE)
    return f"{output('go', 'version').split()[2]}, gorilla/websocket {library}"


def built(source: Path, program: Path) -> str:
    """Build the folder's one program, unless that is done, and return its path."""
    if not program.exists():
        env = {**os.environ, "GO111MODULE": "off", "GOPATH": GOCODE}
        files = sorted(source.glob("*.go"))
        subprocess.run(("go", "build", "-o", program, *files), cwd=source, env=env, check=True)
    return str(program)
