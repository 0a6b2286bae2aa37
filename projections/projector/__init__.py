"""What makes the rows: along the log, from far behind, or all anew."""
