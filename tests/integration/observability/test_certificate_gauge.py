"""When a payment certificate ends is a gauge, for the alert that comes a month before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client.core import CollectorRegistry

from marketplace.observability import live
from tests.unit.payments.test_certificates import certificate

pytestmark = pytest.mark.django_db
GAUGE = "portolan_certificate_end_timestamp_seconds"


def test_the_end_of_each_certificate_is_told_while_alipay_is_switched_on(settings: Any) -> None:
    settings.ALIPAY = {name: certificate(days=10) for name in ("app_cert", "platform_cert", "root_cert")}
    settings.PAYMENT_GATEWAYS = ["stripe", "alipay"]
    registry = CollectorRegistry()
    registry.register(live.LiveFigures())

    ends = registry.get_sample_value(GAUGE, {"variable": "ALIPAY_APP_CERT"})

    assert ends is not None
    assert 9 * 86400 < ends - datetime.now(UTC).timestamp() < 10 * 86400
