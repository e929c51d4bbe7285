"""Hiroba's own addresses; the accounts' are allauth's, see config/urls.py."""

from django.urls import path, register_converter

from chat.web.converters import InvitationToken, RoomSlug
from chat.web.views import accounts, invitations, room, rooms, setup

register_converter(RoomSlug, "room")
register_converter(InvitationToken, "token")

urlpatterns = [
    path("", rooms.home, name="home"),
    path("setup/", setup.setup, name="setup"),
    path("rooms/", rooms.directory, name="rooms"),
    path("rooms/new/", rooms.new, name="room_new"),
    path("rooms/<room:slug>/", room.show, name="room"),
    path("rooms/<room:slug>/history/", room.history, name="room_history"),
    path("rooms/<room:slug>/post/", room.post, name="room_post"),
    path("rooms/<room:slug>/join/", rooms.join, name="room_join"),
    path("rooms/<room:slug>/leave/", rooms.leave, name="room_leave"),
    path("rooms/<room:slug>/members/", rooms.members, name="room_members"),
    path("rooms/<room:slug>/invitations/", invitations.own, name="room_invitations"),
    path("invite/<token:token>/", invitations.show, name="invitation"),
    path("invite/<token:token>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("account/", accounts.profile, name="account"),
    path("i18n/", accounts.set_language, name="set_language"),
]
