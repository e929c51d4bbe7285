"""A certificate for servers on this machine."""

import subprocess
from pathlib import Path


def make_certificate(folder: Path) -> Path:
    """Make a certificate that this machine signs itself, and return its file."""
    folder.mkdir(parents=True)
    certificate = folder / "fullchain.pem"
    command = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    out = ("-nodes", "-days", "2", "-keyout", folder / "privkey.pem", "-out", certificate)
    subprocess.run((*command, *names, *out), check=True, capture_output=True)
    return certificate
