"""What is asked across projects, over several views."""
