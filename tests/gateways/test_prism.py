"""The judge itself: it must see a fault where there is one, or its silence proves nothing."""

import httpx

from tests.gateways.prism import Prism

TENANT = "82bdf9de-a532-4bf5-86bc-c9a1366e5f4a"


def _post(prism: Prism, to: str) -> httpx.Response:
    form = {"service_id": "1", "to": to, "body": "a"}
    return httpx.post(f"{prism.url}/{TENANT}/messages", data=form, headers={"Authorization": "Bearer x"}, timeout=30)


def test_a_request_that_keeps_the_contract_is_answered(karaden_prism: Prism) -> None:
    karaden_prism.faults()
    assert _post(karaden_prism, "09012345678").status_code == httpx.codes.OK
    assert karaden_prism.faults() == []


def test_a_request_that_breaks_the_contract_is_named(karaden_prism: Prism) -> None:
    karaden_prism.faults()
    assert _post(karaden_prism, "+819012345678").status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert any("must match pattern" in fault for fault in karaden_prism.faults())


def test_a_path_that_is_not_in_the_contract_is_named(karaden_prism: Prism) -> None:
    karaden_prism.faults()
    httpx.get(f"{karaden_prism.url}/{TENANT}/letters", timeout=30)
    assert karaden_prism.faults()
