"""Logistics · hubs, legs by timetable, and the index of vendors' planned ways · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel

from ..types import HubKind, LegMode


class Hub(SharedModel):
    """A place where goods change from one leg to the next, known by its UN/LOCODE.

    `handling_h` is what goods need there between two legs, in hours; `handling_price` what loading them costs, for a
    revenue tonne: a tonne or a cubic metre, whichever is more.
    """

    code = models.CharField(
        max_length=8,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}[A-Z0-9]{3,6}$", _("A hub's code is a UN/LOCODE, such as NLRTM."))],
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=HubKind.choices)
    country = country_field()
    latitude = models.DecimalField(max_digits=7, decimal_places=4)
    longitude = models.DecimalField(max_digits=7, decimal_places=4)
    timezone = models.CharField(_("time zone"), max_length=40)
    handling_h = models.PositiveSmallIntegerField(_("hours between two legs"), default=6)
    handling_price = models.DecimalField(_("loading, a revenue tonne"), max_digits=9, decimal_places=2, default=0)
    currency = currency_field(default="USD")
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HubKind.values), name="logistics_hub_kind_known"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180), handling_price__gte=0),
                name="logistics_hub_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class ScheduledLeg(SharedModel):
    """A service by timetable from hub to hub.

    It departs on `weekdays` (1 is Monday) at `departs_at` by its origin's clock, from `valid_from` to `valid_until`,
    and at the instants `departures`. Freight is the most of weight, room and `minimum_price`. `reliability` is the
    share of departures that arrive in time; one that is late is late by `late_h` hours. Goods heavier than `most_kg`
    or larger than `most_cbm` are not taken (0: no limit). What departs from `closed_from` until `closed_until` (None:
    until further notice) does not run. `changed_at` is when it was closed or opened last.
    """

    code = models.CharField(max_length=24, primary_key=True)
    carrier = models.CharField(_("carrier"), max_length=60)
    mode = models.CharField(_("mode"), max_length=6, choices=LegMode.choices)
    origin = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="departing")
    destination = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="arriving")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    departs_at = models.TimeField(null=True, blank=True)
    departures = ArrayField(models.DateTimeField(), default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    transit_h = models.PositiveSmallIntegerField(_("hours under way"))
    currency = currency_field(default="USD")
    kg_price = models.DecimalField(_("a kilogram"), max_digits=10, decimal_places=4)
    cbm_price = models.DecimalField(_("a cubic metre"), max_digits=10, decimal_places=2)
    minimum_price = models.DecimalField(_("at least"), max_digits=10, decimal_places=2)
    distance_km = models.PositiveIntegerField(_("kilometres"))
    co2_g_tkm = models.DecimalField(_("grams of CO₂e a tonne-kilometre"), max_digits=8, decimal_places=2)
    co2_source = models.CharField(max_length=160)
    reliability = models.DecimalField(_("share in time"), max_digits=4, decimal_places=3)
    late_h = models.PositiveSmallIntegerField(_("hours late where it is late"), default=0)
    most_kg = models.PositiveIntegerField(_("kilograms at most"), default=0)
    most_cbm = models.PositiveIntegerField(_("cubic metres at most"), default=0)
    closed_from = models.DateTimeField(null=True, blank=True)
    closed_until = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True, editable=False)
    source = models.CharField(max_length=160)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["changed_at"], name="logistics_leg_changed", condition=Q(changed_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=LegMode.values), name="logistics_leg_mode_known"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="logistics_leg_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(reliability__gt=0, reliability__lte=1, transit_h__gt=0), name="logistics_leg_sane"
            ),
            models.CheckConstraint(
                condition=Q(kg_price__gte=0, cbm_price__gte=0, minimum_price__gte=0, co2_g_tkm__gte=0),
                name="logistics_leg_prices_sane",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len=0) | Q(departs_at__isnull=False), name="logistics_leg_weekly_when"
            ),
            models.CheckConstraint(
                condition=Q(closed_until__isnull=True) | Q(closed_until__gt=F("closed_from")),
                name="logistics_leg_closed_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class NetworkEdition(SharedModel):
    """One row: `edition` is another one after each change of hubs and legs: what is kept of them dies with it."""

    ONLY = 1

    edition = models.UUIDField()

    def __str__(self) -> str:
        return str(self.edition)


class PlannedWay(SharedModel):
    """A vendor's planned way as the marketplace looks after it: which legs it still needs, whether it keeps its day.

    `leg_codes` are the legs of the way that was chosen; `state` is the plan's own. `looked_at` is when its way was held
    against the timetables last, `asked_at` when beat last had a worker do so.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    plan_id = models.UUIDField(unique=True)
    reference = models.CharField(max_length=60)
    origin = models.CharField(max_length=8)
    destination = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    leg_codes = ArrayField(models.CharField(max_length=24), default=list)
    due_by = models.DateTimeField(null=True)
    arrives_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    updated_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_by", "pk"]
        indexes = [
            GinIndex(fields=["leg_codes"], name="logistics_way_legs", condition=Q(is_open=True)),
            models.Index(fields=["state", "due_by"], name="logistics_way_state", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.reference
