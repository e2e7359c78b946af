"""Storefront · addresses of the pages on which goods are found; the locale is the script prefix."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import browse as lists
from apps.storefront.views import home, preferences, product, reviews, search, vendor, withdrawal

urlpatterns = [
    path("withdrawal/", withdrawal.withdrawal, name="withdrawal"),
    path("", home.home, name="home"),
    path("goods/", lists.goods, name="goods"),
    path("category/<str:slug>/", lists.category, name="category"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
    path("product/<str:slug>/", product.product, name="product"),
    path("maker/<slug:slug>/", vendor.vendor_page, name="vendor_page"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("review/<uuid:purchase>/<uuid:variant>/", reviews.review_write, name="review_write"),
]
