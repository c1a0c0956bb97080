"""Providers' contracts, served once a run."""

from collections.abc import Iterator

import pytest

from tests.gateways.prism import KARADEN, TWILIO, Prism, serve


@pytest.fixture(scope="session")
def karaden_prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    """Karaden's contract."""
    with serve(KARADEN, tmp_path_factory.mktemp("prism")) as prism:
        yield prism


@pytest.fixture(scope="session")
def twilio_prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    """Twilio's contract."""
    with serve(TWILIO, tmp_path_factory.mktemp("prism")) as prism:
        yield prism
