"""Where the keys of screens lead: one module an area, which knows its screens and what they use, and no other area."""
