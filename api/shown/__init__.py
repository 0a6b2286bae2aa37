"""Things as the API and the pages show them."""
