"""Figures of the program, each beside a named peer or floor in the same run."""
