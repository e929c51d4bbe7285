"""What concerns people and not one room: who is here, who they are, where they stand."""
