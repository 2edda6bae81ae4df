"""Does what is ordered. It listens on no port; a file that it touches says that it is alive."""
import os
import pathlib
import signal
import sys
import time

import psycopg2

ALIVE = pathlib.Path("/tmp/worker.alive")
NEXT = """
update orders set status = 'done' where id = (
    select id from orders where status = 'new' order by id limit 1 for update skip locked) returning id, what
"""


def work(connection):
    with connection, connection.cursor() as cursor:
        cursor.execute(NEXT)
        return cursor.fetchone()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    database = psycopg2.connect(os.environ["DATABASE"])
    print("waiting for orders", flush=True)
    while True:
        ALIVE.touch()
        done = work(database)
        if done:
            print(f"order {done[0]}: {done[1]}", flush=True)
        else:
            time.sleep(0.2)
