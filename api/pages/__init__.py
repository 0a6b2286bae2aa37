"""The page: server-rendered, on the same views and commands as the API."""
