"""One file, one report format: findings, differences, translations and terms, as far as the format has a form for them, to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taiyaku.i18n import Messages
from taiyaku.model import Changes, Report

if TYPE_CHECKING:
    from taiyaku.parallel import Languages
    from taiyaku.translations.coverage import Coverage
    from taiyaku.translations.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Renderer:
    """One format, for one or more kinds of report; what it gives ends in a line feed."""

    id: str
    doc: str
    """One line for the command's help; also its msgid."""
    report: Callable[[Report, Messages], str] | None = None
    """None where the format has no form for findings."""
    changes: Callable[[Changes, Messages], str] | None = None
    """Likewise for differences between versions."""
    languages: Callable[[Languages, Messages], str] | None = None
    """Likewise for differences between languages."""
    status: Callable[[Coverage, Messages], str] | None = None
    """Likewise for the state of translations."""
    glossary: Callable[[Glossary, Messages], str] | None = None
    """Likewise for terms and where they occur."""
