"""The paper diary's place: daily logs and their entries, checks and approvals, and the monthly reports from them.

Where somebody was booked is the `visits` area's, what was asked for the `tickets` area's.
"""
