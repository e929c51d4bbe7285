"""One form of dates and clocks for each language, on all pages and in all mails."""
