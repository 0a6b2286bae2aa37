"""The demo: the seed cases, played day by day through the commands the API uses."""
