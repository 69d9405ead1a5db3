"""Requests for support, from the first word of a school to the closed case, and the categories of the work.

A person's booked time is the `visits` area's; counting by term is the `reports` area's.
"""
