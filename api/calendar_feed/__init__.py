"""Deadlines for people's own calendars: an iCalendar feed (RFC 5545) behind a secret address."""
