"""Hardware: the phones, tablets and computers that tills run on."""
