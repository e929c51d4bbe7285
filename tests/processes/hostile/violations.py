"""What RFC 6455 forbids, section by section: a name for each case, and the bytes.

Each is sent on a socket of its own that has been welcomed. The server must end it.
"""

import struct
from collections.abc import Iterator
from itertools import product

from tests.processes.hostile.raw import BINARY, CLOSE, PING, PONG, TEXT, frame

CONTINUATION = 0
NAMES = {
    CONTINUATION: "continuation",
    TEXT: "text",
    BINARY: "binary",
    CLOSE: "close",
    PING: "ping",
    PONG: "pong",
}
RESERVED = (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
LARGEST = 4 * 65_536  # bytes; above it Daphne closes

Case = tuple[str, bytes]

SAY = b'{"type":"ping","n":1}'


def begun(opcode: int = TEXT) -> bytes:
    """Return the first fragment of a message."""
    return frame(opcode, b'{"type":', fin=False)


def unmasked() -> Iterator[Case]:
    """§5.1: a server must close when a client's frame is not masked."""
    for opcode in (TEXT, BINARY, PING, PONG):
        yield f"5.1 unmasked {NAMES[opcode]}", frame(opcode, SAY, masked=False)
        yield f"5.1 unmasked empty {NAMES[opcode]}", frame(opcode, masked=False)
    yield "5.1 unmasked close", frame(CLOSE, struct.pack("!H", 1000), masked=False)
    yield "5.1 unmasked continuation", begun() + frame(CONTINUATION, b"1}", masked=False)
    yield "5.1 unmasked after masked", frame(TEXT, SAY) + frame(TEXT, SAY, masked=False)
    yield "5.1 unmasked ping in a message", begun() + frame(PING, masked=False)


def reserved_bits() -> Iterator[Case]:
    """§5.2: the three bits are 0 unless an extension was agreed on, and none ever is."""
    for rsv in range(1, 8):
        yield f"5.2 reserved bits {rsv:03b} of text", frame(TEXT, SAY, rsv=rsv)
    for bit, opcode in product((1, 2, 4), (BINARY, PING, PONG)):
        yield f"5.2 reserved bit {bit:03b} of {NAMES[opcode]}", frame(opcode, b"x", rsv=bit)
    for bit in (1, 2, 4):
        code = struct.pack("!H", 1000)
        yield f"5.2 reserved bit {bit:03b} of close", frame(CLOSE, code, rsv=bit)
        end = frame(CONTINUATION, b"1}", rsv=bit)
        yield f"5.2 reserved bit {bit:03b} of continuation", begun() + end
    yield "5.2 reserved bit of empty text", frame(TEXT, rsv=4)


def reserved_opcodes() -> Iterator[Case]:
    """§5.2: opcodes 3–7 and B–F mean nothing yet."""
    for opcode in RESERVED:
        yield f"5.2 opcode {opcode:X}", frame(opcode)
        yield f"5.2 opcode {opcode:X} with a payload", frame(opcode, SAY)
        yield f"5.2 opcode {opcode:X} without end", frame(opcode, SAY, fin=False)
        yield f"5.2 opcode {opcode:X} in a message", begun() + frame(opcode, b"x")


def fragments() -> Iterator[Case]:
    """§5.4: one message at a time, begun by its kind, continued by continuations."""
    yield "5.4 continuation of nothing", frame(CONTINUATION, SAY)
    yield "5.4 empty continuation of nothing", frame(CONTINUATION)
    yield "5.4 continuation of nothing without end", frame(CONTINUATION, SAY, fin=False)
    yield "5.4 continuation after a whole message", frame(TEXT, SAY) + frame(CONTINUATION, b"x")
    whole = frame(TEXT, b'{"type":"ping",', fin=False) + frame(CONTINUATION, b'"n":1}')
    yield "5.4 continuation after the last one", whole + frame(CONTINUATION, b"x")
    yield "5.4 continuation after a ping", frame(PING) + frame(CONTINUATION, b"x")
    for first, second in product((TEXT, BINARY), (TEXT, BINARY)):
        what = f"{NAMES[second]} within {NAMES[first]}"
        yield f"5.4 {what}", begun(first) + frame(second, b"x")
        yield f"5.4 {what} without end", begun(first) + frame(second, b"x", fin=False)
    between = begun() + frame(PING, b"x") + frame(TEXT, SAY)
    yield "5.4 a message after a ping in a message", between


def control_frames() -> Iterator[Case]:
    """§5.5: at most 125 bytes, and never in fragments."""
    for opcode in (CLOSE, PING, PONG):
        payload = struct.pack("!H", 1000) if opcode == CLOSE else b"x"
        name = NAMES[opcode]
        yield f"5.5 fragment of {name}", frame(opcode, payload, fin=False)
        yield f"5.5 empty fragment of {name}", frame(opcode, fin=False)
        whole = frame(opcode, payload, fin=False) + frame(CONTINUATION, b"x")
        yield f"5.5 {name} in two fragments", whole
        for size in (126, 127, 65_535, 65_536):
            yield f"5.5 {name} of {size} bytes", frame(opcode, payload.ljust(size, b"x"))
        for length in (struct.pack("!BH", 126, 2), struct.pack("!BQ", 127, 2)):
            bytes_more = len(length) - 1
            sent = frame(opcode, b"\x03\xe8", length=length)
            yield f"5.5 {name} with {bytes_more} bytes for its length", sent


def lengths() -> Iterator[Case]:
    """§5.2: the shortest way to write a length, and never its highest bit."""
    for opcode in (TEXT, BINARY, CONTINUATION):
        name = NAMES[opcode]
        before = begun() if opcode == CONTINUATION else b""
        for size in (0, 1, 125):
            length = struct.pack("!BH", 126, size)
            sent = before + frame(opcode, b"x" * size, length=length)
            yield f"5.2 {size} in two bytes, {name}", sent
        for size in (0, 125, 126, 65_535):
            length = struct.pack("!BQ", 127, size)
            sent = before + frame(opcode, b"x" * size, length=length)
            yield f"5.2 {size} in eight bytes, {name}", sent
        for power, size in {"2^63": 2**63, "2^64-1": 2**64 - 1}.items():
            length = struct.pack("!BQ", 127, size)
            yield f"5.2 {power}, {name}", before + frame(opcode, SAY, length=length)


def sizes() -> Iterator[Case]:
    """§10.4: what is far above the limit is not waited for."""
    for power in (20, 31, 32, 40, 62):
        length = struct.pack("!BQ", 127, 2**power)
        yield f"10.4 a claim of 2^{power}", frame(TEXT, SAY, length=length)
    yield "10.4 the highest length", frame(TEXT, SAY, length=struct.pack("!BQ", 127, 2**63 - 1))
    yield "10.4 one byte too many", frame(TEXT, b"x" * (LARGEST + 1))
    half = frame(TEXT, b"x" * (LARGEST // 2), fin=False)
    rest = frame(CONTINUATION, b"x" * (LARGEST // 2), fin=False) + frame(CONTINUATION, b"x")
    yield "10.4 one byte too many, in fragments", half + rest
    claim = frame(CONTINUATION, b"x", length=struct.pack("!BQ", 127, 2**40))
    yield "10.4 a claim of 2^40 within a message", begun() + claim


def closes() -> Iterator[Case]:
    """§5.5.1 and §7.4: a close says nothing, or a code that may be sent, and why in UTF-8."""
    yield "7.4 half a code", frame(CLOSE, b"\x03")
    forbidden = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535)
    for code in forbidden:
        yield f"7.4 code {code}", frame(CLOSE, struct.pack("!H", code))
        yield f"7.4 code {code} with a reason", frame(CLOSE, struct.pack("!H", code) + b"bye")
    for name, wrong in not_utf8().items():
        reason = struct.pack("!H", 1000) + b"so " + wrong
        yield f"5.5.1 a reason with {name}", frame(CLOSE, reason)


def not_utf8() -> dict[str, bytes]:
    """Return bytes that are no UTF-8 (RFC 3629), by what is wrong with them."""
    return {
        "a continuation alone (80)": b"\x80",
        "a continuation alone (BF)": b"\xbf",
        "two continuations": b"\x80\xbf",
        "all continuations": bytes(range(0x80, 0xC0)),
        "a lonely start of two": b"\xc3 ",
        "a lonely start of three": b"\xe3 ",
        "a lonely start of four": b"\xf0 ",
        "three, cut": b"\xe3\x81",
        "four, cut": b"\xf0\x9f\x98",
        "three, broken": b"\xe3\x81x",
        "/ in two bytes (C0 AF)": b"\xc0\xaf",
        "NUL in two bytes (C0 80)": b"\xc0\x80",
        "an overlong two (C1 BF)": b"\xc1\xbf",
        "an overlong three (E0 80 AF)": b"\xe0\x80\xaf",
        "an overlong three (E0 9F BF)": b"\xe0\x9f\xbf",
        "an overlong four (F0 80 80 AF)": b"\xf0\x80\x80\xaf",
        "an overlong four (F0 8F BF BF)": b"\xf0\x8f\xbf\xbf",
        "the first surrogate (ED A0 80)": b"\xed\xa0\x80",
        "the last surrogate (ED BF BF)": b"\xed\xbf\xbf",
        "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
        "U+110000": b"\xf4\x90\x80\x80",
        "five bytes": b"\xf8\x88\x80\x80\x80",
        "six bytes": b"\xfc\x84\x80\x80\x80\x80",
        "FE": b"\xfe",
        "FF": b"\xff",
        "Latin-1": "café".encode("latin-1"),
        "Shift JIS": "広場".encode("shift_jis"),
        "EUC-JP": "広場".encode("euc_jp"),
        "UTF-16": "広場".encode("utf-16"),
    }


def texts() -> Iterator[Case]:
    """§8.1: a text that is no UTF-8 ends the connection, wherever it is cut."""
    for name, wrong in not_utf8().items():
        yield f"8.1 {name}", frame(TEXT, b'{"type":"' + wrong + b'"}')
        yield f"8.1 {name}, at the end", frame(TEXT, b"x" + wrong)
        cut = len(wrong) // 2
        first = frame(TEXT, b"x" + wrong[:cut], fin=False)
        yield f"8.1 {name}, in two fragments", first + frame(CONTINUATION, wrong[cut:] + b"x")
    first = frame(TEXT, b"\xf4\x90", fin=False)
    yield "8.1 ends at once, not with the message", first


def other_languages() -> Iterator[Case]:
    """§5.2: what is no frame at all."""
    yield "5.2 another request", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    yield "5.2 a handshake of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 50
    yield "5.2 HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield "5.2 a greeting of mail", b"EHLO example.com\r\n"
    yield "5.2 all ones", b"\xff" * 64
    yield "5.2 text without frames", SAY


def all_cases() -> dict[str, bytes]:
    """Return every case, by its name."""
    groups = (
        *(unmasked, reserved_bits, reserved_opcodes, fragments, control_frames),
        *(lengths, sizes, closes, texts, other_languages),
    )
    cases = [case for group in groups for case in group()]
    assert len({name for name, _ in cases}) == len(cases)
    return dict(cases)


VIOLATIONS = all_cases()
