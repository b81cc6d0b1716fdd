"""Files of card companies with their published columns: small, and made by hand."""

# ruff: noqa: E501  # lines as long as theirs

STRIPE = """\
automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,charge_id,payment_intent_id,card_last4
po_1ABC,2026-11-26 00:00:00,txn_1,2026-11-24 09:15:00,eur,25.00,0.60,24.40,charge,ch_1,pi_1,4242
po_1ABC,2026-11-26 00:00:00,txn_2,2026-11-24 10:00:00,eur,-5.00,0.00,-5.00,refund,ch_0,pi_0,1881
po_1ABC,2026-11-26 00:00:00,txn_3,2026-11-24 11:00:00,eur,0.00,0.10,-0.10,fee,,,
po_1ABC,2026-11-26 00:00:00,txn_4,2026-11-25 00:00:00,eur,-19.30,0.00,-19.30,payout,,,
po_1ABC,2026-11-26 00:00:00,txn_5,2026-11-24 12:00:00,eur,10.00,0.60,9.50,charge,ch_5,pi_5,4242
po_1ABC,2026-11-26 00:00:00,txn_6,2026-11-24 12:00:00,eur,ten,0.60,9.40,charge,ch_6,pi_6,4242
po_1ABC,2026-11-26 00:00:00,txn_7,24th of May,eur,10.00,0.60,9.40,charge,ch_7,pi_7,4242
po_1ABC,2026-11-26 00:00:00,txn_8,2026-11-24 12:00:00,eur,10.00,0.60,9.40,alchemy,ch_8,pi_8,4242
po_1ABC,2026-11-26 00:00:00,txn_9,2026-11-24 12:00:00,zzz,10.00,0.60,9.40,charge,ch_9,pi_9,4242
po_1ABC,2026-11-26 00:00:00,txn_10,2026-11-24 12:00:00,eur,10.00,0.60,9.40,charge,ch_10,4111 1111 1111 1111,4242
"""
ADYEN = """\
Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Modification Merchant Reference,Batch Number
Acme,AcmePOS,NC6HT9CRT65ZGN82,018f0000-0000-7000-8000-000000000001,visa,2026-11-24 09:15:00,CET,Settled,MOD1,EUR,,25.00,1,EUR,,24.70,,0.10,0.05,0.15,visa,,42
Acme,AcmePOS,KC7HT9CRT65ZGN82,018f0000-0000-7000-8000-000000000002,mc,2026-11-24 10:00:00,CET,Refunded,MOD2,EUR,5.00,,1,EUR,5.10,,,0.10,,,mc,,42
Acme,AcmePOS,,,,2026-11-25 00:00:00,CET,Fee,Transaction Fees November,EUR,,,1,EUR,1.20,,,,,,,,42
Acme,AcmePOS,,,,2026-11-25 00:00:00,CET,MerchantPayout,"TX88 batch 42",EUR,18.40,,1,EUR,18.40,,,,,,,,42
"""
SUMUP = """\
Date,Time,Transaction ID,Transaction type,Status,Last 4 digits,Total,Fee,Payout,Payout ID,Currency
24.11.2026,09:15,TAAA1,Sale,Successful,4242,"25,00","0,42","24,58",PID123,EUR
24.11.2026,09:20,TAAA2,Sale,Failed,4242,"25,00","0,00","0,00",,EUR
24.11.2026,10:00,TAAA3,Refund,Successful,1881,"-5,00","0,00","-5,00",PID123,EUR
"""
SUMUP_JSON = (
    b'[{"id": 1, "type": "PAYOUT", "amount": 25.10, "fee": 0.42, "date": "2026-11-24", "currency": "EUR",'
    b' "status": "SUCCESSFUL", "reference": "PID123", "transaction_code": "TAAA1"}]'
)
SQUARE = """\
Date,Time,Time Zone,Gross Sales,Total Collected,Fees,Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Event Type,Deposit ID
11/24/2026,09:15:00,Europe/Paris,$25.00,$25.00,-$0.65,$24.35,TX1,PAY1,Visa,4242,Till 1,Payment,DEP1
"""
MOLLIE = """\
Date,Payment method,Currency,Amount,Status,ID,Description,Settlement currency,Settlement amount,Settlement reference
2026-11-24 09:15:00,pointofsale,EUR,25.00,paid,tr_abc,Sale 1,EUR,25.00,1182161.2611.02
2026-11-24 10:00:00,pointofsale,EUR,-5.00,refund,re_abc,Sale 0,EUR,-5.00,1182161.2611.02
2026-11-25,,EUR,-0.80,,,Withheld transaction fees,EUR,-0.80,1182161.2611.02
"""
VIVA = """\
Date,Transaction Id,Order Code,Amount,Commission,Currency,Type,Terminal Id,Authorization Id,RRN,Card Number
24/11/2026 09:15:00,7b0b0c5e-6f1c-4d60-8a47-0c9b0f3f1a11,1272214778972604,25.00,0.30,EUR,Charge,16000123,123456,612345678901,479275******9999
"""
OTHER = "Datum;Betrag;Gebühr;Auth;Karte;Terminal\n24.11.2026 09:15;1.025,00;2,10;A1B2C3;************4242;T1\n"
