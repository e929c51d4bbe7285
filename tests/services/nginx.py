"""A private nginx in front of several servers."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.services.processes import accepts, free_port, stop, until

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_processes 1;
worker_rlimit_nofile 16384;
worker_shutdown_timeout 5s;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  upstream hiroba {{ least_conn; {servers} }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://hiroba;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Daphne-Root-Path "";
      proxy_connect_timeout 2s;
      proxy_read_timeout 75s;
      proxy_buffering off;
    }}
  }}
}}
"""


class Nginx:
    """One nginx that spreads sockets and pages over servers on these ports."""

    def __init__(self, folder: Path, servers: list[int]) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[Any]
        self._folder = folder
        listed = " ".join(f"server 127.0.0.1:{port} fail_timeout=1s;" for port in servers)
        told = CONFIGURATION.format(folder=folder, port=self.port, servers=listed)
        (folder / "nginx.conf").write_text(told)

    def start(self) -> None:
        """Run it and wait until it accepts connections."""
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            (program, "-p", self._folder, "-c", "nginx.conf", "-e", self._folder / "nginx.log"),
            stderr=subprocess.DEVNULL,
        )
        until(lambda: accepts(self.port), self.process, "nginx")

    def reload(self) -> None:
        """Begin anew with fresh workers; the old ones finish what they have."""
        self.process.send_signal(signal.SIGHUP)

    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_workers(self) -> None:
        """Kill those who hold the connections; new ones are started by nginx itself."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it, and every connection."""
        stop(self.process)
