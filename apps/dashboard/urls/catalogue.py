"""Dashboard · addresses of products."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import catalogue, catalogue_currencies, catalogue_pictures, catalogue_product

urlpatterns = [
    path("products/", catalogue.product_list, name="dash_products"),
    path("products/new/", catalogue.new_product, name="dash_product_new"),
    path("products/bulk/", catalogue.bulk, name="dash_products_bulk"),
    path("products/<uuid:product_id>/", catalogue_product.editor, name="dash_product"),
    path("products/<uuid:product_id>/status/", catalogue_product.status, name="dash_product_status"),
    path("products/<uuid:product_id>/currencies/", catalogue_currencies.currencies, name="dash_product_currencies"),
    path("products/<uuid:product_id>/pictures/", catalogue_pictures.add, name="dash_pictures"),
    path("products/<uuid:product_id>/pictures/arrange/", catalogue_pictures.arrange, name="dash_pictures_arrange"),
    path("products/<uuid:product_id>/<slug:section>/", catalogue_product.save, name="dash_product_save"),
]
