"""The views: each with its table, its rows and its queries."""
