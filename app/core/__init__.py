"""What every other layer speaks of: records, findings, texts, addresses, settings, errors; it imports none of them."""
