"""Logs of other chats, read line by line. Nothing here touches the database."""
