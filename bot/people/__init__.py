"""Persons: what they may do in a group, what they chose, and the audit of privileged acts."""
