"""Refusals of the catalogue."""

from comptoir.kernel import Category, DomainError


class NameMissing(DomainError):
    """A cashier finds goods by their name."""

    code = "catalog.name_missing"


class CategoryUnknown(DomainError):
    """No such category."""

    code = "catalog.category_unknown"
    category = Category.NOT_FOUND


class CategoryInUse(DomainError):
    """An article, another category, a price list or a promotion still stands on it."""

    code = "catalog.category_in_use"
    category = Category.CONFLICT


class ProductUnknown(DomainError):
    """No such product or item."""

    code = "catalog.product_unknown"
    category = Category.NOT_FOUND


class ProductArchived(DomainError):
    """An archived product is no longer sold; restore it before changing it."""

    code = "catalog.product_archived"
    category = Category.CONFLICT


class BarcodeInvalid(DomainError):
    """Longer than 64 characters, or with characters that no barcode holds."""

    code = "catalog.barcode_invalid"


class BarcodeTaken(DomainError):
    """Another item has this code: a scan must name one item."""

    code = "catalog.barcode_taken"
    category = Category.CONFLICT


class PriceInvalid(DomainError):
    """Not an amount, negative, or with more decimals than the currency has."""

    code = "catalog.price_invalid"


class UnitUnknown(DomainError):
    """Not a unit that a till can show (UN/ECE recommendation 20)."""

    code = "catalog.unit_unknown"


class StoreUnknown(DomainError):
    """No such store."""

    code = "catalog.store_unknown"
    category = Category.NOT_FOUND


class TaxClassNotNamed(DomainError):
    """No tax class of this name or rate; the file must name one of the shop's."""

    code = "catalog.tax_class_unknown"


class RuleUnknown(DomainError):
    """No such price list or promotion, or it has ended."""

    code = "catalog.rule_unknown"
    category = Category.NOT_FOUND


class RuleNameMissing(DomainError):
    """A price list or promotion is printed on receipts by its name: 1 to 80 characters."""

    code = "catalog.rule_name_missing"


class TooManyRules(DomainError):
    """More price lists or promotions than a till prices a basket with in time."""

    code = "catalog.too_many_rules"
    category = Category.CONFLICT


class ScalePrefixInvalid(DomainError):
    """GS1 keeps 20 to 29 (and 02) for codes that a shop makes itself (General Specifications §2.1.11.2)."""

    code = "catalog.scale_prefix_invalid"


class ScaleDigitsInvalid(DomainError):
    """Prefix, article, inner check digit and value are twelve digits; a price check needs a value of 4 or 5."""

    code = "catalog.scale_digits_invalid"


class ScalePrefixTaken(DomainError):
    """Another row of the same store has this prefix: a label must mean one thing."""

    code = "catalog.scale_prefix_taken"
    category = Category.CONFLICT


class RowChanged(DomainError):
    """Somebody else changed the same thing of it since it was shown."""

    code = "catalog.row_changed"
    category = Category.CONFLICT


class ScalePrefixUsed(DomainError):
    """An item has a code that would be read as a label of this row."""

    code = "catalog.scale_prefix_used"
    category = Category.CONFLICT


class CodesUsedUp(DomainError):
    """Scales, voucher machines and codes leave no number of 20 to 29 free."""

    code = "catalog.codes_used_up"
    category = Category.CONFLICT


class BatchTooLarge(DomainError):
    """More lines than one transaction may hold: a longer one would stall the feed."""

    code = "catalog.batch_too_large"


class FileUnreadable(DomainError):
    """No header with a name and a price, or not text."""

    code = "catalog.file_unreadable"


class LineRepeated(DomainError):
    """An earlier line of the file names the same item."""

    code = "catalog.line_repeated"
    category = Category.CONFLICT


class PhotoUnreadable(DomainError):
    """No picture that we can read (PNG, JPEG, GIF, WebP), or a very large one."""

    code = "catalog.photo_unreadable"


class AllergenUnknown(DomainError):
    """None of the fourteen of Regulation (EU) 1169/2011."""

    code = "catalog.allergen_unknown"


class IngredientsTooLong(DomainError):
    """Every till carries them: a label's text, not a recipe."""

    code = "catalog.ingredients_too_long"


class TrackingUnknown(DomainError):
    """Stock is kept as a number, by lot or by serial number."""

    code = "catalog.tracking_unknown"


class NetContentInvalid(DomainError):
    """More than nothing, in grams, kilograms, millilitres, centilitres, litres, metres, square metres or pieces."""

    code = "catalog.net_content_invalid"


class OriginTooLong(DomainError):
    """A label has a line for it."""

    code = "catalog.origin_too_long"


class RestrictionUnknown(DomainError):
    """No kind of restricted goods is called so."""

    code = "catalog.restriction_unknown"


class RestrictionInvalid(DomainError):
    """An age from 0 to 99, and stretches of a day that begin and end at different minutes."""

    code = "catalog.restriction_invalid"


class OptionsInvalid(DomainError):
    """One or two options of up to 20 different values, and at most 100 variants of them."""

    code = "catalog.options_invalid"


class VariantInvalid(DomainError):
    """A variant has one value of each option, and no other variant has the same."""

    code = "catalog.variant_invalid"


class FamilyNested(DomainError):
    """A variant or a pack has no variants, packs or menu of its own."""

    code = "catalog.family_nested"
    category = Category.CONFLICT


class FamilyDecides(DomainError):
    """Category and tax of a variant or pack are those of its article."""

    code = "catalog.family_decides"
    category = Category.CONFLICT


class PackInvalid(DomainError):
    """A pack holds 2 to 10,000 of its article."""

    code = "catalog.pack_invalid"


class PackUnknown(DomainError):
    """The item is no pack of another one."""

    code = "catalog.pack_unknown"
    category = Category.NOT_FOUND


class FavoritesInvalid(DomainError):
    """At most 60 articles, each once."""

    code = "catalog.favorites_invalid"


class ModifiersInvalid(DomainError):
    """A group has a name, 1 to 30 named options, and a minimum up to its maximum up to their number."""

    code = "catalog.modifiers_invalid"


class ModifierGroupUnknown(DomainError):
    """No such group of modifiers."""

    code = "catalog.modifier_group_unknown"
    category = Category.NOT_FOUND


class BundleInvalid(DomainError):
    """A menu has 1 to 8 named places, each with 1 to 30 articles that are sold by themselves."""

    code = "catalog.bundle_invalid"


class CustomerGroupUnknown(DomainError):
    """No such group of customers."""

    code = "catalog.customer_group_unknown"
    category = Category.NOT_FOUND


class CustomerGroupNameTaken(DomainError):
    """Two groups of one name could not be told apart at the till."""

    code = "catalog.customer_group_name_taken"
    category = Category.CONFLICT


class CustomerGroupUsed(DomainError):
    """A standing price list or promotion is for this group."""

    code = "catalog.customer_group_used"
    category = Category.CONFLICT


class CouponMissing(DomainError):
    """Codes that are good once belong to a promotion that asks for a code."""

    code = "catalog.coupon_missing"
    category = Category.CONFLICT


class CouponTooLong(DomainError):
    """A code that is good once begins with the promotion's own, and no till reads one of more than 64 signs."""

    code = "catalog.coupon_too_long"
    category = Category.CONFLICT


class CouponCountInvalid(DomainError):
    """Tills hold every code that is still good: not more than they can keep."""

    code = "catalog.coupon_count_invalid"


class DepositUnknown(DomainError):
    """No container with a deposit is called so here, or it has ended."""

    code = "catalog.deposit_unknown"
    category = Category.NOT_FOUND


class DepositNotNamed(DomainError):
    """No container with a deposit is called like this."""

    code = "catalog.deposit_not_named"


class DepositUsed(DomainError):
    """Articles are still sold in this container."""

    code = "catalog.deposit_used"
    category = Category.CONFLICT


class ContainersInvalid(DomainError):
    """An article has at most four kinds of containers, 1 to 999 of each, and a container has none itself."""

    code = "catalog.containers_invalid"


class VoucherPatternInvalid(DomainError):
    """Digits to begin with, a number of 3 to 12 places, an amount of 2 to 6, a check digit at most at the end."""

    code = "catalog.voucher_pattern_invalid"


class VoucherPatternTaken(DomainError):
    """Another row of the same store begins in the same way: a voucher must mean one thing."""

    code = "catalog.voucher_pattern_taken"
    category = Category.CONFLICT
