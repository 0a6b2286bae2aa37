"""The log: how events are written, kept and read, whatever they are about."""
