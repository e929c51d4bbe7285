"""Hiroba's own addresses; the accounts' are allauth's, see config/urls.py.

What the converters do not match never reaches a view or the database.
"""

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from chat.web.account.views import bookmarks, setup
from chat.web.moderation.views import moderation
from chat.web.rooms.views import invitations, members, room, room_data, room_settings, rooms


class RoomSlug(StringConverter):
    """A room's address: letters and digits of any script, as `Room.slug` allows."""

    regex = r"[-\w]{1,80}"


class Number(IntConverter):
    """A place in a room, or a person's id: as large as the database and JavaScript can count."""

    regex = r"[0-9]{1,15}"


class Token(StringConverter):
    """The secret part of a link."""

    regex = r"[-_A-Za-z0-9]{1,64}"


class Username(StringConverter):
    """A person's username, in any case and width; what stands on letters is no `\\w`."""

    regex = r"[\w.+\-\[\]\\`^{|}\u00a1-\U0010ffff]{1,64}"


register_converter(RoomSlug, "room")
register_converter(Number, "number")
register_converter(Token, "token")
register_converter(Username, "username")

urlpatterns = [
    path("", rooms.home, name="home"),
    path("waiting/", moderation.waiting, name="waiting"),
    path("setup/", setup.setup, name="setup"),
    path("setup/<token:token>/", setup.setup, name="setup"),
    path("bookmarks/", bookmarks.show, name="bookmarks"),
    path("bookmarks/<number:number>/", bookmarks.change, name="bookmark_change"),
    path("bookmarks/<number:number>/remove/", bookmarks.remove, name="bookmark_remove"),
    path("rooms/", rooms.directory, name="rooms"),
    path("rooms/new/", rooms.new, name="room_new"),
    path("rooms/archived/", rooms.archive, name="rooms_archived"),
    path("rooms/<room:slug>/", room.show, name="room"),
    path("rooms/<room:slug>/<number:seq>/", room.message, name="room_message"),
    path("rooms/<room:slug>/<number:seq>/versions/", moderation.versions, name="room_versions"),
    path("rooms/<room:slug>/<number:seq>/report/", moderation.report, name="room_report"),
    path("rooms/<room:slug>/<number:seq>/hide/", moderation.hide, name="room_hide"),
    path("rooms/<room:slug>/<number:seq>/restore/", moderation.restore, name="room_restore"),
    path("rooms/<room:slug>/<number:seq>/purge/", moderation.purge, name="room_purge"),
    path("rooms/<room:slug>/members/<number:person>/mute/", moderation.mute, name="room_mute"),
    path(
        "rooms/<room:slug>/members/<number:person>/unmute/", moderation.unmute, name="room_unmute"
    ),
    path("rooms/<room:slug>/lock/", moderation.lock, name="room_lock"),
    path("rooms/<room:slug>/unlock/", moderation.unlock, name="room_unlock"),
    path("rooms/<room:slug>/slow/", moderation.slow, name="room_slow"),
    path("rooms/<room:slug>/post/", room.post, name="room_post"),
    path("rooms/<room:slug>/history/", room_data.history, name="room_history"),
    path("rooms/<room:slug>/people/", room_data.people, name="room_people"),
    path("rooms/<room:slug>/pins/", room_data.pins, name="room_pins"),
    path("rooms/<room:slug>/join/", members.join, name="room_join"),
    path("rooms/<room:slug>/leave/", members.leave, name="room_leave"),
    path("rooms/<room:slug>/members/", members.members, name="room_members"),
    path("rooms/<room:slug>/members/<number:person>/remove/", members.remove, name="room_remove"),
    path("rooms/<room:slug>/removed/", members.removed, name="room_removed"),
    path("rooms/<room:slug>/removed/<number:person>/", members.readmit, name="room_readmit"),
    path("rooms/<room:slug>/members/<number:person>/role/", members.role, name="room_role"),
    path("rooms/<room:slug>/add/", members.add, name="room_add"),
    path("rooms/<room:slug>/transfer/", members.transfer, name="room_transfer"),
    path("rooms/<room:slug>/settings/", room_settings.settings, name="room_settings"),
    path("rooms/<room:slug>/settings/history/", room_settings.history, name="room_set_history"),
    path("rooms/<room:slug>/public/", room_settings.make_public, name="room_make_public"),
    path("rooms/<room:slug>/private/", room_settings.make_private, name="room_make_private"),
    path("rooms/<room:slug>/archive/", room_settings.archive, name="room_archive"),
    path("rooms/<room:slug>/reopen/", room_settings.reopen, name="room_reopen"),
    path("rooms/<room:slug>/invitations/", invitations.own, name="room_invitations"),
    path("direct/new/", rooms.new_direct, name="direct_new"),
    path("invite/<token:token>/", invitations.show, name="invitation"),
    path("invite/<token:token>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("invite/<token:token>/qr/", invitations.qr_page, name="invitation_qr_page"),
    path("invite/<token:token>/qr.svg", invitations.qr, name="invitation_qr"),
    path("", include("chat.web.account.urls")),
]
