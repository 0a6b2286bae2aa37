"""How rows come about from events and reach their tables: what all views share."""
