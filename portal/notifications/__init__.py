"""Mails a tenant has sent: found, read, sent again. Composing and sending is the kernel's."""
