"""Makes the database file, or leaves the one that is there as it is: a pre_start may run any number of times."""
import sqlite3
import sys


def make(path):
    with sqlite3.connect(path) as database:
        database.execute("create table if not exists note (id integer primary key, text text not null)")


if __name__ == "__main__":
    make(sys.argv[1])
