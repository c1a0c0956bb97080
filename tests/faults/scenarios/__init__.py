"""Every way to shake the senders, in the order of the table."""

from tests.faults.grounds import POSTGRESQL, SQLITE, Scenario
from tests.faults.scenarios import clocks, edges, gateway, kills, outages, races

SCENARIOS = (
    Scenario("killed at each edge", edges.play),
    Scenario("killed by chance", kills.play),
    Scenario("each gateway fault", gateway.each),
    Scenario("gateway faults and kills", gateway.mixed),
    Scenario("server stopped at once", outages.server_stopped, (POSTGRESQL,), stops_server=True),
    Scenario("file locked for 10 s", outages.file_locked, (SQLITE,)),
    Scenario("disk full", outages.disk_full, fills_disk=True),
    Scenario("file may not grow", outages.disk_full, (SQLITE,), fills_file=True),
    Scenario("clocks turned", clocks.turned),
    Scenario("clocks differ", clocks.differing),
    Scenario("asleep past a schedule", clocks.asleep),
    Scenario("asleep with one in hand", clocks.asleep_in_hand),
    Scenario("double press", races.double_press),
    Scenario("two PCs, same list", races.same_list),
    Scenario("two PCs, each a reason", races.same_list_with_reasons),
    Scenario("two jobs, same text", races.same_text),
    Scenario("same text, same moment", races.same_moment, (POSTGRESQL,)),
    Scenario("cancel against claim", races.cancelled),
    Scenario("opt-out against dispatch", races.opted_out),
    Scenario("two take over", races.taken_over),
)
