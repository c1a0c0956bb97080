"""検索タイトル: the standard ones, names, and what another PC deleted."""

from datetime import UTC, datetime

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.search.check import refuse_wrong
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Title, TitleItem
from dreampower_sms.services.free_search import FreeSearch, Stop
from dreampower_sms.services.titles import SavedTitle, SearchTitles, TitleConflict, TitleWrong

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
NAMES = Title("氏名", Target.CUSTOMER, (TitleItem("name", listed=True),))


@pytest.fixture
def titles(database: Database) -> SearchTitles:
    return SearchTitles(database, lambda: NOON, "front")


def saved(titles: SearchTitles, title: Title) -> SavedTitle:
    answer = titles.save(title, None, "佐藤")
    assert isinstance(answer, SavedTitle)
    return answer


def test_every_standard_title_can_be_searched_and_comes_once(database: Database, titles: SearchTitles) -> None:
    titles.seed()
    lines = titles.list()
    assert len({line.name for line in lines}) == len(lines) > 3
    search = FreeSearch(database, lambda: NOON)
    items = search.items()
    for line in lines:
        found = titles.get(line.id)
        assert found is not None
        assert not found.title.named - set(items)
        refuse_wrong(found.title.spec, items)
        assert search.count(found.title.spec, Stop()) == 0
    titles.seed()
    assert titles.list() == lines


def test_a_standard_title_that_was_deleted_stays_deleted(titles: SearchTitles) -> None:
    titles.seed()
    first = titles.get(titles.list()[0].id)
    assert first is not None
    titles.delete(first, "佐藤")
    titles.seed()
    assert first.id not in {line.id for line in titles.list()}


def test_a_name_belongs_to_one_title(titles: SearchTitles) -> None:
    first = saved(titles, NAMES)
    with pytest.raises(TitleWrong, match="search_title_taken"):
        titles.save(NAMES, None, "鈴木")
    assert isinstance(titles.save(NAMES, first, "鈴木"), SavedTitle)


def test_a_deleted_title_comes_back_unless_its_name_is_taken(titles: SearchTitles) -> None:
    gone = titles.delete(saved(titles, NAMES), "佐藤")
    assert isinstance(gone, SavedTitle)
    assert isinstance(titles.save(NAMES, gone, "佐藤"), TitleConflict)
    other = saved(titles, NAMES)
    assert not titles.restore(gone, "佐藤")
    titles.delete(other, "佐藤")
    assert titles.restore(gone, "佐藤")
    assert [line.name for line in titles.list()] == ["氏名"]
