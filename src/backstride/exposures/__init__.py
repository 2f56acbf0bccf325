"""What a day of running, shoes and habits amounts to."""
