"""Texts that no keyboard writes: refused with a code, or stored and read back as they came."""

import json
import unicodedata
from uuid import uuid4

import pytest

from chat.models import Message, Room
from tests.live.conftest import Client

pytestmark = pytest.mark.django_db(transaction=True)

MAX = 10_000

REFUSED = {
    "bad_text": ("\0", "a\0b", "\0" * 99, "広\0場", "```\n\0\n```"),
    "empty": (
        *("", " ", "\n\n", "\t", "\u3000", "\u00a0", "\r\n", "\u2028\u2029", "\x07\x1b", "\x85"),
        *("\u200b", "\u200b\u200c\u200d\u2060\ufeff", "\u00ad", "\u202e", "\u2066\u2069"),
        *("\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u180e", "\U000e0041\U000e007f"),
        *("\ufff9\ufffb", "\ue000", "\U000f0000", "\uffff", "\U0010ffff", "\ufdd0", "\u200e\u200f"),
    ),
    "too_long": ("x" * (MAX + 1), "広" * (MAX + 1), "😀" * (MAX + 1), "a" + "\u0301" * MAX),
}
STORED = (
    *("x" * MAX, "広" * MAX, "😀" * MAX, "a" + "\u0301" * (MAX - 1), "👩‍👩‍👧‍👦" * 1_400),
    *(
        "\u202eevil",
        "\u2066open",
        "a\u202bb\u202cc",
        "\u200fשלום",
        "مرحبا \u202a(x)\u202c",
    ),
    *("Z̴̡̛̗̘̙̜̝̞̟̠̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼͇͈͉͍͎̀́̂̃̄̅̆̇̈̉̊̋̌̍̎̏̐̑̒̓̔̽̾̿̀́͂̓̈́͆͊͋͌A̴L̵G̶O̷", "ก็็็็็็็็็็็็็็็็็็็็", "﷽", "𒐫" * 99, "\u0e49" * 50 + "x"),
    *(
        "а",
        "ａ",
        "ℵ",
        "ﬁ",
        "K",
        "Å",
        "e\u0301",
        "é",
        "が",
        "か\u3099",
        "ｶﾞ",
        "㍿",
        "﨑",
        "葛\U000e0100",
    ),
    *(
        "\ufeffa",
        "a\ufeff",
        "a\u200bb",
        "a\x1b[31mb",
        "a\x07",
        "a\x7fb",
        "a\x85b",
        "a\u2028b",
        "\ufffdx",
    ),
    *("\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "a\uffffb", "a\ufdd0b"),
    *("\"\\'`", "\\u0000", "%00%s{}", "'; DROP TABLE chat_message; --", "a\r\nb\rc\nd", "🏳️‍⚧️", "1️⃣"),
    *(
        "\t\ttabs",
        "  spaces  ",
        "a\n\n\n\n\nb",
        "x" * 99 + "\n" * 900 + "y",
        "﹫all",
        "＠ａｌｌ",
        "@" * 999,
    ),
)

FRAMES = {
    "bad_frame": (
        *(" ", "null", "true", "1", '"x"', "[]", "[{}]", "{", "}", "{]", "{'a':1}", "{a:1}"),
        *('{"type":"ping","n":1', '{"type":"ping","n":1}}', '{"type":"ping","n":1}x', "\0"),
        *('\ufeff{"type":"ping","n":1}', '{"type":"ping","n":01}', '{"type":"ping","n":+1}'),
        *('{"type":"ping","n":.5}', '{"type":"ping","n":1.}', '{"type":"ping","n":0x1}', "NaN"),
        *(
            '{"type":"ping","n":NaN}',
            '{"type":"ping","n":Infinity}',
            '{"type":"ping","n":-Infinity}',
        ),
        *('{"type":"ping","n":1,}', '{"type":"ping",,"n":1}', '{"type" "ping"}', '{"type":"ping"'),
        *(
            '{"type":"ping\n","n":1}',
            '{"type":"\x07","n":1}',
            '{"type":"\\x41"}',
            '{"type":"\\ud800"}',
        ),
        *('{"type":"ping","n":1}/**/', '//\n{"type":"ping","n":1}', "[" * 60_000, '{"x":' * 12_000),
        *(
            '{"type":"message","room":1,"nonce":"x","body":"\\ud800"}',
            "undefined",
            "ping",
            "\u3000{}",
        ),
        *('{"type":"message","body":"\\udc00\\ud800"}', '{"type":"message","body":"\\u12"}'),
    ),
    "bad_field": (
        '{"type":"shout","type":"ping","n":5}',
        *("{}", '{"type":null}', '{"type":["ping"]}', '{"type":{"ping":1}}', '{"type":true}'),
        *(
            '{"type":"ping"}',
            '{"type":"ping","n":null}',
            '{"type":"ping","n":"1"}',
            '{"Type":"ping"}',
        ),
        *('{"type":"ping","n":true}', '{"type":"ping","n":-1}', '{"type":"ping","n":1.5}'),
        *(
            '{"type":"ping","n":1e999}',
            '{"type":"ping","n":9007199254740992}',
            '{"type":"ping","N":1}',
        ),
        *('{"type":"ping","n":' + "9" * 5_000 + "}", '{"type":"ping","n":-' + "9" * 5_000 + "}"),
        *('{"type":"ping","n":1e-1}', '{"type":"ping","n":{"$gt":0}}', '{"type":"ping","n":[1]}'),
        *('{"type":"join","room":1,"after":18446744073709551616}', '{"type":"leave","room":"1"}'),
        *('{"type":"history","room":1,"limit":1000000}', '{"type":"history","room":1,"around":-1}'),
        *('{"type":"presence","state":"away"}', '{"type":"presence","people":"all"}'),
        *('{"type":"presence","people":' + json.dumps([1] * 501) + "}", '{"type":"read","room":1}'),
        *('{"type":"hello","epoch":1,"rooms":{}}', '{"type":"hello","epoch":null,"rooms":[]}'),
        *('{"type":"hello","epoch":null,"rooms":{"-1":0}}', '{"type":"hello","rooms":{"x":0}}'),
        *('{"type":"message","room":1,"nonce":"","body":"x"}', '{"type":"message","room":1}'),
        *('{"type":"message","room":1,"nonce":"' + "0" * 36 + '","body":"x"}',),
        *('{"type":"react","room":1,"nonce":null,"id":1}', '{"n":1,"type":5}'),
    ),
    "unknown_type": (
        *(
            '{"type":""}',
            '{"type":"Ping","n":1}',
            '{"type":" ping","n":1}',
            '{"type":"websocket.send"}',
        ),
        *('{"type":"websocket.disconnect","code":1000}', '{"type":"__init__"}', '{"type":"send"}'),
        *(
            '{"type":"chat.message"}',
            '{"type":"welcome"}',
            '{"type":"bye"}',
            '{"type":"p\\u0456ng"}',
        ),
        *('{"type":"../ping"}', '{"type":"ping\\u0000","n":1}', '{"type":"' + "x" * 60_000 + '"}'),
    ),
    "too_large": ("x" * 65_537, " " * 70_000, "広" * 22_000, '{"x":"' + "a" * 65_536 + '"}'),
}
ANSWERED = (
    *('{"type":"ping","n":5}', ' \n\t{"n":5,"type":"ping"} ', '{"type":"ping","n":5,"n":5}'),
    *('{"type":"p\\u0069ng","n":5}', '{"type":"ping","n":5,"x":{"y":[1e99,null,"\\u0000"]}}'),
    '{"type":"ping","n":5,"\\u0000":1}',
)


@pytest.fixture
async def alice_there(connect, alice_cookie, lobby, settings):
    settings.RATE_LIMITS = False
    client = connect(alice_cookie)
    await client.hello()
    return client


async def _say(client: Client, room: Room, body: str) -> str:
    """Say it as it is, without the escapes that make a frame longer."""
    nonce = str(uuid4())
    frame = {"type": "message", "room": room.pk, "nonce": nonce, "body": body}
    await client.send_text(json.dumps(frame, ensure_ascii=False))
    return nonce


async def test_bodies_that_are_no_texts_are_refused_with_their_code(alice_there, lobby: Room):
    for code, bodies in REFUSED.items():
        for body in bodies:
            nonce = await _say(alice_there, lobby, body)
            error = await alice_there.receive("error", "ack")
            assert (error.get("code"), error["nonce"]) == (code, nonce), ascii(body[:20])
    assert await Message.objects.filter(room=lobby, kind="text").acount() == 0


async def test_odd_texts_are_read_back_as_they_were_written(alice_there, lobby: Room):
    for body in STORED:
        nonce = await _say(alice_there, lobby, body)
        assert (await alice_there.receive("error", "ack"))["nonce"] == nonce
    await alice_there.send(type="history", room=lobby.pk, limit=100)
    told = (await alice_there.receive("history"))["messages"]
    read = [message["body"] for message in told if message["kind"] == "text"]
    assert [ascii(body) for body in read] == [ascii(body) for body in STORED]
    for message in told:
        message["html"].encode()
        assert "\0" not in message["html"]


@pytest.mark.parametrize("code", FRAMES)
async def test_what_is_no_frame_is_refused_with_its_code_and_the_socket_stays(alice_there, code):
    for text in FRAMES[code]:
        await alice_there.send_text(text)
        error = await alice_there.receive("error", "pong", "ack")
        assert error.get("code") == code, text[:60]
    assert await alice_there.hears_nothing()


async def test_what_is_odd_and_a_frame_is_answered(alice_there):
    for text in ANSWERED:
        await alice_there.send_text(text)
        assert await alice_there.receive("error", "pong") == {"type": "pong", "n": 5}, text


async def test_frames_of_bytes_are_refused_and_the_socket_stays(alice_there):
    for data in (b"\0", b"\xff\xfe", b'{"type":"ping","n":5}', b"x" * 70_000):
        await alice_there.send_bytes(data)
        assert (await alice_there.receive("error", "pong"))["code"] in {"bad_frame", "too_large"}
    assert await alice_there.hears_nothing()


def test_the_tables_are_as_odd_as_they_look():
    assert sum(map(len, REFUSED.values())) >= 30
    assert sum(map(len, FRAMES.values())) >= 60
    assert len(set(STORED)) == len(STORED) >= 40
    assert any(unicodedata.normalize("NFC", body) != body for body in STORED)
