"""Accepted findings: which finding a waiver accepts, and until when."""

from taiyaku.model import Finding, Package, Waiver


def read(package: Package) -> list[Waiver]:
    """Give the waivers of a package; entries that are not of the right shape are left out (schema-violation says so)."""
    if package.waivers is None or not isinstance(package.waivers.value, list):
        return []
    found: list[Waiver] = []
    for index, entry in enumerate(package.waivers.value):
        if isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values()) and entry.get("check") and entry.get("reason"):
            parts = {name: str(entry.get(name, "")) for name in ("check", "table", "id", "field", "reason", "owner", "until")}
            found.append(Waiver(**parts, where=package.waivers.where([index])))
    return found


def expired(waiver: Waiver, package: Package) -> bool:
    """Tell whether a waiver ended before the package's own date (``created``); no clock is asked."""
    created = package.descriptor.value.get("created")
    return bool(waiver.until) and isinstance(created, str) and created[:10] > waiver.until


def accepts(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver accepts a finding: the same check, table and id, and the same field where it names one."""
    at = finding.problem
    return (waiver.check, waiver.table, waiver.id) == (finding.check, at.table, at.id) and waiver.field in ("", at.field)
