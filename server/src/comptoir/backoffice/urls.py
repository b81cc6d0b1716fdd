"""The addresses of the back office. They stand at the root: a shopkeeper types the shop's name and is there."""

from django.urls import path
from django.views.i18n import set_language

from comptoir.backoffice.pages import account, incidents, products, report, sales, scale_labels, team, tills, today

urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("organizations", account.organizations, name="organizations"),
    path("language", set_language, name="language"),
    path("today", today.today, name="today"),
    path("incidents", incidents.incidents, name="incidents"),
    path("incidents/<uuid:incident>", incidents.incident, name="incident"),
    path("quarantine/<uuid:quarantine>", incidents.quarantined, name="quarantined"),
    path("sales", sales.sales_list, name="sales"),
    path("sales.csv", sales.sales_csv, name="sales-csv"),
    path("sales/<uuid:sale>", sales.sale_page, name="sale"),
    path("sales/<uuid:sale>/entry", sales.sale_entry, name="sale-entry"),
    path("day-report", report.day_report, name="day-report"),
    path("day-report.csv", report.day_report_csv, name="day-report-csv"),
    path("products", products.products, name="products"),
    path("products.csv", products.products_csv, name="products-csv"),
    path("products/new", products.new_product, name="product-new"),
    path("products/import", products.import_file, name="products-import"),
    path("products/barcode", products.barcode, name="barcode"),
    path("products/<uuid:item>", products.product, name="product"),
    path("products/<uuid:item>/edit", products.edit, name="product-edit"),
    path("products/<uuid:item>/price", products.price, name="product-price"),
    path("products/<uuid:item>/archive", products.archive, name="product-archive"),
    path("scale-labels", scale_labels.scale_labels, name="scale-labels"),
    path("scale-labels/new", scale_labels.new, name="scale-label-new"),
    path("scale-labels/<uuid:label>/remove", scale_labels.remove, name="scale-label-remove"),
    path("team", team.team, name="team"),
    path("team/new", team.new_employee, name="employee-new"),
    path("tills", tills.tills, name="tills"),
    path("tills/new", tills.new_till, name="till-new"),
    path("tills/<uuid:till>", tills.till, name="till"),
    path("tills/<uuid:till>/enrol", tills.enrol, name="till-enrol"),
    path("tills/<uuid:till>/enrolled/<int:number>", tills.enrolled, name="till-enrolled"),
    path("tills/<uuid:till>/revoke/<uuid:chain>", tills.revoke, name="till-revoke"),
]
