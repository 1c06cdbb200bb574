"""Dialects: the few places where MySQL, MariaDB and SQLite do not read the same SQL."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

PARENTHESIS_OR_SELECT = re.compile(r"[()]|\bSELECT\b")


class Dialect(ABC):
    """What differs between engines. Everything else is written once, in the common subset."""

    name: str
    table_options: str
    clustered_options: str
    auto_increment: str
    for_update: str

    @abstractmethod
    def full_text_index(self, table: str, column: str) -> list[str]:
        """The statements that make `table.column` searchable by words."""

    @abstractmethod
    def full_text_match(self, table: str, column: str, parameter: str) -> str:
        """A condition: the column holds every word of the parameter, each as a prefix."""

    @abstractmethod
    def full_text_query(self, words: Sequence[str]) -> str:
        """The parameter for `full_text_match`. The words are folded: letters and digits only."""

    @abstractmethod
    def refresh_full_text(self, table: str, column: str) -> list[str]:
        """The statements after a bulk load that bring the index up to date."""

    @abstractmethod
    def drop_index(self, table: str, index: str) -> str:
        """The statement that removes an index."""

    @abstractmethod
    def on_conflict(self, *key: str) -> str:
        """The clause of an upsert between VALUES (…) and its assignments."""

    @abstractmethod
    def on_conflict_of_select(self, *key: str) -> str:
        """The same behind INSERT … SELECT … WHERE …, where no assignment can use `inserted`."""

    @abstractmethod
    def inserted(self, column: str) -> str:
        """Inside an upsert's assignments: the value that the INSERT would have stored."""

    @abstractmethod
    def patient(self, statement: str, seconds: float) -> str:
        """The SELECT with a timeout of its own at the server, where there is one."""

    def insert(self, table: str, columns: Sequence[str]) -> str:
        """The head of a multi-row INSERT, up to VALUES."""
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES"

    def upsert_tail(self, table: str, columns: Sequence[str], key: Sequence[str]) -> str:
        """What follows the VALUES of a multi-row INSERT to update the rows that are there.

        A known value is never replaced by an unknown one.
        """
        others = [column for column in columns if column not in key] or list(key[:1])
        assignments = ", ".join(
            f"{column} = COALESCE({self.inserted(column)}, {table}.{column})" for column in others
        )
        return f" {self.on_conflict(*key)} {assignments}"


class MariaDBDialect(Dialect):
    """MariaDB 10.11 and later."""

    name = "mariadb"
    table_options = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin"
    clustered_options = table_options
    auto_increment = "AUTO_INCREMENT"
    for_update = "FOR UPDATE"

    def full_text_index(self, table: str, column: str) -> list[str]:
        return [
            # Films are called "It" and "Her": no stop words. The setting is kept with the index.
            "SET SESSION innodb_ft_enable_stopword = OFF",
            f"CREATE FULLTEXT INDEX ft_{table}_{column} ON {table} ({column})",
        ]

    def full_text_match(self, table: str, column: str, parameter: str) -> str:
        return f"MATCH ({table}.{column}) AGAINST ({parameter} IN BOOLEAN MODE)"

    def full_text_query(self, words: Sequence[str]) -> str:
        return " ".join(f"+{word}*" for word in words)

    def refresh_full_text(self, table: str, column: str) -> list[str]:
        return []

    def drop_index(self, table: str, index: str) -> str:
        return f"DROP INDEX {index} ON {table}"

    def on_conflict(self, *key: str) -> str:
        return "ON DUPLICATE KEY UPDATE"

    def on_conflict_of_select(self, *key: str) -> str:
        return "ON DUPLICATE KEY UPDATE"

    def inserted(self, column: str) -> str:
        return f"VALUES({column})"

    def patient(self, statement: str, seconds: float) -> str:
        return f"SET STATEMENT max_statement_time = {seconds} FOR {statement}"


class MySQLDialect(MariaDBDialect):
    """MySQL 8.0.20 and later."""

    name = "mysql"
    table_options = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin"
    clustered_options = table_options

    def on_conflict(self, *key: str) -> str:
        return "AS offered ON DUPLICATE KEY UPDATE"

    def inserted(self, column: str) -> str:
        return f"offered.{column}"

    def patient(self, statement: str, seconds: float) -> str:
        # The hint stands in the outermost SELECT, which common table expressions come before.
        depth = 0
        for found in PARENTHESIS_OR_SELECT.finditer(statement):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if depth == 0 and found[0] == "SELECT":
                hint = f" /*+ MAX_EXECUTION_TIME({max(1, int(seconds * 1000))}) */"
                return statement[: found.end()] + hint + statement[found.end() :]
        return statement


class SQLiteDialect(Dialect):
    """SQLite 3.40 and later."""

    name = "sqlite"
    table_options = ""
    clustered_options = "WITHOUT ROWID"
    auto_increment = ""
    for_update = ""  # BEGIN IMMEDIATE already holds the only write lock

    def full_text_index(self, table: str, column: str) -> list[str]:
        return [
            f"CREATE VIRTUAL TABLE ft_{table}_{column} USING fts5("
            f"{column}, content='{table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
        ]

    def full_text_match(self, table: str, column: str, parameter: str) -> str:
        index = f"ft_{table}_{column}"
        return f"{table}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH {parameter})"

    def full_text_query(self, words: Sequence[str]) -> str:
        return " ".join(f'"{word}"*' for word in words)

    def refresh_full_text(self, table: str, column: str) -> list[str]:
        index = f"ft_{table}_{column}"
        return [f"INSERT INTO {index} ({index}) VALUES ('rebuild')"]

    def drop_index(self, table: str, index: str) -> str:
        return f"DROP INDEX {index}"

    def on_conflict(self, *key: str) -> str:
        return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET"

    def on_conflict_of_select(self, *key: str) -> str:
        return self.on_conflict(*key)

    def inserted(self, column: str) -> str:
        return f"excluded.{column}"

    def patient(self, statement: str, seconds: float) -> str:
        return statement  # it has no server that could end it; we do
