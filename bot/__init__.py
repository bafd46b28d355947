"""Renao (热闹): the extra pair of hands for a fan community."""

__version__ = "0.1.0"
