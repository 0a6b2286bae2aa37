"""Who is who: posts, absences, hand-overs, and what follows from them."""
