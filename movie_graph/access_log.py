"""Logs: one line per request with what it cost, for people or as JSON."""

import datetime as dt
import logging
from typing import Any

import orjson

from .config import Settings
from .context import Cost

logger = logging.getLogger(__name__)

LINE = (
    "%(operation)s %(method)s %(status)s %(milliseconds)s ms, %(statements)s statements, "
    "%(rows)s rows, %(errors)s errors"
)
TRACED_LINE = f"{LINE}, trace %(trace_id)s"


def write(
    *,
    method: str,
    status: int,
    operation: str | None,
    seconds: float,
    cost: Cost,
    errors: int,
    trace_id: str | None = None,
) -> None:
    """One answered request; `trace_id` finds its trace, where there is one."""
    if logger.isEnabledFor(logging.INFO):
        fields = {
            "operation": operation or "(anonymous)",
            "method": method,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "statements": cost.statements,
            "rows": cost.rows,
            "errors": errors,
        }
        line = LINE
        if trace_id:
            fields["trace_id"] = trace_id
            line = TRACED_LINE
        logger.info(
            line,
            fields,
            extra={"fields": fields},
        )


def log_config(settings: Settings) -> dict[str, Any]:
    """The logging set-up for `logging.config.dictConfig` and for uvicorn."""
    level = settings.log_level.upper()
    formatter = (
        {"()": JsonFormatter}
        if settings.log_format == "json"
        else {"format": "%(asctime)s %(levelname)-7s %(message)s", "datefmt": "%H:%M:%S"}
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"one": formatter},
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "one"}},
        "root": {"handlers": ["err"], "level": level},
        "loggers": {"uvicorn.access": {"level": "WARNING"}},
    }


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()
