"""Common · the error family that people and programs are shown."""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TranslatableText: TypeAlias = str | Promise


class MarketError(Exception):
    """Something that a person or a client can act upon.

    `code` is stable and names app and condition (`stock.insufficient`); `message`
    is a translatable format whose named placeholders `data` fills when it is
    shown, in the reader's language. `field` names the input at fault, if one is.
    """

    code: ClassVar[str] = "common.error"
    status: ClassVar[int] = 400
    message: ClassVar[TranslatableText] = _("The request could not be carried out.")
    remedy: ClassVar[TranslatableText] = ""

    def __init__(self, *, field: str | None = None, **data: Any) -> None:
        self.field = field
        self.data = data
        super().__init__(self.code, data)

    def text(self) -> str:
        """The message in the active language, filled in."""
        return str(self.message) % self.data if self.data else str(self.message)

    def told(self) -> str:
        """The message and what helps, in the active language."""
        remedy = str(self.remedy) % self.data if self.data else str(self.remedy)
        return f"{self.text()} {remedy}".strip()

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


class InvalidInput(MarketError):
    """A field of the input is unusable; `problem` says why and what to do."""

    code = "common.invalid_input"
    status = 422
    message = "%(problem)s"

    def __init__(self, *, field: str, problem: TranslatableText, **data: Any) -> None:
        super().__init__(field=field, problem=problem, **data)

    def text(self) -> str:
        problem = str(self.data["problem"])
        return problem % self.data if len(self.data) > 1 else problem


class NotFound(MarketError):
    code = "common.not_found"
    status = 404
    message: ClassVar[TranslatableText] = _("There is nothing here, or it is not yours to see.")


class Forbidden(MarketError):
    code = "common.forbidden"
    status = 403
    message: ClassVar[TranslatableText] = _("You may not do this.")


class Conflict(MarketError):
    code = "common.conflict"
    status = 409
    message: ClassVar[TranslatableText] = _("Someone changed this in the meantime. Reload and try again.")


class InvalidTransition(Conflict):
    code = "common.invalid_transition"
    message = _("This step is not possible any more, or not yet. Reload the page to see where things stand.")


class Retryable(Exception):
    """An outside system did not answer as it should; the same call may succeed later."""


class Permanent(Exception):
    """An outside system refused for good; repeating the call cannot help."""
