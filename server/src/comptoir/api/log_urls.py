"""The addresses of the log, in the form of C2SP tlog-tiles below `/log/`."""

from django.urls import URLPattern, path

from comptoir.api.log import checkpoint, consistency, receipt_proof, tile

OF = "<uuid:organization>"
urlpatterns: list[URLPattern] = [
    path("receipt/<uuid:chain>/<int:sequence>", receipt_proof, name="log-receipt"),
    path(f"{OF}/checkpoint", checkpoint, name="log-checkpoint"),
    path(f"{OF}/tile/<path:path>", tile, name="log-tile"),
    path(f"{OF}/consistency/<int:earlier>/<int:size>", consistency, name="log-consistency"),
    path(f"{OF}/<int:age>/checkpoint", checkpoint, name="log-checkpoint-of-age"),
    path(f"{OF}/<int:age>/tile/<path:path>", tile, name="log-tile-of-age"),
    path(f"{OF}/<int:age>/consistency/<int:earlier>/<int:size>", consistency, name="log-consistency-of-age"),
]
