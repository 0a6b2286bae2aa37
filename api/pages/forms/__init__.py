"""What forms ask and how answers are read, whatever they are about."""
