"""Other parties that cosign the heads of a shop's log, so that its owner can't keep two histories."""
