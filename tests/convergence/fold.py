"""What a client makes of the frames that it is sent. Written from docs/protocol.md; no Django."""

from typing import Any

Frame = dict[str, Any]
COUNTED_MAX = 100
SAID = {"text", "action"}
RIGHTS = ("role", "may", "silence", "then")
OWN = ("head", "read_seq", "unread", "mentions", "mute", *RIGHTS)


class Log:
    """What a client holds of one room: the messages in their newest state, up to its cursor."""

    def __init__(self, page: Frame) -> None:
        self.cursor: int = page["head"]
        self.messages: dict[int, Frame] = {message["id"]: message for message in page["messages"]}

    def take(self, frame: Frame) -> bool:
        """Take `changes`; return whether something before them was missed."""
        if frame["after"] > self.cursor:
            return True
        if frame["upto"] > self.cursor:
            for message in frame["messages"]:
                held = self.messages.get(message["id"])
                if held is None or message["changed_seq"] > held["changed_seq"]:
                    self.messages[message["id"]] = message
            self.cursor = frame["upto"]
        return False


class Fold:
    """Everything that one client holds: who it is, people, its rooms, and those it watches."""

    def __init__(self) -> None:
        self.epoch = ""
        self.user: Frame = {}
        self.people: dict[int, Frame] = {}
        self.people_cursor: int | None = None
        self.standings: dict[int, Frame] = {}
        self.facts: dict[int, Frame] = {}
        self.rights: dict[int, Frame] = {}
        self.logs: dict[int, Log] = {}
        self.lost: set[int] = set()

    def hello(self) -> Frame:
        """Return the frame that says where this client stands."""
        known: Frame = {"epoch": self.epoch or None, "rooms": self._cursors()}
        if self.people_cursor is not None:
            known["people"] = self.people_cursor
        return {"type": "hello", **known}

    def _cursors(self) -> dict[str, int]:
        return {str(room): log.cursor for room, log in self.logs.items()}

    def take(self, frame: Frame) -> list[Frame]:
        """Take a frame; return what the client sends because of it."""
        match frame["type"]:
            case "welcome":
                self.epoch, self.user = frame["epoch"], frame["user"]
                if self.people_cursor is None:
                    self.people_cursor = frame["people_head"]
                return self._listed(frame["rooms"])
            case "rooms":
                return self._listed(frame["rooms"])
            case "history":
                self.logs[frame["room"]] = Log(frame)
            case "changes":
                return self._changed(frame)
            case "room":
                self._told(frame["facts"])
            case "rights":
                self.rights[frame["room"]] = frame["rights"]
            case "removed":
                self._removed(frame)
            case "read":
                self._read(frame)
            case "people":
                self._renamed(frame)
            case "resync":
                self.logs.pop(frame["room"], None)
                return [join(frame["room"])]
            case "error" if frame["code"] == "not_found":
                self._lose(frame["room"])
        return []

    def _listed(self, rooms: list[Frame]) -> list[Frame]:
        """A room that is new in the list is watched from now on."""
        new = [room["id"] for room in rooms if room["id"] not in self.logs]
        self.standings = {room["id"]: room for room in rooms}
        for room in rooms:
            self.facts[room["id"]], self.rights[room["id"]] = facts_in(room), rights_in(room)
            self.lost.discard(room["id"])
        return [join(room_id) for room_id in new]

    def _changed(self, frame: Frame) -> list[Frame]:
        log = self.logs.get(frame["room"])
        if log and log.take(frame):
            return [join(frame["room"], after=log.cursor)]
        return []

    def _told(self, facts: Frame) -> None:
        self.facts[facts["id"]] = facts
        if facts["id"] in self.standings:
            self.standings[facts["id"]] |= facts

    def _removed(self, frame: Frame) -> None:
        self.standings.pop(frame["room"], None)
        if not frame["readable"]:
            self._lose(frame["room"])

    def _lose(self, room_id: int) -> None:
        self.standings.pop(room_id, None)
        self.facts.pop(room_id, None)
        self.rights.pop(room_id, None)
        self.logs.pop(room_id, None)
        self.lost.add(room_id)

    def _read(self, frame: Frame) -> None:
        if frame["room"] in self.standings:
            self.standings[frame["room"]]["read_seq"] = frame["read_seq"]

    def _renamed(self, frame: Frame) -> None:
        self.people |= {person["id"]: person for person in frame["people"]}
        self.people_cursor = frame["upto"]

    # --- What the page shows ----------------------------------------------------------------

    def shown_messages(self, room_id: int) -> list[Frame]:
        """Return the room's messages, in their order, with everybody as they are now."""
        messages = sorted(self.logs[room_id].messages.values(), key=lambda one: one["seq"])
        return [self._with_people(message) for message in messages]

    def shown_facts(self, room_id: int) -> Frame:
        """Return what the room is."""
        facts = self.facts[room_id]
        return facts | {"people": [self.person(one) for one in facts["people"]]}

    def shown_standings(self) -> dict[int, Frame]:
        """Return how the person stands in each of their rooms."""
        return {room_id: self._standing(room_id) for room_id in self.standings}

    def person(self, person: Frame | None) -> Frame | None:
        """Return the person as the log of people has them, if it does."""
        if person is None or person["id"] not in self.people:
            return person
        newest = self.people[person["id"]]
        return {name: newest[name] for name in person}

    def _with_people(self, message: Frame) -> Frame:
        quote = message["reply_to"]
        return message | {
            "author": self.person(message["author"]),
            "subject": self.person(message["subject"]),
            "reply_to": quote and quote | {"author": self.person(quote["author"])},
            "reactions": [
                one | {"people": [self.person(person) for person in one["people"]]}
                for one in message["reactions"]
            ],
        }

    def _standing(self, room_id: int) -> Frame:
        standing, log = self.standings[room_id], self.logs.get(room_id)
        if log is None:
            return standing
        news = [one for one in log.messages.values() if self._is_news(one, standing["read_seq"])]
        return self.shown_facts(room_id) | {
            "head": log.cursor,
            "read_seq": standing["read_seq"],
            "mute": standing["mute"],
            **rights_in(standing),
            "unread": min(len(news), COUNTED_MAX),
            "mentions": min(sum(map(self._calls_me, news)), COUNTED_MAX),
        }

    def _is_news(self, message: Frame, read_seq: int) -> bool:
        return (
            message["seq"] > read_seq
            and message["kind"] in SAID
            and message["deleted_at"] is None
            and message["author"]["id"] != self.user["id"]
        )

    def _calls_me(self, message: Frame) -> bool:
        return message["mentions_all"] or self.user["id"] in message["mentions"]


def join(room_id: int, **cursor: int) -> Frame:
    """Return the frame that asks to watch a room."""
    return {"type": "join", "room": room_id, **cursor}


def facts_in(standing: Frame) -> Frame:
    """Return what the room is, without how somebody stands in it."""
    return {name: value for name, value in standing.items() if name not in OWN}


def rights_in(told: Frame) -> Frame:
    """Return what a standing, or the facts of a page, say that the person may do."""
    return {name: told[name] for name in RIGHTS}
