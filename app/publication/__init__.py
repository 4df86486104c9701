"""What is published from the change log: serialisations, profiles and harvesting protocols."""
