"""What the shop knows, as plain values and functions: no Qt, no SQL, no files, no clock of its own."""
