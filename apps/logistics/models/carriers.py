"""Logistics · carriers, services, table rates, schedules of parcels and of their clearance · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel


class Carrier(SharedModel):
    """A company that carries parcels; `adapter` names the protocol that we speak with it."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    adapter = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Service(SharedModel):
    """A carrier's product; `names` maps a language to text.

    `mode` is by what means it travels (road, sea, air, cargo_air: aircraft without passengers; "" not known);
    `checks_age` whether it hands over to adults only, where that is asked for.
    """

    code = models.CharField(max_length=20, primary_key=True)
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="services")
    names = models.JSONField()
    incoterms = ArrayField(models.CharField(max_length=3))
    max_weight_g = models.PositiveIntegerField()
    max_length_mm = models.PositiveIntegerField()
    max_girth_mm = models.PositiveIntegerField(help_text="the longest side and twice the other two together")
    volumetric_divisor = models.PositiveIntegerField(help_text="cm³ per kg")
    position = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(max_length=10, blank=True, default="", db_default="")
    checks_age = models.BooleanField(default=False, db_default=False)
    oversize_g = models.PositiveIntegerField(default=0, db_default=0, help_text="heavier is oversize; 0: no weight is")
    oversize_length_mm = models.PositiveIntegerField(
        default=0, db_default=0, help_text="longer is oversize; 0: none is"
    )
    oversize_girth_mm = models.PositiveIntegerField(default=0, db_default=0, help_text="more is oversize; 0: none is")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return str(self.names.get("en", self.code))


class Zone(SharedModel):
    """The tariff zone that a country lies in."""

    country = models.OneToOneField("reference.Country", on_delete=models.PROTECT, primary_key=True, related_name="+")
    zone = models.CharField(max_length=8)

    class Meta:
        ordering = ["zone", "country"]

    def __str__(self) -> str:
        return f"{self.country_id} in {self.zone}"


class TableRate(SharedModel):
    """The price of one parcel between two zones: a first weight, then breaks or equal steps.

    `from_zone` and `to_zone` may both be HOME: within one country. `break_g` are the upper ends of weight breaks beyond
    the first weight, rising, and `break_prices` what a parcel costs within each; beyond the last it goes on in steps.
    `remote_fee` and `oversize_fee` are added once a parcel; fuel is a share of the freight, not of these.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="rates")
    from_zone = models.CharField(max_length=8)
    to_zone = models.CharField(max_length=8)
    currency = currency_field()
    first_g = models.PositiveIntegerField()
    first_price = models.DecimalField(max_digits=10, decimal_places=2)
    step_g = models.PositiveIntegerField()
    step_price = models.DecimalField(max_digits=10, decimal_places=2)
    fuel_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    break_g = ArrayField(models.PositiveIntegerField(), default=list, db_default=[], blank=True)
    break_prices = ArrayField(
        models.DecimalField(max_digits=10, decimal_places=2), default=list, db_default=[], blank=True
    )
    remote_fee = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)
    oversize_fee = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)
    min_days = models.PositiveSmallIntegerField()
    max_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=120)
    valid_from = models.DateField()

    class Meta:
        ordering = ["service", "from_zone", "to_zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "from_zone", "to_zone", "valid_from"], name="logistics_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(first_price__gte=0, step_price__gte=0, fuel_rate__gte=0, first_g__gt=0, step_g__gt=0),
                name="logistics_rate_sane",
            ),
            models.CheckConstraint(
                condition=Q(remote_fee__gte=0, oversize_fee__gte=0), name="logistics_rate_fees_sane"
            ),
            models.CheckConstraint(
                condition=Q(break_g__len=models.F("break_prices__len")), name="logistics_rate_breaks_paired"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.from_zone} → {self.to_zone}"


class RemoteArea(SharedModel):
    """Postcodes of a country to which a carrier asks its fee for remote areas, both ends included.

    Postcodes are compared as `rules.postcode_key` writes them.
    """

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="remote_areas")
    country = country_field()
    first = models.CharField(max_length=12, help_text="first postcode")
    last = models.CharField(max_length=12, help_text="last postcode")
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ["carrier", "country", "first"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "country", "first"], name="logistics_remote_area_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.first}–{self.last}"


class Tracker(SharedModel):
    """When a vendor's parcel is to be asked after again.

    `told` is a digest of the carrier's last answer: the same again is no news and needs no look at the vendor's tables.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    shipment_id = models.UUIDField()
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="+")
    tracking_number = models.CharField(max_length=40, unique=True)
    next_poll_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    silent_polls = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, blank=True, default="", db_default="")
    told = models.CharField(max_length=32, blank=True, default="", db_default="")
    news_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_poll_at"], name="logistics_tracker_due", condition=Q(is_open=True))]

    def __str__(self) -> str:
        return self.tracking_number

    @classmethod
    def claim(cls, *, at: datetime, until: datetime, limit: int) -> list[tuple[int, str, str]]:
        """Take open trackers that are due, longest waiting first, until an instant; vendor, carrier and number of each.

        One statement; what another takes at the same time is passed over.
        """
        due = cls.objects.filter(is_open=True, next_poll_at__lte=at).order_by("next_poll_at")
        chosen, values = due.select_for_update(skip_locked=True).values("pk")[:limit].query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {cls._meta.db_table} SET next_poll_at = %s WHERE id IN ({chosen}) "  # noqa: S608  Django wrote what is put in
                "RETURNING vendor_id, carrier_id, tracking_number",
                [until, *values],
            )
            return list(cursor.fetchall())

    @classmethod
    def put_off(cls, rows: Sequence[tuple[int, int, datetime, datetime | None]]) -> None:
        """Write key, silent polls, next question and last news of trackers down. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {cls._meta.db_table} t "  # noqa: S608  a table's own name
                "SET silent_polls = v.silent_polls, next_poll_at = v.next_poll_at, news_at = v.news_at "
                "FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[], %s::timestamptz[]) "
                "AS v(id, silent_polls, next_poll_at, news_at) WHERE t.id = v.id",
                [list(column) for column in zip(*rows, strict=True)],
            )


class Clearance(SharedModel):
    """A declaration of a vendor's as the marketplace looks after it: when its authority is asked again, who has to act.

    `state` and `owner` are the declaration's; it is known by its local reference number.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    declaration_id = models.UUIDField(unique=True)
    lrn = models.CharField(max_length=22, unique=True)
    country = models.CharField(max_length=2)
    order_number = models.CharField(max_length=24)
    state = models.CharField(max_length=12)
    owner = models.CharField(max_length=12)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    next_poll_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["next_poll_at"], name="logistics_clearance_due", condition=Q(is_open=True)),
            models.Index(fields=["owner", "due_at"], name="logistics_clearance_owner", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.lrn
