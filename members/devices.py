"""What a browser calls itself, in words its owner knows it by."""

import re

#: The first that fits: most browsers name others too, to be let in everywhere.
BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"(?:Firefox|FxiOS)/",
    "Chrome": r"(?:Chrome|CriOS|Chromium)/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "Android": r"Android",
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Windows": r"Windows",
    "Mac": r"Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux",
}


def described(user_agent: str) -> str:
    """Such as `Firefox, Windows`: as much of it as is known, and no more."""
    found = (_first(names, user_agent) for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def _first(names: dict[str, str], user_agent: str) -> str | None:
    return next((name for name, sign in names.items() if re.search(sign, user_agent)), None)
