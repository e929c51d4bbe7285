"""Which servers may stand on one database together."""

import pytest
from django.db import connection

from chat.server import server_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _let_go():
    yield
    server_lock.let_go()


def test_without_redis_a_second_server_refuses_to_start(settings):
    settings.REDIS_URL = ""
    server_lock.hold_database()
    with pytest.raises(SystemExit, match="Another Hiroba server uses"):
        server_lock.hold_database()


def test_a_server_without_redis_refuses_to_stand_beside_one_that_has_it(settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    server_lock.hold_database()
    settings.REDIS_URL = ""
    with pytest.raises(SystemExit):
        server_lock.hold_database()


def test_servers_with_redis_share_postgresql_and_never_a_sqlite_file(settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    server_lock.hold_database()
    if connection.vendor == "sqlite":
        with pytest.raises(SystemExit):
            server_lock.hold_database()
    else:
        server_lock.hold_database()


def test_nobody_can_have_the_database_alone_while_a_server_stands_on_it(settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    server_lock.hold_database()
    assert not server_lock.hold_alone()
    server_lock.let_go()
    assert server_lock.hold_alone()
    with pytest.raises(SystemExit):
        server_lock.hold_database()
