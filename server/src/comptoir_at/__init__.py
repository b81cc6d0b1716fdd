"""Austria's rules for tills (RKSV), pure: no Django, no clock, no network. Twin of web/packages/fiscal-at.

"Detailspezifikation" below is the annex of the Registrierkassensicherheitsverordnung (RKSV, BGBl. II Nr. 410/2015).
This part is prepared for the RKSV; nobody has certified it. A seal that counts comes from a certified card or a
qualified remote service, behind `SigningDevice`; `SoftwareDevice` is for demonstrations and tests.
"""
