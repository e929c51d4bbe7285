"""The pages of accounts: signing up and in, and what is one's own."""
