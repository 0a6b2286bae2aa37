"""Who is asking, what he may do, to which projects, and what was read by whom."""
