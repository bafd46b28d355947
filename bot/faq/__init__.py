"""Answers to what fans ask again and again, and silence otherwise."""
