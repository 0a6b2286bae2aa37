"""What leaves and enters in files."""
