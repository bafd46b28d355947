"""The record: a raw update in, facts out; facts into rows, rows into days and figures."""
