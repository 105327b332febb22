"""Contracts in the admin, one module a subject."""

from contracts.admin import cesp, mcs, parameters, person, ptmg

__all__ = ["cesp", "mcs", "parameters", "person", "ptmg"]
