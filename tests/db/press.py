"""One press of 送信 in a process of its own: waits for a line, confirms a job, prints whether it was the first."""

import json
import sys

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from tests.sending import NOON, job_of, recipient


def main(url: str, job_id: str) -> None:
    database = Database(url)
    with database.read() as session:
        session.connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with database.write() as session:
        first = messages.confirm(session, job_of([recipient(n) for n in range(5)], job_id=job_id), NOON)
    database.close()
    sys.stdout.write(json.dumps(first))


if __name__ == "__main__":
    main(*sys.argv[1:])
