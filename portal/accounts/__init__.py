"""Users of a tenant and how they prove who they are: passwords, second factor, sessions, invitations.

Does not know schools: which school a user stands for is the `schools` area's.
"""
