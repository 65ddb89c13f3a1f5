#!/usr/bin/env python3
"""Computes the answers of answers.txt anew with SQLite, from the tables beside it or in the folder given.

    python3 answers.py [FOLDER]      prints answers.txt; FOLDER holds cities.csv, countries.csv and regions.csv
"""

import csv
import decimal
import hashlib
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).parent
MOST_LINES = 25
TABLES = {
    "countries": "numeric INTEGER PRIMARY KEY, alpha_2 TEXT, alpha_3 TEXT, name TEXT",
    "regions": "code TEXT PRIMARY KEY, country TEXT, name TEXT, type TEXT",
    "cities": "id INTEGER PRIMARY KEY, name TEXT, country TEXT, admin1 TEXT, lat TEXT, lng TEXT",
}


def mean(total, count):
    """SQLite's own avg() is a double; this divides its exact sum by its count, to ten places, half to even."""
    if not count:
        return None
    with decimal.localcontext() as context:
        context.prec = 60
        places = decimal.Decimal(1).scaleb(-10)
        exact = (decimal.Decimal(total) / count).quantize(places, decimal.ROUND_HALF_EVEN)
    return format(exact.normalize(), "f")


def fill(database, folder):
    for table, columns in TABLES.items():
        database.execute(f"CREATE TABLE {table} ({columns})")
        with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            names = next(rows)
            marks = ",".join("?" * len(names))
            database.executemany(
                f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})",
                ([value or None for value in row] for row in rows),
            )
    database.execute("CREATE INDEX cities_country ON cities (country)")
    database.execute("CREATE INDEX cities_name ON cities (name)")
    database.execute("CREATE INDEX countries_alpha_2 ON countries (alpha_2)")
    database.execute("CREATE INDEX regions_country ON regions (country)")


def answer(database, sql):
    lines = [
        " | ".join("NULL" if value is None else str(value) for value in row) for row in database.execute(sql)
    ]
    if "ORDER BY" not in sql:
        lines.sort(key=lambda line: line.encode())
    if len(lines) > MOST_LINES:
        digest = hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()
        return [f"{len(lines)} rows, SHA-256 {digest}"]
    return lines


def main():
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA case_sensitive_like = ON")
    database.create_function("mean", 2, mean)
    fill(database, pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    # Answers stand behind the line with the SQL, to the next empty line.
    in_answer = False
    for line in (HERE / "answers.txt").read_text(encoding="utf-8").split("\n")[:-1]:
        in_answer = in_answer and line != ""
        if in_answer:
            continue
        print(line)
        if line.startswith("sql: "):
            for row in answer(database, line[len("sql: "):]):
                print(row)
            in_answer = True


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
