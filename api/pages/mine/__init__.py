"""What is somebody's own: his day, his reminders and why they came, his calendars."""
