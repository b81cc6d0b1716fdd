"""nexo Retailer as JSON, in the form of Adyen's Terminal API; on the shop's own network, with its own encryption."""
