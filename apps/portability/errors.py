"""Portability · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, MarketError, NotFound


class ArchiveRefused(MarketError):
    """The archive is damaged, forged or not for us; `file` names the part at fault, `problem` what to do."""

    code = "portability.archive_refused"
    status = 422
    message = _("The archive is refused at “%(file)s”: %(problem)s")


class ReferencesMissing(Conflict):
    """The archive names reference rows that this installation lacks; `missing` lists them."""

    code = "portability.references_missing"
    message = _("This installation lacks what the archive refers to: %(missing)s. Load them, then import again.")


class AlreadyHere(Conflict):
    code = "portability.already_here"
    message = _("This installation holds rows of the archive already: %(what)s. Nothing was imported.")


class BooksDiffer(Conflict):
    code = "portability.books_differ"
    message = _("After loading, the books would not agree: %(what)s. Nothing was written.")


class BackupUnknown(NotFound):
    code = "portability.backup_unknown"
    message = _("There is no backup of “%(slug)s” at or before %(as_of)s in %(folder)s.")


class RestoreRefused(Conflict):
    code = "portability.restore_refused"
    message = _("The vendor cannot be restored from this archive: %(problem)s")


class CopyBusy(Conflict):
    code = "portability.copy_busy"
    message = _("A copy is being made already. Wait until it is ready.")


class CopyGone(NotFound):
    code = "portability.copy_gone"
    message = _("This link does not open a copy any more. Ask for a new one.")
