"""Forms of tickets: asking for support, the steps of a ticket's life, planning visits, small ones of the list."""
