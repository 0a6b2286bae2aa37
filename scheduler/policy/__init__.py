"""The reminder policy: who is told of what, when, how, and in which words."""
