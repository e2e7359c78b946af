"""API · storefront · addresses below /api/v1/storefront/."""

from __future__ import annotations

from django.urls import path

from .views import account, carts, checkouts, goods, me, purchases, reference

urlpatterns = [
    path("markets", reference.Markets.as_view()),
    path("currencies", reference.Currencies.as_view()),
    path("languages", reference.Languages.as_view()),
    path("exchange-rates", reference.ExchangeRates.as_view()),
    path("address-forms/<str:country>", reference.AddressForms.as_view()),
    path("categories", reference.Categories.as_view()),
    path("categories/<str:category>", reference.Category.as_view()),
    path("listings", goods.Listings.as_view()),
    path("listing-facets", goods.ListingFacets.as_view()),
    path("suggestions", goods.Suggestions.as_view()),
    path("shelves", goods.Shelves.as_view()),
    path("products/<str:product>", goods.Product.as_view()),
    path("products/<str:product>/related", goods.RelatedProducts.as_view()),
    path("products/<str:product>/reviews", goods.ProductReviews.as_view()),
    path("landed-prices", goods.LandedPrices.as_view()),
    path("vendors", goods.Vendors.as_view()),
    path("vendors/<str:vendor>", goods.Vendor.as_view()),
    path("carts", carts.Carts.as_view()),
    path("carts/<uuid:cart_id>", carts.Cart.as_view()),
    path("carts/<uuid:cart_id>/lines", carts.CartLines.as_view()),
    path("carts/<uuid:cart_id>/lines/<uuid:variant_id>", carts.CartLine.as_view()),
    path("order-lists", carts.OrderLists.as_view()),
    path("cart-merges", carts.CartMerges.as_view()),
    path("checkouts", checkouts.Checkouts.as_view()),
    path("checkouts/<uuid:checkout_id>", checkouts.Checkout.as_view()),
    path("checkouts/<uuid:checkout_id>/address", checkouts.CheckoutAddress.as_view()),
    path("checkouts/<uuid:checkout_id>/delivery", checkouts.CheckoutDelivery.as_view()),
    path("checkouts/<uuid:checkout_id>/payment", checkouts.CheckoutPayment.as_view()),
    path("checkouts/<uuid:checkout_id>/confirmation", checkouts.CheckoutConfirmation.as_view()),
    path("purchases", purchases.Purchases.as_view()),
    path("purchases/<uuid:purchase_id>", purchases.Purchase.as_view()),
    path("purchases/<uuid:purchase_id>/reviews", purchases.PurchaseReviews.as_view()),
    path("purchase-claims", purchases.PurchaseClaims.as_view()),
    path("tokens", account.Tokens.as_view()),
    path("tokens/current", account.CurrentToken.as_view()),
    path("tokens/<uuid:token_id>", account.Token.as_view()),
    path("addresses", account.Addresses.as_view()),
    path("addresses/<uuid:address_id>", account.Address.as_view()),
    path("email-addresses", account.EmailAddresses.as_view()),
    path("password-resets", account.PasswordResets.as_view()),
    path("vendor-applications", account.VendorApplications.as_view()),
    path("me", me.Me.as_view()),
]
