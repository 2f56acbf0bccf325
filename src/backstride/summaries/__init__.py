"""Tables and sentences that notebooks show: nothing is estimated here."""
