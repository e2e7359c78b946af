"""API · vendor · addresses below /api/v1/vendor/."""

from __future__ import annotations

from django.urls import path

from .views import imports, me, media, members, orders, products, shipments, shop, stock, taxonomy, variants

urlpatterns = [
    path("me", me.Me.as_view()),
    path("profile", shop.Profile.as_view()),
    path("summary", shop.Summary.as_view()),
    path("members", members.Members.as_view()),
    path("members/<uuid:member_id>", members.Member.as_view()),
    path("categories", taxonomy.Categories.as_view()),
    path("categories/<slug:code>/attributes", taxonomy.Attributes.as_view()),
    path("products", products.Products.as_view()),
    path("products.csv", imports.Export.as_view()),
    path("products/<uuid:product_id>", products.Product.as_view()),
    path("products/<uuid:product_id>/texts/<slug:language>", products.Text.as_view()),
    path("products/<uuid:product_id>/prices", variants.ProductPrices.as_view()),
    path("products/<uuid:product_id>/media", media.Pictures.as_view()),
    path("products/<uuid:product_id>/media-order", media.PictureOrder.as_view()),
    path("products/<uuid:product_id>/media/<uuid:media_id>", media.Picture.as_view()),
    path("products/<uuid:product_id>/publish", products.Publish.as_view()),
    path("products/<uuid:product_id>/unpublish", products.Unpublish.as_view()),
    path("products/<uuid:product_id>/archive", products.Archive.as_view()),
    path("product-statuses", products.ProductStatuses.as_view()),
    path("variants", variants.Variants.as_view()),
    path("variants/<uuid:variant_id>", variants.Variant.as_view()),
    path("prices", variants.Prices.as_view()),
    path("price-lists", variants.PriceLists.as_view()),
    path("imports", imports.Imports.as_view()),
    path("imports/<uuid:import_id>", imports.Import.as_view()),
    path("imports/<uuid:import_id>/apply", imports.ImportApply.as_view()),
    path("imports/<uuid:import_id>/findings.csv", imports.ImportFindings.as_view()),
    path("warehouses", stock.Warehouses.as_view()),
    path("warehouses/<slug:code>", stock.Warehouse.as_view()),
    path("stock-levels", stock.StockLevels.as_view()),
    path("stock-levels/<uuid:variant_id>", stock.StockLevel.as_view()),
    path("stock-movements", stock.Movements.as_view()),
    path("stock-counts", stock.StockCounts.as_view()),
    path("orders", orders.Orders.as_view()),
    path("orders/<uuid:order_id>", orders.Order.as_view()),
    path("orders/<uuid:order_id>/confirm", orders.Confirm.as_view()),
    path("orders/<uuid:order_id>/cancel", orders.Cancel.as_view()),
    path("orders/<uuid:order_id>/packing-slip.pdf", orders.PackingSlip.as_view()),
    path("shipments", shipments.Shipments.as_view()),
    path("shipments/<uuid:shipment_id>", shipments.Shipment.as_view()),
    path("shipments/<uuid:shipment_id>/pack", shipments.Pack.as_view()),
    path("shipments/<uuid:shipment_id>/label", shipments.Label.as_view()),
    path("shipments/<uuid:shipment_id>/label.pdf", shipments.LabelFile.as_view()),
    path("shipments/<uuid:shipment_id>/hand-over", shipments.HandOver.as_view()),
]
