"""What is done to the rigs. Each fault is a generator: it strikes, yields, and heals."""

from chaos.faults import (
    clients,
    clock,
    deployment,
    disk,
    network,
    none,
    postgres,
    processes,
    redis,
    sqlite,
    standing,
)
from chaos.faults.fault import FAULTS, Fault, Scene

__all__ = [
    "FAULTS",
    "Fault",
    "Scene",
    "clients",
    "clock",
    "deployment",
    "disk",
    "network",
    "none",
    "postgres",
    "processes",
    "redis",
    "sqlite",
    "standing",
]
