"""What our log lines do not tell."""

import logging
import re


class HideLinks(logging.Filter):
    """The link of an invitation is a key: no log line has it, whatever went wrong at its page."""

    LINK = re.compile(r"((?<!/members)/invitation/)[^/\s?'\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = self.LINK.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
