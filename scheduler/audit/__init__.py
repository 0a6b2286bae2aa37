"""Looking back: what was due and was told, why and why not, and what another policy would have told."""
