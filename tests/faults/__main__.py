"""`python3 dev.py faults`: the tests of this folder alone. Words behind it go to pytest, e.g. `-x -k random`."""

import sys
from pathlib import Path

import pytest

sys.exit(pytest.main([str(Path(__file__).parent), *sys.argv[1:]]))
