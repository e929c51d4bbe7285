"""Who has sockets open, in whatever process: presence hears it, the desk shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2s

Devices = Mapping[int, Sequence[str]]

_by_process: dict[str, dict[int, Sequence[str]]] = {}


def device(session_key: str) -> str:
    """Return what stands for a session where its key, which opens the account, must not stand."""
    return blake2s(session_key.encode(), digest_size=8).hexdigest()


def heard(process: str, people: Devices) -> None:
    """Keep the devices of these people's sockets in one process, one for each socket."""
    kept = _by_process.setdefault(process, {})
    for user_id, devices in people.items():
        if devices:
            kept[user_id] = devices
        else:
            kept.pop(user_id, None)


def within(process: str) -> Devices:
    """Return what was heard of one process."""
    return _by_process.get(process, {})


def forget(process: str) -> None:
    """Drop what was said by a process that is gone."""
    _by_process.pop(process, None)


def of(user_id: int) -> Counter[str]:
    """Return how many sockets this person has open on which device; from any thread."""
    processes = tuple(_by_process.values())
    return Counter(device for people in processes for device in people.get(user_id, ()))
