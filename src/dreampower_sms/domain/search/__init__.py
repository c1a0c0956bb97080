"""自由検索: any question over customers and vehicles, as values.

    items.py      what can be searched, by type            terms.py     what can be asked of an item
    spec.py       a search, and a saved 検索タイトル          calendar.py  which days 来月 and N日以内 are
    check.py      what is wrong with a search              evaluate.py  what a search means, in plain Python
    entry.py      typed text to terms                      stored.py    to JSON and back
    simple.py     the simple form

`db.free_search` compiles a search to SQL; `services.free_search` runs it.
"""
