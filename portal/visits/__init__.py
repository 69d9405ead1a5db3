"""People's booked time: visits, online sessions and work at the centre, never two at once.

Why a time is booked is the `tickets` area's.
"""
