"""Logs of other chats, read line by line. Pure: nothing here knows the database."""
