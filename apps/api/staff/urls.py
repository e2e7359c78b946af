"""API · staff · addresses below /api/v1/staff/."""

from __future__ import annotations

from django.urls import path

from .views import applications, me, money, payouts, purchases, refunds, reviews, running, tariffs, vendors

urlpatterns = [
    path("me", me.Me.as_view()),
    path("vendors", vendors.Vendors.as_view()),
    path("vendors/<uuid:vendor_id>", vendors.Vendor.as_view()),
    path("vendors/<uuid:vendor_id>/provision", vendors.Provision.as_view()),
    path("vendors/<uuid:vendor_id>/pause", vendors.Pause.as_view()),
    path("vendors/<uuid:vendor_id>/resume", vendors.Resume.as_view()),
    path("vendors/<uuid:vendor_id>/suspend", vendors.Suspend.as_view()),
    path("vendors/<uuid:vendor_id>/reinstate", vendors.Reinstate.as_view()),
    path("schemas", vendors.Schemas.as_view()),
    path("applications", applications.Applications.as_view()),
    path("applications/<uuid:application_id>", applications.Application.as_view()),
    path("applications/<uuid:application_id>/approve", applications.Approve.as_view()),
    path("applications/<uuid:application_id>/reject", applications.Reject.as_view()),
    path("purchases", purchases.Purchases.as_view()),
    path("purchases/<uuid:purchase_id>", purchases.Purchase.as_view()),
    path("orders/<uuid:order_id>", purchases.Order.as_view()),
    path("orders/<uuid:order_id>/refunds", refunds.OrderRefunds.as_view()),
    path("orders/<uuid:order_id>/refund-preview", refunds.RefundPreview.as_view()),
    path("refunds", refunds.Refunds.as_view()),
    path("payments", purchases.Payments.as_view()),
    path("payments/<uuid:payment_id>", purchases.Payment.as_view()),
    path("trial-balance", money.TrialBalance.as_view()),
    path("payouts", payouts.Payouts.as_view()),
    path("payouts/<uuid:payout_id>", payouts.Payout.as_view()),
    path("breaks", payouts.Breaks.as_view()),
    path("breaks/<uuid:break_id>", payouts.Break.as_view()),
    path("breaks/<uuid:break_id>/resolve", payouts.Resolve.as_view()),
    path("rates", money.Rates.as_view()),
    path("rates/<str:rate_id>", money.Rate.as_view()),
    path("rates/<str:rate_id>/confirm", money.ConfirmRate.as_view()),
    path("rates/<str:rate_id>/reject", money.RejectRate.as_view()),
    path("tariff-rules/<slug:kind>", tariffs.Rules.as_view()),
    path("landed-costs", tariffs.LandedCosts.as_view()),
    path("events", running.Events.as_view()),
    path("events/<uuid:event_id>", running.Event.as_view()),
    path("events/<uuid:event_id>/deliver-again", running.DeliverAgain.as_view()),
    path("trackers", running.Trackers.as_view()),
    path("webhook-endpoints", running.Hooks.as_view()),
    path("webhook-endpoints/<uuid:endpoint_id>/pause", running.PauseHook.as_view()),
    path("reviews", reviews.Reviews.as_view()),
    path("reviews/<uuid:review_id>/hide", reviews.Hide.as_view()),
    path("reviews/<uuid:review_id>/show", reviews.Show.as_view()),
]
