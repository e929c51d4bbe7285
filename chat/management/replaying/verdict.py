"""Judges a replay: was every message stored once, in order, and seen by every watcher? Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

Message = dict[str, Any]


@dataclass(slots=True)
class Sent:
    """A message that somebody sent, and how the server answered."""

    author_id: int
    nonce: UUID
    body: str
    acknowledged_seq: int | None = None
    refusal: str = ""


class Verdict:
    """Compares what was sent with what is stored, and that with what each watcher received.

    `stored`: the room's messages during the replay, by number. `seen`: each watcher's messages of
    the same time, in order of arrival.
    """

    def __init__(
        self,
        sent: Sequence[Sent],
        stored: Sequence[Message],
        seen: Mapping[str, Sequence[Message]],
    ) -> None:
        self.sent = sent
        self.stored = stored
        self.seen = seen
        self._by_nonce: dict[str, list[Message]] = defaultdict(list)
        for message in stored:
            self._by_nonce[message["nonce"]].append(message)

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return not list(self.faults())

    def lines(self) -> Iterator[str]:
        """Yield the counts, then each difference."""
        faults = list(self.faults())
        acknowledged = [sent for sent in self.sent if sent.acknowledged_seq is not None]
        copies = [self._copies(sent) for sent in self.sent]
        yield f"sent: {len(self.sent)}"
        yield f"acknowledged: {len(acknowledged)}"
        yield f"stored: {sum(map(bool, copies))}"
        yield f"lost: {sum(not count for count in copies)}"
        yield f"duplicated: {sum(count > 1 for count in copies)}"
        yield f"the room's messages meanwhile: {len(self.stored)}"
        for name, messages in self.seen.items():
            yield f"seen by {name}: {len(messages)}"
        yield from faults
        yield "verdict: " + (f"{len(faults)} differences" if faults else "nothing differs")

    def faults(self) -> Iterator[str]:
        """Yield each difference as a sentence."""
        for sent in self.sent:
            yield from self._faults_of(sent)
        yield from self._faults_of_order()
        for name, messages in self.seen.items():
            yield from self._faults_of_watcher(name, messages)

    def _copies(self, sent: Sent) -> int:
        return len(self._by_nonce.get(str(sent.nonce), ()))

    def _faults_of(self, sent: Sent) -> Iterator[str]:
        copies = self._by_nonce.get(str(sent.nonce), ())
        if sent.acknowledged_seq is None:
            yield f"{sent.nonce}: not acknowledged. {sent.refusal}".rstrip()
        if not copies:
            yield f"{sent.nonce}: not stored"
        if len(copies) > 1:
            yield f"{sent.nonce}: stored {len(copies)} times"
        for message in copies:
            if (message["author"]["id"], message["body"]) != (sent.author_id, sent.body):
                yield f"{sent.nonce}: stored with another text or author"
            if sent.acknowledged_seq not in (None, message["seq"]):
                yield f"{sent.nonce}: acknowledged under another number"

    def _faults_of_order(self) -> Iterator[str]:
        """One person's messages are stored in the order in which they were sent."""
        last: dict[int, int] = defaultdict(int)
        for sent in self.sent:
            for message in self._by_nonce.get(str(sent.nonce), ()):
                if message["seq"] < last[sent.author_id]:
                    yield f"{sent.nonce}: stored before an earlier message"
                last[sent.author_id] = message["seq"]

    def _faults_of_watcher(self, name: str, messages: Sequence[Message]) -> Iterator[str]:
        """A message that has changed since may arrive after later ones."""
        seqs = [message["seq"] for message in messages]
        came = [message["seq"] for message in messages if message["changed_seq"] == message["seq"]]
        stored = {message["seq"]: _content(message) for message in self.stored}
        if missing := sorted(stored.keys() - set(seqs)):
            yield f"{name} misses {len(missing)} messages: {missing[:10]}"
        if strange := sorted(set(seqs) - stored.keys()):
            yield f"{name} has {len(strange)} messages that are not stored: {strange[:10]}"
        if len(seqs) > len(set(seqs)) or any(one >= next_ for one, next_ in pairwise(came)):
            yield f"{name} got messages twice or out of order"
        for message in messages:
            if stored.get(message["seq"], _content(message)) != _content(message):
                yield f"{name} has another text of message {message['seq']}"


def _content(message: Message) -> tuple[Any, ...]:
    author = message["author"]["id"]
    return message["id"], message["kind"], author, message["nonce"], message["body"]
