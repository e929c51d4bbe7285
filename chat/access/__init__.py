"""Who may see and do what: visibility, rights, rules. Reads only."""
