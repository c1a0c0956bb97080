"""The tour is a test: the main job by real key events, from the menu to the result in the history."""

from pathlib import Path

import pytest

from dreampower_sms import tour


def test_the_tour_shows_what_it_must(tmp_path: Path, qapp: object) -> None:
    assert tour.run_tour(tmp_path / "shots") == 0
    names = sorted(path.name for path in (tmp_path / "shots").iterdir())
    assert len(names) >= len(tour.STEPS)
    assert not [name for name in names if "not_seen" in name]


def test_a_step_that_is_not_seen_ends_it(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def impossible(player: tour.Player) -> None:
        player.see("a pig that flies", lambda: False)

    monkeypatch.setattr(tour, "PATIENCE_S", 0.2)
    monkeypatch.setattr(tour, "STEPS", (impossible,))
    assert tour.run_tour(tmp_path / "shots") == 1
    assert "a pig that flies" in capsys.readouterr().err
