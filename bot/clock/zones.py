"""IANA time zones by the names that people type."""

from zoneinfo import ZoneInfo, available_timezones


def parse_zone(name: str) -> ZoneInfo:
    """Return the IANA zone called `name`, in whatever case it is typed.

    Raises:
        ValueError: there is no such zone; the message names a few that look like it.
    """
    wanted = name.strip().replace(" ", "_").casefold()
    zones = {zone.casefold(): zone for zone in available_timezones()}
    if wanted in zones:
        return ZoneInfo(zones[wanted])
    near = sorted(zone for key, zone in zones.items() if wanted and wanted in key)[:3]
    hint = ", ".join(near) if near else "Europe/Berlin, Asia/Shanghai, UTC"
    raise ValueError(f"“{name}” is no time zone that I know. Try one like {hint}.")
