"""What a command comes to: the events it makes, judged by what would follow from them."""
